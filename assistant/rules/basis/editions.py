"""What is loaded, in words: the newest edition of each table, whether it is of the day, what brings the next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.rules.basis.bringing import brings
from assistant.understand.form.listing_request import ListingRequest
from corpus.editions import Edition
from corpus.relations import Table

_FREE = "`python -m ingest fetch --free`"
_OWN = frozenset({Table.DOCUMENTS.value, Table.GUIDANCE.value})


@dataclass(frozen=True, slots=True)
class EditionsTold:
    """``headline`` answers; ``lines`` are a table each."""

    headline: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """The editions of one table, and the one that tells most of the day: whole before a part, then of the day."""

    table: str
    edition: Edition
    count: int
    is_of_the_day: bool
    filed: str = ""


# The names of the files that an edition was read from, and the day it was added.
Filed = Callable[[str], tuple[tuple[str, ...], str]]


def editions_told(request: ListingRequest, editions: Iterable[Edition], day: date, filed: Filed) -> EditionsTold:
    """What of the tables asked for is loaded, with its file; of all of them where none is named."""
    wanted = [table.value for table in request.tables]
    by_table: dict[str, list[Edition]] = {}
    for edition in editions:
        if edition.table in wanted or (not wanted and edition.table not in _OWN):
            by_table.setdefault(edition.table, []).append(edition)
    held = [_held(table, by_table[table], day) for table in wanted or sorted(by_table) if table in by_table]
    if not held:
        return EditionsTold(_nothing(wanted))
    lines = tuple(_line(one) for one in held)
    if len(held) == 1:
        one = replace(held[0], filed=_filed(*filed(held[0].edition.id)))
        return EditionsTold(_of_one(one, day, asks_current=bool(request.name)))
    out = sum(not one.is_of_the_day for one in held)
    if not out:
        said = f"All {len(held)} loaded tables have an edition of {day}."
        return EditionsTold(f"Yes. {said}" if request.name else said, lines)
    those = f"{out} of the {len(held)} loaded tables" if out < len(held) else f"None of the {len(held)} loaded tables"
    verb = ("has no" if out == 1 else "have no") if out < len(held) else "has a"
    said = f"{those} {verb} whole edition of {day}."
    return EditionsTold(f"No. {said}" if request.name else said, lines)


def _held(table: str, editions: Sequence[Edition], day: date) -> _Held:
    def rank(edition: Edition) -> tuple[bool, bool, date]:
        return edition.complete and edition.covers(day), edition.complete, edition.effective_from or date.min

    best = max(editions, key=rank)
    return _Held(table, best, len(editions), best.complete and best.covers(day))


def _filed(names: Sequence[str], added: str) -> str:
    """ ", from MCR_MUE.csv, added 2026-11-30"; a release of several files by the first of them."""
    if not names:
        return ""
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f", from `{names[0]}`{others}{f', added {added}' if added else ''}"


def _line(one: _Held) -> str:
    return f"{_span(one)}." if one.is_of_the_day else f"{_span(one)}; today's: {brings(one.table)}."


def _of_one(one: _Held, day: date, *, asks_current: bool) -> str:
    said = f"{_span(one)}{one.filed}"
    if one.is_of_the_day:
        return f"{'Yes. ' if asks_current else ''}{said}: it is of {day}."
    return f"{'No. ' if asks_current else ''}{said}: it is not of {day}. That of the day: {brings(one.table)}."


def _span(one: _Held) -> str:
    edition = one.edition
    title = f"**{edition.title}**" if edition.complete else f"**{edition.title}** (a part)"
    begin, end = edition.effective_from, edition.effective_to
    days = f", {begin or '...'} to {end}" if end else f", from {begin} on" if begin else ""
    others = f" (and {one.count - 1} other {'edition' if one.count == 2 else 'editions'})" if one.count > 1 else ""
    return f"{title}{days}{others}"


def _nothing(wanted: Sequence[str]) -> str:
    if not wanted:
        return f"No table is loaded beside CasePilot's own text; {_FREE} brings those without a licence."
    return f"I don't have this loaded: {wanted[0]}. To bring it: {brings(wanted[0])}."
