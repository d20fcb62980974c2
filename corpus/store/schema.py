"""SQL tables of the catalog (SQLAlchemy Core): exact and relational facts, and the list of indexed passages.

SQLite by default; any SQLAlchemy URL works. ``SCHEMA_VERSION`` is part of every knowledge base's identity.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

# Raise it with any change below, in ``codec.py`` or in how passages are made: older knowledge bases are then refused.
SCHEMA_VERSION = 3

metadata = sa.MetaData()

editions = sa.Table(
    "editions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("publisher", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("effective_from", sa.Date),
    sa.Column("effective_to", sa.Date),
    sa.Column("url", sa.Text),
    sa.Column("complete", sa.Boolean, nullable=False),
)

code_records = sa.Table(
    "code_records",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # "cpt:0709T"
    sa.Column("edition_id", sa.Text, primary_key=True),
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # JSON, see codec.py
    sa.Index("ix_code_records_code", "code"),
)

add_on_pairs = sa.Table(
    "add_on_pairs",
    metadata,
    sa.Column("add_on", sa.Text, nullable=False),
    sa.Column("primary_code", sa.Text),  # NULL: contractor-defined
    sa.Column("edit_type", sa.Integer, nullable=False),
    sa.Column("effective", sa.Date),
    sa.Column("deleted", sa.Date),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("edition_id", sa.Text, nullable=False),
    sa.Column("locator", sa.Text, nullable=False),
    sa.Index("ix_add_on_pairs_add_on", "add_on"),
    sa.Index("ix_add_on_pairs_primary_code", "primary_code"),
)

guideline_sections = sa.Table(
    "guideline_sections",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # "em-mdm#overview"
    sa.Column("document_id", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_guideline_sections_document", "document_id", "position"),
)

# A row here means: this passage is embedded and in the vector collection. Written after the vectors are.
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("collection", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("ix_passages_collection", "collection"),
)


def sqlite_engine(path: Path, *, read_only: bool) -> sa.Engine:
    """An engine on a SQLite file. ``read_only`` opens it immutable, so that replicas may share it."""
    if read_only:
        return sa.create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true")
    return sa.create_engine(f"sqlite:///{path}")
