"""``/account/searches``: what one searched for, and the switch that keeps none of it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.templating import page

router = APIRouter(include_in_schema=False, prefix="/account/searches")


def keeping(request: Request, text: str) -> BackgroundTask | None:
    """What keeps a search once its answer is sent; None for a guest's, and where the desk keeps nothing of anybody."""
    account, accounts = request.scope.get("account"), getattr(request.app.state, "accounts", None)
    if not text or accounts is None or account is None or account.visitor is None:
        return None
    person = account.visitor.person
    return BackgroundTask(accounts.searches.keep, person.id, text) if person.signed_in else None


@router.get("")
def searches(request: Request, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    person = visitor.person.id
    return page(
        request,
        "account/kept/searches.html",
        searches=accounts.searches.of(person),
        is_on=accounts.searches.is_on(person),
    )


@router.post("/switch")
def switch(accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    accounts.searches.switch(visitor.person.id, on=fields["on"] == "1")
    return RedirectResponse("/account/searches", 303)


@router.post("/delete")
def delete(accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """One, or with ``all`` every one."""
    accounts.searches.remove(visitor.person.id, None if fields["all"] == "1" else fields["text"])
    return RedirectResponse("/account/searches", 303)
