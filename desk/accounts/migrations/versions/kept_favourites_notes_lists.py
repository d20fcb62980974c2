"""What people keep: favourites, notes, lists of codes, searches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kept"
down_revision = "careers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "favourites",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_favourites_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "kind", "key", name=op.f("pk_favourites")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("team", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("changed", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_notes_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_kind_key", "notes", ["kind", "key"], unique=False)
    op.create_index(op.f("ix_notes_person"), "notes", ["person"], unique=False)
    op.create_table(
        "code_lists",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("looked", sa.Double(), nullable=False),
        sa.Column("editions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_code_lists_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_lists")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_code_lists_person")),
    )
    op.create_table(
        "listed_codes",
        sa.Column("list", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["list"], ["code_lists.id"], name=op.f("fk_listed_codes_list"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("list", "code", name=op.f("pk_listed_codes")),
    )
    op.create_table(
        "searches",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("searched", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_searches_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "text", name=op.f("pk_searches")),
    )
    op.create_table(
        "searches_off",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_searches_off_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_searches_off")),
    )
