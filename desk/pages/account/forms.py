"""What these pages take: the accounts, the visitor, and forms that came from a page of theirs."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.sign_in import Account
from desk.accounts.rights import Visitor
from desk.accounts.secrets import same
from desk.accounts.stores.threads import storable

CSRF = "csrf"
_MOST_FIELDS = 100


class Form(dict[str, str]):
    """The fields of a form; one that wasn't sent is "". A name that is sent several times has its words joined."""

    def __missing__(self, name: str) -> str:
        return ""


def accounts(request: Request) -> Accounts:
    found = request.app.state.accounts
    assert isinstance(found, Accounts)  # create_application put it there
    return found


def visitor(request: Request) -> Visitor:
    """Who is there; only for pages that SignIn opens to somebody."""
    account: Account = request.scope["account"]
    if account.visitor is None:
        raise HTTPException(401, "Sign in first.")
    return account.visitor


def signed_in(request: Request) -> Visitor:
    """Somebody who is no guest."""
    found = visitor(request)
    if not found.person.signed_in:
        raise HTTPException(403, "Guests have no such page: sign in or register first.")
    return found


async def form(request: Request) -> Form:
    """The fields that a form of ours sent; raises HTTPException for one that carries no word of our page."""
    read = await _fields(request)
    found = request.scope["account"].visitor
    if found is None or not same(read[CSRF], found.csrf):
        raise HTTPException(
            403,
            "This form is no longer good, and nothing of it was taken. Go back to copy what you typed, open its page "
            "again and send it from there.",
        )
    return read


async def first_form(request: Request) -> Form:
    """The fields of a form of somebody who isn't known yet: where it came from, SignIn and the guard have looked at."""
    if "origin" not in request.headers and request.headers.get("sec-fetch-site") != "same-origin":
        raise HTTPException(403, "This form was sent by no page of the desk. Open the page and send it from there.")
    return await _fields(request)


async def _fields(request: Request) -> Form:
    fields = Form()
    try:
        pairs = parse_qsl((await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "This form can't be read. Open its page again and send it from there.") from None
    for name, typed in pairs:
        value = storable(typed)
        fields[name] = f"{fields[name]} {value}".strip() if name in fields else value
    return fields


ThisAccounts = Annotated[Accounts, Depends(accounts)]
ThisVisitor = Annotated[Visitor, Depends(signed_in)]
ThisForm = Annotated[Form, Depends(form)]
FirstForm = Annotated[Form, Depends(first_form)]
