"""What stands beside a code, a section or a claim: the star, the team's notes, one's own, one's lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from desk.accounts.accounts import Accounts
from desk.accounts.rights import Right, Visitor
from desk.accounts.settings import Mode
from desk.accounts.stores.kept.notes import LONGEST, Note
from desk.accounts.stores.kept.things import Thing, ThingKind


@dataclass(frozen=True, slots=True)
class Beside:
    """``back`` is the page to come back to, ``lists`` are their names by id. A guest has nothing of it, and is told the
    way on."""

    thing: Thing
    back: str
    is_guest: bool
    marked: bool = False
    notes: tuple[Note, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)
    writes_for_team: bool = False
    longest: int = LONGEST

    @property
    def after_removal(self) -> str:
        """Where to go when a star or a note was taken away: a claim's page is there only while something is kept."""
        return "/account/favourites" if self.thing.kind is ThingKind.CLAIM else self.back

    @property
    def team(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.team)

    @property
    def own(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if not note.team)


def beside(request: Request, thing: Thing, back: str = "") -> Beside | None:
    """None where the desk keeps nothing of anybody."""
    account, accounts = request.scope.get("account"), getattr(request.app.state, "accounts", None)
    if account is None or account.visitor is None or accounts is None:
        return None
    visitor: Visitor = account.visitor
    back = back or request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if not visitor.person.signed_in:
        return Beside(thing, back, is_guest=True)
    person = visitor.person.id
    return Beside(
        thing,
        back,
        is_guest=False,
        marked=accounts.favourites.has(person, thing),
        notes=accounts.notes.beside(person, thing),
        lists=accounts.lists.names(person) if thing.kind is ThingKind.CODE else {},
        writes_for_team=may_write_for_team(accounts, visitor),
    )


def may_write_for_team(accounts: Accounts, visitor: Visitor) -> bool:
    """Where anybody can register, whoever has registered isn't the team: only those who look after the desk write."""
    return visitor.may(Right.DESK if accounts.mode is Mode.PUBLIC else Right.TEAM_NOTES)
