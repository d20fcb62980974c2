"""Failed sign-ins, counted by account and by address; too many, and nobody is let in there for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.accounts.database import Database, insert_new
from desk.accounts.errors import LockedOut
from desk.accounts.models import AttemptRow


@dataclass(frozen=True, slots=True)
class Measure:
    """So many failures within a time lock for a time; the times are seconds."""

    failures: int
    within: float
    locked: float


# An address may be a whole office behind one router: it gets more than an account.
ACCOUNT = Measure(failures=5, within=900, locked=900)
ADDRESS = Measure(failures=20, within=900, locked=900)
# New accounts from one address.
REGISTRATION = Measure(failures=5, within=3_600, locked=3_600)
# Mails with a link to a new password: nobody's mailbox is filled, and nobody tries many names.
RESET = Measure(failures=3, within=3_600, locked=3_600)
RESET_ADDRESS = Measure(failures=10, within=3_600, locked=3_600)


class Attempts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, *subjects: tuple[str, Measure]) -> None:
        """Counts an attempt for each subject before it is made, so that many at once can't pass the measure.

        Raises LockedOut where one is locked; then none is counted.
        """
        now = time.time()
        with self._database.writing() as session:
            rows = [_row(session, subject, measure, now) for subject, measure in subjects]
            if until := max((row.until for row in rows if row.until > now), default=0.0):
                raise LockedOut(int(until - now) + 1)
            for row, (_, measure) in zip(rows, subjects, strict=True):
                row.failures += 1
                if row.failures >= measure.failures:
                    row.until = now + measure.locked

    def succeeded(self, *subjects: str) -> None:
        """Forgets the failures of these: the one who tried is the one they are."""
        with self._database.writing() as session:
            session.execute(sa.delete(AttemptRow).where(AttemptRow.subject.in_(subjects)))

    def take_back(self, subject: str) -> None:
        """One attempt less for an address whose attempt turned out well: others there are still counted."""
        with self._database.writing() as session:
            session.execute(
                sa.update(AttemptRow)
                .where(AttemptRow.subject == subject, AttemptRow.failures > 0)
                .values(failures=AttemptRow.failures - 1, until=0.0)
            )


def account(name: str) -> str:
    return f"account:{name.strip().casefold()[:200]}"


def address(host: str) -> str:
    return f"address:{host}"


def registration(host: str) -> str:
    return f"registration:{host}"


def reset(name: str) -> str:
    return f"reset:{name.strip().casefold()[:200]}"


def reset_address(host: str) -> str:
    return f"reset-address:{host}"


def _row(session: Session, subject: str, measure: Measure, now: float) -> AttemptRow:
    insert_new(session, AttemptRow, subject=subject, failures=0, first=now, until=0.0)
    row = session.scalars(sa.select(AttemptRow).where(AttemptRow.subject == subject).with_for_update()).one()
    if now - row.first > measure.within and row.until <= now:
        row.failures, row.first, row.until = 0, now, 0.0
    return row
