"""Searches that are mailed, and how a mail goes out once.

``begin`` marks an alert before its mail is handed over, ``done`` after the server has taken it, ``failed`` when it
surely hasn't. What was begun and never ended (the process died, the line broke in the middle) may have arrived: that
mail isn't sent again, and because only ``done`` moves ``upto`` on, its jobs come with the next one. Nothing is lost.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database, changed
from desk.careers.job.job import JobError
from desk.careers.store.models import JobAlertRow, MailAddressRow

DAILY, WEEKLY = 1, 7
OFTEN = {DAILY: "every day", WEEKLY: "every week"}
MOST_OF_A_PERSON = 10
_DAY_SECONDS = 86_400.0
# A mail that was begun this long ago isn't under way any more.
_DOUBTFUL_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Alert:
    """``search`` is the address words of a search (reading/asked.py); ``upto`` is until when its jobs were told."""

    id: str
    person: str
    search: str
    days: int
    upto: float
    sent: float
    mail: str = ""


class Alerts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person: str, search: str, days: int) -> Alert:
        """Raises JobError where somebody has too many, or the same one already."""
        if days not in OFTEN:
            raise JobError("days", "is every day or every week.")
        if len(search) > 1_000:
            raise JobError("search", "is too long to be kept; choose fewer filters.")
        theirs = self.of(person)
        if len(theirs) >= MOST_OF_A_PERSON:
            raise JobError("alert", f"{MOST_OF_A_PERSON} alerts are the most; stop one first.")
        if any(one.search == search for one in theirs):
            raise JobError("alert", "This search is mailed to you already.")
        now = time.time()
        row = JobAlertRow(
            id=str(uuid.uuid4()), person=person, search=search, days=days, created=now, upto=now, sent=now, sending=None
        )
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            return _alert(row)

    def of(self, person: str) -> tuple[Alert, ...]:
        """Theirs, the oldest first."""
        with self._database.reading() as session:
            rows = session.scalars(
                sa.select(JobAlertRow).where(JobAlertRow.person == person).order_by(JobAlertRow.created)
            )
            return tuple(map(_alert, rows))

    def remove(self, alert_id: str, person: str | None = None) -> bool:
        """Stops an alert; with ``person`` only one of theirs. Whether there was such a one."""
        found = sa.delete(JobAlertRow).where(JobAlertRow.id == alert_id)
        if person is not None:
            found = found.where(JobAlertRow.person == person)
        with self._database.writing() as session:
            return changed(session.execute(found)) == 1

    def due(self, now: float) -> tuple[Alert, ...]:
        """Alerts whose time has come, of people whose address is confirmed."""
        with self._database.reading() as session:
            rows = session.execute(
                sa.select(JobAlertRow, MailAddressRow.mail)
                .join(MailAddressRow, MailAddressRow.person == JobAlertRow.person)
                .where(MailAddressRow.confirmed.is_not(None), _is_due(now))
                .order_by(JobAlertRow.sent, JobAlertRow.id)
            )
            return tuple(_alert(row, mail) for row, mail in rows)

    def settle_doubtful(self, now: float) -> int:
        """Counts mails as sent that were begun long ago and never ended; how many."""
        long_ago = sa.update(JobAlertRow).where(JobAlertRow.sending < now - _DOUBTFUL_SECONDS)
        with self._database.writing() as session:
            return changed(session.execute(long_ago.values(sent=JobAlertRow.sending, sending=None)))

    def begin(self, alert: Alert, now: float) -> bool:
        """Whether this process may send the mail: another one hasn't begun it."""
        mine = sa.update(JobAlertRow).where(JobAlertRow.id == alert.id, _is_due(now))
        with self._database.writing() as session:
            return changed(session.execute(mine.values(sending=now))) == 1

    def done(self, alert: Alert, now: float) -> None:
        self._end(alert, sent=now, upto=now)

    def failed(self, alert: Alert) -> None:
        """The server surely hasn't taken it: the next run tries again."""
        self._end(alert)

    def _end(self, alert: Alert, **values: float) -> None:
        with self._database.writing() as session:
            ended = sa.update(JobAlertRow).where(JobAlertRow.id == alert.id)
            session.execute(ended.values(sending=None, **values))


def _is_due(now: float) -> sa.ColumnElement[bool]:
    return sa.and_(JobAlertRow.sending.is_(None), JobAlertRow.sent <= now - JobAlertRow.days * _DAY_SECONDS)


def _alert(row: JobAlertRow, mail: str = "") -> Alert:
    return Alert(row.id, row.person, row.search, row.days, row.upto, row.sent, mail)
