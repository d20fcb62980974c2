"""Sees every request and its answer, and has them written down: around SignIn, so that what is refused is seen too."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.accounts.entrance.access import witnessed
from desk.accounts.entrance.sign_in import Account
from desk.accounts.keeping.audit import Act, Entry
from desk.accounts.keeping.recorder import Recorder
from desk.accounts.secrets import digest

# What a handler may put into the scope: the text of the question that it answers.
WORDS = "witnessed.words"
_LINK = "/shared/"


class Witness:
    """ASGI middleware. An answer goes out once its entry is written, except one that was only looked at."""

    def __init__(self, application: ASGIApp, recorder: Recorder) -> None:
        self._application, self._recorder = application, recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        act = witnessed(scope["method"], scope["path"], scope["query_string"]) if scope["type"] == "http" else None
        if act is None:
            await self._application(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and (entry := _entry(scope, act, message["status"])):
                await self._recorder.record(entry)
            await send(message)

        await self._application(scope, receive, sending)


def _entry(scope: Scope, act: Act, status: int) -> Entry | None:
    """None for what is nobody's act: a page that wasn't shown, a stranger who was sent away."""
    account: Account | None = scope.get("account")
    person = account.visitor.person.id if account is not None and account.visitor is not None else ""
    if act is Act.SAW:
        if status != 200 and not (person and status == 403):
            return None
    elif not person and (act is not Act.ENTERED or status == 429):
        return None
    path = scope["path"]
    if path.startswith(_LINK):  # the address is the secret
        path = f"{_LINK}{digest(path.removeprefix(_LINK))[:16]}"
    what = path if act is Act.SAW else f"{scope['method']} {path}"
    return Entry(act, what, person, status, scope.get(WORDS, ""))
