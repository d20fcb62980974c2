"""SQL tables of the catalog (SQLAlchemy Core): exact and relational facts, and the list of indexed passages.

SQLite below CASEPILOT_HOME; PostgreSQL for a published snapshot. ``SCHEMA_VERSION`` is part of every knowledge base's
identity.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from corpus.errors import KnowledgeBaseUnreachable, SettingsError

if TYPE_CHECKING:
    from corpus.store.servers import Database

# Raise it with any change below, in ``codec.py`` or in how passages are made: older knowledge bases are then refused.
SCHEMA_VERSION = 3

# Seconds to wait for a database to take a connection: a person is waiting for the answer.
_CONNECT_SECONDS = 10

# What PostgreSQL calls a user without the right to do this (insufficient_privilege).
_NO_RIGHT = "42501"

metadata = sa.MetaData()

# Compared by code point everywhere, as SQLite does: with another collation of a database, the range of a family of
# codes and the order of codes would be others.
# Of a file's pages so much stays with each connection that only reads.
_PAGES_KILOBYTES = 512

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

editions = sa.Table(
    "editions",
    metadata,
    sa.Column("id", _TEXT, primary_key=True),
    sa.Column("table_name", _TEXT, nullable=False),
    sa.Column("publisher", _TEXT, nullable=False),
    sa.Column("title", _TEXT, nullable=False),
    sa.Column("effective_from", sa.Date),
    sa.Column("effective_to", sa.Date),
    sa.Column("url", _TEXT),
    sa.Column("complete", sa.Boolean, nullable=False),
)

code_records = sa.Table(
    "code_records",
    metadata,
    sa.Column("key", _TEXT, primary_key=True),  # "cpt:0709T"
    sa.Column("edition_id", _TEXT, primary_key=True),
    sa.Column("system", _TEXT, nullable=False),
    sa.Column("code", _TEXT, nullable=False),
    sa.Column("status", _TEXT, nullable=False),
    sa.Column("body", _TEXT, nullable=False),  # JSON, see codec.py
    sa.Index("ix_code_records_code", "code"),
)

add_on_pairs = sa.Table(
    "add_on_pairs",
    metadata,
    sa.Column("add_on", _TEXT, nullable=False),
    sa.Column("primary_code", _TEXT),  # NULL: contractor-defined
    sa.Column("edit_type", sa.Integer, nullable=False),
    sa.Column("effective", sa.Date),
    sa.Column("deleted", sa.Date),
    sa.Column("note", _TEXT, nullable=False),
    sa.Column("edition_id", _TEXT, nullable=False),
    sa.Column("locator", _TEXT, nullable=False),
    sa.Index("ix_add_on_pairs_add_on", "add_on"),
    sa.Index("ix_add_on_pairs_primary_code", "primary_code"),
)

guideline_sections = sa.Table(
    "guideline_sections",
    metadata,
    sa.Column("key", _TEXT, primary_key=True),  # "em-mdm#overview"
    sa.Column("document_id", _TEXT, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("body", _TEXT, nullable=False),
    sa.Index("ix_guideline_sections_document", "document_id", "position"),
)

# A row here means: this passage is embedded and in the vector collection. Written after the vectors are.
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", _TEXT, primary_key=True),
    sa.Column("collection", _TEXT, nullable=False),
    sa.Column("key", _TEXT, nullable=False),
    sa.Column("role", _TEXT, nullable=False),
    sa.Column("text", _TEXT, nullable=False),
    sa.Index("ix_passages_collection", "collection"),
)


def sqlite_engine(path: Path, *, read_only: bool) -> sa.Engine:
    """An engine on a SQLite file. ``read_only`` opens it immutable, so that replicas may share it."""
    if not read_only:
        return sa.create_engine(f"sqlite:///{path}")
    engine = sa.create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true")
    # A shelf has dozens of files with a connection for each thread, and the system keeps their pages anyway.
    sa.event.listen(engine, "connect", lambda driver, _: driver.execute(f"PRAGMA cache_size = -{_PAGES_KILOBYTES}"))
    return engine


def postgresql_engine(database: Database, schema_name: str | None = None) -> sa.Engine:
    """An engine on a PostgreSQL database whose tables are in one of its schemas.

    Connects on first use. Whatever then cannot be reached raises KnowledgeBaseUnreachable, one sentence without
    password; raises SettingsError when the driver is not installed.
    """
    try:
        engine = sa.create_engine(
            database.url,
            pool_pre_ping=True,  # a database that was started anew in between is not an error
            connect_args={"connect_timeout": _CONNECT_SECONDS},
            execution_options={"schema_translate_map": {None: schema_name}} if schema_name else {},
        )
    except ModuleNotFoundError:
        raise SettingsError(
            "CASEPILOT_DATABASE_URL needs the PostgreSQL driver; run 'pip install casepilot[postgres]'."
        ) from None

    @sa.event.listens_for(engine, "handle_error")
    def tell(context: sa.engine.ExceptionContext) -> None:
        refused = getattr(context.original_exception, "sqlstate", None) == _NO_RIGHT
        unusable = refused or isinstance(context.sqlalchemy_exception, sa.exc.OperationalError)
        if unusable and not context.is_pre_ping:
            reason = str(context.original_exception).strip().splitlines()[0]
            raise KnowledgeBaseUnreachable(
                f"The database {database} cannot be used ({reason}); see that it is up and that "
                "CASEPILOT_DATABASE_URL is right, and try again."
            ) from None

    return engine
