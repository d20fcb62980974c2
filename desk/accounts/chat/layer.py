"""Chainlit's data layer over our own conversations: messages flat and in their order, nobody's but one's own.

Chainlit hands every write to a task of its own and waits for none: those of one conversation are done one after the
other here, in the order in which they were asked for. Steps, files and elements aren't kept: what an answer showed is
made again from the answer itself (resuming.py).
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from chainlit.context import ChainlitContextException, context
from chainlit.data.base import BaseDataLayer
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadFilter
from chainlit.user import PersistedUser, User

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.identify import guest_of
from desk.accounts.entrance.sign_in import CURRENT
from desk.accounts.errors import AccountError
from desk.accounts.keeping.audit import Act, Entry
from desk.accounts.rights import Person
from desk.accounts.stores.threads import Message, NotTheirs, Thread, is_uuid

T = TypeVar("T")
_MOST_LISTED = 100
_SETTINGS = "chat_settings"
logger = logging.getLogger("casepilot.desk")


class History(BaseDataLayer):  # type: ignore[misc]
    """Kept answers and conversations come in by ``keep`` beside Chainlit's own calls."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self._threads = accounts.threads
        self._turns: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()

    # Persons

    async def get_user(self, identifier: str) -> PersistedUser | None:
        person = await asyncio.to_thread(self.accounts.people.by_id, identifier)
        return _user(person) if person is not None else None

    async def create_user(self, user: User) -> PersistedUser | None:
        """Only a guest can be new here: everybody else was written when they signed in."""
        if not is_uuid(user.identifier):
            return None
        return _user(await asyncio.to_thread(self.accounts.people.ensure, guest_of(user.identifier)))

    # Conversations

    async def get_thread_author(self, thread_id: str) -> str:
        """The owner's id; "" for none, of which Chainlit makes "not found"."""
        return await asyncio.to_thread(self._threads.owner, thread_id) or ""

    async def get_thread(self, thread_id: str) -> Any:
        """The whole, whoever asks: Chainlit asks by the id alone, and compares the owner itself."""
        owner = await asyncio.to_thread(self._threads.owner, thread_id)
        if owner is None:
            return None
        async with self._turn(thread_id):
            thread = await asyncio.to_thread(self._threads.get, owner, thread_id)
        return thread_dict(thread) if thread is not None else None

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[Any]:
        first = max(1, min(pagination.first, _MOST_LISTED))
        search = (filters.search or "")[:200]
        listed, more = await asyncio.to_thread(
            self._threads.page, filters.userId or "", first, pagination.cursor, search
        )
        ends = (listed[0].id, listed[-1].id) if listed else (None, None)
        return PaginatedResponse(PageInfo(more, *ends), [thread_dict(thread) for thread in listed])

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """A new name by a request is a person's own; by the socket it is their first question.

        Of the metadata only the standing values are kept: no address, no environment, no mark that would share it.
        """
        renaming, person = _asks_by_request(), _person_id()
        if renaming and name:
            if await self._in_turn(thread_id, lambda: self._threads.rename(person, thread_id, name)):
                await self._changed(person, f"chat {thread_id} renamed")
            return
        if name:
            await self._in_turn(thread_id, lambda: self._threads.begin(person, thread_id, name))
        if metadata is not None:
            settings = {_SETTINGS: metadata.get(_SETTINGS) or {}}
            await self._in_turn(thread_id, lambda: self._threads.set_settings(person, thread_id, settings))

    async def delete_thread(self, thread_id: str) -> None:
        person = _person_id()
        if await self._in_turn(thread_id, lambda: self._threads.remove(person, thread_id)):
            await self._changed(person, f"chat {thread_id} deleted")

    # Messages

    async def create_step(self, step_dict: Mapping[str, Any]) -> None:
        if "message" not in step_dict.get("type", ""):
            return
        person, thread_id = _person_id(), str(step_dict.get("threadId") or "")
        message = Message(
            str(step_dict["id"]),
            str(step_dict["type"]),
            str(step_dict.get("name") or ""),
            str(step_dict.get("output") or ""),
            _seconds(step_dict.get("createdAt")),
        )
        await self._in_turn(thread_id, lambda: self._threads.write(person, thread_id, message))

    async def update_step(self, step_dict: Mapping[str, Any]) -> None:
        await self.create_step(step_dict)

    async def delete_step(self, step_id: str) -> None:
        person = _person_id()
        await asyncio.to_thread(self._threads.remove_message, person, step_id)

    async def keep(self, thread_id: str, message: Message, conversation: object, title: str) -> None:
        """An answer as its JSON, and what the next question is asked with."""
        person = _person_id()

        await self._in_turn(thread_id, lambda: self._threads.answer(person, thread_id, message, conversation, title))

    # Feedback

    async def upsert_feedback(self, feedback: Feedback) -> str:
        person, comment = _person_id(), feedback.comment or ""
        rated = await asyncio.to_thread(self._threads.rate, person, feedback.forId, feedback.value, comment)
        if rated is None:
            raise AccountError("There is no such message of yours.")
        await self._changed(person, f"feedback on message {feedback.forId}")
        return rated

    async def delete_feedback(self, feedback_id: str) -> bool:
        person = _person_id()
        removed = await asyncio.to_thread(self._threads.unrate, person, feedback_id)
        if removed:
            await self._changed(person, f"feedback {feedback_id} taken back")
        return removed

    # What isn't kept

    async def create_element(self, element: Any) -> None:
        """Made again from the answer."""

    async def get_element(self, thread_id: str, element_id: str) -> None:
        return None

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """There is none."""

    async def get_favorite_steps(self, user_id: str) -> list[Any]:
        return []

    async def build_debug_url(self) -> str:
        return ""

    async def close(self) -> None:
        """The database is the desk's, which closes it."""

    async def _changed(self, person: str, what: str) -> None:
        """In the log: the requests for these name their thing in the body alone."""
        await self.accounts.recorder.record(Entry(Act.CHANGED, what, person))

    def _turn(self, thread_id: str) -> asyncio.Lock:
        """The lock of a conversation: asyncio gives it in the order of asking. Gone with its last holder."""
        lock = self._turns.get(thread_id)
        if lock is None:
            lock = self._turns[thread_id] = asyncio.Lock()
        return lock

    async def _in_turn(self, thread_id: str, write: Callable[[], T]) -> T | None:
        """The write's result; one into another's conversation is refused and logged."""
        async with self._turn(thread_id):
            try:
                return await asyncio.to_thread(write)
            except NotTheirs:
                logger.warning("a write into another's conversation was refused")
                return None


def thread_dict(thread: Thread) -> dict[str, Any]:
    """As Chainlit and its page know a conversation; answers stand in the metadata of their messages."""
    return {
        "id": thread.id,
        "createdAt": _time(thread.created),
        "name": thread.title,
        "userId": thread.person,
        "userIdentifier": thread.person,
        "tags": [],
        "metadata": dict(thread.settings),
        "steps": [_step(thread.id, message) for message in thread.messages],
        "elements": [],
    }


def _step(thread_id: str, message: Message) -> dict[str, Any]:
    rated = message.feedback
    when = _time(message.created)
    return {
        "id": message.id,
        "threadId": thread_id,
        "parentId": None,
        "name": message.author,
        "type": message.kind,
        "input": "",
        "output": message.text,
        "createdAt": when,
        "start": when,
        "end": when,
        "streaming": False,
        "isError": False,
        "waitForAnswer": False,
        "metadata": {},
        "tags": [],
        "feedback": {"forId": message.id, "id": rated[0], "value": rated[1], "comment": rated[2]} if rated else None,
    }


def _user(person: Person) -> PersistedUser:
    return PersistedUser(
        id=person.id,
        createdAt="",
        identifier=person.id,
        display_name=person.shown,
        metadata={"role": person.role.value},
    )


def _person_id() -> str:
    """Who is asking: by the session of the socket, otherwise by the request. Raises LookupError where nobody is."""
    try:
        user = context.session.user
    except ChainlitContextException:
        user = None
    if user is not None:
        return str(user.identifier)
    visitor = CURRENT.get()
    if visitor is None:
        raise LookupError("nobody is asking")
    return visitor.person.id


def _asks_by_request() -> bool:
    try:
        return context.session is None
    except ChainlitContextException:
        return True


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat() + "Z"


def _seconds(text: object) -> float:
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        return datetime.now(UTC).timestamp()
