"""What people keep of jobs, and what they report of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database, insert_new
from desk.careers.store.models import JobReportRow, SavedJobRow

_LONGEST_REASON = 500


class Saved:
    """The jobs that each person has saved."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, person: str, number: int) -> None:
        with self._database.writing() as session:
            insert_new(session, SavedJobRow, person=person, job=number, created=time.time())

    def forget(self, person: str, number: int) -> None:
        with self._database.writing() as session:
            session.execute(sa.delete(SavedJobRow).where(SavedJobRow.person == person, SavedJobRow.job == number))

    def of(self, person: str) -> tuple[int, ...]:
        """Theirs, the last saved first."""
        with self._database.reading() as session:
            theirs = sa.select(SavedJobRow.job).where(SavedJobRow.person == person)
            return tuple(session.scalars(theirs.order_by(SavedJobRow.created.desc())))

    def among(self, person: str, numbers: Sequence[int]) -> frozenset[int]:
        """Which of these they saved."""
        with self._database.reading() as session:
            theirs = sa.select(SavedJobRow.job).where(SavedJobRow.person == person, SavedJobRow.job.in_(numbers))
            return frozenset(session.scalars(theirs))


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says is wrong with a job."""

    job: int
    reason: str
    created: float


class Reports:
    """One report a person and job, until it is looked at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person: str, number: int, reason: str) -> None:
        with self._database.writing() as session:
            insert_new(
                session,
                JobReportRow,
                person=person,
                job=number,
                reason=" ".join(reason.split())[:_LONGEST_REASON],
                created=time.time(),
            )

    def all(self) -> tuple[Report, ...]:
        """The oldest first."""
        with self._database.reading() as session:
            rows = session.scalars(sa.select(JobReportRow).order_by(JobReportRow.created))
            return tuple(Report(row.job, row.reason, row.created) for row in rows)

    def settle(self, number: int) -> None:
        """Somebody looked at the job: its reports are done."""
        with self._database.writing() as session:
            session.execute(sa.delete(JobReportRow).where(JobReportRow.job == number))
