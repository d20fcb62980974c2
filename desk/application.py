"""The desk's one web application: pages, API and the chat, behind one guard.

    create_application(Served.on_loopback(8000))            # everything, the chat at /chat
    create_application(Served.on_loopback(80), chat=False)  # without Chainlit: tests, ``python -m desk`` tools

Page handlers are plain functions, which Starlette runs in threads: coding work never blocks the event loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from assistant.opened import Workbench, workbench
from desk import errors
from desk.accounts.accounts import Accounts
from desk.accounts.entrance.sign_in import SignIn
from desk.accounts.entrance.witness import Witness
from desk.accounts.keeping.retention import daily
from desk.api.router import router as api
from desk.careers.asking import answers
from desk.careers.board import Board
from desk.careers.pages import routers as careers
from desk.pages import account
from desk.pages.routers import PAGES
from desk.pages.templating import STATIC_FOLDER, page
from desk.serving.fetching import Fetching
from desk.serving.guard import Guard
from desk.serving.served import Served
from desk.serving.turns import pages_in_line

CHAT = "/chat"
CHAT_TARGET = Path(__file__).parent.parent / "app.py"

# Responses below this stay as they are: compressing them costs more than it saves.
_SMALLEST_COMPRESSED_BYTES = 1_000


def create_application(
    served: Served,
    *,
    chat: bool = True,
    api_docs: bool = False,
    bench: Workbench | None = None,
    accounts: Accounts | None = None,
    fetching: Fetching | None = None,
    board: Board | None = None,
) -> FastAPI:
    """The application for the addresses it is served at; requests for others are refused.

    ``chat`` mounts Chainlit, which reads its settings when it is imported: set CHAINLIT_APP_ROOT before. ``api_docs``
    opens /api/docs and /api/openapi.json. ``bench`` is the process's own, and ``fetching`` runs ``ingest fetch``,
    unless a test gives others. Without ``accounts`` nobody is asked who they are and nothing is kept; ``board`` is the
    job board, which needs them.
    """
    application = FastAPI(
        title="CasePilot",
        docs_url="/api/docs" if api_docs else None,
        redoc_url=None,
        openapi_url="/api/openapi.json" if api_docs else None,
        lifespan=_with_chat if chat else _without_chat,
    )
    application.state.bench = bench or workbench()
    application.state.served = served
    application.state.fetching = fetching or Fetching()
    application.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    for router in PAGES:
        application.include_router(router)
    application.include_router(api)
    application.state.accounts = accounts
    if accounts is not None:
        for router in account.ROUTERS:
            application.include_router(router)
    if board is not None and accounts is not None:
        application.state.board = board
        application.state.bench.answers_beside(answers(board))
        for router in careers.ROUTERS:
            application.include_router(router)
    application.add_api_route("/health", _health, include_in_schema=False)
    errors.register(application)
    if chat:
        from chainlit.utils import mount_chainlit

        if accounts is not None:
            from desk.accounts.chat.passport import furnish, passport

            furnish(accounts)
        mount_chainlit(application, target=str(CHAT_TARGET), path=CHAT)
    application.add_middleware(GZipMiddleware, minimum_size=_SMALLEST_COMPRESSED_BYTES)
    if accounts is not None:
        known = passport if chat else None
        application.add_middleware(SignIn, accounts=accounts, refuse=_refused, passport=known)
        application.add_middleware(Witness, recorder=accounts.recorder)
    application.add_middleware(Guard, served=served)
    return application


@asynccontextmanager
async def _without_chat(application: FastAPI) -> AsyncIterator[None]:
    pages_in_line()
    accounts: Accounts | None = application.state.accounts
    async with daily(accounts.clear) if accounts is not None else nullcontext():
        yield
    await run_in_threadpool(application.state.fetching.stop)


@asynccontextmanager
async def _with_chat(application: FastAPI) -> AsyncIterator[None]:
    """Does what app.py asks for at its start: a mounted application's own lifespan isn't run."""
    from chainlit.config import config

    if config.code.on_app_startup:
        await config.code.on_app_startup()
    async with _without_chat(application):
        yield


def _refused(request: Request, status: int, sentence: str) -> Response:
    """What SignIn answers for a request that may not go on; over the quota with the way on."""
    if status == 429 and not request.scope["path"].startswith("/api"):
        return page(request, "account/over.html", http_status=status, detail=sentence)
    return errors.problem(request, status, sentence)


def _health() -> JSONResponse:
    """That the server answers; says nothing of what is loaded."""
    return JSONResponse({"status": "ok"})
