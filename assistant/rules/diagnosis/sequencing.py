"""In which order do diagnosis codes stand, and what else do they need? Decided by the notes of the tabular list.

"use additional code" at a, naming b, and "code first" at b, naming a, both put a before b; "code also" asks for both
and leaves the order open. A title with "in diseases (or conditions) classified elsewhere" is a manifestation: it never
stands first and never without its cause.

a code is not in a complete edition                        -> UNKNOWN
two codes stand otherwise, or a manifestation stands first -> OUT_OF_ORDER
a manifestation without any code that its note names       -> NEEDS_FIRST
notes order the codes, and they stand so                   -> IN_ORDER
notes ask for more, none orders the codes given            -> MAY_NEED
no such note                                               -> NO_NOTE
no edition, or an incomplete one without a code            -> NOT_LOADED

Source: ICD-10-CM Official Guidelines FY 2026, sections I.A.13, I.A.17 and I.B.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice
from assistant.rules.diagnosis.decide import read_tabular
from assistant.rules.diagnosis.tabular import Note, NoteKind, Tabular
from corpus.codes import Icd10CmCode
from corpus.records import CodeRecord
from corpus.relations import Loaded

# "as the cause of diseases classified elsewhere" (B95 to B97) is the other half of such a pair, not a manifestation.
_MANIFESTATION = re.compile(r"\bin (?:[\w,]+ )*(?:diseases?|conditions) classified elsewhere", re.IGNORECASE)


class SequenceFinding(StrEnum):
    """What the notes say of codes in the order given."""

    OUT_OF_ORDER = "out_of_order"
    NEEDS_FIRST = "needs_first"
    IN_ORDER = "in_order"
    MAY_NEED = "may_need"
    NO_NOTE = "no_note"
    UNKNOWN = "unknown"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Ordered:
    """Two codes that a note orders: ``earlier`` before ``later``. ``owner`` is the one whose note it is."""

    earlier: Icd10CmCode
    later: Icd10CmCode
    owner: Icd10CmCode
    note: Note


@dataclass(frozen=True, slots=True)
class Wanted:
    """A note of a code that asks for another code, and no code given is one that it names."""

    code: Icd10CmCode
    notes: tuple[Note, ...]

    @property
    def kind(self) -> NoteKind:
        return self.notes[0].kind

    @property
    def level(self) -> str:
        return self.notes[0].level


@dataclass(frozen=True, slots=True)
class SequenceVerdict:
    """The finding for codes in the order given.

    ``wrong`` and ``right`` are orders that the codes break and keep; ``together`` are "code also" notes between them,
    as pairs without an order. ``wanted`` are notes that no other code given answers, nearest first. ``manifestations``
    are codes that cannot stand first.
    """

    codes: tuple[Icd10CmCode, ...]
    finding: SequenceFinding
    basis: Basis
    wrong: tuple[Ordered, ...] = ()
    right: tuple[Ordered, ...] = ()
    together: tuple[Ordered, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    manifestations: tuple[Icd10CmCode, ...] = ()
    missing: tuple[Icd10CmCode, ...] = ()

    @property
    def without_cause(self) -> tuple[Wanted, ...]:
        """The "code first" notes of manifestations that no code given answers."""
        kinds = (NoteKind.CODE_FIRST,)
        return tuple(item for item in self.wanted if item.kind in kinds and item.code in self.manifestations)


def sequencing(codes: Sequence[Icd10CmCode], loaded: Loaded[CodeRecord], day: date) -> SequenceVerdict:
    """The verdict on one code or several, first-listed first. Raises ValueError without any code."""
    if not codes:
        raise ValueError("sequencing is about one code or more")
    codes = tuple(dict.fromkeys(codes))
    basis, voice, tabular = read_tabular(codes[0], loaded, day)
    verdict = SequenceVerdict(codes, SequenceFinding.NOT_LOADED, basis)
    missing = tuple(code for code in codes if code not in tabular.entries)
    if voice is Voice.NOT_LOADED or basis.edition is None:
        return replace(verdict, missing=missing)
    if missing:
        finding = SequenceFinding.UNKNOWN if basis.edition.complete else SequenceFinding.NOT_LOADED
        return replace(verdict, finding=finding, missing=missing)
    orders = tuple(_orders(codes, tabular))
    places = {code: place for place, code in enumerate(codes)}
    manifestations = tuple(code for code in codes if is_manifestation(tabular.entries[code]))
    verdict = replace(
        verdict,
        wrong=tuple(order for order in orders if places[order.earlier] > places[order.later]),
        right=tuple(order for order in orders if places[order.earlier] < places[order.later]),
        together=tuple(_together(codes, tabular)),
        wanted=tuple(wanted for code in codes for wanted in _wanted(code, codes, tabular)),
        manifestations=manifestations,
    )
    return replace(verdict, finding=_finding(verdict))


def is_manifestation(record: CodeRecord) -> bool:
    """True for a title that marks a manifestation code."""
    return _MANIFESTATION.search(record.description) is not None


def _finding(verdict: SequenceVerdict) -> SequenceFinding:
    # Where two notes order a pair both ways, neither order is wrong.
    kept = {(order.earlier, order.later) for order in verdict.right}
    broken = [order for order in verdict.wrong if (order.later, order.earlier) not in kept]
    if broken:
        return SequenceFinding.OUT_OF_ORDER
    if verdict.without_cause:
        return SequenceFinding.NEEDS_FIRST
    if verdict.codes[0] in verdict.manifestations:
        return SequenceFinding.OUT_OF_ORDER if len(verdict.codes) > 1 else SequenceFinding.NEEDS_FIRST
    if verdict.right:
        return SequenceFinding.IN_ORDER
    return SequenceFinding.MAY_NEED if verdict.wanted or verdict.together else SequenceFinding.NO_NOTE


def _orders(codes: Sequence[Icd10CmCode], tabular: Tabular) -> Iterator[Ordered]:
    """Every order that a note of one of the codes demands between it and another."""
    for owner in codes:
        for note in tabular.notes(owner, NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL):
            for named in codes:
                if named == owner or not note.names(named) or note.names(owner):
                    continue
                earlier, later = (named, owner) if note.kind is NoteKind.CODE_FIRST else (owner, named)
                yield Ordered(earlier, later, owner, note)


def _together(codes: Sequence[Icd10CmCode], tabular: Tabular) -> Iterator[Ordered]:
    for owner in codes:
        for note in tabular.notes(owner, NoteKind.CODE_ALSO):
            yield from (Ordered(owner, named, owner, note) for named in codes if named != owner and note.names(named))


def _wanted(code: Icd10CmCode, codes: Sequence[Icd10CmCode], tabular: Tabular) -> Iterator[Wanted]:
    """The notes of a code, one for each kind and level, that no other code given answers."""
    lists: dict[tuple[NoteKind, str], list[Note]] = {}
    for note in tabular.notes(code, NoteKind.CODE_FIRST, NoteKind.USE_ADDITIONAL, NoteKind.CODE_ALSO):
        lists.setdefault((note.kind, note.level), []).append(note)
    others = [other for other in codes if other != code]
    for notes in lists.values():
        if not any(note.names(other) for note in notes for other in others):
            yield Wanted(code, tuple(notes))
