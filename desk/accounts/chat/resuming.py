"""What app.py asks of the accounts, three calls: may this be asked, keep this answer, what was kept.

Where the chat is served without the desk (``chainlit run app.py``) there is no history: everything may be asked and
nothing is kept.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chainlit.context import context
from chainlit.data import get_data_layer

from assistant.answer import Answer
from assistant.serialization import answer_json
from assistant.understand.query import Conversation
from assistant.understand.query_json import conversation_from_json, conversation_json
from corpus.codes import Code, code_from_key
from desk.accounts.accounts import Accounts
from desk.accounts.chat.layer import History
from desk.accounts.entrance.sign_in import Account
from desk.accounts.errors import AccountError
from desk.accounts.keeping.audit import Act, Entry
from desk.accounts.stores.kept.team import about
from desk.accounts.stores.plans import Kind
from desk.accounts.stores.threads import Message, Thread

logger = logging.getLogger("casepilot.desk")

_MOST_CODES = 4
# From here on the page says how many questions are left.
_FEW = 3


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer of a conversation that is taken up again: ``sources`` are (number, title, passage as Markdown),
    ``codes`` those that it is about."""

    message: str
    sources: tuple[tuple[int, str, str], ...]
    follow_ups: tuple[str, ...]
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Resumed:
    """``conversation`` is what the next question is asked with; ``note`` says why it begins anew, if it does."""

    conversation: Conversation
    answers: tuple[KeptAnswer, ...]
    note: str = ""


_ANEW = (
    "This conversation was kept by an earlier version of CasePilot: its answers stand as they were, and the next "
    "question is read by itself."
)


def history() -> History | None:
    layer = get_data_layer()
    return layer if isinstance(layer, History) else None


async def count_question(text: str) -> str:
    """Counts and logs a question of the session's person; a line for them where few are left, "" otherwise.

    Raises OverQuota, and AccountError for a person who has signed out since.
    """
    kept = history()
    if kept is None:
        return ""
    # The account as SignIn understood it when the socket was opened, which may be hours ago.
    account: Account = context.session.environ["asgi.scope"]["account"]
    person = context.session.user.identifier
    left = await asyncio.to_thread(_count, kept.accounts, account, person)
    await kept.accounts.recorder.record(Entry(Act.ASKED, f"chat {context.session.thread_id}", person, words=text))
    return left


def _count(accounts: Accounts, account: Account, person_id: str) -> str:
    person, visitor = accounts.people.by_id(person_id), account.visitor
    ended = visitor is not None and visitor.session and not accounts.sessions.lives(visitor.session)
    if person is None or ended:
        raise AccountError("You aren't signed in any more: sign in, and open the chat again.")
    accounts.quotas.use(person, account.address, Kind.QUESTIONS)
    left = accounts.quotas.left(person, account.address).get(Kind.QUESTIONS)
    if left is None or left > _FEW:
        return ""
    return f"{left or 'No'} question{'s' if left != 1 else ''} left today."


async def keep(message_id: str, text: str, answer: Answer, conversation: Conversation, kept: Mapping[str, Any]) -> str:
    """Keeps an answer: its text as shown, its JSON, and beside it what the screen made of it (``kept``).

    Gives the id of its conversation; "" where none is kept.
    """
    layer, thread = history(), str(context.session.thread_id)
    if layer is None:
        return ""
    message = Message(
        message_id, "assistant_message", "CasePilot", text, time.time(), {**answer_json(answer), "shown": dict(kept)}
    )
    await layer.keep(thread, message, conversation_json(conversation), title_of(answer))
    return thread


def title_of(answer: Answer) -> str:
    """The codes that an answer is about; "" for one without."""
    codes = [str(card.code) for card in answer.codes[:_MOST_CODES]]
    return ", ".join(codes) + (" …" if len(answer.codes) > _MOST_CODES else "")


async def resumed(thread_id: str) -> Resumed | None:
    """What was kept of the session's own conversation; None where there is no such one."""
    layer = history()
    if layer is None:
        return None
    person = context.session.user.identifier
    thread = await asyncio.to_thread(layer.accounts.threads.get, person, thread_id)
    if thread is None:
        return None
    await layer.accounts.recorder.record(Entry(Act.SAW, f"chat {thread_id}", person))
    return _resumed(thread)


def _resumed(thread: Thread) -> Resumed:
    answers = tuple(
        KeptAnswer(
            message.id,
            tuple((int(number), title, passage) for number, title, passage in message.answer["shown"]["sources"]),
            tuple(message.answer["follow_ups"]),
            _codes(message.answer),
        )
        for message in thread.messages
        if message.answer is not None
    )
    if thread.conversation is None:
        return Resumed(Conversation(), answers)
    try:
        return Resumed(conversation_from_json(thread.conversation), answers)
    except ValueError:
        return Resumed(Conversation(), answers, _ANEW)


def _codes(answer: Mapping[str, Any]) -> tuple[Code, ...]:
    cards = [code_from_key(f"{card['system']}:{card['code']}") for card in answer["codes"]]
    return about(cards, answer["text"])
