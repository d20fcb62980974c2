"""What a request passes before the desk answers it: who is it, may they, and is there enough left for today."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.accounts.accounts import Accounts
from desk.accounts.entrance.access import is_open, is_shut, metered, needed
from desk.accounts.entrance.identify import TOKEN_PATHS, Identifier
from desk.accounts.errors import AccountError, OverQuota
from desk.accounts.rights import Visitor
from desk.accounts.settings import Mode
from desk.accounts.stores.plans import Kind
from desk.accounts.stores.quotas import Use

SIGN_IN = "/account/sign-in"
# Asked for by the chat's menu, answered by us.
SIGN_OUT_OF_CHAT = "/chat/logout"
_SAFE = ("GET", "HEAD", "OPTIONS")
_CHAT = "/chat"
_SIGN_IN_FIRST = f"Sign in first, at {SIGN_IN}."
_SIGNED_OUT = (
    "You are signed out, and nothing of what you sent was taken. Go back to copy what you typed, sign in at "
    f"{SIGN_IN}, open the page again and send it from there."
)

# Whom the request that is being served comes from: for code that Chainlit calls without a request.
CURRENT: ContextVar[Visitor | None] = ContextVar("visitor", default=None)


@dataclass(frozen=True, slots=True)
class Account:
    """What pages know of whom they are shown to: ``request.scope["account"]``. ``left`` is without what is free."""

    mode: Mode
    visitor: Visitor | None
    address: str
    left: Mapping[Kind, int] = field(default_factory=dict)


class SignIn:
    """ASGI middleware, within the guard. ``passport`` is what the chat is told: the header of its own cookie.

    ``refuse`` makes the answer for a status and a sentence.
    """

    def __init__(
        self,
        application: ASGIApp,
        accounts: Accounts,
        refuse: Callable[[Request, int, str], Response],
        passport: Callable[[Visitor], str] | None = None,
    ) -> None:
        self._application, self._accounts, self._refuse, self._passport = application, accounts, refuse, passport
        self._identifier = Identifier(accounts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        path = scope["path"]
        connection = HTTPConnection(scope)
        try:
            found = await asyncio.to_thread(self._identifier.identify, connection)
        except AccountError as error:
            await self._end(scope, receive, send, 403, str(error))
            return
        visitor = found.visitor
        scope["account"] = Account(self._accounts.mode, visitor, found.address)
        if found.cookie:
            send = _giving(send, found.cookie)
        if is_shut(path):
            await self._end(scope, receive, send, 404, "There is no page at this address.")
        elif is_open(path):
            await self._application(scope, receive, send)
        elif visitor is None:
            await self._unknown(scope, receive, send)
        elif not visitor.may(needed(path)):
            await self._end(scope, receive, send, 403, _not_allowed(visitor))
        elif scope["type"] == "http" and not self._is_own(connection):
            await self._end(
                scope, receive, send, 403, "This was sent by no page of the desk; open the page and try again."
            )
        else:
            await self._known(scope, receive, send, visitor)

    async def _known(self, scope: Scope, receive: Receive, send: Send, visitor: Visitor) -> None:
        CURRENT.set(visitor)
        path = scope["path"]
        if (path == _CHAT or path.startswith(f"{_CHAT}/")) and path != SIGN_OUT_OF_CHAT:
            if self._passport is not None:
                scope = _with_cookie(scope, self._passport(visitor))
            await self._application(scope, receive, send)
            return
        counted = metered(scope.get("method", ""), path)
        try:
            use = await asyncio.to_thread(self._use, visitor, counted) if counted else None
        except OverQuota as error:
            headers = {"Retry-After": str(_seconds_to_midnight())}
            await self._end(scope, receive, send, 429, str(error), headers)
            return
        if not path.startswith(TOKEN_PATHS):
            left = await asyncio.to_thread(self._accounts.quotas.left, visitor.person, visitor.address)
            scope["account"] = Account(self._accounts.mode, visitor, visitor.address, left)
        await self._application(scope, receive, self._giving_back(send, use) if use else send)

    def _use(self, visitor: Visitor, counted: tuple[Kind, str]) -> Use:
        kind, thing = counted
        return self._accounts.quotas.use(visitor.person, visitor.address, kind, thing)

    def _giving_back(self, send: Send, use: Use) -> Send:
        """A page that isn't there and a question without an answer aren't counted."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                await asyncio.to_thread(self._accounts.quotas.give_back, use)
            await send(message)

        return sending

    def _is_own(self, connection: HTTPConnection) -> bool:
        """Whether what changes something comes from a page of ours, or from a program with its token.

        The guard has refused every Origin that isn't ours; browsers leave it out only where nothing is changed.
        """
        if self._accounts.mode is Mode.SINGLE or connection.scope["method"] in _SAFE:
            return True
        if connection.scope["account"].visitor.scopes is not None:
            return True
        return "origin" in connection.headers or connection.headers.get("sec-fetch-site") == "same-origin"

    async def _unknown(self, scope: Scope, receive: Receive, send: Send) -> None:
        of_a_page = (
            scope["type"] == "http"
            and not scope["path"].startswith(TOKEN_PATHS)
            and "text/html" in HTTPConnection(scope).headers.get("accept", "")
        )
        if of_a_page and scope["method"] == "GET":
            query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            wanted = quote(scope["path"] + query, safe="")
            await RedirectResponse(f"{SIGN_IN}?next={wanted}", 303)(scope, receive, send)
            return
        headers = {"WWW-Authenticate": "Bearer"} if scope["path"].startswith(TOKEN_PATHS) else {}
        await self._end(scope, receive, send, 401, _SIGNED_OUT if of_a_page else _SIGN_IN_FIRST, headers)

    async def _end(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        status: int,
        sentence: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": sentence})
            return
        response = await asyncio.to_thread(self._refuse, Request(scope), status, sentence)
        response.headers.update(headers or {})
        await response(scope, receive, send)


def _seconds_to_midnight() -> int:
    """When quotas start anew, in UTC."""
    now = datetime.now(UTC)
    return 86_400 - (now.hour * 3_600 + now.minute * 60 + now.second)


def _not_allowed(visitor: Visitor) -> str:
    if visitor.scopes is not None:
        return "This token isn't made for that; make one with the scope that it needs."
    return f"Your role, {visitor.person.role}, doesn't take this in; ask an administrator."


def _giving(send: Send, cookie: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sending


def _with_cookie(scope: Scope, cookie: str) -> Scope:
    """The request as the chat gets it: with our word on who it is, and without what the browser might say itself."""
    headers = [(name, value) for name, value in scope["headers"] if name not in (b"cookie", b"authorization")]
    return {**scope, "headers": [*headers, (b"cookie", cookie.encode("ascii"))]}
