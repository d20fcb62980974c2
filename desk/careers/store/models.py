"""The board's tables. Lists of words stand as "|CPC|CCS-P|": each can be found by one LIKE on both databases.

The word index is no table of these: store/word_index.py makes it where the board is served.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.accounts.models import Base

_ID = String(36)
_HASH = String(64)
_MAIL = String(200)


class JobRow(Base):
    """A job as it is searched; narrow, because a search goes through all. ``likeness`` is what duplicates share.

    ``year_low`` and ``year_high`` are dollars a year of full-time work. ``listed`` is since when it is shown.
    """

    __tablename__ = "jobs"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200))
    employer: Mapped[str] = mapped_column(String(200))
    town: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(2))
    zip: Mapped[str] = mapped_column(String(5))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    remote: Mapped[bool]
    accepts: Mapped[str] = mapped_column(String(300))
    credentials: Mapped[str] = mapped_column(String(200))
    specialties: Mapped[str] = mapped_column(String(500))
    setting: Mapped[str] = mapped_column(String(30))
    employment: Mapped[str] = mapped_column(String(100))
    pay_low: Mapped[float | None]
    pay_high: Mapped[float | None]
    pay_unit: Mapped[str] = mapped_column(String(10))
    year_low: Mapped[int | None]
    year_high: Mapped[int | None]
    posted: Mapped[date] = mapped_column(Date)
    valid_through: Mapped[date | None] = mapped_column(Date)
    expires: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(10))
    listed: Mapped[float | None]
    likeness: Mapped[str] = mapped_column(_HASH, index=True)
    person: Mapped[str | None] = mapped_column(_ID, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(String(500))

    __table_args__ = (
        Index("ix_jobs_status_posted", "status", "posted", "number"),
        Index("ix_jobs_status_pay", "status", "year_high"),
    )


class JobTextRow(Base):
    """What of a job is read only on its own page; ``sketch`` is what descriptions are compared by."""

    __tablename__ = "job_texts"

    job: Mapped[int] = mapped_column(ForeignKey("jobs.number", ondelete="CASCADE"), primary_key=True)
    description: Mapped[str] = mapped_column(Text)
    apply: Mapped[str] = mapped_column(String(500))
    sketch: Mapped[bytes] = mapped_column(LargeBinary)


class JobSourceRow(Base):
    """Where a job was seen: the first source is its own (``own``), the others are duplicates of it.

    ``content`` is the digest of what was read there: the same again changes nothing.
    """

    __tablename__ = "job_sources"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(300), primary_key=True)
    job: Mapped[int] = mapped_column(ForeignKey("jobs.number", ondelete="CASCADE"), index=True)
    own: Mapped[bool]
    content: Mapped[str] = mapped_column(_HASH)


class SavedJobRow(Base):
    __tablename__ = "saved_jobs"

    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    job: Mapped[int] = mapped_column(ForeignKey("jobs.number", ondelete="CASCADE"), primary_key=True)
    created: Mapped[float]


class JobReportRow(Base):
    """What somebody says is wrong with a job: one a person and job, until it is looked at."""

    __tablename__ = "job_reports"

    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    job: Mapped[int] = mapped_column(ForeignKey("jobs.number", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    created: Mapped[float]


class MailAddressRow(Base):
    """A person's mail address. ``confirmed`` once they opened the link that was sent there."""

    __tablename__ = "job_mail_addresses"

    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    mail: Mapped[str] = mapped_column(_MAIL)
    secret: Mapped[str] = mapped_column(_HASH, unique=True)
    sent: Mapped[float]
    confirmed: Mapped[float | None]


class JobAlertRow(Base):
    """A search that is mailed. ``upto``: jobs listed until then were told; ``sent`` when the last mail went out.

    ``sending`` holds the time up to which a mail that was begun tells, until the server has taken it.
    """

    __tablename__ = "job_alerts"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    person: Mapped[str] = mapped_column(_ID, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    search: Mapped[str] = mapped_column(String(1_000))
    days: Mapped[int]
    created: Mapped[float]
    upto: Mapped[float]
    sent: Mapped[float]
    sending: Mapped[float | None]
