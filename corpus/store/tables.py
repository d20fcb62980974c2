"""Look-ups in the added editions: typed rows by code, over every edition of a table, for the rules to choose from.

Every method gives ``Loaded``: the editions of the table and the rows found in any of them. No edition at all is an
empty ``Loaded``, which is "not loaded" and never "nothing found".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from corpus.codes import Code, CodeSystem, CptCode, HcpcsCode, code_key
from corpus.editions import Edition
from corpus.fees import AnesthesiaUnits, AscRow, DrugPrice, DrugProduct, EquipmentFee, LaboratoryFee
from corpus.relations import (
    MUE_TABLES,
    PTP_TABLES,
    AddOnPair,
    CodeListing,
    CoverageCode,
    CoverageDocument,
    Descriptor,
    FeeScheduleRow,
    GpciRow,
    Loaded,
    MueLimit,
    Naming,
    OppsRow,
    ProcedureCode,
    PtpEdit,
    Relation,
    Setting,
    Table,
)
from corpus.store import row_tables
from corpus.store.edition_file import ShelfEntry
from corpus.store.edition_rows import KEYS_A_QUERY, EditionRows
from corpus.store.kept import remembered
from corpus.store.row_tables import RowTable, row_table
from corpus.store.shelf import Shelf, edition_engines

RowType = TypeVar("RowType", bound=Relation)

# Where a code number may be found, whatever else is known of it: (row type, column, written as a key with its system).
_NAMES: tuple[tuple[type[Relation], str, bool], ...] = (
    (CodeListing, "code", True),
    (FeeScheduleRow, "code", False),
    (OppsRow, "code", False),
    (MueLimit, "code", False),
    (AddOnPair, "add_on", False),
    (AddOnPair, "primary", False),
    (Descriptor, "code", False),
    (DrugProduct, "code", False),
    (DrugPrice, "code", False),
    (AscRow, "code", False),
    (LaboratoryFee, "code", False),
    (AnesthesiaUnits, "code", False),
    (EquipmentFee, "code", False),
)

# Tables that name a code without being its list, and what they give of it: (row type, column of the code, its status
# there, the first day of a row, the last day of the code itself).
_NAMINGS: tuple[tuple[type[Relation], str, tuple[str | None, str | None, str | None]], ...] = (
    (FeeScheduleRow, "code", ("status", None, None)),
    (OppsRow, "code", (None, None, None)),
    (MueLimit, "code", (None, None, None)),
    (AddOnPair, "add_on", (None, "effective", "add_on_deleted")),
    (AddOnPair, "primary", (None, "effective", "primary_deleted")),
)

# What rules ask of every code, whatever is asked of it: (row type, table, column).
_ASKED_BY_CODE: tuple[tuple[type[Relation], Table, str], ...] = (
    (AddOnPair, Table.ADD_ON, "add_on"),
    (AddOnPair, Table.ADD_ON, "primary"),
    (FeeScheduleRow, Table.FEE_SCHEDULE, "code"),
    (CodeListing, Table.HCPCS, "code"),
    *((MueLimit, table, "code") for table in MUE_TABLES.values()),
)


class Tables:
    """Reads the shelf. Safe to share between threads; every call is one short read a file."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._editions = shelf.editions()
        self._by_table: dict[str, tuple[Edition, ...]] = {}
        for edition in self._editions:
            self._by_table[edition.table] = (*self._by_table.get(edition.table, ()), edition)
        self._rows = EditionRows(shelf)
        self.existing_many = remembered(self._existing, 512)

    def close(self) -> None:
        self._rows.close()

    def filed(self, edition_id: str) -> tuple[tuple[str, ...], str]:
        """The names of the files that an edition was read from, and the day it was added; nothing where it was not."""
        entries = [entry for entry in self.shelf.entries if entry.edition.id == edition_id]
        names = tuple(dict.fromkeys(name for entry in entries for name in entry.sources))
        return names, max((entry.added_at[:10] for entry in entries), default="")

    def editions(self, table: Table | None = None) -> tuple[Edition, ...]:
        """The loaded editions of one table, or of all."""
        return self._editions if table is None else self._by_table.get(table.value, ())

    # --- NCCI ----------------------------------------------------------------------------------------------------

    def add_on_pairs_of(self, code: ProcedureCode) -> Loaded[AddOnPair]:
        """Pairs in which the code is the add-on."""
        return self._by(AddOnPair, Table.ADD_ON, "add_on", [code])

    def add_on_pairs_with_primary(self, code: ProcedureCode) -> Loaded[AddOnPair]:
        """Pairs that list the code as a primary."""
        return self._by(AddOnPair, Table.ADD_ON, "primary", [code])

    def all_add_on_pairs(self) -> Loaded[AddOnPair]:
        """The whole add-on table, every edition of it."""
        return self._loaded(AddOnPair, Table.ADD_ON, sa.true())

    def ptp_edits(self, first: ProcedureCode, second: ProcedureCode, setting: Setting) -> Loaded[PtpEdit]:
        """Edits between two codes in either direction."""
        table, one, other = PTP_TABLES[setting], str(first), str(second)
        if one == other:
            return Loaded(table, self.editions(table))
        edits = self._rows.edits_between(table, (one, other))[one, other]
        return Loaded(table, self.editions(table), edits)

    def ptp_edits_of(self, code: ProcedureCode, setting: Setting) -> Loaded[PtpEdit]:
        """Every edit that has the code in either column: up to some thousands."""
        columns = row_table(PtpEdit).table.c
        return self._loaded(
            PtpEdit, PTP_TABLES[setting], sa.or_(columns.column_1 == str(code), columns.column_2 == str(code))
        )

    def mue_limits(self, code: ProcedureCode, setting: Setting) -> Loaded[MueLimit]:
        return self._by(MueLimit, MUE_TABLES[setting], "code", [code])

    # --- payment -------------------------------------------------------------------------------------------------

    def fee_schedule(self, code: ProcedureCode, table: Table = Table.FEE_SCHEDULE) -> Loaded[FeeScheduleRow]:
        """The rows of a code: its own and those of its 26, TC and 53 parts."""
        return self._by(FeeScheduleRow, table, "code", [code])

    def fee_schedule_with(self, indicator: str, value: str) -> Loaded[FeeScheduleRow]:
        """The rows whose indicator ("global_days", "bilateral" ...) has a value; KeyError for an unknown indicator."""
        column = row_table(FeeScheduleRow).table.c[indicator]
        return self._loaded(FeeScheduleRow, Table.FEE_SCHEDULE, column == value)

    def fee_schedule_between(self, first: ProcedureCode, last: ProcedureCode) -> Loaded[FeeScheduleRow]:
        """The rows of the codes from one to another, both inclusive."""
        column = row_table(FeeScheduleRow).table.c.code
        return self._loaded(FeeScheduleRow, Table.FEE_SCHEDULE, column.between(str(first), str(last)))

    def gpci(self) -> Loaded[GpciRow]:
        """Every locality."""
        return self._loaded(GpciRow, Table.GPCI, sa.true())

    def opps(self, code: ProcedureCode) -> Loaded[OppsRow]:
        return self._by(OppsRow, Table.OPPS, "code", [code])

    def look_up(
        self, kind: type[RowType], table: Table, column: str, values: Sequence[object] | None
    ) -> Loaded[RowType]:
        """The rows whose column has one of some values; every row for None. ``fee_tables`` names what is looked up."""
        return self._loaded(kind, table, sa.true()) if values is None else self._by(kind, table, column, list(values))

    def distinct(self, kind: type[Relation], column: str) -> frozenset[str]:
        """The different values of a text column, over all editions."""
        rows = row_table(kind)
        query = f'SELECT DISTINCT "{column}" FROM {rows.table.name}'
        return frozenset(
            text for entry in self._rows.holding(rows, None) for (text,) in self._rows.fetch(entry.file, query)
        )

    # --- code lists, descriptors, coverage -----------------------------------------------------------------------

    def listings(self, code: Code, table: Table) -> Loaded[CodeListing]:
        """What the editions of a code list say of a code."""
        return self._by(CodeListing, table, "code", [code])

    def listings_between(self, first: Code, last: Code, table: Table) -> Loaded[CodeListing]:
        """The listed codes from one to another, both inclusive, in the order of their text."""
        column = row_table(CodeListing).table.c.code
        return self._loaded(CodeListing, table, column.between(code_key(first), code_key(last) + "~"))

    def descriptors(
        self, codes: Iterable[ProcedureCode], table: Table = Table.DESCRIPTORS
    ) -> dict[ProcedureCode, Descriptor]:
        """Official descriptors by code, from the newest licensed file; empty where none is loaded."""
        found = self._by(Descriptor, table, "code", list(codes))
        return {row.code: row for row in sorted(found.rows, key=lambda row: row.source.edition_id)}

    def coverage_codes(self, code: Code) -> Loaded[CoverageCode]:
        """The lists of coverage documents that a code is in."""
        return self._by(CoverageCode, Table.COVERAGE, "code", [code])

    def coverage_codes_of(self, document_ids: Sequence[str]) -> Loaded[CoverageCode]:
        """All codes of some coverage documents."""
        return self._by(CoverageCode, Table.COVERAGE, "document_id", list(document_ids))

    def coverage_documents(self, ids: Sequence[str]) -> Loaded[CoverageDocument]:
        return self._by(CoverageDocument, Table.COVERAGE, "id", list(ids))

    def naming(self, code: ProcedureCode) -> tuple[Naming, ...]:
        """The editions of fee schedule, OPPS, MUE and add-on tables that name a code, with the dates they give it."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for kind, column, dates in _NAMINGS:
            rows = row_table(kind)
            status, since, last_day = (name or "NULL" for name in dates)
            query = (
                f"SELECT MAX({status}), MIN({since}), MAX({last_day}) FROM {rows.table.name} "
                f'WHERE "{column}" = ? HAVING COUNT(*) > 0'
            )
            for entry in self._rows.holding(rows, None):
                found.setdefault(entry.edition.id, []).extend(self._rows.fetch(entry.file, query, (str(code),)))
        return tuple(
            Naming(edition, *_dates_of(found[edition.id])) for edition in self._editions if found.get(edition.id)
        )

    # --- which codes there are -----------------------------------------------------------------------------------

    def existing(self, codes: Iterable[Code]) -> frozenset[Code]:
        """Those of the codes that any loaded table names, whatever it says of them."""
        return self.existing_many(frozenset(codes))

    def _existing(self, codes: frozenset[Code]) -> frozenset[Code]:
        by_text: dict[str, Code] = {code_key(code): code for code in codes}
        by_text |= {str(code): code for code in codes if isinstance(code, CptCode | HcpcsCode)}
        found: set[Code] = set()
        for kind, column, keyed in _NAMES:
            wanted = [text for text in by_text if (":" in text) == keyed]
            found |= {by_text[text] for text in self._named(row_table(kind), column, wanted)}
        return frozenset(found)

    def _named(self, rows: RowTable, column: str, wanted: Sequence[str]) -> set[str]:
        named: set[str] = set()
        for entry in self._rows.holding(rows, None):
            for start in range(0, len(wanted), KEYS_A_QUERY):
                part = wanted[start : start + KEYS_A_QUERY]
                marks = ", ".join("?" * len(part))
                query = f'SELECT DISTINCT "{column}" FROM {rows.table.name} WHERE "{column}" IN ({marks})'
                named.update(text for (text,) in self._rows.fetch(entry.file, query, part))
        return named

    def named_between(self, first: str, last: str, system: CodeSystem, limit: int) -> tuple[str, ...]:
        """The codes of a system that any table names, in order, from one text to all that begin with another.

        At most ``limit`` of them.
        """
        bare = {CodeSystem.CPT: ("0", "9"), CodeSystem.HCPCS: ("A", "V")}.get(system)  # what their codes begin with
        found: set[str] = set()
        for kind, column, keyed in _NAMES:
            if not keyed and bare is None:
                continue
            prefix = f"{system.value}:" if keyed else ""
            bounds = (first, last) if keyed or bare is None else (max(first, bare[0]), min(last, f"{bare[1]}~"))
            rows = row_table(kind)
            query = (
                f'SELECT DISTINCT "{column}" FROM {rows.table.name} WHERE "{column}" BETWEEN ? AND ? ORDER BY 1 LIMIT ?'
            )
            given = (prefix + bounds[0], f"{prefix}{bounds[1]}~", limit)
            for entry in self._rows.holding(rows, None):
                found.update(text.removeprefix(prefix) for (text,) in self._rows.fetch(entry.file, query, given))
        return tuple(sorted(found)[:limit])

    def row_count(self, edition_id: str, kind: type[Relation]) -> int:
        """Rows of one type in one edition, all its parts."""
        name = row_table(kind).table.name
        return sum(entry.rows.get(name, 0) for entry in self.shelf.entries if entry.edition.id == edition_id)

    def distinct_codes(self, kind: type[Relation]) -> dict[str, int]:
        """Distinct codes by edition, of a row type that has a ``code``."""
        rows = row_table(kind)
        query = f"SELECT COUNT(DISTINCT code) FROM {rows.table.name}"
        return {entry.edition.id: self._rows.fetch(entry.file, query)[0][0] for entry in self._rows.holding(rows, None)}

    # --- any table -----------------------------------------------------------------------------------------------

    def rows_by(self, kind: type[RowType], table: Table, column: str, values: Sequence[object]) -> Loaded[RowType]:
        """The rows of a table that have one of some values in a column; none for no values."""
        return self._by(kind, table, column, values) if values else Loaded(table, self.editions(table))

    def values_of(self, kind: type[Relation], table: Table, column: str) -> dict[str, frozenset[Any]]:
        """The different values of a column by edition, as they are kept: texts, numbers."""
        rows = row_table(kind)
        query = f'SELECT DISTINCT "{column}" FROM {rows.table.name}'
        found: dict[str, frozenset[Any]] = {}
        for entry in self._rows.holding(rows, table):
            values = frozenset(value for (value,) in self._rows.fetch(entry.file, query))
            if column in rows.shared_texts:
                values = frozenset(map(self._rows.texts(entry.file).__getitem__, values))
            found[entry.edition.id] = found.get(entry.edition.id, frozenset()) | values
        return found

    # --- reading -------------------------------------------------------------------------------------------------

    def _by(self, kind: type[RowType], table: Table, column: str, values: Sequence[object]) -> Loaded[RowType]:
        any_kind = cast("Any", kind)
        if len(values) == 1:
            found = self._rows.by_value(any_kind, table, column, values[0])
        else:
            found = self._rows.by_values(any_kind, table, column, values)
        return Loaded(table, self.editions(table), cast("tuple[RowType, ...]", found))

    def _loaded(self, kind: type[RowType], table: Table, condition: sa.ColumnElement[bool]) -> Loaded[RowType]:
        found = self._rows.where(cast("Any", kind), table, condition)
        return Loaded(table, self.editions(table), cast("tuple[RowType, ...]", found))

    def files(self, kind: type[Relation], edition_id: str) -> Iterator[tuple[sa.Engine, Callable[[int], str]]]:
        """The files of an edition that hold rows of a type: each one's engine, and what reads its shared texts."""
        for entry in self._rows.holding(row_table(kind), None):
            if entry.edition.id == edition_id:
                yield self._rows.engine(entry.file), self._rows.texts(entry.file).__getitem__

    def read_ahead(self, codes: Iterable[ProcedureCode], settings: Iterable[Setting] = ()) -> None:
        """Reads what rules ask of several codes by one query a file: rows by code, and in these settings their pairs.

        The look-ups that follow find it; without it each would be a read of its own.
        """
        wanted = list(dict.fromkeys(codes))
        if len(wanted) < 2:
            return
        for kind, table, column in _ASKED_BY_CODE:
            self._rows.by_each(kind, table, column, wanted)
        for setting in settings:
            if setting in PTP_TABLES:
                self._rows.edits_between(PTP_TABLES[setting], tuple(map(str, wanted)))


def _dates_of(rows: Sequence[tuple[Any, ...]]) -> tuple[str, date | None, date | None]:
    """Status, first and last day of a code over the rows of one edition."""
    since = min((row[1] for row in rows if row[1]), default=None)
    last = max((row[2] for row in rows if row[2]), default=None)
    status = next((row[0] for row in rows if row[0]), "")
    return status, since and date.fromordinal(since), last and date.fromordinal(last)


def read_rows(shelf: Shelf, entry: ShelfEntry, kind: type[RowType]) -> Iterator[RowType]:
    """Every row of one type in one edition, streamed."""
    rows = row_table(kind)
    if rows.table.name not in entry.rows:
        return
    engine = edition_engines(shelf, [entry])[entry.file]
    with engine.connect() as connection:
        texts = {row.number: row.text for row in connection.execute(sa.select(row_tables.texts))}
        for values in connection.execution_options(yield_per=KEYS_A_QUERY).execute(sa.select(rows.table)):
            yield cast("RowType", rows.decode(values, entry.edition.id, texts.__getitem__))
    engine.dispose()
