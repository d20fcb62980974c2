"""Whether a kept conversation is what was said: each message whole or absent, in order, none lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator

from desk.accounts.accounts import Accounts
from desk.accounts.stores.threads import Message
from tests.soak.talking import Talker


def faults(accounts: Accounts, talker: Talker) -> Iterator[str]:
    """What isn't as it must be, in sentences. What the page was told must be there; what it wasn't told may be."""
    told = [turn for turn in talker.turns if turn.answer]
    thread = accounts.threads.get(talker.person, talker.thread) if talker.thread else None
    if thread is None:
        if told:
            yield f"{talker.person}: the conversation is gone"
        return
    kept = list(thread.messages)
    if len({message.id for message in kept}) != len(kept):
        yield f"{talker.person}: a message stands twice"
    at = {message.id: place for place, message in enumerate(kept)}
    asked = {turn.id: turn for turn in talker.turns}
    for turn in told:
        if turn.id not in at or turn.answer not in at:
            yield f"{talker.person}: {turn.question!r} was answered and is lost"
        elif at[turn.answer] != at[turn.id] + 1:
            yield f"{talker.person}: the answer to {turn.question!r} stands elsewhere"
        elif kept[at[turn.answer]].text != turn.text:
            yield f"{talker.person}: the answer to {turn.question!r} isn't what was shown"
    order = [place for turn in talker.turns if (place := at.get(turn.id)) is not None]
    if order != sorted(order):
        yield f"{talker.person}: the order isn't that of asking"
    for former, message in zip([None, *kept], kept, strict=False):
        if message.kind == "user_message":
            if message.id not in asked or message.text != asked[message.id].question:
                yield f"{talker.person}: a question that wasn't asked, or isn't whole: {message.text!r}"
        else:
            yield from _answer_faults(talker, former, message)
    if any(message.answer for message in kept) and thread.conversation is None:
        yield f"{talker.person}: an answer without what the next question leans on"


def _answer_faults(talker: Talker, former: Message | None, message: Message) -> Iterator[str]:
    if former is None or former.kind != "user_message":
        yield f"{talker.person}: an answer without its question"
    if message.answer is None or "shown" not in message.answer or not message.text:
        yield f"{talker.person}: half an answer: {message.text[:80]!r}"
