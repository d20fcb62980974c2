"""Rows in every table of a database, whatever its schema: each value names its place, references lead to rows."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa

ROWS = 2
# Columns whose text the program reads; any other is a text that names its place.
READ = {
    "role": "coder",
    "plan": "member",
    "scopes": "read",
    "settings": "{}",
    "conversation": "",
    "answer": "",
    "act": "saw",
    "editions": "[]",
}


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """Those that are there, those that others lean on first, without Alembic's own."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection: sa.Connection) -> None:
    """Two rows for every table; those of one number belong together."""
    for table in tables_of(connection):
        for number in range(1, ROWS + 1):
            connection.execute(sa.insert(table).values({one.name: value(one, number) for one in table.columns}))


def value(column: sa.Column[Any], number: int) -> Any:
    """What stands in a column of the row of that number."""
    for reference in column.foreign_keys:
        return value(reference.column, number)
    if column.name in READ:
        return READ[column.name]
    if isinstance(column.type, sa.Boolean):
        return number % 2 == 1
    if isinstance(column.type, sa.Float):
        return number + 0.5
    if isinstance(column.type, sa.Integer):
        return number
    if isinstance(column.type, sa.Date):
        return date(2026, 1, number)
    length = getattr(column.type, "length", None)
    text = f"{column.table.name} {column.name} {number}"
    if isinstance(column.type, sa.LargeBinary):
        return text.encode()
    if length is None or length >= len(text):
        return text
    # Where the place's name has no room: two rows differ all the same.
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text))[:length]


def contents(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in an order that two databases share."""
    return {
        table.name: sorted((dict(row._mapping) for row in connection.execute(sa.select(table))), key=repr)
        for table in tables_of(connection)
    }
