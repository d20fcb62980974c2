"""What changed in a code set: from a publisher's list of changes, the dates of its rows, or two editions of it. Pure.

listed    rows that tell a change themselves: order-file addenda and conversion tables, by their day
dated     rows of a code list with dates of their own (HCPCS Level II): added, or ended, within the days asked for
compared  the rows of one code in two editions of one table: it came, it went, or a value became another
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.rules.validity.successors import successors
from corpus.codes import Code
from corpus.editions import Edition
from corpus.icd10cm_changes import ChangeKind
from corpus.relations import AddOnPair, CodeListing

CONVERTED = "converted"


class Became(StrEnum):
    """What became of a code."""

    NEW = "new"
    NEW_HEADER = "new_header"
    HEADER = "header"
    DELETED = "deleted"
    DELETED_HEADER = "deleted_header"
    TITLE = "title"
    CONVERTED = "converted"  # a conversion table names codes that came after it, whether or not it ended
    VALUE = "value"
    PAIRS = "pairs"
    ABSENT = "absent"  # a code that was named, and that the list does not have
    SAME = "same"


_OF_KIND = {
    ChangeKind.NEW: Became.NEW,
    ChangeKind.NEW_HEADER: Became.NEW_HEADER,
    ChangeKind.HEADER: Became.HEADER,
    ChangeKind.DELETED: Became.DELETED,
    ChangeKind.DELETED_HEADER: Became.DELETED_HEADER,
    ChangeKind.TITLE: Became.TITLE,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One code and what became of it. ``day`` is the first day of that (of a deletion, the day after the last one).

    ``title`` is a publisher's public text or ours; ``detail`` are values before and now, or pairs, in words.
    """

    code: Code
    became: Became
    day: date | None = None
    replaced_by: tuple[Code, ...] = ()
    title: str = ""
    detail: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The changes of one table. ``spoken_of`` are the codes asked about that it could speak of, changed or not;
    ``against`` is the edition that it was compared with."""

    edition: Edition
    changes: tuple[Change, ...]
    spoken_of: tuple[Code, ...] = ()
    against: Edition | None = None


def listed(rows: Iterable[CodeListing]) -> Iterator[Change]:
    """Rows of addenda and of conversion tables as changes."""
    for row in rows:
        became = Became.CONVERTED if row.action == CONVERTED else _OF_KIND[ChangeKind(row.action)]
        yield Change(row.code, became, row.effective, row.replaced_by, row.description, locator=row.source.locator)


def dated(rows: Iterable[CodeListing], begin: date, end: date) -> Iterator[Change]:
    """Rows of a code list whose own dates fall within the days. A code that came and went in them is told as gone."""
    for row in rows:
        words = row.short_description or row.description
        if row.terminated is not None and begin <= row.terminated + timedelta(days=1) <= end:
            day = row.terminated + timedelta(days=1)
            yield Change(row.code, Became.DELETED, day, came_after(row), words, locator=row.source.locator)
        elif row.added is not None and begin <= row.added <= end:
            yield Change(row.code, Became.NEW, row.added, (), words, locator=row.source.locator)


def of_named(codes: Iterable[Code], rows: Sequence[CodeListing], begin: date) -> Iterator[Change]:
    """What the dates within the days do not tell of codes that were named: those gone before, those not listed."""
    listed_rows = {row.code: row for row in rows}
    for code in codes:
        row = listed_rows.get(code)
        if row is None:
            yield Change(code, Became.ABSENT)
        elif row.terminated is not None and row.terminated + timedelta(days=1) < begin:
            day = row.terminated + timedelta(days=1)
            yield Change(code, Became.DELETED, day, came_after(row), locator=row.source.locator)


def came_after(row: CodeListing) -> tuple[Code, ...]:
    """The codes in the place of one that ended: those that its row names, else those that our text has."""
    known = successors().get(row.code)
    return row.replaced_by or (known.now if known else ())


def compared(older: Sequence[CodeListing], newer: Sequence[CodeListing], day: date | None) -> Iterator[Change]:
    """Two editions of a whole code list, by code; ``day`` is the first one of the newer."""
    before, now = {row.code: row for row in older}, {row.code: row for row in newer}
    for code, row in now.items():
        former = before.get(code)
        if former is None:
            became = Became.NEW_HEADER if row.billable is False else Became.NEW
            yield Change(code, became, day, title=row.description, locator=row.source.locator)
        elif former.billable and row.billable is False:
            below = tuple(other.code for other in now.values() if other.billable and _is_below(other.code, code))
            yield Change(code, Became.HEADER, day, below, row.description, locator=row.source.locator)
        elif row.billable and former.billable is False:
            yield Change(code, Became.NEW, day, title=row.description, locator=row.source.locator)
    for code, former in before.items():
        if code not in now:
            became = Became.DELETED_HEADER if former.billable is False else Became.DELETED
            yield Change(code, became, day, title=former.description, locator=f"no line {code}")


def _is_below(code: Code, header: Code) -> bool:
    return code != header and str(code).startswith(str(header))


def pair_changes(code: Code, rows: Iterable[AddOnPair], begin: date, end: date) -> Change | None:
    """Pairs of the add-on code edits that began or ended within the days, as add-on code or as primary."""
    began: dict[date, list[str]] = {}
    ended: dict[date, list[str]] = {}
    for row in rows:
        other = (row.primary or "codes that the payer decides") if row.add_on == code else row.add_on
        if row.deleted is not None and row.deleted == row.effective:
            continue  # it never was in force
        if row.effective is not None and begin <= row.effective <= end:
            began.setdefault(row.effective, []).append(str(other))
        elif row.last_day is not None and begin <= row.last_day + timedelta(days=1) <= end:
            ended.setdefault(row.last_day, []).append(str(other))
    parts = [f"an add-on pair with {_named(codes)} since {day}" for day, codes in sorted(began.items())]
    parts += [f"no add-on pair with {_named(codes)} after {day}" for day, codes in sorted(ended.items())]
    return Change(code, Became.PAIRS, detail="; ".join(parts), locator=f"rows {code}") if parts else None


def value_change(code: Code, name: str, before: str | None, now: str | None, day: date | None) -> Change | None:
    """One value of a table before and now; None where it is the same, or where an edition has none."""
    if before is None or now is None or before == now:
        return None
    return Change(code, Became.VALUE, day, detail=f"{name} {now}, before {before}", locator=f"row {code}")


_MOST_NAMED = 12


def _named(codes: Sequence[str]) -> str:
    known = sorted(dict.fromkeys(codes))
    more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    return ", ".join(known[:_MOST_NAMED]) + more
