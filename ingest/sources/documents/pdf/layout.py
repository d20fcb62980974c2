"""The order in which a page is read: tables, columns, then lines, from the words and their places. Pure.

A page is cut into bands. In a band no word stands in the gutters between its columns; whether the columns are running
text or a table without ruled lines is told by how full their lines are and whether their rows keep together.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.sources.documents.grids import Cell
from ingest.sources.documents.pdf.aligned import aligned_grid, is_marker_column, keeps_rows
from ingest.sources.documents.pdf.bands import Band, bands_of, column_at, column_of, is_text
from ingest.sources.documents.pdf.ruled import RuledTable, ruled_tables
from ingest.sources.documents.pdf.textlines import Line, joined, lines_of
from ingest.sources.documents.pdf.words import PageContent, Rule, Word

_FEWEST_ROWS = 2
_FEWEST_LINES = 3
_WORDS_A_LINE = 3
# A blank line between paragraphs; a heading's letters.
_APART = 1.5
_LARGER = 1.1
_DEEPEST = 4
_HALF = 0.5
_ENDS = re.compile(r"[.!?:;]$")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells, and where its columns stand, by which it is known again on the next page."""

    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[float, ...]
    ruled: bool = True


Block = str | Grid  # a line of text ("" between paragraphs), or a table


@dataclass(slots=True)
class Reading:
    """The blocks of a page in order, and whether that order is sure."""

    blocks: list[Block]
    sure: bool = True


def read_layout(content: PageContent) -> Reading:
    """A page in the order in which a person reads it."""
    tables = [table for table in ruled_tables(content.rules) if _is_table(table, content.words)]
    inside = {id(word) for table in tables for word in content.words if _holds(table, word)}
    words = [word for word in content.words if id(word) not in inside]
    reading = Reading([])
    level = [rule for rule in content.rules if rule.is_level]
    _read(words, [(table, _grid(table, content.words)) for table in tables], level, reading, 0)
    reading.blocks += content.slanted
    return reading


# --- ruled tables ----------------------------------------------------------------------------------------------------


def _is_table(table: RuledTable, words: Sequence[Word]) -> bool:
    filled = {table.slot_at(word.centre, word.middle) for word in words if _holds(table, word)}
    return len(filled) >= _FEWEST_ROWS


def _holds(table: RuledTable, word: Word) -> bool:
    left, top, right, bottom = table.box
    return left <= word.centre <= right and top <= word.middle <= bottom


def _grid(table: RuledTable, words: Sequence[Word]) -> Grid:
    by_slot: dict[int, list[Word]] = {}
    for word in words:
        slot = table.slot_at(word.centre, word.middle)
        if slot is not None:
            by_slot.setdefault(slot, []).append(word)
    cells = {number: Cell(_cell_text(by_slot.get(number, ()))) for row in table.slots for number in row}
    rows: list[tuple[Cell, ...]] = []
    for row in table.slots:
        inner = [by_slot.get(number, []) for number in row]
        split = _unruled_rows(row, inner, table)
        rows += split or [tuple(cells[number] for number in row)]
    return Grid(tuple(rows), table.columns)


def _cell_text(words: Iterable[Word]) -> str:
    return " ".join(line.text for line in lines_of(words))


def _unruled_rows(
    row: Sequence[int], inner: Sequence[Sequence[Word]], table: RuledTable
) -> list[tuple[Cell, ...]] | None:
    """A tall slot of a table that rules only its columns, as the rows that stand in it; None for a row of its own."""
    if len(set(row)) < len(row) or any(sum(number in other for other in table.slots) > 1 for number in row):
        return None
    lines = [lines_of(words) for words in inner]
    first = lines[0]
    if len(first) < _FEWEST_LINES or any(len(line.words) > _WORDS_A_LINE for line in first):
        return None
    beside = [line for column in lines[1:] for line in column]
    if not all(any(abs(other.top - line.top) < line.height * _HALF for other in beside) for line in first):
        return None
    words = [word for column in inner for word in column]
    return [tuple(cells) for cells in aligned_grid(lines_of(words), list(table.columns[1:-1]), (), joined)]


# --- bands -----------------------------------------------------------------------------------------------------------


Placed = tuple[RuledTable, Grid]


def _read(words: Sequence[Word], tables: Sequence[Placed], level: Sequence[Rule], reading: Reading, depth: int) -> None:
    """Adds the blocks of a region, in order."""
    lines = lines_of(words)
    waiting = list(tables)
    bands = bands_of(lines, [table for table, _ in tables]) if depth < _DEEPEST else []
    place = 0
    before: Line | None = None
    for band in [*bands, None]:
        end = band.first if band else len(lines)
        for line in lines[place:end]:
            waiting = _tables_above(line.top, waiting, reading)
            if before is not None and _is_apart(before, line):
                reading.blocks.append("")
            reading.blocks.append(line.text)
            before = line
        if band is None:
            break
        inner = lines[band.first : band.last + 1]
        waiting = _tables_above(inner[0].top, waiting, reading)
        reading.blocks.append("")
        waiting = _read_band(band, inner, waiting, level, reading, depth)
        reading.blocks.append("")
        before, place = None, band.last + 1
    _tables_above(float("inf"), waiting, reading)


def _tables_above(top: float, waiting: list[Placed], reading: Reading) -> list[Placed]:
    """Adds the tables that begin above a place; gives the rest."""
    for table, grid in waiting:
        if table.box[1] <= top:
            reading.blocks.append(grid)
    return [placed for placed in waiting if placed[0].box[1] > top]


def _read_band(
    band: Band, lines: Sequence[Line], tables: list[Placed], level: Sequence[Rule], reading: Reading, depth: int
) -> list[Placed]:
    """Adds a band: a table, or column by column. Gives the tables that stand below it."""
    cuts = [(low + high) / 2 for low, high in band.gutters]
    words = [word for line in lines for word in line.words]
    columns = [[word for word in words if column_of(cuts, word) == number] for number in range(len(cuts) + 1)]
    if is_marker_column(columns[0]):
        # Bullets and numbers of a list stand before its text.
        cuts, columns = cuts[1:], [columns[0] + columns[1], *columns[2:]]
        if not cuts:
            reading.blocks += [line.text for line in lines]
            return tables
    inner = [rule for rule in level if lines[0].top < rule.top < lines[-1].bottom]
    crossing = [rule.top for rule in inner if any(rule.left < cut < rule.right for cut in cuts)]
    in_band = [placed for placed in tables if placed[0].box[1] < lines[-1].bottom]
    below = [placed for placed in tables if placed not in in_band]
    texts = all(map(is_text, columns)) and not keeps_rows(columns, lines_of, crossing)
    if not texts and not in_band:
        rows = aligned_grid(lines, cuts, crossing, joined)
        reading.blocks.append(Grid(tuple(map(tuple, rows)), tuple(cuts), ruled=False))
        return below
    if not texts or _is_unsure(columns):
        reading.sure = False
    for number, column in enumerate(columns):
        own = [placed for placed in in_band if column_at(cuts, sum(placed[0].box[::2]) / 2) == number]
        if number and _ENDS.search(str(reading.blocks[-1])):
            reading.blocks.append("")
        _read(column, own, level, reading, depth + 1)
    return below


def _is_apart(before: Line, line: Line) -> bool:
    """A pause, or letters of another size: a heading and its text."""
    larger = max(before.height, line.height) > min(before.height, line.height) * _LARGER
    return larger or line.top - before.top > before.height * _APART


def _is_unsure(columns: Sequence[Sequence[Word]]) -> bool:
    """A line of larger letters in one column while the others pause may head them all: the order is a guess."""
    made = [lines_of(column) for column in columns]
    usual = statistics.median(line.height for lines in made for line in lines)
    for number, lines in enumerate(made):
        for line in lines[1:]:
            if line.height < usual * _LARGER:
                continue
            others = [other for place, column in enumerate(made) if place != number for other in column]
            beside = any(other.top < line.bottom and other.bottom > line.top for other in others)
            around = any(other.bottom <= line.top for other in others) and any(
                other.top >= line.bottom for other in others
            )
            if around and not beside:
                return True
    return False
