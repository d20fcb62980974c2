"""The whole desk database into one file, and back. The file is a SQLite database, whatever the desk's own is.

Both go row by row in one transaction: a backup is of one moment while the desk is served, and a restore that is killed
leaves the former database. So a backup also moves a desk from SQLite to PostgreSQL, or from an older schema to this.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from corpus.errors import CasePilotError
from desk.accounts.database import Database, DatabaseUnreachable
from desk.accounts.models import Base

_ROWS_AT_ONCE = 1_000
# Made from other tables by whoever needs them (desk/careers/store/word_index.py), and so made anew.
_DERIVED = ("job_words",)


class BackupUnusable(CasePilotError):
    """A file that can't be written, or that is no backup of a desk."""


def back_up(database: Database, file: Path) -> int:
    """Writes the database into ``file``, which is there whole or not at all; how many rows. Raises BackupUnusable."""
    aside = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    try:
        os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # conversations are in it
        rows = _copy_into(aside, database)
        os.replace(aside, file)
    except OSError as error:
        raise BackupUnusable(f"{file} can't be written ({error.strerror}); name a file in a folder that can.") from None
    finally:
        for left in file.parent.glob(f"{aside.name}*"):
            left.unlink()
    return rows


def restore(database: Database, file: Path) -> int:
    """Makes the database what the backup is: all of it or nothing; how many rows. Raises CasePilotError."""
    with _opened(file) as backup, _reading(backup) as source, database.engine.begin() as connection:
        tables = Base.metadata.sorted_tables
        if connection.dialect.name == "postgresql":
            # Nobody may write between the deleting and the end; on SQLite a writing transaction is alone already.
            names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
            connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        for derived in _DERIVED:
            connection.execute(sa.text(f"DROP TABLE IF EXISTS {derived}"))
        for table in reversed(tables):
            connection.execute(sa.delete(table))
        return sum(_copy(source, connection, table) for table in tables)


def _copy_into(path: Path, database: Database) -> int:
    target = Database.open(f"sqlite:///{path.absolute()}")
    try:
        with _reading(database) as source, target.engine.begin() as connection:
            rows = sum(_copy(source, connection, table) for table in Base.metadata.sorted_tables)
    finally:
        target.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    return rows


@contextmanager
def _reading(database: Database) -> Iterator[sa.Connection]:
    """A connection that sees one moment of the database throughout."""
    level = {"isolation_level": "REPEATABLE READ"} if database.engine.dialect.name == "postgresql" else {}
    with database.reads(**level) as connection:
        yield connection


def _copy(source: sa.Connection, target: sa.Connection, table: sa.Table) -> int:
    count = 0
    found = source.execute(sa.select(table).execution_options(yield_per=_ROWS_AT_ONCE))
    for part in found.mappings().partitions():
        target.execute(sa.insert(table), [dict(row) for row in part])
        count += len(part)
    return count


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    """The backup with its schema taken forwards, in a copy: the file itself stays as it is."""
    with tempfile.TemporaryDirectory(prefix="casepilot-restore-") as folder:
        copy = Path(folder) / "desk.db"
        try:
            shutil.copyfile(file, copy)
            with closing(sqlite3.connect(copy)) as connection:
                (found,) = connection.execute("PRAGMA integrity_check").fetchone()
                tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        except OSError as error:
            raise BackupUnusable(f"{file} can't be read ({error.strerror}).") from None
        except sqlite3.DatabaseError as error:
            raise BackupUnusable(f"{file} is no backup of a desk, or a damaged one ({error}).") from None
        if found != "ok" or "alembic_version" not in tables:
            raise BackupUnusable(f"{file} is no backup of a desk, or a damaged one; nothing was changed.")
        try:
            database = Database.open(f"sqlite:///{copy}")
        except DatabaseUnreachable:
            raise BackupUnusable(f"{file} is a damaged backup; nothing was changed.") from None
        try:
            yield database
        finally:
            database.close()
