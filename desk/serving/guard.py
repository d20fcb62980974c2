"""What every request passes first: its Host, its Origin and its size; and the headers that every answer carries."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.errors import problem
from desk.serving.policies import CHAT_POLICY, NO_FRAMES, PAGE_POLICY
from desk.serving.served import Served

BROKEN = "Something went wrong in CasePilot itself and is in the server's log. Try again, or ask in other words."

# Bytes that a request's body may have, by the beginning of its path: the longest beginning counts.
BODY_LIMITS: Mapping[str, int] = {
    "": 65_536,
    "/chat": 16_000_000,  # a pasted document goes over Chainlit's socket in one piece
    "/claims": 5_300_000,  # a file of 5 MB and the form around it
    "/careers": 262_144,  # a description of 20,000 letters as a form writes them
    "/api": 5_300_000,
}

# The one page with scripts of its tool in it: opened on demand, for developers.
_API_DOCS = "/api/docs"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": forms would then send "Origin: null", which can't be checked.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


logger = logging.getLogger("casepilot.desk")


class Guard:
    """ASGI middleware around the whole application, the chat's sockets too."""

    def __init__(self, application: ASGIApp, served: Served) -> None:
        self._application, self._served = application, served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(headers) if scope["type"] == "websocket" else self._refused_request(scope, headers)
        if refused is not None:
            await self._refuse(scope, receive, send, *refused)
        elif scope["type"] == "websocket":
            await self._application(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application's answer, or, for a bug of ours, a page that says so while the log has the rest."""
        heading = _Heading(scope, send)
        try:
            await self._application(scope, _counted(receive, _limit(scope["path"])), heading)
        except Exception:
            logger.exception("%s %s", scope["method"], scope["path"])
            if heading.started:
                raise
            await problem(Request(scope), 500, BROKEN)(scope, receive, heading)

    def _refused(self, headers: Headers) -> tuple[int, str] | None:
        """The status and the sentence for a request that is none of this server's; None for one that is."""
        told = f"Open CasePilot at {self._served.address}."
        if not self._served.has_host(headers.get("host", "")):
            return 400, f"This server isn't served under the name that was asked for. {told}"
        origin = headers.get("origin")
        if origin is not None and not self._served.has_origin(origin):
            return 403, f"A page of another site may not use this server. {told}"
        return None

    def _refused_request(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if refused := self._refused(headers):
            return refused
        length, limit = headers.get("content-length", "0"), _limit(scope["path"])
        if not length.isdecimal() or int(length) > limit:
            return 413, too_large(limit)
        return None

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": sentence})
            return
        await problem(Request(scope), status, sentence)(scope, receive, _Heading(scope, send))


def too_large(limit: int) -> str:
    """The sentence for a body over its limit."""
    return f"What was sent is too large: {limit / 1_000_000:.1f} MB is the most that is taken here. Send less of it."


def _limit(path: str) -> int:
    longest = max((start for start in BODY_LIMITS if path.startswith(start)), key=len)
    return BODY_LIMITS[longest]


def _counted(receive: Receive, limit: int) -> Receive:
    """Takes a body of no told length, or of a false one, only up to its limit."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413, too_large(limit))
        return message

    return counting


class _Heading:
    """A ``send`` that puts the security headers into the answer."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._path, self._send = scope["path"], send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            if not self._path.startswith(_API_DOCS):
                within_chat = f"{self._path}/".startswith("/chat/")
                headers["Content-Security-Policy"] = CHAT_POLICY + NO_FRAMES if within_chat else PAGE_POLICY
        await self._send(message)
