"""Rows as their publisher has them, for showing: the PTP partners of a code by the page, and the rows around a code.

A visit has 14,000 PTP edits: they are counted and cut by the database, never all read. Thread-safe.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from corpus.codes import Code, code_key
from corpus.listed import FormerCode
from corpus.relations import CodeListing, ProcedureCode, PtpEdit, Relation
from corpus.store.row_tables import ROW_TABLES, RowTable, row_table
from corpus.store.tables import Tables

# In force on a day: ``PtpEdit.in_force`` in SQL, days as ordinals.
_IN_FORCE = (
    "(modifier_indicator <> 9 AND (effective IS NULL OR effective <= :day) AND (deleted IS NULL OR (deleted >= :day "
    "AND (effective IS NULL OR deleted <> effective))))"
)
_BOTH = (
    "(SELECT *, column_2 AS partner FROM ptp_edits WHERE column_1 = :code "
    "UNION ALL SELECT *, column_1 AS partner FROM ptp_edits WHERE column_2 = :code)"
)
_CODE_COLUMNS = ("code", "column_1", "add_on", "column_2", "primary")


@dataclass(frozen=True, slots=True)
class Partners:
    """The PTP edits of a code in one edition: how many are in force and have ended, and a page of them by partner."""

    active: int
    ended: int
    edits: tuple[PtpEdit, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """Which of the edits: those whose partner begins with a text, in force or ended, a page of them."""

    beginning: str = ""
    ended: bool = False
    offset: int = 0
    limit: int = 50


def ptp_partners(tables: Tables, code: ProcedureCode, edition_id: str, day: date, cut: Cut) -> Partners:
    """The edits of a code in an edition, in force on a day or not."""
    values = {"code": str(code), "day": day.toordinal(), "first": cut.beginning, "last": f"{cut.beginning}~"}
    rows = row_table(PtpEdit)
    wanted = f"NOT {_IN_FORCE}" if cut.ended else _IN_FORCE
    counts = [0, 0]
    found: list[tuple[str, PtpEdit]] = []
    counting = f"SELECT COALESCE(SUM{_IN_FORCE}, 0), COUNT(*) FROM {_BOTH} WHERE partner BETWEEN :first AND :last"
    reading = (
        f"SELECT partner, {rows.columns} FROM {_BOTH} WHERE partner BETWEEN :first AND :last AND {wanted} "
        f"ORDER BY partner LIMIT {cut.offset + cut.limit}"
    )
    for engine, text_of in tables.files(PtpEdit, edition_id):
        # On the driver itself: a page makes some twenty of these, and SQLAlchemy's way takes longer than the look-up.
        with closing(engine.raw_connection()) as connection:
            driver = connection.driver_connection
            assert driver is not None  # it was just checked out
            active, both = driver.execute(counting, values).fetchone()
            counts[0] += active
            counts[1] += both - active
            for partner, *kept in driver.execute(reading, values) if both else ():
                found.append((partner, cast("PtpEdit", rows.decode_values(kept, edition_id, text_of))))
    found.sort(key=lambda one: (one[0], str(one[1].column_1), one[1].effective or date.min))
    return Partners(counts[0], counts[1], tuple(edit for _, edit in found[cut.offset : cut.offset + cut.limit]))


def listed_texts(tables: Tables, edition_id: str, beginning: Code) -> tuple[str, ...]:
    """The codes that an edition lists and that begin with one, in the order of their text."""
    first = code_key(beginning)
    query = f"SELECT DISTINCT code FROM {row_table(CodeListing).table.name} WHERE code BETWEEN ? AND ?"
    found: set[str] = set()
    for engine, _ in tables.files(CodeListing, edition_id):
        with engine.connect() as connection:
            found.update(connection.exec_driver_sql(query, (first, f"{first}~")).scalars())
    return tuple(text.partition(":")[2] for text in sorted(found))


def former_titles(tables: Tables) -> dict[str, str]:
    """Every ICD-9-CM code that a loaded map names, in order, with its title; "" where no map has one."""
    query = f"SELECT former, MAX(title) FROM {row_table(FormerCode).table.name} GROUP BY former"
    found: dict[str, str] = {}
    for edition in tables.editions():
        for engine, _ in tables.files(FormerCode, edition.id):
            with engine.connect() as connection:
                for former, title in connection.exec_driver_sql(query):
                    found[former] = found.get(former) or title or ""
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows of one file of a table in the order of their codes: ``columns`` by name, the rows of the code marked."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    marked: frozenset[int]


def excerpt(tables: Tables, edition_id: str, code: Code | None, around: int, limit: int = 60) -> Iterator[Excerpt]:
    """The rows of a code in an edition with some before and behind; without a code the edition's first rows."""
    for rows in ROW_TABLES:
        column = next((name for name in _CODE_COLUMNS if name in rows.table.c), None)
        for engine, text_of in tables.files(rows.kind, edition_id):
            kept = _key(rows, column, code) if code is not None and column else ""
            with engine.connect() as connection:
                found: list[Any] = []
                if kept:
                    before = f'SELECT * FROM {rows.table.name} WHERE "{column}" < ? ORDER BY "{column}" DESC LIMIT ?'
                    same = f'SELECT * FROM {rows.table.name} WHERE "{column}" = ? LIMIT ?'
                    behind = f'SELECT * FROM {rows.table.name} WHERE "{column}" > ? ORDER BY "{column}" LIMIT ?'
                    own = list(connection.exec_driver_sql(same, (kept, limit)))
                    if not own:
                        continue
                    found += reversed(list(connection.exec_driver_sql(before, (kept, around))))
                    first = len(found)
                    found += own
                    found += connection.exec_driver_sql(behind, (kept, around))
                    marked = frozenset(range(first, first + len(own)))
                elif code is not None:
                    continue
                else:
                    found += connection.exec_driver_sql(f"SELECT * FROM {rows.table.name} LIMIT ?", (limit,))
                    marked = frozenset()
                read = [rows.decode(row, edition_id, text_of) for row in found]
            yield _shown(rows, read, marked)


def _key(rows: RowTable, column: str, code: Code) -> str:
    """The code as the column keeps it: with its system where a table has several."""
    for field in dataclasses.fields(rows.kind):
        if field.name == column and field.type == "Code":
            return code_key(code)
    return str(code)


def _shown(rows: RowTable, read: list[Relation], marked: frozenset[int]) -> Excerpt:
    names = [field.name for field in dataclasses.fields(rows.kind) if field.name != "source"]
    # A column that says nothing of any of the rows is left out.
    filled = [name for name in names if any(getattr(row, name) not in (None, "", ()) for row in read)]
    values = tuple((*(getattr(row, name) for name in filled), row.source.locator) for row in read)
    titles = tuple(name.replace("_", " ") for name in filled)
    return Excerpt(rows.table.name.replace("_", " "), (*titles, "place in the file"), values, marked)
