"""Bands of a page: stretches of lines with gutters that no word stands in. Pure."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.sources.documents.pdf.ruled import RuledTable
from ingest.sources.documents.pdf.textlines import Line, lines_of
from ingest.sources.documents.pdf.words import Word

# A gutter is wider than the blanks between words, and free over some lines.
_GUTTER = 0.75  # of a line's height
_FEWEST_ROWS = 2
_FEWEST_LINES = 3
# Lines of running text fill their column.
_FULL = 0.6
_FULL_SHARE = 0.5
_WORDS_A_LINE = 3
_APART = 1.5
_LARGER = 1.1
# Lines this many heights apart belong to different bands.
_FAR = 6


@dataclass(slots=True)
class Band:
    """Lines ``first`` to ``last`` with the gutters that run through all of them."""

    first: int
    last: int
    gutters: list[tuple[float, float]]


def column_of(cuts: Sequence[float], word: Word) -> int:
    return column_at(cuts, word.centre)


def column_at(cuts: Sequence[float], place: float) -> int:
    return sum(cut < place for cut in cuts)


def is_text(words: Sequence[Word]) -> bool:
    """Whether a column is running text: lines of several words that mostly fill it."""
    lines = lines_of(words)
    if len(lines) < _FEWEST_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    full = sum(line.right - line.left >= width * _FULL for line in lines)
    return statistics.median(len(line.words) for line in lines) >= _WORDS_A_LINE and full >= len(lines) * _FULL_SHARE


def bands_of(lines: Sequence[Line], tables: Sequence[RuledTable]) -> list[Band]:
    """Stretches of lines with gutters of their own, from the top."""
    bands: list[Band] = []
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


def _upwards(band: Band, lines: Sequence[Line], above: int) -> int:
    """Where a band begins: lines right of its gutters, with nothing beside them, stand above it too."""
    begin = band.first
    for number in range(band.first - 1, above - 1, -1):
        line = lines[number]
        if any(line.left < high and line.right > low for low, high in band.gutters):
            break
        if line.left >= band.gutters[0][1]:
            begin = number
    return begin


def _columns_from(lines: Sequence[Line], first: int, tables: Sequence[RuledTable]) -> Band | None:
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
    columns = [[word for word in words if column_of(cuts, word) == number] for number in range(len(cuts) + 1)]
    return Band(first, last, gutters) if all(map(is_text, columns)) else None


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


def _band_from(lines: Sequence[Line], first: int, tables: Sequence[RuledTable]) -> Band | None:
    """The band that begins with a line: its gutters, as many lines down as one of them lasts."""
    least = lines[first].height * _GUTTER
    alive = dict.fromkeys(_gaps(lines[first], least), 1)  # how many lines stand on both sides of each
    best: Band | None = None
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
            best = Band(first, last, sure) if sure else best
    return _trimmed(best, lines) if best else None


def _trimmed(band: Band, lines: Sequence[Line]) -> Band:
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
    return Band(band.first, band.first + last, band.gutters)


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
