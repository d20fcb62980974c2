"""Tables as lines that need no table: each cell under its own header, spans spread. Pure.

A grid is rows of cells, as many in each row as the table has columns; a cell that spans several places is the same
object in each of them. A row becomes ``Code: 27447 | Office: (blank) | Hospital: Required``, so that a row that is cut
from its header, or read alone, still says what its values are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.mentions import find_codes
from ingest.sources.documents.lines import TableLine, one_line, plain_marks

BLANK = "(blank)"

# A header names; it is short, and is no value.
_HEADER_LETTERS = 120
_VALUE = re.compile(r"[-+$€(]*[\d.,]+\s*[%)]?|\d{1,2}/\d{1,2}/\d{2,4}|n/?a|yes|no|x|✓|-+", re.IGNORECASE)
_YEAR = re.compile(r"(?:(?:FY|CY)\s?)?(?:19|20)\d{2}", re.IGNORECASE)
_MOST_HEADER_ROWS = 3

# What columns are called that hold codes or what is told of them; a first cell of these heads a column.
_COLUMN_WORDS = frozenset(
    "code codes cpt hcpcs icd modifier modifiers description descriptor service services procedure procedures item "
    "setting place pos product plan payer provider specialty diagnosis revenue category type drug vaccine test "
    "section benefit age group rule edit condition scenario if when situation field no number line term".split()
)


@dataclass(slots=True, eq=False)
class Cell:
    """One cell of a table; compared by identity, since two cells may say the same."""

    text: str = ""
    heads: bool = False  # its maker marked it as a header
    strong: bool = False  # all of its text is bold


Row = Sequence[Cell]


def spread(rows: Sequence[Sequence[tuple[Cell, int, int]]]) -> list[list[Cell]]:
    """Rows of (cell, columns, rows spanned) as a grid: each cell in every place it covers, gaps filled."""
    grid: list[list[Cell]] = [[] for _ in rows]
    waiting: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell, columns, down in row:
            while (number, column) in waiting:
                grid[number].append(waiting.pop((number, column)))
                column += 1
            for place in range(column, column + columns):
                grid[number].append(cell)
                for below in range(number + 1, min(number + down, len(rows))):
                    waiting[below, place] = cell
            column += columns
        while (number, column) in waiting:
            grid[number].append(waiting.pop((number, column)))
            column += 1
    width = max(map(len, grid), default=0)
    for row_cells in grid:
        row_cells.extend(Cell() for _ in range(width - len(row_cells)))
    return grid


def grid_lines(grid: Sequence[Row], header_rows: int | None = None) -> Iterator[str]:
    """The lines of a table. ``header_rows`` is how many rows its maker marked as header, None when nothing was said."""
    rows = [row for row in _without_empty_columns(grid) if any(cell.text for cell in row)]
    given = header_rows
    banner = ""
    while rows and _is_banner(rows[0]):
        yield TableLine(one_line(rows[0][0].text))
        given = max(0, given - 1) if given else given
        rows = rows[1:]
    if not rows:
        return
    count = given if given else _guessed(rows)
    headers = _headers(rows[:count])
    if count == len(rows):  # nothing but a header
        yield from (TableLine(" | ".join(map(_text, _distinct(row)))) for row in rows)
        return
    first = [[_text(cell) for cell in row] for row in rows[:count]]
    for row in rows[count:]:
        if _is_banner(row):
            banner = _text(row[0])
        elif [_text(cell) for cell in row] not in first:  # a header that a page break repeats
            yield TableLine(_line(row, headers, banner))


def header_rows_of(grid: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """The rows of a table that are its header, for where it goes on; none when it has none."""
    rows = [row for row in grid if any(cell.text for cell in row)]
    while rows and _is_banner(rows[0]):
        rows = rows[1:]
    count = _guessed(rows) if rows else 0
    return [tuple(row) for row in rows[:count]] if count < len(rows) else []


def _without_empty_columns(grid: Sequence[Row]) -> list[list[Cell]]:
    """The grid without columns in which nothing stands, as page makers leave them."""
    width = max(map(len, grid), default=0)
    kept = [column for column in range(width) if any(column < len(row) and row[column].text.strip() for row in grid)]
    return [[row[column] for column in kept] for row in grid]


def _is_banner(row: Row) -> bool:
    """A single cell over the whole width: a title, or the group of the rows below it."""
    return len(row) > 1 and all(cell is row[0] for cell in row)


def _guessed(rows: Sequence[Row]) -> int:
    """How many of the first rows are header, when nobody says so."""
    if all(cell.heads for cell in rows[0]) or (len(rows) > 1 and _marked(rows)):
        return max(1, next((n for n, row in enumerate(rows) if not _all_marked(row)), len(rows)))
    if len(rows) < 2 or not _names(rows[0]):
        return 0
    if len(rows[0]) == 2 and not _heads_two(rows):
        return 0
    # A cell over several columns has the names of those columns below it.
    count = 1
    while count < min(_MOST_HEADER_ROWS, len(rows) - 1) and _goes_on(rows, count):
        count += 1
    return count


def _goes_on(rows: Sequence[Row], count: int) -> bool:
    """Whether the header has another row: names below a cell over several columns, or the rest of wrapped names."""
    return (_spans(rows[count - 1]) or not rows[0][0].text) and _names(rows[count])


def _marked(rows: Sequence[Row]) -> bool:
    """The first row is set off as a header: marked or bold throughout while the rows below are not."""
    return _all_marked(rows[0]) and not all(_all_marked(row) for row in rows)


def _all_marked(row: Row) -> bool:
    filled = [cell for cell in row if cell.text]
    return bool(filled) and all(cell.heads or cell.strong for cell in filled)


def _names(row: Row) -> bool:
    """Whether a row only names: short, no codes, no values, more than one name."""
    texts = [_text(cell) for cell in _distinct(row) if cell.text]
    if len(texts) < 2 and len(row) > 1 and not _spans(row):
        return False
    return all(
        len(text) <= _HEADER_LETTERS
        and not (_VALUE.fullmatch(text) and not _YEAR.fullmatch(text))
        and not any(mention.certain for mention in find_codes(text))
        for text in texts
    )


def _heads_two(rows: Sequence[Row]) -> bool:
    """Of two columns, whether the first row is their header and not the first pair of a name and its value."""
    first = _text(rows[0][0])
    if _all_marked(rows[0][:1]) and not _all_marked(rows[0][1:]):
        return False
    if first.endswith(":") or _text(rows[0][1]).endswith("."):
        return False
    if set(re.findall(r"[a-z]+", first.casefold())) & _COLUMN_WORDS and len(first.split()) <= 3:
        return True
    return sum(_starts_with_code(_text(row[0])) for row in rows[1:]) * 2 > len(rows) - 1


def _starts_with_code(text: str) -> bool:
    mention = next((mention for mention in find_codes(text) if mention.certain), None)
    return bool(_VALUE.fullmatch(text)) or (mention is not None and text.startswith(str(mention.code)))


def _spans(row: Row) -> bool:
    return len(_distinct(row)) < len(row)


def _distinct(row: Row) -> list[Cell]:
    return list({id(cell): cell for cell in row}.values())


def _headers(rows: Sequence[Row]) -> list[str]:
    """The name of each column: the header cells above it, each once, from the top."""
    if not rows:
        return []
    return [
        " / ".join(dict.fromkeys(_text(row[column]).rstrip(":") for row in rows if row[column].text))
        for column in range(len(rows[0]))
    ]


def _line(row: Row, headers: Sequence[str], banner: str) -> str:
    group = f"{banner} · " if banner else ""
    if not headers and len(row) == 2 and _text(row[0]):
        # A name and its value.
        return f"{group}{_text(row[0]).rstrip(':')}: {_text(row[1])}" if row[1].text else f"{group}{_text(row[0])}"
    pairs = []
    for column, cell in enumerate(row):
        text = _text(cell) or BLANK
        name = headers[column] if headers else ""
        pairs.append(f"{name}: {text}" if name else text)
    return group + " | ".join(pairs)


def _text(cell: Cell) -> str:
    # A bar inside a cell would look like the end of it.
    return one_line(plain_marks(cell.text)).replace(" | ", " / ")
