"""``/account/claims/<digest>``: a claim that was kept by its lines, to be checked again."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.accounts.stores.kept.things import Thing, ThingKind
from desk.pages.account.forms import ThisAccounts, ThisVisitor
from desk.pages.account.kept.beside import beside
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/account/claims")


@router.get("/{key}")
def claim(request: Request, key: str, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    """Only for whom it has something: a star or a note of theirs, or a note of the team's."""
    named, person = Thing(ThingKind.CLAIM, key), visitor.person.id
    notes = accounts.notes.beside(person, named)
    found = [thing for thing in accounts.favourites.of(person) if (thing.kind, thing.key) == (named.kind, key)]
    found += [note.thing for note in notes]
    if not found:
        raise HTTPException(404, "No such claim is kept. Check it again under Claims, and mark it there.")
    return page(request, "account/kept/claim.html", thing=found[0], beside=beside(request, found[0]))
