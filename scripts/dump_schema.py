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
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from desk.accounts.database import Database, revisions  # noqa: E402 - found once the project is on the path
from tests.support.filled import fill  # noqa: E402
from tests.support.postgres import PASSWORD, postgres_server  # noqa: E402

FOLDER = PROJECT / "tests" / "contract" / "schemas"


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


def write(name: str, lines: Iterable[str]) -> None:
    path = FOLDER / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path.relative_to(PROJECT))


def filled(address: str, revision: str) -> None:
    """A new database of that schema, with rows in every table of it."""
    database = Database.at(address)
    database.migrate(revision)
    with database.engine.begin() as connection:
        fill(connection)
    database.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
