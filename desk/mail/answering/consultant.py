"""What becomes of one mail: read, held against who may ask, asked, and its answer written. Sends nothing itself."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from dataclasses import dataclass

from assistant.opened import Opened, Workbench
from assistant.understand.query import Conversation
from assistant.understand.query_json import conversation_from_json, conversation_json
from corpus.errors import CasePilotError, KnowledgeBaseError
from desk.accounts.accounts import Accounts
from desk.mail.answering.admission import Admission, Doorkeeper
from desk.mail.answering.asking import ask
from desk.mail.answering.persons import ANSWER, Persons, reference_of
from desk.mail.reading.answerable import refusal
from desk.mail.reading.incoming import Incoming, headers_of, read_mail
from desk.mail.reading.verified import Verified, verified
from desk.mail.settings import MailSettings
from desk.mail.store.queue import Came, Outgoing, Queue, Received, Settled
from desk.mail.store.threads import MailThread, Threads
from desk.mail.writing.answers import is_unsure, written
from desk.mail.writing.mails import Parent, Writer, hidden_subject
from desk.mail.writing.words import (
    BROKEN,
    CONFIRMED,
    EMPTY,
    FORWARDED,
    NOT_A_PERSON,
    NOTICE,
    QUOTED_TOO,
    SAME_WORDS,
    UNREAD,
)

logger = logging.getLogger("casepilot.mail")

_A_DAY = 86_400.0
# The third time a program says the same to our answers, it gets none.
_SAME_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Reply:
    """What is said to a mail, and how its thread goes on. ``for_person`` is the question for a person to look at."""

    markdown: str
    linked: str = ""
    conversation: Conversation | None = None
    for_person: str = ""


class Consultant:
    """Answers what the queue holds, with the process's knowledge base."""

    def __init__(self, settings: MailSettings, accounts: Accounts, queue: Queue, bench: Workbench) -> None:
        self._settings, self._queue, self._bench = settings, queue, bench
        self._threads = Threads(accounts.database, settings.domain)
        self._writer = Writer(settings.address)
        self._door = Doorkeeper(settings, accounts, queue, self._threads)
        self._persons = Persons(settings, self._threads, self._writer)

    async def settle(self, received: Received) -> Settled:
        """What becomes of a mail. Raises KnowledgeBaseError while there is none to answer from: it is tried again."""
        incoming = await asyncio.to_thread(read_mail, received.raw)
        thread = await asyncio.to_thread(self._thread_of, incoming)
        settled = await asyncio.to_thread(self._unanswered, received, incoming, thread)
        if settled is not None:
            return settled
        opened = await self._bench.opened()
        try:
            reply = await self._reply(incoming, thread, opened)
        except KnowledgeBaseError:
            raise
        except CasePilotError as error:
            reply = _Reply(str(error))
        except Exception:
            logger.exception("the mail %s", received.key)
            reply = _Reply(BROKEN)
        return self._answered(received, incoming, thread, reply)

    def _unanswered(self, received: Received, incoming: Incoming, thread: MailThread | None) -> Settled | None:
        """What becomes of a mail that is no question to be answered now; None for one that is."""
        message = headers_of(received.raw)
        if reason := refusal(message, self._settings.address):
            return Settled(Came.REFUSED, reason)
        if self._settings.relay:
            found = verified(message, self._settings.relay, incoming.sender)
            if found is not Verified.PASSED:
                return Settled(Came.QUARANTINED, f"the sender's address {_FOUND[found]}")
        if (settled := self._persons.reply(received, incoming, self._queue.now())) is not None:
            return settled
        if self._door.confirms(incoming.sender, incoming.subject):
            return self._confirmed(received, incoming)
        said = self._queue.said_before(incoming.sender, incoming.digest, thread.id if thread is not None else "")
        if said >= _SAME_WORDS:
            return self._turned_away(received, incoming, _AGAIN)
        admission = self._door.admit(received.key, incoming.sender, self._queue.now())
        return self._turned_away(received, incoming, admission) if admission.state is not Came.ANSWERED else None

    def _confirmed(self, received: Received, incoming: Incoming) -> Settled:
        said = CONFIRMED.format(address=incoming.sender)
        mail = self._mail(received, incoming, Parent.of(incoming), _Reply(said))
        return Settled(Came.ANSWERED, outgoing=(mail,), confirms=True)

    def _turned_away(self, received: Received, incoming: Incoming, admission: Admission) -> Settled:
        """Says why, once a day: mails in somebody else's name must not become mails to them."""
        now = self._queue.now()
        if now - self._threads.sender(incoming.sender).told < _A_DAY:
            return Settled(admission.state, admission.reason, words=incoming.digest)
        mail = self._mail(received, incoming, Parent.of(incoming), _Reply(admission.notice), name="notice")
        return Settled(admission.state, admission.reason, (mail,), words=incoming.digest, told=True)

    def _thread_of(self, incoming: Incoming) -> MailThread | None:
        if not incoming.is_reply:
            return None
        subject = hidden_subject(incoming.subject)
        return self._threads.of_reply(incoming.sender, incoming.references, subject, self._queue.now())

    async def _reply(self, incoming: Incoming, thread: MailThread | None, opened: Opened) -> _Reply:
        if incoming.problem:
            return _Reply(incoming.problem)
        text, quoted_too = incoming.asked(in_thread=thread is not None)
        if not (text.strip() or incoming.claims):
            return _Reply(EMPTY)
        asked = await ask(incoming, text, _conversation(thread), opened)
        passes_on = bool(self._settings.person) and is_unsure(asked.answer)
        notes = [*asked.notes, *self._notes(incoming, thread, quoted_too)]
        made = await asyncio.to_thread(written, asked.answer, opened, notes, self._settings.pages)
        return _Reply(made.markdown, made.linked, asked.conversation, text if passes_on else "")

    def _notes(self, incoming: Incoming, thread: MailThread | None, quoted_too: bool) -> list[str]:
        notes = [QUOTED_TOO] if quoted_too else []
        if incoming.unread:
            notes.append(UNREAD.format(files=", ".join(incoming.unread)))
        if thread is None:
            notes.append(NOTICE.format(days=self._settings.kept_days))
        return notes

    def _answered(self, received: Received, incoming: Incoming, thread: MailThread | None, reply: _Reply) -> Settled:
        outgoing = [self._mail(received, incoming, Parent.of(incoming), reply)]
        if reply.for_person:
            passed = self._persons.forwarded(received, reply.for_person, reply.markdown, self._queue.now())
            outgoing.append(passed)
        conversation = reply.conversation
        return Settled(
            Came.ANSWERED,
            outgoing=tuple(outgoing),
            # Made of the mail's key, so that answering it again after a fall makes the same thread.
            thread=thread.id if thread is not None else str(uuid.uuid5(uuid.NAMESPACE_OID, received.key)),
            subject=hidden_subject(incoming.subject),
            conversation=json.dumps(conversation_json(conversation)) if conversation is not None else None,
            words=incoming.digest,
        )

    def _mail(
        self, received: Received, incoming: Incoming, parent: Parent, reply: _Reply, name: str = ANSWER
    ) -> Outgoing:
        passed = FORWARDED.format(reference=reference_of(received.key)) if reply.for_person else ""
        ends = "" if reply.linked else NOT_A_PERSON
        markdown, linked = (
            "\n\n".join(part for part in (said, passed, ends) if part) for said in (reply.markdown, reply.linked)
        )
        mail_id, now = f"{name}.{received.key}", self._queue.now()
        return self._writer.mail(
            mail_id, incoming.reply_to, parent, markdown, now, linked=linked if reply.linked else ""
        )


_AGAIN = Admission(Came.REFUSED, reason="the same words again and again", notice=SAME_WORDS)
_FOUND = {Verified.FAILED: "is not theirs by what the relay found", Verified.UNTOLD: "was not checked by the relay"}


def _conversation(thread: MailThread | None) -> Conversation:
    """What the thread's next question is asked with; anew where another version of CasePilot kept it."""
    if thread is None or not thread.conversation:
        return Conversation()
    try:
        return conversation_from_json(json.loads(thread.conversation))
    except ValueError:
        return Conversation()
