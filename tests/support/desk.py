"""The desk's application in the test's own process: no server, no browser, no chat."""

from __future__ import annotations

from pathlib import Path

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.opened import Workbench, open_all
from assistant.settings import Settings
from corpus.configuration import StoreSettings
from desk.application import create_application
from desk.serving.served import Served

ADDRESS = "http://testserver"  # the name that schemathesis asks for


def application_of(home: Path) -> FastAPI:
    """The application over one home, with its OpenAPI document."""
    bench = Workbench(lambda: open_all(Settings(StoreSettings(home=home))))
    return create_application(Served.on_loopback(80, "testserver"), chat=False, api_docs=True, bench=bench)


def asked_from_here(application: FastAPI) -> ASGIApp:
    """The application as what runs on this machine reaches it, for clients that call themselves otherwise."""

    async def here(scope: Scope, receive: Receive, send: Send) -> None:
        await application({**scope, "client": ("127.0.0.1", 1)}, receive, send)

    return here


def client_of(application: FastAPI, client: tuple[str, int] = ("127.0.0.1", 1)) -> httpx.AsyncClient:
    """A client that asks from this machine, or from another."""
    transport = httpx.ASGITransport(application, raise_app_exceptions=False, client=client)
    return httpx.AsyncClient(transport=transport, base_url=ADDRESS)
