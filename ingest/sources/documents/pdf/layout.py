"""The order in which a page is read: tables, columns, then lines, from the words and their places. Pure.

A page is cut into bands. In a band no word stands in the gutters between its columns; whether the columns are running
text or a table without ruled lines is told by how full their lines are and whether their rows keep together.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.sources.documents.grids import Cell
from ingest.sources.documents.lines import superscript
from ingest.sources.documents.pdf.aligned import aligned_grid, is_marker_column, keeps_rows
from ingest.sources.documents.pdf.ruled import RuledTable, ruled_tables
from ingest.sources.documents.pdf.words import PageContent, Rule, Word

# A gutter is wider than the blanks between words, and free over some lines.
_GUTTER = 0.75  # of a line's height
_FEWEST_ROWS = 2
_FEWEST_LINES = 3
# Lines of running text fill their column.
_FULL = 0.6
_FULL_SHARE = 0.5
_WORDS_A_LINE = 3
# A blank line between paragraphs; a heading's letters.
_APART = 1.5
_LARGER = 1.1
_DEEPEST = 4
_ENDS = re.compile(r"[.!?:;]$")
_HALF = 0.5
# Lines this many heights apart belong to different bands.
_FAR = 6


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other, from the left."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def height(self) -> float:
        return statistics.median(word.height for word in self.words)

    @property
    def text(self) -> str:
        return joined(self.words)


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


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words in lines from the top: what overlaps by half its height stands beside each other."""
    lines: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda one: (one.middle, one.left)):
        for number in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            top, bottom = spans[number]
            shared = min(bottom, word.bottom) - max(top, word.top)
            if shared > _HALF * min(bottom - top, word.height):
                lines[number].append(word)
                break
        else:
            lines.append([word])
            spans.append((word.top, word.bottom))
    made = [Line(tuple(sorted(line, key=lambda one: one.left))) for line in lines]
    return sorted(made, key=lambda line: line.top)


def joined(words: Sequence[Word]) -> str:
    """The text of words beside each other; a small word that stands higher is a mark of the one before."""
    text = ""
    before: Word | None = None
    for word in words:
        raised = (
            before is not None
            and word.height < before.height * 0.85
            and before.bottom - word.bottom > before.height * 0.1
            and word.left - before.right < before.height * _HALF
        )
        text += superscript(text, word.text) if raised else f" {word.text}"
        before = before if raised else word
    return " ".join(text.split())


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


@dataclass(slots=True)
class _Band:
    """Lines ``first`` to ``last`` with the gutters that run through all of them."""

    first: int
    last: int
    gutters: list[tuple[float, float]]


def _read(words: Sequence[Word], tables: Sequence[Placed], level: Sequence[Rule], reading: Reading, depth: int) -> None:
    """Adds the blocks of a region, in order."""
    lines = lines_of(words)
    waiting = list(tables)
    bands = _bands(lines, [table for table, _ in tables]) if depth < _DEEPEST else []
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
    band: _Band, lines: Sequence[Line], tables: list[Placed], level: Sequence[Rule], reading: Reading, depth: int
) -> list[Placed]:
    """Adds a band: a table, or column by column. Gives the tables that stand below it."""
    cuts = [(low + high) / 2 for low, high in band.gutters]
    words = [word for line in lines for word in line.words]
    columns = [[word for word in words if _column(cuts, word) == number] for number in range(len(cuts) + 1)]
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
    is_text = all(map(_is_text, columns)) and not keeps_rows(columns, lines_of, crossing)
    if not is_text and not in_band:
        rows = aligned_grid(lines, cuts, crossing, joined)
        reading.blocks.append(Grid(tuple(map(tuple, rows)), tuple(cuts), ruled=False))
        return below
    if not is_text or _is_unsure(columns):
        reading.sure = False
    for number, column in enumerate(columns):
        own = [placed for placed in in_band if _column_at(cuts, sum(placed[0].box[::2]) / 2) == number]
        if number and _ENDS.search(str(reading.blocks[-1])):
            reading.blocks.append("")
        _read(column, own, level, reading, depth + 1)
    return below


def _is_apart(before: Line, line: Line) -> bool:
    """A pause, or letters of another size: a heading and its text."""
    larger = max(before.height, line.height) > min(before.height, line.height) * _LARGER
    return larger or line.top - before.top > before.height * _APART


def _column(cuts: Sequence[float], word: Word) -> int:
    return _column_at(cuts, word.centre)


def _column_at(cuts: Sequence[float], place: float) -> int:
    return sum(cut < place for cut in cuts)


def _is_text(words: Sequence[Word]) -> bool:
    """Whether a column is running text: lines of several words that mostly fill it."""
    lines = lines_of(words)
    if len(lines) < _FEWEST_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    full = sum(line.right - line.left >= width * _FULL for line in lines)
    return statistics.median(len(line.words) for line in lines) >= _WORDS_A_LINE and full >= len(lines) * _FULL_SHARE


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


def _bands(lines: Sequence[Line], tables: Sequence[RuledTable]) -> list[_Band]:
    """Stretches of lines with gutters of their own, from the top."""
    bands: list[_Band] = []
    first = above = 0
    while first < len(lines):
        band = _columns_from(lines, first, tables) or _band_from(lines, first, tables)
        if band is None:
            first += 1
            continue
        band.first = _upwards(band, lines, above)
        bands.append(band)
        first = above = band.last + 1
    return bands


def _upwards(band: _Band, lines: Sequence[Line], above: int) -> int:
    """Where a band begins: lines right of its gutters, with nothing beside them, stand above it too."""
    begin = band.first
    for number in range(band.first - 1, above - 1, -1):
        line = lines[number]
        if any(line.left < high and line.right > low for low, high in band.gutters):
            break
        if line.left >= band.gutters[0][1]:
            begin = number
    return begin


def _columns_from(lines: Sequence[Line], first: int, tables: Sequence[RuledTable]) -> _Band | None:
    """Columns of running text that begin with a line: their gutters outlive those of a table in one of them."""
    least = lines[first].height * _GUTTER
    lives = [_life(gap, lines, first, tables, least) for gap in _gaps(lines[first], least)]
    last = max((life[0] for life in lives), default=first)
    if last == first:
        return None
    gutters = [gutter for end, gutter, both in lives if end == last and both >= _FEWEST_LINES]
    if not gutters:
        return None
    cuts = [(low + high) / 2 for low, high in gutters]
    words = [word for line in lines[first : last + 1] for word in line.words]
    columns = [[word for word in words if _column(cuts, word) == number] for number in range(len(cuts) + 1)]
    return _Band(first, last, gutters) if all(map(_is_text, columns)) else None


def _life(
    gutter: tuple[float, float], lines: Sequence[Line], first: int, tables: Sequence[RuledTable], least: float
) -> tuple[int, tuple[float, float], int]:
    """To which line a gutter stays free, what is left of it there, and how many lines stand on both of its sides."""
    both = 1
    for last in range(first + 1, len(lines)):
        line = lines[last]
        free = [(float("-inf"), line.left), *_gaps(line, 0.0), (line.right, float("inf"))]
        left = [one for one in _shared(gutter, free, least) if not _blocked(one, lines[last - 1], line, tables)]
        if not left or _is_far(lines[last - 1], line, tables):
            return last - 1, gutter, both
        gutter = max(left, key=lambda one: one[1] - one[0])
        both += _splits(line, gutter)
    return len(lines) - 1, gutter, both


def _band_from(lines: Sequence[Line], first: int, tables: Sequence[RuledTable]) -> _Band | None:
    """The band that begins with a line: its gutters, as many lines down as one of them lasts."""
    least = lines[first].height * _GUTTER
    alive = dict.fromkeys(_gaps(lines[first], least), 1)  # how many lines stand on both sides of each
    best: _Band | None = None
    for last in range(first + 1, len(lines)):
        line = lines[last]
        free = [(float("-inf"), line.left), *_gaps(line, 0.0), (line.right, float("inf"))]
        kept: dict[tuple[float, float], int] = {}
        ended = _is_far(lines[last - 1], line, tables)
        for gutter, both in alive.items():
            left = [one for one in _shared(gutter, free, least) if not _blocked(one, lines[last - 1], line, tables)]
            # A line through a gutter that others have stood beside is no part of the band.
            ended |= not left and both >= _FEWEST_ROWS
            kept.update({one: both + _splits(line, one) for one in left})
        if ended or not kept:
            break
        alive = kept
        if max(alive.values()) >= _FEWEST_ROWS:
            sure = [gutter for gutter, both in alive.items() if both >= _FEWEST_ROWS and _is_wide(gutter, both, line)]
            best = _Band(first, last, sure) if sure else best
    return _trimmed(best, lines) if best else None


def _trimmed(band: _Band, lines: Sequence[Line]) -> _Band:
    """The band without last lines on one side of its gutters that are apart or larger: text below it."""
    inner = lines[band.first : band.last + 1]
    steps = [after.top - before.top for before, after in itertools.pairwise(inner)]
    usual = statistics.median(steps)
    last = len(inner) - 1
    while last > 1 and not any(_splits(inner[last], gutter) for gutter in band.gutters):
        alike = inner[last].height <= inner[0].height * _LARGER
        right = inner[last].left > band.gutters[0][0]
        if alike and steps[last - 1] <= usual * (_APART if right else _LARGER):
            break
        last -= 1
    return _Band(band.first, band.first + last, band.gutters)


def _is_far(above: Line, below: Line, tables: Sequence[RuledTable]) -> bool:
    """Whether lines stand too far apart to belong together, with nothing between them."""
    far = below.top - above.bottom > _FAR * below.height
    return far and not any(table.box[1] < below.top and table.box[3] > above.bottom for table in tables)


def _is_wide(gutter: tuple[float, float], both: int, line: Line) -> bool:
    """Over two lines only, a gap is no gutter unless it is wide: justified text has such by chance."""
    return both > _FEWEST_ROWS or gutter[1] - gutter[0] > line.height * _APART


def _splits(line: Line, gutter: tuple[float, float]) -> bool:
    return line.left < gutter[0] + 1 and line.right > gutter[1] - 1


def _gaps(line: Line, least: float) -> Iterator[tuple[float, float]]:
    """The blanks of a line that are at least so wide."""
    right = line.words[0].right
    for word in line.words[1:]:
        if word.left - right > least:
            yield right, word.left
        right = max(right, word.right)


def _shared(
    gutter: tuple[float, float], free: Sequence[tuple[float, float]], least: float
) -> Iterator[tuple[float, float]]:
    """What of a gutter stays free."""
    for begin, end in free:
        if min(gutter[1], end) - max(gutter[0], begin) > least:
            yield max(gutter[0], begin), min(gutter[1], end)


def _blocked(gutter: tuple[float, float], above: Line, below: Line, tables: Sequence[RuledTable]) -> bool:
    """Whether a ruled table stands across a gutter between two lines."""
    return any(
        left < gutter[0] and right > gutter[1] and top < below.top and bottom > above.bottom
        for left, top, right, bottom in (table.box for table in tables)
    )
