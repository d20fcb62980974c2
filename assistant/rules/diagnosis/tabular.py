"""The ICD-10-CM tabular list as rules read it: entries with what they stand below, and notes with the codes they name.

A note names codes as the list prints them: "(E10.-)", "(E08-E13)", "(O10-O11, O13-O16)", "category T31 or T32",
"(T36-T50 with fifth or sixth character 5)". A name takes in every code that begins with it, a range every code between.
A note that names no code cannot be compared; it is kept, so that a verdict can say so.

Shape: ``rows_about`` collects the records that bear on a question, ``Tabular`` reads those of one edition. Source
of the notes' meaning: ICD-10-CM Official Guidelines FY 2026, section I.A (10 to 17) and I.B.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corpus.codes import Code, Icd10CmCode
from corpus.extensions import PLACEHOLDER, with_placeholder
from corpus.records import CodeRecord, Section

_CATEGORY_LENGTH = 3
SEVENTH_CHARACTER = "7th character"
# The notes of the same chapters and blocks hold for code after code.
_NOTES_KEPT = 4_096

# What ``Catalog.all_records`` is: every edition's record of each code.
Lookup = Callable[[Iterable[Code]], Mapping[Code, tuple[CodeRecord, ...]]]


class NoteKind(StrEnum):
    """The notes that say which codes go together, and in which order; the value is the heading they stand under."""

    EXCLUDES1 = "Excludes1"
    EXCLUDES2 = "Excludes2"
    CODE_FIRST = "Code first"
    USE_ADDITIONAL = "Use additional code"
    CODE_ALSO = "Code also"


_HEADINGS = frozenset(NoteKind)


@dataclass(frozen=True, slots=True)
class Reference:
    """A code or range that a note names, undotted, both ends inclusive. ``condition`` asks for characters."""

    first: str
    last: str
    condition: str = ""

    def covers(self, code: Icd10CmCode) -> bool:
        """True for a code at or below the reference. A condition that cannot be read does not shut a code out."""
        text = code.undotted
        within = self.first <= text and text[: len(self.last)] <= self.last
        return within and (not self.condition or _meets(text, self.condition))


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a note. ``level`` is where it stands: "E11", "block I10-I1A", "chapter 4".

    ``head`` is the line that opens its list ("code to identify:"), where that is the first of the note.
    """

    kind: NoteKind
    level: str
    text: str
    head: str = ""
    references: tuple[Reference, ...] = ()

    def names(self, code: Icd10CmCode) -> bool:
        return any(reference.covers(code) for reference in self.references)

    @property
    def at_code(self) -> bool:
        """True for a note that stands at a category or code, not at a block or chapter."""
        return " " not in self.level

    @property
    def conditional(self) -> bool:
        """True where the note itself says that it does not always apply."""
        return "if applicable" in f"{self.head} {self.text}".lower() or "where applicable" in self.head.lower()


_CODE = r"[A-Z](?:\d|(?<=Q)A)[0-9AB](?:\.[0-9A-Z]{0,4})?"
_ONE_OR_RANGE = re.compile(rf"({_CODE})(?:\.?-)?(?:\s+to\s+|-{{1,2}})({_CODE})|({_CODE})")
_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_CONDITION = re.compile(r"[,\s-]*\bwith\b\s*(.+)$", re.DOTALL)
# Neither is a code that the note is about: a vitamin, and "for codes G31.0-G31.83": whose note it is.
_NOT_NAMED = re.compile(r"vitamin B\d+|\bfor codes [^:]*?, to identify", re.IGNORECASE)


@lru_cache(maxsize=_NOTES_KEPT)
def references(text: str) -> tuple[Reference, ...]:
    """The codes and ranges that a line names: those in parentheses, or without such any that stand in it."""
    inside = [part for part in _IN_PARENTHESES.findall(text) if re.search(_CODE, part)]
    parts = inside or [_NOT_NAMED.sub(" ", text)]
    return tuple(reference for part in parts for reference in _references_in(part))


def printed_codes(text: str) -> tuple[Icd10CmCode, ...]:
    """Every code that stands in a title or note, whatever it stands there for."""
    return tuple(Icd10CmCode.parse(code.removesuffix(".")) for code in re.findall(rf"\b{_CODE}", text))


def _references_in(part: str) -> Iterator[Reference]:
    found = _CONDITION.search(part) if re.search(_CODE, part.split(" with ")[0]) else None
    condition, part = (found.group(1), part[: found.start()]) if found else ("", part)
    if not re.search(r"\d|character", condition):
        condition = ""  # plain prose: "with ketoacidosis"
    for match in _ONE_OR_RANGE.finditer(part):
        first = (match.group(1) or match.group(3)).replace(".", "")
        last = (match.group(2) or match.group(3)).replace(".", "")
        if first[: len(last)] <= last:
            yield Reference(first, last, condition)


_PLACES = {"fifth": 5, "5th": 5, "sixth": 6, "six": 6, "6th": 6, "seventh": 7, "7th": 7}
_CHARACTERS = re.compile(r"\.?-?([0-9A-Z]+)(?:-\.?([0-9A-Z]+))?")


def _meets(text: str, condition: str) -> bool:
    """Whether an undotted code has the characters that a condition asks for."""
    plain = condition.lower().replace("-character", " character")
    named = re.match(r"(.*?\bcharacters?\b)(.*)$", plain)
    wanted = [
        (first.upper(), (last or first).upper())
        for first, last in _CHARACTERS.findall((named.group(2) if named else plain).upper().replace(" OR ", ", "))
        if first.isdigit() or len(first) == 1
    ]
    if not wanted:
        return True
    return any(first <= shown[: len(last)] <= last for shown in _shown(text, named) for first, last in wanted)


def _shown(text: str, named: re.Match[str] | None) -> tuple[str, ...]:
    """The characters of a code that a condition is about."""
    if named is None:
        return (text[_CATEGORY_LENGTH:],)  # "with .51-.52": what follows the category
    words = named.group(1)
    bare = text[:6].rstrip(PLACEHOLDER)
    if "final" in words:
        return tuple(bare[start:] for start in range(_CATEGORY_LENGTH, len(bare)))
    if "fifth to sixth" in words:
        return (text[4:6],)
    if "fifth or si" in words:  # the sixth, unless a placeholder stands there
        return (bare[4:][-1:],)
    place = next((number for word, number in _PLACES.items() if word in words), None)
    return (text[place - 1 : place],) if place else ("",)


@dataclass(frozen=True, slots=True)
class Tabular:
    """The entries of one edition that bear on a question, by code."""

    entries: Mapping[Icd10CmCode, CodeRecord]

    @classmethod
    def of(cls, rows: Iterable[CodeRecord]) -> Tabular:
        return cls({row.code: row for row in rows if isinstance(row.code, Icd10CmCode)})

    def lineage(self, code: Icd10CmCode) -> tuple[CodeRecord, ...]:
        """The entry and what it stands below, nearest first; empty for a code that is not here."""
        found: list[CodeRecord] = []
        entry = self.entries.get(code)
        while entry is not None and entry not in found:
            found.append(entry)
            entry = self.entries.get(entry.parent) if isinstance(entry.parent, Icd10CmCode) else None
        return tuple(found)

    def children(self, code: Icd10CmCode) -> tuple[CodeRecord, ...]:
        """The entries right below, in the order of the list."""
        entry = self.entries.get(code)
        codes = entry.children if entry else ()
        return tuple(self.entries[child] for child in codes if isinstance(child, Icd10CmCode) and child in self.entries)

    def notes(self, code: Icd10CmCode, *kinds: NoteKind) -> tuple[Note, ...]:
        """The notes of these kinds that apply to a code, its own first."""
        return tuple(
            note
            for entry in self.lineage(code)
            for section in entry.sections
            for note in _notes_of(section, str(entry.code))
            if note.kind in kinds
        )

    def seventh_characters(self, code: Icd10CmCode) -> dict[str, str]:
        """What the 7th characters of a code mean, as the nearest list of them says; empty where it takes none."""
        for entry in self.lineage(code):
            if section := entry.section(SEVENTH_CHARACTER):
                return {item[0]: item[2:].strip() for item in section.items}
        return {}


@lru_cache(maxsize=_NOTES_KEPT)
def _notes_of(section: Section, standing_at: str) -> tuple[Note, ...]:
    """The lines of one section; "Excludes1 (at chapter 4)" stands at the chapter."""
    return tuple(_each_note(section, standing_at))


def _each_note(section: Section, standing_at: str) -> Iterator[Note]:
    heading, _, place = section.heading.partition(" (at ")
    if heading not in _HEADINGS:
        return
    level = place.removesuffix(")") or standing_at
    head = section.items[0] if len(section.items) > 1 and section.items[0].endswith(":") else ""
    for position, item in enumerate(section.items):
        if position or not head:
            yield Note(NoteKind(heading), level, item, head, references(item))


def rows_about(codes: Sequence[Icd10CmCode], lookup: Lookup) -> tuple[CodeRecord, ...]:
    """Every record that bears on some codes, of all editions: the rows for the rules on ICD-10-CM.

    They are the codes, what they stand below and right above, their siblings, and what a wrong form may have meant.
    """
    asked = {form for code in codes for form in (*shorter_forms(code), *with_placeholder(code))}
    found: dict[Code, tuple[CodeRecord, ...]] = dict(lookup(sorted(asked)))
    named = [record for code in (*codes, *asked) for record in found.get(code, ())]
    above = {record.parent for record in named if record.parent} - found.keys()
    found.update(lookup(above))
    around = {child for records in found.values() for record in records for child in record.children}
    found.update(lookup(around - found.keys()))
    # The other sides of a code can be its cousins: S42.009A and S42.001A, with the same last character.
    cousins = {
        child
        for code in codes
        for records in list(found.values())
        for record in records
        for child in record.children
        if str(child)[-1] == code.value[-1]
    }
    found.update(lookup(cousins - found.keys()))
    return tuple(record for records in found.values() for record in records)


def shorter_forms(code: Icd10CmCode) -> tuple[Icd10CmCode, ...]:
    """The code and everything it begins with, longest first: S42.001A, S42.001, S42.00, S42.0, S42."""
    text = code.undotted
    return tuple(Icd10CmCode.parse(text[:length]) for length in range(len(text), _CATEGORY_LENGTH - 1, -1))
