"""The question of a mail, and the claims attached to it, asked of CasePilot as the chat asks them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.answering.several import AnsweredCase, one_answer
from assistant.events import AnswerReady, Event
from assistant.opened import Opened
from assistant.understand.claims.text import ClaimText
from assistant.understand.intake import LONGEST_QUESTION, read_question
from assistant.understand.query import Conversation
from corpus.errors import CasePilotError
from corpus.mentions import find_codes
from desk.claiming import read_file
from desk.mail.reading.incoming import Incoming
from desk.mail.writing.words import CHECKED_NOTHING, MORE_CLAIMS, TOO_LONG

MOST_CLAIMS = 20  # more can't be read in a mail; the desk's claim page takes 2,000 lines
_THE_QUESTION = "Your question"


class NotAsked(CasePilotError):
    """A mail that can't be taken as a question, or whose file has no claim."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer, what the next question of the thread is asked with, and what is to be told beside it."""

    answer: Answer
    conversation: Conversation
    notes: tuple[str, ...] = ()


async def ask(incoming: Incoming, text: str, conversation: Conversation, opened: Opened) -> Asked:
    """Raises CasePilotError, one sentence for the sender, for what can't be read."""
    if not incoming.claims:
        ready = await _question(text, conversation, opened)
        return Asked(ready.answer, ready.conversation)
    claims = await _claims(incoming, opened)
    checked = [await _checked(claim, opened) for claim in claims[:MOST_CLAIMS]]
    notes = (MORE_CLAIMS.format(most=MOST_CLAIMS, count=len(claims)),) if len(claims) > MOST_CLAIMS else ()
    if any(mention.certain for mention in find_codes(text)):
        ready = await _question(text, conversation, opened)
        checked.insert(0, AnsweredCase(_THE_QUESTION, ready.answer))
        conversation = ready.conversation
    answer = checked[0].answer if len(checked) == 1 else one_answer(checked, {})
    return Asked(answer, conversation, notes)


async def _question(text: str, conversation: Conversation, opened: Opened) -> AnswerReady:
    if len(text) > LONGEST_QUESTION:
        raise NotAsked(TOO_LONG.format(length=len(text), most=LONGEST_QUESTION))
    return await _last(opened.casepilot.ask(conversation, read_question(text)))


async def _claims(incoming: Incoming, opened: Opened) -> list[ClaimText]:
    found: list[ClaimText] = []
    for attached in incoming.claims:
        found += await asyncio.to_thread(read_file, attached.data, "The attached file", opened)
    if not found:
        raise NotAsked(CHECKED_NOTHING)
    return found


async def _checked(claim: ClaimText, opened: Opened) -> AnsweredCase:
    return AnsweredCase(claim.title, (await _last(opened.casepilot.check(claim))).answer, headed=True)


async def _last(asking: AsyncIterator[Event]) -> AnswerReady:
    ready: AnswerReady | None = None
    async with aclosing(asking) as events:  # type: ignore[type-var]
        async for event in events:
            if isinstance(event, AnswerReady):
                ready = event
    assert ready is not None  # the last event of every question
    return ready
