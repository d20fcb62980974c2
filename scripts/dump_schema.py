"""Keeps the desk's database as a release has it: ``python scripts/dump_schema.py [REVISION]``, the newest without one.

Writes ``tests/contract/schemas/REVISION.sqlite.sql`` and ``.postgresql.sql``: every table of that schema with two rows
in it, as the databases' own tools print them. Run once at a release that has a new schema, and commit both files: from
then on a test takes them forwards. Needs PostgreSQL's server and pg_dump on this machine. Exit status: 0 written.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from desk.accounts.database import Database, revisions  # noqa: E402 - found once the project is on the path
from tests.support.postgres import PASSWORD, postgres_server  # noqa: E402

FOLDER = PROJECT / "tests" / "contract" / "schemas"
ROWS = 2
# Columns whose text the program reads; any other is a text that names its place.
READ = {"role": "coder", "plan": "member", "scopes": "read", "settings": "{}", "conversation": "", "answer": ""}


def main(arguments: list[str]) -> int:
    revision = arguments[0] if arguments else revisions()[-1]
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        filled(f"sqlite:///{folder}/desk.db", revision)
        with closing(sqlite3.connect(f"{folder}/desk.db")) as connection:
            write(f"{revision}.sqlite.sql", connection.iterdump())
    with postgres_server() as server:
        filled(server.url(), revision)
        told = subprocess.run(
            ["pg_dump", "--inserts", "--no-owner", "--no-privileges", "--host=127.0.0.1", f"--port={server.port}",
             "--username=casepilot", "postgres"],
            env={**os.environ, "PGPASSWORD": PASSWORD}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        # Without what only psql understands, what only this server has, and the comments.
        write(f"{revision}.postgresql.sql", (line for line in told.splitlines() if line and line[0] not in "\\-"))
    return 0


def write(name: str, lines: Any) -> None:
    path = FOLDER / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path.relative_to(PROJECT))


def filled(address: str, revision: str) -> None:
    """A new database of that schema, with rows in every table of it."""
    database = Database.at(address)
    database.migrate(revision)
    tables = sa.MetaData()
    tables.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                for number in range(1, ROWS + 1):
                    connection.execute(sa.insert(table).values({c.name: value(c, number) for c in table.columns}))
    database.close()


def value(column: sa.Column[Any], number: int) -> Any:
    """What stands in a column of the row of that number: a reference leads to the row of the same number."""
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
    length = getattr(column.type, "length", None)
    text = f"{column.table.name} {column.name} {number}"
    return str(uuid.uuid5(uuid.NAMESPACE_OID, text)) if length == 36 else text[:length]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
