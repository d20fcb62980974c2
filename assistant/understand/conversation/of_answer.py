"""A message about the answer itself, "why?", "says who", "which of the two?": the question before, again. Pure."""

from __future__ import annotations

from dataclasses import replace

from assistant.understand.message import Message
from assistant.understand.query import AboutAnswer, Conversation, Query
from assistant.understand.wishes.wish import Wish
from assistant.understand.wishes.wording import words_in

_PAIR = 2
_OF_MODIFIERS = frozenset({"modifier", "modifiers"})


def asked_of_answer(conversation: Conversation, message: Message) -> Query | None:
    """The question that was answered, with what is asked of its answer; None for any other message."""
    part, before = message.changes.of_answer, conversation.last.query if conversation.last else None
    if part is None or before is None or message.named.codes:
        return None
    if before.claim or before.outside or before.dangling or before.choices or before.intent is Wish.GREETING:
        return None
    if part is AboutAnswer.WHICH and len(before.codes) < _PAIR:
        return None
    modifiers = message.named.modifiers
    asks_modifier = part is AboutAnswer.WHICH and (modifiers or not _OF_MODIFIERS.isdisjoint(words_in(message.text)))
    return replace(
        before,
        text=message.text,
        intent=Wish.MODIFIER if asks_modifier else before.intent,
        modifiers=modifiers or before.modifiers,
        of_answer=part,
        carried=tuple(dict.fromkeys((*before.carried, "codes", "wish", "story"))),
    )
