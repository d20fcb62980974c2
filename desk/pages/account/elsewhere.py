"""The way to an organisation's own sign-in and back."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.oidc import CALLBACK, Oidc, Started, person_of
from desk.accounts.errors import AccountError
from desk.accounts.secrets import is_sealed, sealed
from desk.pages.account.forms import ThisAccounts
from desk.pages.account.sign_in import entered, within

router = APIRouter(include_in_schema=False)
_SECONDS = 600
_PURPOSE = "oidc"


@router.get("/account/oidc")
def go(request: Request, accounts: ThisAccounts, next: str = "") -> Response:
    address, started = _oidc(request, accounts).start(within(next))
    response = RedirectResponse(address, 303)
    kept = base64.urlsafe_b64encode(json.dumps(asdict(started)).encode()).decode()
    response.set_cookie(
        _cookie(accounts),
        f"{kept}.{sealed(accounts.secret, _PURPOSE, kept)}",
        max_age=_SECONDS,
        secure=accounts.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(CALLBACK)
def back(request: Request, accounts: ThisAccounts, state: str = "", code: str = "") -> Response:
    kept, _, seal = request.cookies.get(_cookie(accounts), "").partition(".")
    if not kept or not is_sealed(accounts.secret, _PURPOSE, kept, seal):
        raise AccountError("This sign-in wasn't begun in this browser, or too long ago: begin it again.")
    started = Started(**json.loads(base64.urlsafe_b64decode(kept)))
    person = person_of(accounts, _oidc(request, accounts).finish(started, state, code))
    response = entered(accounts, request, person, started.wanted)
    response.delete_cookie(_cookie(accounts), secure=accounts.secure, httponly=True, samesite="lax")
    return response


def _oidc(request: Request, accounts: Accounts) -> Oidc:
    provider = accounts.settings.provider
    if provider is None:
        raise HTTPException(404, "No other sign-in is set up here.")
    return Oidc(provider, request.app.state.served.address)


def _cookie(accounts: Accounts) -> str:
    return f"{'__Host-' if accounts.secure else ''}casepilot-{_PURPOSE}"
