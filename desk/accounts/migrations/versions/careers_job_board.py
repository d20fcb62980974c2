"""The job board: jobs, what people keep and report of them, mail addresses and alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "careers"
down_revision = "mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("town", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("zip", sa.String(length=5), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("accepts", sa.String(length=300), nullable=False),
        sa.Column("credentials", sa.String(length=200), nullable=False),
        sa.Column("specialties", sa.String(length=500), nullable=False),
        sa.Column("setting", sa.String(length=30), nullable=False),
        sa.Column("employment", sa.String(length=100), nullable=False),
        sa.Column("pay_low", sa.Double(), nullable=True),
        sa.Column("pay_high", sa.Double(), nullable=True),
        sa.Column("pay_unit", sa.String(length=10), nullable=False),
        sa.Column("year_low", sa.Integer(), nullable=True),
        sa.Column("year_high", sa.Integer(), nullable=True),
        sa.Column("posted", sa.Date(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("listed", sa.Double(), nullable=True),
        sa.Column("likeness", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_jobs_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_likeness", "jobs", ["likeness"], unique=False)
    op.create_index("ix_jobs_person", "jobs", ["person"], unique=False)
    op.create_index("ix_jobs_status_pay", "jobs", ["status", "year_high"], unique=False)
    op.create_index("ix_jobs_status_posted", "jobs", ["status", "posted", "number"], unique=False)
    op.create_table(
        "job_texts",
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("apply", sa.String(length=500), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.number"], name=op.f("fk_job_texts_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_texts")),
    )
    op.create_table(
        "job_sources",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=300), nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.number"], name=op.f("fk_job_sources_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "source_id", name=op.f("pk_job_sources")),
    )
    op.create_index("ix_job_sources_job", "job_sources", ["job"], unique=False)
    op.create_table(
        "saved_jobs",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.number"], name=op.f("fk_saved_jobs_job"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_saved_jobs_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "job", name=op.f("pk_saved_jobs")),
    )
    op.create_table(
        "job_reports",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_job_reports_person"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["job"], ["jobs.number"], name=op.f("fk_job_reports_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "job", name=op.f("pk_job_reports")),
    )
    op.create_table(
        "job_mail_addresses",
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("mail", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("sent", sa.Double(), nullable=False),
        sa.Column("confirmed", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_job_mail_addresses_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_job_mail_addresses")),
        sa.UniqueConstraint("secret", name=op.f("uq_job_mail_addresses_secret")),
    )
    op.create_table(
        "job_alerts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("search", sa.String(length=1000), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("upto", sa.Double(), nullable=False),
        sa.Column("sent", sa.Double(), nullable=False),
        sa.Column("sending", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_job_alerts_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_alerts")),
    )
    op.create_index("ix_job_alerts_person", "job_alerts", ["person"], unique=False)
