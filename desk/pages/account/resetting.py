"""A forgotten password: a link by mail, and the page that it leads to."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.accounts.entrance.resetting import begin, check, finish, send_link
from desk.accounts.errors import AccountError, LockedOut
from desk.pages.account.forms import FirstForm, ThisAccounts
from desk.pages.account.sign_in import address_of, is_now
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)
_NEW = "/account/reset/new"


@router.get("/account/reset")
def reset_page(request: Request, accounts: ThisAccounts) -> Response:
    return page(request, "account/reset.html", by_mail=accounts.settings.post is not None, sent="", trouble="")


@router.post("/account/reset")
def ask_for_link(request: Request, accounts: ThisAccounts, fields: FirstForm) -> Response:
    """The same answer whether there is such an account or not, and as fast: the mail goes out behind it."""
    post, name = accounts.settings.post, fields["name"].strip()
    if post is None:
        return reset_page(request, accounts)
    try:
        begin(accounts, name, address_of(request))
    except LockedOut as error:
        return page(request, "account/reset.html", http_status=429, by_mail=True, sent="", trouble=str(error))
    response = page(request, "account/reset.html", by_mail=True, sent=name, trouble="")
    response.background = BackgroundTask(send_link, accounts, post, name, f"{request.app.state.served.address}{_NEW}")
    return response


@router.get(_NEW)
def new_password_page(request: Request, accounts: ThisAccounts, token: str = "") -> Response:
    try:
        check(accounts, token)
    except AccountError as error:
        return _shown(request, "", error)
    return _shown(request, token)


@router.post(_NEW)
def set_new_password(request: Request, accounts: ThisAccounts, fields: FirstForm) -> Response:
    try:
        person = finish(accounts, fields["token"], fields["new"])
    except AccountError as error:
        return _shown(request, fields["token"], error)
    is_now(request, person)
    return RedirectResponse("/account/sign-in", 303)


def _shown(request: Request, token: str, error: AccountError | None = None) -> Response:
    status = 200 if error is None else 400
    response = page(request, "account/new_password.html", http_status=status, token=token, trouble=str(error or ""))
    response.headers["Cache-Control"] = "no-store"  # the address holds the secret
    return response
