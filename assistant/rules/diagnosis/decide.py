"""May a diagnosis code be reported, and may two stand on one claim? Decided by the ICD-10-CM tabular list.

billable_verdict   a code with nothing below it                         -> BILLABLE (and its other sides)
                   only full-length codes below, told by a 7th character -> NEEDS_SEVENTH
                   anything else below it                               -> HEADER
                   not in a complete edition                            -> UNKNOWN (with what it may have meant)
pair_verdict       one code twice                                       -> SAME_CODE
                   an Excludes1 note of either names the other          -> EXCLUDES1
                   right and left of one condition                      -> BOTH_SIDES
                   an Excludes2 note of either names the other          -> EXCLUDES2
                   none of these                                        -> NO_NOTE: neither allowed nor denied
either             no edition, or an incomplete one without the code    -> NOT_LOADED

``loaded`` has the records that bear on the codes (``tabular.rows_about``), of all editions. Sources:
ICD-10-CM Official Guidelines FY 2026, sections I.A.4 and 5 (placeholder, 7th character), I.A.12 (Excludes1 and its
exception, Excludes2), I.B.2 (full length), I.B.12 (each code once), I.B.13 (laterality).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.diagnosis.tabular import Note, NoteKind, Tabular, shorter_forms
from corpus.codes import Icd10CmCode
from corpus.extensions import with_placeholder
from corpus.records import CodeRecord
from corpus.relations import Loaded

_FULL_LENGTH = 7
_SIDES = ("right", "left")
_BOTH = frozenset(("bilateral", "both"))
# Words that the titles of one condition do not share between its sides: "Tinnitus, left ear" and "Tinnitus, bilateral".
_NO_CONTENT = _BOTH | frozenset("of the in at right left unilateral unspecified eye ear side".split())


class BillableFinding(StrEnum):
    """What the tabular list says of one code."""

    BILLABLE = "billable"
    HEADER = "header"
    NEEDS_SEVENTH = "needs_seventh"
    UNKNOWN = "unknown"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class BillableVerdict:
    """The finding for one code.

    ``children`` stand right below it. ``seventh`` are the 7th characters that its codes take, with their meanings.
    ``sides`` are the same condition with the side told, for a code of an unspecified side. For an unknown code
    ``meant`` are codes that differ by placeholders, and ``nearest`` is the longest entry that it begins with.
    """

    code: Icd10CmCode
    finding: BillableFinding
    basis: Basis
    record: CodeRecord | None = None
    children: tuple[CodeRecord, ...] = ()
    seventh: tuple[tuple[str, str], ...] = ()
    sides: tuple[CodeRecord, ...] = ()
    meant: tuple[CodeRecord, ...] = ()
    nearest: CodeRecord | None = None

    @property
    def placeholders(self) -> int:
        """How many X stand between the code and its 7th character."""
        return _FULL_LENGTH - 1 - len(self.code.undotted) if self.finding is BillableFinding.NEEDS_SEVENTH else 0


class PairFinding(StrEnum):
    """What the tabular list says of two codes of one encounter."""

    SAME_CODE = "same_code"
    EXCLUDES1 = "excludes1"
    BOTH_SIDES = "both_sides"
    EXCLUDES2 = "excludes2"
    NO_NOTE = "no_note"
    UNKNOWN = "unknown"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Match:
    """A note of one code that names another."""

    owner: Icd10CmCode
    named: Icd10CmCode
    note: Note


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """The finding for two codes.

    ``matches`` are the notes that decide, ``others`` Excludes2 notes beside a stronger finding. ``unread`` are
    Excludes1 notes of either code or above it that name no code, so that they could not be compared. ``missing`` are
    the codes that are not in the edition, ``not_billable`` those that need more characters. ``bilateral`` is the code
    of both sides, where right and left are given and it exists.
    """

    first: Icd10CmCode
    second: Icd10CmCode
    finding: PairFinding
    basis: Basis
    matches: tuple[Match, ...] = ()
    others: tuple[Match, ...] = ()
    unread: tuple[Match, ...] = ()
    missing: tuple[Icd10CmCode, ...] = ()
    not_billable: tuple[Icd10CmCode, ...] = ()
    bilateral: CodeRecord | None = None


def billable_verdict(code: Icd10CmCode, loaded: Loaded[CodeRecord], day: date) -> BillableVerdict:
    """Whether a code may be reported as it is, on a date of service; else what it lacks."""
    basis, voice, tabular = read_tabular(code, loaded, day)
    verdict = BillableVerdict(code, BillableFinding.NOT_LOADED, basis)
    if voice is Voice.NOT_LOADED:
        return verdict
    record = tabular.entries.get(code)
    if record is None:
        return _unknown(replace(verdict, finding=BillableFinding.UNKNOWN), tabular)
    verdict = replace(verdict, record=record, children=tabular.children(code))
    if not record.children:
        return replace(verdict, finding=BillableFinding.BILLABLE, sides=other_sides(record, tabular))
    meanings = tabular.seventh_characters(code)
    last = {child.value[-1] for child in record.children if isinstance(child, Icd10CmCode)}
    seventh = tuple((character, meaning) for character, meaning in meanings.items() if character in last)
    full = all(isinstance(child, Icd10CmCode) and len(child.undotted) == _FULL_LENGTH for child in record.children)
    if full and seventh:
        return replace(verdict, finding=BillableFinding.NEEDS_SEVENTH, seventh=seventh)
    # Further down 7th characters may wait: the words say so.
    return replace(verdict, finding=BillableFinding.HEADER, seventh=tuple(meanings.items()))


def pair_verdict(first: Icd10CmCode, second: Icd10CmCode, loaded: Loaded[CodeRecord], day: date) -> PairVerdict:
    """Whether the notes of two codes, or of what they stand below, keep them apart; in both directions."""
    basis, voice, tabular = read_tabular(first, loaded, day)
    verdict = PairVerdict(first, second, PairFinding.NOT_LOADED, basis)
    if first == second:
        return replace(verdict, finding=PairFinding.SAME_CODE)
    if voice is Voice.NOT_LOADED or (voice is Voice.SILENT and basis.edition is None):
        return verdict
    missing = tuple(code for code in (first, second) if code not in tabular.entries)
    if missing:
        complete = basis.edition is not None and basis.edition.complete
        finding = PairFinding.UNKNOWN if complete else PairFinding.NOT_LOADED
        return replace(verdict, finding=finding, missing=missing)
    # Of a list of another year the notes are told as its own; what was a header then is asked of the lists of the day.
    headers = tuple(code for code in (first, second) if tabular.entries[code].children) if basis.covers else ()
    return _of_notes(replace(verdict, not_billable=headers), tabular)


def conflicts(codes: Sequence[Icd10CmCode], loaded: Loaded[CodeRecord], day: date) -> tuple[PairVerdict, ...]:
    """Of all pairs of the codes, those that may not stand together: Excludes1, and a code given twice."""
    apart = (PairFinding.EXCLUDES1, PairFinding.SAME_CODE)
    pairs = [(first, second) for place, first in enumerate(codes) for second in codes[place + 1 :]]
    verdicts = (pair_verdict(first, second, loaded, day) for first, second in dict.fromkeys(pairs))
    return tuple(verdict for verdict in verdicts if verdict.finding in apart)


def read_tabular(code: Icd10CmCode, loaded: Loaded[CodeRecord], day: date) -> tuple[Basis, Voice, Tabular]:
    """The edition for the day with all its loaded entries; the voice is that on one code."""
    consulted = consult(replace(loaded, rows=tuple(row for row in loaded.rows if row.code == code)), day)
    edition = consulted.basis.edition
    rows = (row for row in loaded.rows if edition is not None and row.source.edition_id == edition.id)
    return consulted.basis, consulted.voice, Tabular.of(rows)


def other_sides(record: CodeRecord, tabular: Tabular) -> tuple[CodeRecord, ...]:
    """For a title that leaves the side open, the entries that tell it: right, left, and both where one exists."""
    words = _words(record)
    if "unspecified" not in words or not words.isdisjoint((*_SIDES, *_BOTH)):
        return ()
    around = tuple(_around(record, tabular))
    told = (entry for entry in around if not _words(entry).isdisjoint(_SIDES))
    sides = tuple(entry for entry in told if _content(entry) == _content(record))
    return (*sides, *_bilateral(record, around)) if sides else ()


def _around(record: CodeRecord, tabular: Tabular) -> Iterator[CodeRecord]:
    """Entries that may be the same condition on another side: siblings, those one level up, cousins of the same 7th."""
    lineage = tabular.lineage(record.code) if isinstance(record.code, Icd10CmCode) else ()
    for above in lineage[1:3]:
        for entry in tabular.children(above.code) if isinstance(above.code, Icd10CmCode) else ():
            if entry.code == record.code:
                continue
            if not entry.children:
                yield entry
            elif isinstance(entry.code, Icd10CmCode):
                cousins = tabular.children(entry.code)
                yield from (cousin for cousin in cousins if str(cousin.code)[-1] == str(record.code)[-1])


def _bilateral(record: CodeRecord, around: Sequence[CodeRecord]) -> tuple[CodeRecord, ...]:
    """The code of both sides, or none. Its title may leave words out, but of two that do the fuller one is meant."""
    own = _content(record)
    both = [entry for entry in around if not _words(entry).isdisjoint(_BOTH) and _content(entry) <= own]
    return tuple(sorted(both, key=lambda entry: -len(_content(entry)))[:1])


def _words(record: CodeRecord) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", record.description.lower()))


def _content(record: CodeRecord) -> frozenset[str]:
    """What a title is about, without its side, in the singular: "limbs", "arteries"."""
    words = _words(record) - _NO_CONTENT
    singular = {re.sub(r"ies$", "y", word).removesuffix("s") for word in words}
    return frozenset(singular) - _NO_CONTENT


def _unknown(verdict: BillableVerdict, tabular: Tabular) -> BillableVerdict:
    meant = tuple(tabular.entries[form] for form in with_placeholder(verdict.code) if form in tabular.entries)
    nearest = next((tabular.entries[form] for form in shorter_forms(verdict.code) if form in tabular.entries), None)
    return replace(verdict, meant=meant, nearest=nearest)


def _of_notes(verdict: PairVerdict, tabular: Tabular) -> PairVerdict:
    pair = ((verdict.first, verdict.second), (verdict.second, verdict.first))
    found = [
        Match(owner, named, note)
        for owner, named in pair
        for note in tabular.notes(owner, NoteKind.EXCLUDES1, NoteKind.EXCLUDES2)
        # A range that takes in its own code is not about that code: "(S00-S09)" at a block of S00-S09.
        if note.names(named) and not note.names(owner)
    ]
    unread = tuple(
        Match(owner, named, note)
        for owner, named in pair
        for note in tabular.notes(owner, NoteKind.EXCLUDES1)
        if not note.references
    )
    excludes1 = _each_once(match for match in found if match.note.kind is NoteKind.EXCLUDES1)
    excludes2 = _each_once(match for match in found if match.note.kind is NoteKind.EXCLUDES2)
    verdict = replace(verdict, unread=_each_once(unread))
    if excludes1:
        return replace(verdict, finding=PairFinding.EXCLUDES1, matches=excludes1, others=excludes2)
    if _are_two_sides(tabular.entries[verdict.first], tabular.entries[verdict.second]):
        record = tabular.entries[verdict.first]
        bilateral = next(iter(_bilateral(record, tuple(_around(record, tabular)))), None)
        return replace(verdict, finding=PairFinding.BOTH_SIDES, bilateral=bilateral, others=excludes2)
    if excludes2:
        return replace(verdict, finding=PairFinding.EXCLUDES2, matches=excludes2)
    return replace(verdict, finding=PairFinding.NO_NOTE)


def _each_once(matches: Iterator[Match] | tuple[Match, ...]) -> tuple[Match, ...]:
    """A note that both codes inherit is told once."""
    return tuple({(match.note.level, match.note.text, match.note.kind): match for match in matches}.values())


def _are_two_sides(first: CodeRecord, second: CodeRecord) -> bool:
    """True when two titles differ by right and left alone."""
    one, other = first.description.lower(), second.description.lower()
    swapped = re.sub(r"\b(right|left)\b", lambda side: _SIDES[side.group() == "right"], one)
    return one != other and swapped == other
