"""The log of who did what, and beside it the words of questions where they are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "audit"
down_revision = "kept"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("former", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_person"), ["person"], unique=False)

    op.create_table(
        "audit_words",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["position"], ["audit.position"], name=op.f("fk_audit_words_position"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_words")),
    )
    with op.batch_alter_table("audit_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_words_person"), ["person"], unique=False)
