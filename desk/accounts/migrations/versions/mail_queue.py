"""Questions by mail: what came, what goes out, their threads and senders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mail"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_threads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("changed", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_threads")),
    )
    op.create_index(op.f("ix_mail_threads_changed"), "mail_threads", ["changed"])
    op.create_index("ix_mail_threads_sender_changed", "mail_threads", ["sender", "changed"])
    op.create_table(
        "mail_senders",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("confirmed", sa.Double(), nullable=True),
        sa.Column("told", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mail_senders")),
    )
    op.create_table(
        "mail_received",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=36), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("received", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread"], ["mail_threads.id"], name=op.f("fk_mail_received_thread"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mail_received")),
    )
    op.create_index(op.f("ix_mail_received_thread"), "mail_received", ["thread"])
    op.create_index(op.f("ix_mail_received_received"), "mail_received", ["received"])
    op.create_index("ix_mail_received_state_received", "mail_received", ["state", "received"])
    op.create_index("ix_mail_received_sender_received", "mail_received", ["sender", "received"])
    op.create_table(
        "mail_outgoing",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("received", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.Column("changed", sa.Double(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["received"], ["mail_received.key"], name=op.f("fk_mail_outgoing_received"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_outgoing")),
    )
    op.create_index(op.f("ix_mail_outgoing_received"), "mail_outgoing", ["received"])
    op.create_index("ix_mail_outgoing_state_due", "mail_outgoing", ["state", "due"])
