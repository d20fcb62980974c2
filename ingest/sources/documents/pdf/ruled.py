"""Tables that are drawn with ruled lines: which slots there are, and which of them are one cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.sources.documents.pdf.words import Rule

# Lines this near are one; ends this near touch.
_SAME = 3.0
_TOUCH = 4.0
_FEWEST_LINES = 3  # upright and level lines of two columns or two rows
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table's columns and rows as the places of their borders, and the cell of each slot.

    ``slots[row][column]`` is a number; slots of one number are one cell.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    slots: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]

    def slot_at(self, across: float, down: float) -> int | None:
        """The cell at a place; None outside the table."""
        column = _between(self.columns, across)
        row = _between(self.rows, down)
        return None if column is None or row is None else self.slots[row][column]


def ruled_tables(rules: Sequence[Rule]) -> list[RuledTable]:
    """The tables that the ruled lines of a page draw, from the top; frames of a single cell are none."""
    level = _joined([(rule.top, rule.left, rule.right) for rule in rules if rule.is_level])
    upright = _joined([(rule.left, rule.top, rule.bottom) for rule in rules if not rule.is_level])
    if len(level) > _MOST_LINES or len(upright) > _MOST_LINES:
        return []
    tables = filter(None, (_table(*group) for group in _touching(level, upright)))
    return sorted(tables, key=lambda table: (table.rows[0], table.columns[0]))


Line = tuple[float, float, float]  # where it stands, begin and end along itself


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Lines at one place that touch are one line."""
    made: list[list[float]] = []
    for place, begin, end in sorted(lines):
        near = (one for one in reversed(made) if place - one[0] <= _SAME)
        met = next((one for one in near if begin <= one[2] + _TOUCH and end >= one[1] - _TOUCH), None)
        if met is None:
            made.append([place, begin, end])
        else:
            met[1], met[2] = min(met[1], begin), max(met[2], end)
    return [(place, begin, end) for place, begin, end in made]


def _touching(level: Sequence[Line], upright: Sequence[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """Level and upright lines in groups that hang together."""
    left_level, left_upright = list(level), list(upright)
    while left_upright:
        group_level: list[Line] = []
        group_upright = [left_upright.pop()]
        waiting: list[tuple[bool, Line]] = [(False, group_upright[0])]
        while waiting:
            is_level, line = waiting.pop()
            others = left_upright if is_level else left_level
            met = [other for other in others if _meet(line, other)]
            for other in met:
                others.remove(other)
                (group_upright if is_level else group_level).append(other)
                waiting.append((not is_level, other))
        yield group_level, group_upright


def _meet(one: Line, other: Line) -> bool:
    return one[1] - _TOUCH <= other[0] <= one[2] + _TOUCH and other[1] - _TOUCH <= one[0] <= other[2] + _TOUCH


def _table(level: Sequence[Line], upright: Sequence[Line]) -> RuledTable | None:
    columns, rows = _places(upright), _places(level)
    if len(columns) < _FEWEST_LINES or len(rows) < _FEWEST_LINES - 1:
        return None
    slots = _slots(columns, rows, level, upright)
    if len({number for row in slots for number in row}) < 2:
        return None
    return RuledTable(tuple(columns), tuple(rows), slots)


def _places(lines: Sequence[Line]) -> list[float]:
    made: list[float] = []
    for place in sorted(line[0] for line in lines):
        if not made or place - made[-1] > _SAME:
            made.append(place)
    return made


def _slots(
    columns: Sequence[float], rows: Sequence[float], level: Sequence[Line], upright: Sequence[Line]
) -> tuple[tuple[int, ...], ...]:
    """Numbers of cells: a slot is one with the next where no line stands between them."""
    across, down = len(columns) - 1, len(rows) - 1
    parent = list(range(across * down))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for row in range(down):
        for column in range(across):
            number = row * across + column
            middle_down = (rows[row] + rows[row + 1]) / 2
            middle_across = (columns[column] + columns[column + 1]) / 2
            if column + 1 < across and not _stands(upright, columns[column + 1], middle_down):
                parent[root(number + 1)] = root(number)
            if row + 1 < down and not _stands(level, rows[row + 1], middle_across):
                parent[root(number + across)] = root(number)
    return tuple(tuple(root(row * across + column) for column in range(across)) for row in range(down))


def _stands(lines: Sequence[Line], place: float, along: float) -> bool:
    return any(abs(line[0] - place) <= _SAME and line[1] - _TOUCH <= along <= line[2] + _TOUCH for line in lines)


def _between(places: Sequence[float], at: float) -> int | None:
    return next((n for n in range(len(places) - 1) if places[n] <= at <= places[n + 1]), None)
