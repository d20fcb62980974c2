"""Changes of code sets in words: of one code, and of all of a table. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.rules.validity.changes import Became, Change, TableChanges
from assistant.rules.verdict import bold
from corpus.codes import Code, CodeSystem
from corpus.relations import Table


@dataclass(frozen=True, slots=True)
class _CodeSet:
    """A code set by name, with the tables that tell its changes."""

    name: str
    tables: tuple[Table, ...] = ()

    def is_told(self, found: Iterable[TableChanges]) -> bool:
        return any(each.edition.table in self.tables for each in found)


# No public table has the changes of CPT.
_SETS = {
    CodeSystem.ICD10CM: _CodeSet("ICD-10-CM", (Table.ICD10CM_CHANGES, Table.ICD10CM_CODES)),
    CodeSystem.HCPCS: _CodeSet("HCPCS Level II", (Table.HCPCS,)),
    CodeSystem.CPT: _CodeSet("CPT"),
    CodeSystem.ICD10PCS: _CodeSet("ICD-10-PCS", (Table.ICD10PCS_CODES,)),
}
# What is told missing where no code set is named.
_ASKED_BY_ALL = (CodeSystem.ICD10CM, CodeSystem.HCPCS, CodeSystem.CPT)
_GROUPS = {
    Became.NEW: ("is new", "are new"),
    Became.NEW_HEADER: ("is a new header", "are new headers"),
    Became.HEADER: ("became a header and is not billable any more", "became headers and are not billable any more"),
    Became.DELETED: ("is deleted", "are deleted"),
    Became.DELETED_HEADER: ("is a deleted header", "are deleted headers"),
    Became.TITLE: ("has another title", "have other titles"),
    Became.CONVERTED: ("has codes that came after it", "have codes that came after them"),
    Became.VALUE: ("has another value", "have other values"),
    Became.PAIRS: ("has other pairs", "have other pairs"),
}


def told(change: Change) -> str:
    """What became of one code, without its number: "a header since 2026-10-01, not billable; in its place M72.20"."""
    title = f": {change.title}" if change.title else ""
    since = f" since {change.day}" if change.day else ""
    match change.became:
        case Became.NEW:
            return f"new{since}{title}"
        case Became.NEW_HEADER:
            return f"a new header{since}, not billable{title}"
        case Became.HEADER:
            return f"a header{since}, not billable any more; {_in_place(change)}"
        case Became.DELETED | Became.DELETED_HEADER:
            last = f", its last day was {change.day - timedelta(days=1)}" if change.day else ""
            return f"deleted{last}; {_in_place(change)}"
        case Became.TITLE:
            return f"another title{since}{title}"
        case Became.CONVERTED:
            return f"what it was reported for has codes of its own{since}: {_codes(change.replaced_by)}"
        case Became.ABSENT:
            return "not listed"
        case Became.SAME:
            return "no change"
        case _:
            return f"{change.detail}{since}"


def _in_place(change: Change) -> str:
    if not change.replaced_by:
        return "the table names no code in its place"
    below = [code for code in change.replaced_by if str(code).startswith(str(change.code))]
    others = [code for code in change.replaced_by if code not in below]
    if not below or not others:
        return f"in its place {_codes(change.replaced_by)}"
    return f"in its place {_codes(below)}, or, by what the record says, {_codes(others)}"


def _codes(codes: Sequence[Code]) -> str:
    return ", ".join(map(bold, codes))


def of_codes(found: TableChanges, changes: Sequence[Change]) -> str:
    """The headline on codes that were named: what became of the one, or how many of them changed."""
    changed = dict.fromkeys(change.code for change in changes if change.became is not Became.ABSENT)
    asked = dict.fromkeys((*(change.code for change in changes), *found.spoken_of))
    if changes and len(asked) == 1:
        verb = "has" if changes[0].became in (Became.PAIRS, Became.VALUE) else "is"
        said = f"{bold(changes[0].code)} {verb} {'; '.join(map(told, changes))}"
    elif len(asked) == 1:
        said = f"No change of {bold(found.spoken_of[0])}"
    else:
        said = f"{len(changed) or 'None'} of {'' if changed else 'the '}{len(asked)} codes changed"
    return f"{said} in {edition_said(found)}."


def of_subject(found: TableChanges, changes: Sequence[Change], subject: str, wanted: str) -> str:
    """The headline on what changed of a subject told in words; ``wanted`` is "new", "deleted" ..."""
    noun = _noun(found)
    said = (
        f"{counted(changes, noun)}, named for {subject!r}"
        if changes
        else f"no {wanted} {noun} is named for {subject!r}"
    )
    return f"{said[0].upper()}{said[1:]} ({edition_said(found)})."


def of_set(found: TableChanges) -> str:
    """The headline on all of a table."""
    said = counted(found.changes, _noun(found))
    return f"{said[0].upper()}{said[1:]} ({edition_said(found)})."


def edition_said(found: TableChanges) -> str:
    return f"{found.edition.title}, against {found.against.title}" if found.against else found.edition.title


def of_a_set(found: Sequence[TableChanges]) -> bool:
    """Whether any of the tables tells the changes of a code set, not of its pairs and values alone."""
    return any(code_set.is_told(found) for code_set in _SETS.values())


def lacking(systems: Iterable[CodeSystem], found: Sequence[TableChanges], begin: date | None, end: date | None) -> str:
    """The code sets asked for whose changes no table told; empty where all were. Without ``systems`` all are asked."""
    asked = list(systems) or _ASKED_BY_ALL
    sets = [_SETS[system].name for system in asked if system in _SETS and not _SETS[system].is_told(found)]
    days = f" from {begin} to {end}" if begin else ""
    return f"I don't have the changes of {' and '.join(sets)}{days} loaded." if sets else ""


def _noun(found: TableChanges) -> str:
    named = next((one.name for one in _SETS.values() if one.is_told([found])), "")
    return f"{named} code".strip()


def counted(changes: Sequence[Change], noun: str) -> str:
    """How many codes became what: "190 codes are new; 15 are deleted"."""
    counts = Counter(change.became for change in changes)
    parts: list[str] = []
    for became, (one, many) in _GROUPS.items():
        if count := counts[became]:
            subject = f"{count:,} {noun}{'' if count == 1 else 's'}" if not parts else f"{count:,}"
            parts.append(f"{subject} {one if count == 1 else many}")
    return "; ".join(parts) if parts else f"no {noun} changed"
