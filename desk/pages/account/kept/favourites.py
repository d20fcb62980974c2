"""``/account/favourites``: what was marked with a star."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.accounts.stores.kept.things import Thing, ThingKind
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.account.kept.things import named, thing_of
from desk.pages.account.sign_in import within
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/account/favourites")


@router.get("")
def favourites(request: Request, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    names = named(request, accounts.favourites.of(visitor.person.id))
    groups = [
        (title, [one for thing, one in names.items() if thing.kind is kind])
        for kind, title in (
            (ThingKind.CODE, "Codes"),
            (ThingKind.SECTION, "Guidelines and documents"),
            (ThingKind.CLAIM, "Claims"),
        )
    ]
    return page(request, "account/kept/favourites.html", groups=[group for group in groups if group[1]])


@router.post("")
def mark(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """Marks a thing, or with ``marked`` takes the mark away: also from what nothing loaded knows any more."""
    if fields["marked"] and fields["kind"] in tuple(ThingKind):
        accounts.favourites.remove(visitor.person.id, Thing(ThingKind(fields["kind"]), fields["key"]))
    else:
        accounts.favourites.add(visitor.person.id, thing_of(request, fields))
    return RedirectResponse(within(fields["back"] or "/account/favourites"), 303)
