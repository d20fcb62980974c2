"""One's own account: what is left today, the password, tokens for the API, one's data."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.cookies import Cookies
from desk.accounts.entrance.entering import enter
from desk.accounts.errors import AccountError
from desk.accounts.keeping.belongings import as_document
from desk.accounts.rights import SCOPES, Right, Visitor
from desk.accounts.settings import Mode
from desk.pages.account.forms import ThisAccounts, ThisForm, ThisVisitor
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)
ERASE = "erase"


@router.get("/account")
def account_page(request: Request, accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    return _shown(request, accounts, visitor)


@router.post("/account/password")
def change_password(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """Asks for the present one; every other browser is signed out."""
    try:
        person = enter(accounts, visitor.person.name, fields["password"], visitor.address)
        accounts.people.set_password(person, fields["new"])
    except AccountError as error:
        return _shown(request, accounts, visitor, trouble=str(error))
    response = RedirectResponse("/account", 303)
    Cookies(accounts.secret, secure=accounts.secure).signed_in(response, accounts.sessions.start(person))
    return response


@router.get("/account/everything")
def everything(accounts: ThisAccounts, visitor: ThisVisitor) -> Response:
    """All that the desk keeps of them, to take along."""
    document = as_document(visitor.person, accounts.people.everything(visitor.person))
    headers = {"Content-Disposition": 'attachment; filename="casepilot.json"', "Cache-Control": "no-store"}
    return Response(document, headers=headers, media_type="application/json")


@router.post("/account/erase")
def erase(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    """Deletes the person with all that is theirs, once they have written that they mean it."""
    try:
        if fields["sure"].strip().casefold() != ERASE:
            raise AccountError(f"Nothing was erased: write {ERASE} into the field, if you mean it.")
        accounts.people.erase(visitor.person)
    except AccountError as error:
        return _shown(request, accounts, visitor, trouble=str(error))
    response = RedirectResponse("/", 303)
    Cookies(accounts.secret, secure=accounts.secure).signed_out(response)
    return response


@router.post("/account/tokens")
def make_token(request: Request, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    days = int(fields["days"]) if fields["days"].isdecimal() else None
    try:
        _, secret = accounts.tokens.make(visitor.person, fields["name"], fields["scopes"].split(), days)
    except AccountError as error:
        return _shown(request, accounts, visitor, trouble=str(error))
    return _shown(request, accounts, visitor, secret=secret)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(token_id: str, accounts: ThisAccounts, visitor: ThisVisitor, fields: ThisForm) -> Response:
    accounts.tokens.revoke(visitor.person, token_id)
    return RedirectResponse("/account", 303)


def _shown(request: Request, accounts: Accounts, visitor: Visitor, *, trouble: str = "", secret: str = "") -> Response:
    return page(
        request,
        "account/own.html",
        http_status=400 if trouble else 200,
        person=visitor.person,
        signs_in=accounts.mode is not Mode.SINGLE,
        plan=accounts.quotas.plan(visitor.person),
        tokens=accounts.tokens.of(visitor.person) if visitor.may(Right.TOKENS) else None,
        scopes=SCOPES,
        trouble=trouble,
        secret=secret,
        kept_days=accounts.settings.keep_days,
        erase=ERASE,
        reads_log=visitor.may(Right.AUDIT),
    )
