"""The team's notes beside what the API answers: people's words, given apart from the answer and from its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from corpus.codes import Code
from desk.accounts.stores.kept.notes import Notes
from desk.accounts.stores.kept.team import on_codes


class TeamNoteOut(BaseModel):
    """What somebody of the team wrote on a code. It is no source: no sentence rests on it, and no model has read it."""

    code: str = Field(examples=["20610"])
    system: str = Field(examples=["cpt"])
    text: str
    author: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class TeamNotes:
    """The team's notes for whoever asks; ``notes`` is None for a guest, and where nothing is kept of anybody."""

    notes: Notes | None

    def on(self, codes: Iterable[Code]) -> list[TeamNoteOut]:
        """Blocking I/O."""
        found = on_codes(self.notes, codes) if self.notes is not None else ()
        return [
            TeamNoteOut(
                code=str(code),
                system=code.system.value,
                text=note.text,
                author=note.author,
                changed=datetime.fromtimestamp(note.changed, UTC),
            )
            for code, note in found
        ]


def team_notes(request: Request) -> TeamNotes:
    account, accounts = request.scope.get("account"), getattr(request.app.state, "accounts", None)
    signed_in = account is not None and account.visitor is not None and account.visitor.person.signed_in
    return TeamNotes(accounts.notes if accounts is not None and signed_in else None)


ThisTeam = Annotated[TeamNotes, Depends(team_notes)]
