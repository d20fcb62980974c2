"""Which thread a mail goes on with, and what is known of its sender. Reads only: ``Queue.settle`` writes both.

A thread is told by the message ids that a reply names: those of its sender's own mails, and those of our answers,
which are made of them. Somebody else's thread is none of theirs, whoever forwarded it to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database
from desk.mail.reading.incoming import key_of
from desk.mail.store.models import MailSenderRow, MailThreadRow, ReceivedRow
from desk.mail.store.queue import Came

# A reply whose program names no message goes on with the newest thread of its subject, for as long.
_BY_SUBJECT_SECONDS = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class MailThread:
    """``conversation`` is JSON, "" before the first answer."""

    id: str
    sender: str
    subject: str
    conversation: str


@dataclass(frozen=True, slots=True)
class KnownSender:
    """Of a sender without an account: whether they confirmed their address, when they were last told something."""

    confirmed: bool = False
    told: float = 0.0


class Threads:
    """``domain`` is that of our own message ids."""

    def __init__(self, database: Database, domain: str) -> None:
        self._database, self._domain = database, domain

    def own_key(self, message_id: str) -> str | None:
        """The key of the mail that a mail of ours answers, by our message id; None for another's."""
        name, _, domain = message_id.strip("<>").rpartition("@")
        _, dot, key = name.partition(".")
        return key if dot and domain.casefold() == self._domain else None

    def of_reply(self, sender: str, references: Iterable[str], subject: str, now: float) -> MailThread | None:
        """The sender's thread that a reply belongs to; None where it has none."""
        keys = [self.own_key(one) or key_of(sender, one) for one in references]
        with self._database.reading() as session:
            if keys:
                rows = session.execute(
                    sa.select(ReceivedRow.key, MailThreadRow)
                    .join(MailThreadRow, ReceivedRow.thread == MailThreadRow.id)
                    .where(ReceivedRow.key.in_(keys), MailThreadRow.sender == sender)
                )
                found = {row.key: row.MailThreadRow for row in rows}
                if found:
                    return _thread(found[max(found, key=keys.index)])
            if not subject:
                return None
            row = session.scalar(
                sa.select(MailThreadRow)
                .where(MailThreadRow.sender == sender, MailThreadRow.subject == subject[:200])
                .where(MailThreadRow.changed >= now - _BY_SUBJECT_SECONDS)
                .order_by(MailThreadRow.changed.desc())
            )
            return _thread(row) if row is not None else None

    def of_mail(self, key: str) -> MailThread | None:
        """The thread that a mail stands in."""
        with self._database.reading() as session:
            row = session.scalar(
                sa.select(MailThreadRow)
                .join(ReceivedRow, ReceivedRow.thread == MailThreadRow.id)
                .where(ReceivedRow.key == key)
            )
            return _thread(row) if row is not None else None

    def key_of_reference(self, reference: str) -> str | None:
        """The key of the answered mail that begins with a reference which a person was given."""
        with self._database.reading() as session:
            return session.scalar(
                sa.select(ReceivedRow.key)
                .where(ReceivedRow.key.startswith(reference.casefold(), autoescape=True))
                .where(ReceivedRow.state == Came.ANSWERED)
            )

    def sender(self, address: str) -> KnownSender:
        with self._database.reading() as session:
            row = session.get(MailSenderRow, address)
            return KnownSender(row.confirmed is not None, row.told or 0.0) if row is not None else KnownSender()


def _thread(row: MailThreadRow) -> MailThread:
    return MailThread(row.id, row.sender, row.subject, row.conversation)
