"""Rows of the added editions as they are read: one short read a file for any number of values, and each value kept.

Statements are written out and run on the driver itself: a question makes dozens of them, and SQLAlchemy's way of
building and binding one takes longer than the look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import sqlalchemy as sa

from corpus.relations import PtpEdit, Relation, Table
from corpus.store import row_tables
from corpus.store.edition_file import ShelfEntry
from corpus.store.kept import Kept, remembered
from corpus.store.row_tables import RowTable, row_table
from corpus.store.shelf import Shelf, edition_engines

# Rows of so many look-ups are kept: one question asks for the same code's rows by several rules, and the next one too.
_LOOKUPS_KEPT = 4_096
# SQLite takes 32,766 values in one statement.
KEYS_A_QUERY = 5_000

Rows = tuple[Any, ...]
Pair = tuple[str, str]


class _LookUp(NamedTuple):
    """The rows of one table whose column has one value, as it is kept."""

    rows: RowTable
    table: Table
    column: str
    value: object


class EditionRows:
    """Reads the files of one shelf. Safe to share between threads."""

    def __init__(self, shelf: Shelf) -> None:
        self._entries = shelf.entries
        self._engines = edition_engines(shelf, shelf.entries)
        self._kept: Kept[_LookUp, Rows] = Kept(_LOOKUPS_KEPT)
        self._pairs: Kept[tuple[Table, Pair], Rows] = Kept(_LOOKUPS_KEPT)
        self.holding = remembered(self._holding, None)
        self.texts = remembered(self._texts, None)
        self._first_codes = remembered(self._read_first_codes, None)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()

    def engine(self, file: str) -> sa.Engine:
        """The engine of a file, for statements of another kind."""
        return self._engines[file]

    def _holding(self, rows: RowTable, table: Table | None) -> tuple[ShelfEntry, ...]:
        """The files that have rows of a type, of one table or of any."""
        return tuple(
            entry
            for entry in self._entries
            if rows.table.name in entry.rows and (table is None or entry.edition.table == table.value)
        )

    def _texts(self, file: str) -> dict[int, str]:
        """The texts that a file keeps once, by number."""
        return dict(self.fetch(file, f"SELECT number, text FROM {row_tables.texts.name}"))

    def fetch(self, file: str, query: str, values: Sequence[object] = ()) -> list[Rows]:
        """What a statement gives on one file, ``?`` standing for each value."""
        with closing(self._engines[file].raw_connection()) as connection:
            driver = connection.driver_connection
            assert driver is not None  # it was just checked out
            told: list[Rows] = driver.execute(query, tuple(values)).fetchall()
            return told

    def where(self, kind: type[Relation], table: Table, condition: sa.ColumnElement[bool]) -> Rows:
        """The rows of a table that fulfil a condition; not kept."""
        rows = row_table(kind)
        query = sa.select(rows.table).where(condition)
        found: list[Relation] = []
        for entry in self.holding(rows, table):
            with self._engines[entry.file].connect() as connection:
                found += self._decoded(rows, entry, map(tuple, connection.execute(query)))
        return tuple(found)

    def by_value(self, kind: type[Relation], table: Table, column: str, value: object) -> Rows:
        """The rows that have a value in a column."""
        key = _LookUp(row_table(kind), table, column, row_tables.column_value(kind, column, value))
        return self._kept.one(key, self._read_values)

    def by_each(self, kind: type[Relation], table: Table, column: str, values: Iterable[object]) -> dict[object, Rows]:
        """The rows by value, for any number of values: one read a file for all that are not kept."""
        rows = row_table(kind)
        keys = {value: _LookUp(rows, table, column, row_tables.column_value(kind, column, value)) for value in values}
        found = self._kept.all_of(keys.values(), self._read_values)
        return {value: found[key] for value, key in keys.items()}

    def by_values(self, kind: type[Relation], table: Table, column: str, values: Sequence[object]) -> Rows:
        """The rows that have any of some values, file by file, as the file's index has them."""
        rows = row_table(kind)
        kept = [row_tables.column_value(kind, column, value) for value in values]
        query = f'SELECT {rows.columns} FROM {rows.table.name} WHERE "{column}" IN ({_marks(kept)})'
        found: list[Relation] = []
        for entry in self.holding(rows, table):
            found += self._decoded(rows, entry, self.fetch(entry.file, query, kept))
        return tuple(found)

    def _read_values(self, lacking: Sequence[_LookUp]) -> Mapping[_LookUp, Rows]:
        rows, table, column, _ = lacking[0]
        found: dict[object, list[Relation]] = {key.value: [] for key in lacking}
        place = rows.table.columns.keys().index(column)
        for entry in self.holding(rows, table):
            for start in range(0, len(lacking), KEYS_A_QUERY):
                wanted = [key.value for key in lacking[start : start + KEYS_A_QUERY]]
                query = f'SELECT {rows.columns} FROM {rows.table.name} WHERE "{column}" IN ({_marks(wanted)})'
                told = self.fetch(entry.file, query, wanted)
                for values, row in zip(told, self._decoded(rows, entry, told), strict=True):
                    found[values[place]].append(row)
        return {key: tuple(found[key.value]) for key in lacking}

    def _decoded(self, rows: RowTable, entry: ShelfEntry, told: Iterable[Rows]) -> Iterator[Relation]:
        text_of = self.texts(entry.file).__getitem__ if rows.shared_texts else str
        return (rows.decode_values(values, entry.edition.id, text_of) for values in told)

    # --- PTP edits -----------------------------------------------------------------------------------------------

    def edits_between(self, table: Table, codes: Sequence[str]) -> dict[Pair, Rows]:
        """The edits of every two different codes, in either direction: those of (one, other) before (other, one)."""
        keys = [(table, (one, other)) for one in codes for other in codes if one != other]
        found = self._pairs.all_of(keys, self._read_pairs)
        return {pair: rows for (_, pair), rows in found.items()}

    def _read_pairs(self, lacking: Sequence[tuple[Table, Pair]]) -> Mapping[tuple[Table, Pair], Rows]:
        rows, table = row_table(PtpEdit), lacking[0][0]
        codes = sorted({code for _, pair in lacking for code in pair})
        marks = _marks(codes)
        query = f"SELECT {rows.columns} FROM {rows.table.name} WHERE column_1 IN ({marks}) AND column_2 IN ({marks})"
        found: dict[Pair, list[Relation]] = {pair: [] for _, pair in lacking}
        for entry in self.holding(rows, table):
            first, last = self._first_codes(entry.file)
            if not any(first <= code <= last for code in codes):
                continue  # the publisher's parts of a release follow one another
            of_file: dict[Pair, list[Relation]] = {}
            for edit in self._decoded(rows, entry, self.fetch(entry.file, query, (*codes, *codes))):
                assert isinstance(edit, PtpEdit)  # what the table holds
                of_file.setdefault((str(edit.column_1), str(edit.column_2)), []).append(edit)
            for (one, other), edits in found.items():
                edits += (*of_file.get((one, other), ()), *of_file.get((other, one), ()))
        return {(table, pair): tuple(edits) for pair, edits in found.items()}

    def _read_first_codes(self, file: str) -> Pair:
        """The first and the last code that stand in column 1 of a file."""
        name = row_table(PtpEdit).table.name
        ends = [f"(SELECT {end}(column_1) FROM {name})" for end in ("MIN", "MAX")]
        ((first, last),) = self.fetch(file, f"SELECT {', '.join(ends)}")
        return first or "", last or ""


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
