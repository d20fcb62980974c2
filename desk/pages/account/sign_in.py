"""Signing in, registering and signing out."""

from __future__ import annotations

import dataclasses

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.cookies import Cookies
from desk.accounts.entrance.entering import enter, register
from desk.accounts.entrance.sign_in import SIGN_OUT_OF_CHAT, Account
from desk.accounts.errors import AccountError, LockedOut
from desk.accounts.rights import Person, Visitor
from desk.accounts.settings import Mode
from desk.pages.account.forms import FirstForm, ThisAccounts, ThisForm
from desk.pages.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/account/sign-in")
def sign_in_page(request: Request, accounts: ThisAccounts, next: str = "") -> Response:
    return _shown(request, "sign_in.html", accounts, next)


@router.post("/account/sign-in")
def sign_in(request: Request, accounts: ThisAccounts, fields: FirstForm) -> Response:
    try:
        person = enter(accounts, fields["name"], fields["password"], address_of(request))
    except AccountError as error:
        return _shown(request, "sign_in.html", accounts, fields["next"], error, fields["name"])
    return entered(accounts, request, person, fields["next"])


@router.get("/account/register")
def register_page(request: Request, accounts: ThisAccounts, next: str = "") -> Response:
    return _shown(request, "register.html", accounts, next)


@router.post("/account/register")
def register_person(request: Request, accounts: ThisAccounts, fields: FirstForm) -> Response:
    try:
        person = register(accounts, fields["name"], fields["password"], address_of(request))
    except AccountError as error:
        return _shown(request, "register.html", accounts, fields["next"], error, fields["name"])
    return entered(accounts, request, person, fields["next"])


@router.post("/account/sign-out")
def sign_out(request: Request, accounts: ThisAccounts, fields: ThisForm) -> Response:
    response = RedirectResponse("/account/sign-in", 303)
    _end(accounts, request, response)
    return response


@router.post(SIGN_OUT_OF_CHAT)
def sign_out_of_chat(request: Request, accounts: ThisAccounts) -> Response:
    """What the chat's own menu asks for: it is the same session."""
    response = JSONResponse({"success": True})
    _end(accounts, request, response)
    return response


def _end(accounts: Accounts, request: Request, response: Response) -> None:
    cookies = Cookies(accounts.secret, secure=accounts.secure)
    if secret := cookies.session(request.cookies):
        accounts.sessions.end(secret)
    cookies.signed_out(response)


def entered(accounts: Accounts, request: Request, person: Person, wanted: str) -> Response:
    """Signed in, under a new secret, and on to where they wanted to go."""
    cookies = Cookies(accounts.secret, secure=accounts.secure)
    if former := cookies.session(request.cookies):
        accounts.sessions.end(former)
    response = RedirectResponse(within(wanted), 303)
    cookies.signed_in(response, accounts.sessions.start(person))
    is_now(request, person)
    return response


def is_now(request: Request, person: Person) -> None:
    """From here on the request is this person's: the log says who came in."""
    account: Account = request.scope["account"]
    request.scope["account"] = dataclasses.replace(account, visitor=Visitor(person, account.address))


def within(wanted: str) -> str:
    """An address of this desk, whatever was asked for: nobody is led elsewhere by a link to us."""
    plain = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable() and "\\" not in wanted
    return wanted if plain else "/"


def _shown(
    request: Request,
    template: str,
    accounts: Accounts,
    wanted: str,
    error: AccountError | None = None,
    name: str = "",
) -> Response:
    status = 200 if error is None else 429 if isinstance(error, LockedOut) else 400
    return page(
        request,
        f"account/{template}",
        http_status=status,
        wanted=within(wanted),
        elsewhere=accounts.settings.provider is not None,
        registering=accounts.mode is Mode.PUBLIC,
        trouble=str(error or ""),
        name=name,
    )


def address_of(request: Request) -> str:
    """Where the request comes from, as SignIn understood it."""
    account: Account = request.scope["account"]
    return account.address
