"""Tables without ruled lines: rows and cells from how words are aligned. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ingest.sources.documents.grids import Cell
from ingest.sources.documents.pdf.words import Word

if TYPE_CHECKING:
    from ingest.sources.documents.pdf.textlines import Line

# Lines of one row stand closer than rows do.
_ROW_GAP = 1.3
_FEWEST_ROWS = 3
# A value is a word or two.
_SHORT = 2
_NEARLY_ALL = 0.8
_LINES_A_ROW = 8
_MARKER = re.compile(r"(?:[•●○▪◦·*–—▸►■□➢✓-]|o|\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)")


def is_marker_column(words: Sequence[Word]) -> bool:
    """Whether a column holds only the bullets or numbers of a list."""
    return bool(words) and all(_MARKER.fullmatch(word.text) for word in words)


def keeps_rows(
    columns: Sequence[Sequence[Word]], lines_of: Callable[[Sequence[Word]], list[Line]], rules: Sequence[float]
) -> bool:
    """Whether columns of wordy cells are the columns of a table: they pause at the same places, or rules cross them."""
    if len(rules) >= _FEWEST_ROWS - 1:
        return True
    made = [lines_of(column) for column in columns]
    if any(len(lines) < 2 for lines in made):
        return False
    starts = [_starts(lines) for lines in made]
    if any(len(places) < _FEWEST_ROWS for places in starts):
        return False
    near = made[0][0].height / 2
    alike = sum(all(any(abs(place - other) < near for other in others) for others in starts[1:]) for place in starts[0])
    return alike >= max(_FEWEST_ROWS, 0.8 * max(map(len, starts)))


def _starts(lines: Sequence[Line]) -> list[float]:
    """Where a column begins anew after a pause."""
    steps = [after.top - before.top for before, after in itertools.pairwise(lines)]
    usual = min(steps)
    return [lines[0].top, *(line.top for line, step in zip(lines[1:], steps, strict=True) if step > usual * _ROW_GAP)]


def aligned_grid(
    lines: Sequence[Line], cuts: Sequence[float], rules: Sequence[float], joined: Callable[[Sequence[Word]], str]
) -> list[list[Cell]]:
    """Rows of cells: ``cuts`` part the columns, ``rules`` the rows where there are any."""
    split = [_split(line, cuts) for line in lines]
    starts = _row_starts(lines, split, rules)
    rows: list[list[Cell]] = []
    for number, parts in enumerate(split):
        texts = [joined(part) if part else "" for part in parts]
        if number in starts or not rows:
            rows.append([Cell(text) for text in texts])
            continue
        for cell, text in zip(rows[-1], texts, strict=True):
            cell.text = f"{cell.text} {text}".strip()
    return rows


def _split(line: Line, cuts: Sequence[float]) -> list[list[Word]]:
    parts: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in line.words:
        parts[sum(cut < word.centre for cut in cuts)].append(word)
    return parts


def _row_starts(
    lines: Sequence[Line], split: Sequence[Sequence[Sequence[Word]]], rules: Sequence[float]
) -> frozenset[int]:
    """The lines that begin a row."""
    pairs = list(itertools.pairwise(lines))
    if len(rules) >= _FEWEST_ROWS - 1:
        starts = {
            number
            for number, (above, below) in enumerate(pairs, start=1)
            if any(above.top < rule < below.bottom and rule <= below.top + below.height / 3 for rule in rules)
        }
        longest = max(b - a for a, b in itertools.pairwise([0, *sorted(starts), len(lines)]))
        if longest <= _LINES_A_ROW:  # else they frame the table and do not part its rows
            return frozenset({0} | starts)
    steps = [below.top - above.top for above, below in pairs]
    if steps and _has_two_steps(steps) and not _has_values(lines, split):
        usual = min(steps)
        return frozenset({0} | {n for n, step in enumerate(steps, start=1) if step > usual * _ROW_GAP})
    return frozenset(number for number, parts in enumerate(split) if number == 0 or _begins(parts))


def _has_two_steps(steps: Sequence[float]) -> bool:
    """Whether lines of a row stand closer than rows: some steps are small, and not just one is large."""
    usual = min(steps)
    small = sum(step <= usual * _ROW_GAP for step in steps)
    return 0 < small < len(steps) - 1


def _has_values(lines: Sequence[Line], split: Sequence[Sequence[Sequence[Word]]]) -> bool:
    """Whether a column of short values goes on in lines that stand close: then every line is a row.

    Wrapped text leaves the values beside it blank.
    """
    steps = [below.top - above.top for above, below in itertools.pairwise(lines)]
    close = [parts for parts, step in zip(split[1:], steps, strict=True) if step <= min(steps) * _ROW_GAP]
    for column in range(len(split[0])):
        filled = [len(parts[column]) for parts in split if parts[column]]
        short = sum(size <= _SHORT for size in filled) >= len(filled) * _NEARLY_ALL
        if short and 2 * sum(bool(parts[column]) for parts in close) > len(close):
            return True
    return False


def _begins(parts: Sequence[Sequence[Word]]) -> bool:
    """A line begins a row when it has a first cell, or all the others."""
    return bool(parts[0]) or all(parts[1:])
