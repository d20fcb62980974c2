"""The queue of mail in the desk's database: every step is one transaction, so that a process may end at any point.

received -> answered -> sent. A mail that came has one row however often it is fetched; what is answered to it is
written together with the row's new state, or not at all; a reply has one id, made of the mail it answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.accounts.database import Database, changed, insert_new
from desk.mail.store.models import MailSenderRow, MailThreadRow, OutgoingRow, ReceivedRow

_LONGEST_REASON = 200
# An absence note that nothing tells from a person's mail says the same words to every answer.
_SAME_WORDS_SECONDS = 86_400.0


class Came(StrEnum):
    """The state of a mail that came."""

    RECEIVED = "received"
    WAITING = "waiting"  # for its sender to confirm their address
    ANSWERED = "answered"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


class Goes(StrEnum):
    """The state of a mail of ours."""

    READY = "ready"
    SENDING = "sending"  # handed to the server, or not: the copy that comes back to us tells
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Received:
    """A mail to be answered."""

    key: str
    sender: str
    received: float
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail of ours. ``id`` is the first part of its Message-ID."""

    id: str
    recipient: str
    body: bytes = field(repr=False)
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a mail: its state, why, what is sent for it, and how its thread goes on."""

    state: Came
    reason: str = ""
    outgoing: tuple[Outgoing, ...] = ()
    thread: str = ""  # its id; "" for a mail of none
    subject: str = ""
    conversation: str | None = None  # as JSON; None leaves it as it was
    words: str = ""  # the digest of what was asked
    confirms: bool = False  # the sender's address is theirs: what waited for that goes on
    told: bool = False  # the sender gets a notice, one a day


class Queue:
    """``now`` is seconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database, self.now = database, now

    def accept(self, key: str, sender: str, raw: bytes) -> bool:
        """Takes a mail in; False for one that was taken before."""
        values = {"sender": sender, "state": Came.RECEIVED, "reason": "", "words": "", "thread": None}
        with self._database.writing() as session:
            return insert_new(session, ReceivedRow, key=key, raw=raw, received=self.now(), **values)

    def waiting(self, most: int) -> list[Received]:
        """Mails to be answered, the oldest of each sender: many mails of one let others by."""
        oldest = (
            sa.select(sa.func.min(ReceivedRow.received))
            .where(ReceivedRow.state == Came.RECEIVED)
            .group_by(ReceivedRow.sender)
        )
        query = (
            sa.select(ReceivedRow)
            .where(ReceivedRow.state == Came.RECEIVED, ReceivedRow.received.in_(oldest))
            .order_by(ReceivedRow.received, ReceivedRow.key)
            .limit(most)
        )
        first: dict[str, Received] = {}
        with self._database.reading() as session:
            for row in session.scalars(query):
                first.setdefault(row.sender, Received(row.key, row.sender, row.received, row.raw or b""))
        return list(first.values())

    def settle(self, received: Received, settled: Settled) -> bool:
        """Writes what becomes of a mail, whole; False where it was settled before."""
        now = self.now()
        with self._database.writing() as session:
            row = session.get(ReceivedRow, received.key, with_for_update=True)
            if row is None or row.state != Came.RECEIVED:
                return False
            if settled.thread:
                self._go_on(session, received.sender, settled, now)
            row.state, row.reason = settled.state, settled.reason[:_LONGEST_REASON]
            row.thread, row.words = settled.thread or None, settled.words
            if settled.state is not Came.WAITING:
                row.raw = None
            for mail in settled.outgoing:
                values = {"recipient": mail.recipient, "body": mail.body, "reason": "", "attempts": 0}
                times = {"due": now, "changed": now}
                insert_new(session, OutgoingRow, id=mail.id, received=row.key, state=Goes.READY, **values, **times)
            self._note_sender(session, received.sender, settled, now)
            return True

    def due(self, most: int) -> list[Outgoing]:
        """Mails of ours to be sent now."""
        query = sa.select(OutgoingRow).where(OutgoingRow.state == Goes.READY, OutgoingRow.due <= self.now())
        with self._database.reading() as session:
            return list(map(_outgoing, session.scalars(query.order_by(OutgoingRow.due).limit(most))))

    def begin(self, mail: Outgoing) -> bool:
        """Says that a mail is being handed over now; False where it isn't to be any more."""
        return self._goes(mail.id, Goes.READY, state=Goes.SENDING)

    def sent(self, mail_id: str) -> bool:
        """A mail was taken by the server, as it said or as its copy shows; False where that is no news."""
        return self._goes(mail_id, Goes.SENDING, state=Goes.SENT, reason="", body=None)

    def again(self, mail: Outgoing, seconds: float, reason: str) -> None:
        """The server takes it not yet: it is tried again."""
        due, attempts = self.now() + seconds, OutgoingRow.attempts + 1
        values = {"state": Goes.READY, "due": due, "attempts": attempts, "reason": reason[:_LONGEST_REASON]}
        self._goes(mail.id, Goes.READY, Goes.SENDING, **values)

    def failed(self, mail: Outgoing, reason: str) -> None:
        """The server won't take it."""
        self._goes(mail.id, Goes.READY, Goes.SENDING, state=Goes.FAILED, body=None, reason=reason[:_LONGEST_REASON])

    def reopen(self, before: float) -> int:
        """Sends once more what began to be sent before a time and whose end nobody told; how many."""
        begun = sa.update(OutgoingRow).where(OutgoingRow.state == Goes.SENDING, OutgoingRow.changed < before)
        with self._database.writing() as session:
            return changed(session.execute(begun.values(state=Goes.READY, due=self.now())))

    def unsure(self) -> int:
        """How many mails are being sent, or were when a process ended."""
        with self._database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).where(OutgoingRow.state == Goes.SENDING)) or 0

    def said_before(self, sender: str, words: str, thread: str = "") -> int:
        """How often a sender said these words since yesterday, in one thread or in all of theirs."""
        since = self.now() - _SAME_WORDS_SECONDS
        same = [ReceivedRow.sender == sender, ReceivedRow.words == words, ReceivedRow.received >= since]
        return self._count(*same, *([ReceivedRow.thread == thread] if thread else []))

    def answered_since(self, sender: str, since: float) -> int:
        """How many mails of a sender that came since a time were answered."""
        return self._count(
            ReceivedRow.sender == sender, ReceivedRow.state == Came.ANSWERED, ReceivedRow.received >= since
        )

    def length(self) -> int:
        """How many mails wait to be answered."""
        return self._count(ReceivedRow.state == Came.RECEIVED)

    def counts(self) -> Mapping[str, int]:
        """Rows by state and reason, such as "refused: our own"."""
        with self._database.reading() as session:
            told: dict[str, int] = {}
            for model in (ReceivedRow, OutgoingRow):
                rows = session.execute(
                    sa.select(model.state, model.reason, sa.func.count()).group_by(model.state, model.reason)
                )
                for state, reason, count in rows:
                    told[f"{state}: {reason}" if reason else state] = count
            return dict(sorted(told.items()))

    def prune(self, before: float) -> None:
        """Forgets what is older: threads, and the rows of what came and went."""
        with self._database.writing() as session:
            # An older mail that is still to be answered or sent isn't forgotten.
            going = sa.exists().where(
                OutgoingRow.received == ReceivedRow.key, OutgoingRow.state.in_([Goes.READY, Goes.SENDING])
            )
            session.execute(
                sa.delete(ReceivedRow).where(ReceivedRow.received < before, ReceivedRow.state != Came.RECEIVED, ~going)
            )
            session.execute(sa.delete(MailThreadRow).where(MailThreadRow.changed < before))

    def _go_on(self, session: Session, sender: str, settled: Settled, now: float) -> None:
        values = {"sender": sender, "subject": settled.subject[:200], "conversation": ""}
        insert_new(session, MailThreadRow, id=settled.thread, changed=now, **values)
        row = session.get_one(MailThreadRow, settled.thread)
        row.changed = now
        if settled.conversation is not None:
            row.conversation = settled.conversation

    def _note_sender(self, session: Session, sender: str, settled: Settled, now: float) -> None:
        if not (settled.confirms or settled.told):
            return
        insert_new(session, MailSenderRow, address=sender, confirmed=None, told=None)
        row = session.get_one(MailSenderRow, sender)
        row.told = now if settled.told else row.told
        if settled.confirms:
            row.confirmed = now
            waiting = sa.update(ReceivedRow).where(ReceivedRow.sender == sender, ReceivedRow.state == Came.WAITING)
            session.execute(waiting.values(state=Came.RECEIVED))

    def _goes(self, mail_id: str, *states: Goes, **values: object) -> bool:
        """Changes a mail of ours that is in one of these states; whether it was."""
        going = sa.update(OutgoingRow).where(OutgoingRow.id == mail_id, OutgoingRow.state.in_(states))
        with self._database.writing() as session:
            return changed(session.execute(going.values(changed=self.now(), **values))) == 1

    def _count(self, *conditions: sa.ColumnElement[bool]) -> int:
        with self._database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(ReceivedRow).where(*conditions)) or 0


def _outgoing(row: OutgoingRow) -> Outgoing:
    return Outgoing(row.id, row.recipient, row.body or b"", row.attempts)
