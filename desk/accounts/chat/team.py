"""The team's notes under an answer of the chat: a card of their own, no part of the message, kept with no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from chainlit.context import context

from assistant.markdown import as_markdown
from corpus.codes import Code
from desk.accounts.accounts import Accounts
from desk.accounts.chat.resuming import history
from desk.accounts.stores.kept.team import on_codes

TITLE = "Your team's notes, no source"


async def team_notes(codes: Sequence[Code], address: Callable[[Code], str]) -> str:
    """What the team wrote on these codes, as Markdown; "" for nothing, for a guest and where nothing is kept."""
    layer = history()
    if layer is None or not codes:
        return ""
    return await asyncio.to_thread(_team_notes, layer.accounts, context.session.user.identifier, codes, address)


def _team_notes(accounts: Accounts, person_id: str, codes: Sequence[Code], address: Callable[[Code], str]) -> str:
    person = accounts.people.by_id(person_id)
    if person is None or not person.signed_in:
        return ""
    lines = []
    for code, note in on_codes(accounts.notes, codes):
        text, author = (as_markdown(" ".join(said.split())) for said in (note.text, note.author))
        lines.append(f"- [{code}]({address(code)}) {text} *({author}, {_day(note.changed)})*")
    return "\n".join(lines)


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()
