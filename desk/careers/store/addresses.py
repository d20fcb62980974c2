"""People's mail addresses, which count once the link that was sent there was opened."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database
from desk.accounts.secrets import digest
from desk.careers.store.models import MailAddressRow

# How long the link of a confirmation is good.
LINK_SECONDS = 3 * 86_400


@dataclass(frozen=True, slots=True)
class Address:
    mail: str
    confirmed: bool


class Addresses:
    """One address a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person: str) -> Address | None:
        with self._database.reading() as session:
            row = session.get(MailAddressRow, person)
            return None if row is None else Address(row.mail, row.confirmed is not None)

    def begin(self, person: str, mail: str, secret: str) -> None:
        """Takes a new address in place of the former; ``secret`` is that of the link that was sent there."""
        with self._database.writing() as session:
            session.execute(sa.delete(MailAddressRow).where(MailAddressRow.person == person))
            session.add(
                MailAddressRow(person=person, mail=mail, secret=digest(secret), sent=time.time(), confirmed=None)
            )

    def confirm(self, secret: str) -> str | None:
        """The address that a link belongs to, confirmed from now on; None for one that isn't good any more."""
        with self._database.writing() as session:
            row = session.scalar(sa.select(MailAddressRow).where(MailAddressRow.secret == digest(secret)))
            if row is None or (row.confirmed is None and row.sent < time.time() - LINK_SECONDS):
                return None
            row.confirmed = row.confirmed or time.time()
            return row.mail
