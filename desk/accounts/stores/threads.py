"""Conversations as they were: messages in their order, each answer as its JSON. Everything is asked as somebody.

An id that is no UUID finds nothing and is never written; somebody else's conversation is as if it weren't there.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.accounts.database import Database, changed, insert_new
from desk.accounts.models import FeedbackRow, MessageRow, ThreadRow

LONGEST_TITLE = 120
_UNTITLED = "New conversation"
THEIRS = "user_message"  # Chainlit's kind of what a person wrote


class NotTheirs(Exception):
    """Somebody wrote into a conversation that is another's, or under an id that is none: no user's mistake."""


@dataclass(frozen=True, slots=True)
class Message:
    """``answer`` is that of assistant.serialization, with what is kept beside it; None for what isn't an answer."""

    id: str
    kind: str
    author: str
    text: str
    created: float
    answer: Mapping[str, Any] | None = None
    feedback: tuple[str, int, str] | None = None  # id, value, reason


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation; without ``messages`` where it is only listed."""

    id: str
    person: str
    title: str
    created: float
    changed: float
    settings: Mapping[str, Any] = field(default_factory=dict)
    conversation: Any = None
    messages: tuple[Message, ...] = ()


class Threads:
    """``keeps`` is given all that a person writes, and gives what is kept of it."""

    def __init__(self, database: Database, keeps: Callable[[str], str] = str) -> None:
        self._database, self._keeps = database, keeps

    def owner(self, thread_id: str) -> str | None:
        """The id of the person whose conversation it is."""
        if not is_uuid(thread_id):
            return None
        with self._database.reading() as session:
            return session.scalar(sa.select(ThreadRow.person).where(ThreadRow.id == thread_id))

    def get(self, person: str, thread_id: str) -> Thread | None:
        """A whole conversation of this person's."""
        if not is_uuid(thread_id):
            return None
        with self._database.reading() as session:
            return whole(session, sa.and_(ThreadRow.id == thread_id, ThreadRow.person == person))

    def page(self, person: str, first: int, after: str | None = None, search: str = "") -> tuple[list[Thread], bool]:
        """Up to ``first`` conversations, the one changed last first, and whether there are more.

        ``after`` is the id of the last one of the page before. ``search`` is looked for in titles and messages.
        """
        query = sa.select(ThreadRow).where(ThreadRow.person == person)
        if search.strip():
            for word in search.split():
                like = f"%{_escaped(word)}%"
                said = sa.exists().where(MessageRow.thread == ThreadRow.id, MessageRow.text.ilike(like, escape="\\"))
                query = query.where(sa.or_(ThreadRow.title.ilike(like, escape="\\"), said))
        with self._database.reading() as session:
            if after is not None and is_uuid(after):
                last = session.execute(
                    sa.select(ThreadRow.changed, ThreadRow.id).where(ThreadRow.id == after, ThreadRow.person == person)
                ).first()
                if last is not None:
                    query = query.where(sa.tuple_(ThreadRow.changed, ThreadRow.id) < sa.tuple_(*map(sa.literal, last)))
            rows = session.scalars(query.order_by(ThreadRow.changed.desc(), ThreadRow.id.desc()).limit(first + 1)).all()
            return [_thread(row) for row in rows[:first]], len(rows) > first

    def begin(self, person: str, thread_id: str, title: str) -> None:
        """Makes the conversation where it isn't yet; gives it the title while it has none. Raises NotTheirs."""
        with self._database.writing() as session:
            row = _theirs(session, person, thread_id)
            if row.title == _UNTITLED:
                row.title = _shortened(self._keeps(title)) or _UNTITLED

    def set_settings(self, person: str, thread_id: str, settings: Mapping[str, Any]) -> bool:
        """What stands in the conversation; False where they have no such one: a deleted one doesn't come back."""
        if not is_uuid(thread_id):
            return False
        changes = sa.update(ThreadRow).where(ThreadRow.id == thread_id, ThreadRow.person == person)
        with self._database.writing() as session:
            return changed(session.execute(changes.values(settings=json.dumps(settings)))) == 1

    def rename(self, person: str, thread_id: str, title: str) -> bool:
        """A title that stays; False where they have no such conversation or the title is empty."""
        title = _shortened(self._keeps(title))
        if not title or not is_uuid(thread_id):
            return False
        renamed = sa.update(ThreadRow).where(ThreadRow.id == thread_id, ThreadRow.person == person)
        with self._database.writing() as session:
            return changed(session.execute(renamed.values(title=title, named=True))) == 1

    def write(self, person: str, thread_id: str, message: Message) -> None:
        """Puts a message at the end, or changes the text of the one with its id. Raises NotTheirs."""
        with self._database.writing() as session:
            self._write(session, person, thread_id, message)

    def remember(self, person: str, thread_id: str, conversation: object, title: str) -> None:
        """What the next question is asked with, and the title that the codes of an answer give. Raises NotTheirs."""
        with self._database.writing() as session:
            _remember(_theirs(session, person, thread_id), conversation, title)

    def answer(self, person: str, thread_id: str, message: Message, conversation: object, title: str) -> None:
        """Both at once: an answer is there with all that belongs to it, or not at all. Raises NotTheirs."""
        with self._database.writing() as session:
            _remember(self._write(session, person, thread_id, message), conversation, title)

    def _write(self, session: Session, person: str, thread_id: str, message: Message) -> ThreadRow:
        if not is_uuid(message.id):
            raise NotTheirs
        thread = _theirs(session, person, thread_id)
        row = session.get(MessageRow, message.id)
        if row is not None and row.thread != thread_id:
            raise NotTheirs
        if row is None:
            last = session.scalar(sa.select(sa.func.max(MessageRow.position)).where(MessageRow.thread == thread_id))
            row = MessageRow(
                id=message.id,
                thread=thread_id,
                position=(last or 0) + 1,
                kind=message.kind,
                author=message.author,
                created=message.created,
                answer="",
            )
            session.add(row)
        row.text = storable(self._keeps(message.text) if message.kind == THEIRS else message.text)
        if message.answer is not None:
            row.answer = json.dumps(message.answer)
        thread.changed = time.time()
        return thread

    def remove_message(self, person: str, message_id: str) -> bool:
        if not is_uuid(message_id):
            return False
        theirs = sa.select(ThreadRow.id).where(ThreadRow.person == person)
        with self._database.writing() as session:
            found = sa.delete(MessageRow).where(MessageRow.id == message_id, MessageRow.thread.in_(theirs))
            return changed(session.execute(found)) == 1

    def remove(self, person: str, thread_id: str) -> bool:
        """Deletes a conversation with all that hangs on it; False where they have no such one."""
        if not is_uuid(thread_id):
            return False
        with self._database.writing() as session:
            found = sa.delete(ThreadRow).where(ThreadRow.id == thread_id, ThreadRow.person == person)
            return changed(session.execute(found)) == 1

    def rate(self, person: str, message_id: str, value: int, reason: str) -> str | None:
        """The id of the feedback on a message of a conversation of theirs; None where there is no such message."""
        if not is_uuid(message_id) or value not in (0, 1):
            return None
        with self._database.writing() as session:
            owned = session.scalar(
                sa.select(MessageRow.id)
                .join(ThreadRow, ThreadRow.id == MessageRow.thread)
                .where(MessageRow.id == message_id, ThreadRow.person == person)
            )
            if owned is None:
                return None
            values = {"id": str(uuid.uuid4()), "message": message_id, "person": person, "created": time.time()}
            insert_new(session, FeedbackRow, **values, value=value, reason="")
            row = session.scalars(sa.select(FeedbackRow).where(FeedbackRow.message == message_id)).one()
            row.value, row.reason = value, self._keeps(reason)[:2_000]
            return row.id

    def unrate(self, person: str, feedback_id: str) -> bool:
        if not is_uuid(feedback_id):
            return False
        with self._database.writing() as session:
            found = sa.delete(FeedbackRow).where(FeedbackRow.id == feedback_id, FeedbackRow.person == person)
            return changed(session.execute(found)) == 1


def is_uuid(text: object) -> bool:
    """Whether it is a UUID as browsers write one: nothing else is an id here."""
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text
    except ValueError:
        return False


def whole(session: Session, condition: sa.ColumnElement[bool]) -> Thread | None:
    """The conversation that the condition finds, with its messages."""
    row = session.scalar(sa.select(ThreadRow).where(condition))
    if row is None:
        return None
    found = session.execute(
        sa.select(MessageRow, FeedbackRow)
        .outerjoin(FeedbackRow, FeedbackRow.message == MessageRow.id)
        .where(MessageRow.thread == row.id)
        .order_by(MessageRow.position)
    )
    return _thread(row, tuple(_message(message, feedback) for message, feedback in found))


def _theirs(session: Session, person: str, thread_id: str) -> ThreadRow:
    """The row of their conversation, made where there is none, held until the transaction ends. Raises NotTheirs."""
    if not is_uuid(thread_id):
        raise NotTheirs
    now = time.time()
    values = {"title": _UNTITLED, "named": False, "created": now, "changed": now, "settings": "{}", "conversation": ""}
    insert_new(session, ThreadRow, id=thread_id, person=person, **values)
    row = session.scalars(sa.select(ThreadRow).where(ThreadRow.id == thread_id).with_for_update()).one()
    if row.person != person:
        raise NotTheirs
    return row


def _remember(row: ThreadRow, conversation: object, title: str) -> None:
    row.conversation = json.dumps(conversation)
    if title and not row.named:
        row.title = _shortened(title)
        row.named = True


def _thread(row: ThreadRow, messages: tuple[Message, ...] = ()) -> Thread:
    conversation = json.loads(row.conversation) if messages and row.conversation else None
    settings = json.loads(row.settings)
    return Thread(row.id, row.person, row.title, row.created, row.changed, settings, conversation, messages)


def _message(row: MessageRow, feedback: FeedbackRow | None) -> Message:
    answer = json.loads(row.answer) if row.answer else None
    rated = (feedback.id, feedback.value, feedback.reason) if feedback is not None else None
    return Message(row.id, row.kind, row.author, row.text, row.created, answer, rated)


def _shortened(title: str) -> str:
    return storable(" ".join(title.split())[:LONGEST_TITLE].strip())


def storable(text: str) -> str:
    """Without what a database takes for no text: NUL, and halves of a character."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _escaped(word: str) -> str:
    """As a pattern that finds just this text."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
