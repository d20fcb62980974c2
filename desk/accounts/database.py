"""The desk's own database: SQLite in CASEPILOT_HOME, or a PostgreSQL. Opened, it has the newest schema.

    database = Database.open("sqlite:///.casepilot/desk.db")
    with database.writing() as session: ...     # one transaction, committed at its end

One writer at a time on SQLite: a transaction that writes takes the lock at its beginning, so that it
can't fail half-way because another one wrote meanwhile; readers never wait (WAL).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from corpus.errors import CasePilotError, SettingsError
from desk.accounts.errors import DatabaseTooNew

FILE_NAME = "desk.db"
_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30.0
# Any number that no other program on the same PostgreSQL takes for its own lock.
_MIGRATION_LOCK = 0x0CA5E9170
_READS = "casepilot_reads"


class DatabaseUnreachable(CasePilotError):
    """The database can't be opened or doesn't answer."""


class Database:
    """An engine and its transactions. ``str`` names the database without user and password."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._one_writer = threading.Lock() if engine.dialect.name == "sqlite" else None

    def __str__(self) -> str:
        return self.engine.url.set(username=None, password=None, query={}).render_as_string()

    @classmethod
    def open(cls, address: str) -> Database:
        """Opens it and brings its schema up to date. Raises CasePilotError, one sentence with its remedy."""
        database = cls.at(address)
        try:
            database.migrate()
        except sa.exc.OperationalError as error:
            database.close()
            raise DatabaseUnreachable(
                f"The desk's database {database} can't be opened ({_reason(error)}); check that it is there, that its "
                "folder can be written, and that user and password hold."
            ) from None
        except sa.exc.DatabaseError as error:
            database.close()
            raise DatabaseUnreachable(
                f"The desk's database {database} can't be read ({_reason(error)}): put it aside and bring a backup "
                "with 'python -m desk restore FILE'."
            ) from None
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def at(cls, address: str) -> Database:
        """The one at that address with whatever schema it has; nothing is opened yet. Raises SettingsError."""
        return cls(_engine(_url(address)))

    def migrate(self, revision: str = "head") -> None:
        """Takes the schema forwards to a revision, whole or not at all; another process that does it is waited for."""
        config = migrations()
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, revision)
            except CommandError as error:
                raise DatabaseTooNew(
                    f"The desk's database {self} was written by a newer CasePilot ({error}); start that one, or set "
                    "CASEPILOT_DESK_URL to another database."
                ) from None

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write: committed at the end, rolled back when an exception leaves it."""
        with self._one_writer or nullcontext(), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, which on SQLite waits for nobody."""
        with self.reads() as connection, Session(connection) as session:
            yield session

    @contextmanager
    def reads(self, **options: Any) -> Iterator[sa.Connection]:
        """The same as a bare connection, with execution options of its own."""
        with self.engine.connect().execution_options(**{_READS: True}, **options) as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def insert_new(session: Session, model: type[DeclarativeBase], **values: object) -> bool:
    """Whether the row was written; where one with the same key or unique value stands, that one stays as it is."""
    insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgres
    table = model.__table__
    assert isinstance(table, sa.Table)  # every model here has one of its own
    statement = insert(table).values(**values).on_conflict_do_nothing()
    # Without this option, and through the ORM, an INSERT has no count of rows on PostgreSQL.
    return session.connection().execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def changed(result: sa.Result[tuple[object, ...]]) -> int:
    """How many rows a statement wrote, changed or removed."""
    assert isinstance(result, sa.CursorResult)
    return result.rowcount


def migrations() -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def revisions() -> tuple[str, ...]:
    """Every schema that was ever released, the oldest first."""
    scripts = ScriptDirectory.from_config(migrations())
    return tuple(reversed([script.revision for script in scripts.walk_revisions()]))


def _url(address: str) -> sa.URL:
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is not None and url.drivername == "sqlite" and url.database:
        return url
    if url is not None and url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise SettingsError(
        "CASEPILOT_DESK_URL is no address of a database; write postgresql+psycopg://user:password@host/database, "
        "or leave it out: CASEPILOT_HOME then holds the desk's database."
    )


def _engine(url: sa.URL) -> sa.Engine:
    if url.drivername != "sqlite":
        try:
            return sa.create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20, hide_parameters=True)
        except ModuleNotFoundError:
            raise SettingsError("A PostgreSQL needs its driver: run 'pip install casepilot[postgres]'.") from None
    assert url.database is not None  # _url took no other
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=20, max_overflow=40, hide_parameters=True
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """``isolation_level = None``: the driver begins no transaction by itself, ``_begin_sqlite`` does."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    # What is deleted is written over, so that an erased person's words can't be read from the file. 32 MB of pages: a
    # search of fifty thousand jobs reads more than the usual two.
    pragmas = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON", "cache_size=-32000")
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _reason(error: sa.exc.DatabaseError) -> str:
    return str(error.orig).strip().splitlines()[-1] if error.orig else "no reason given"
