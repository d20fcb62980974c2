"""``python -m desk.mcp``: the functions of ``assistant/functions.py`` as tools of the Model Context Protocol.

python -m desk.mcp                  for a program that starts it and talks over standard input and output
python -m desk.mcp --http           streamable HTTP at http://127.0.0.1:8765/mcp, for this machine only
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.functions import Found
from assistant.opened import Opened, Workbench, workbench
from assistant.serialization import verdict_json
from corpus.errors import CasePilotError
from desk.api.knowledge import knowledge_of

NAME = "casepilot"
INSTRUCTIONS = (
    "Medical coding for US professional claims, decided from loaded editions of the publishers' tables. Every code of "
    "an answer stands in its evidence. Cite the edition; what is not loaded says nothing, for or against."
)
PORT = 8765
_DAY = "date_of_service"
_DAY_SCHEMA = {"type": "string", "format": "date", "description": "Like 2026-05-01; today if left out."}


@dataclass(frozen=True, slots=True)
class Tools:
    """The functions of the opened knowledge base as a protocol's tools; each takes a date of service besides."""

    bench: Workbench

    async def listed(self) -> list[types.Tool]:
        opened = await self.bench.opened()
        specs = [function.spec for function in opened.casepilot.decisions.functions(date.today())]
        return [
            types.Tool(name=spec.name, description=spec.description, inputSchema=_with_day(spec.parameters))
            for spec in specs
        ]

    async def called(self, name: str, given: Mapping[str, Any]) -> types.CallToolResult:
        """What a function found; whatever can't be done is told as the tool's error, in a sentence."""
        try:
            day = date.fromisoformat(given[_DAY]) if given.get(_DAY) else date.today()
        except (TypeError, ValueError):
            return _told(f"Write {_DAY} like 2026-05-01.", failed=True)
        try:
            opened = await self.bench.opened()
            functions = {one.spec.name: one for one in opened.casepilot.decisions.functions(day)}
            if name not in functions:
                return _told(f"There is no tool {name!r}; there are {', '.join(functions)}.", failed=True)
            found = await asyncio.to_thread(functions[name].call, given)
        except CasePilotError as error:
            return _told(str(error), failed=True)
        return _told(found.text, failed=found.refused, structured=None if found.refused else _structured(opened, found))


def _with_day(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "properties": {**schema["properties"], _DAY: _DAY_SCHEMA}}


def _told(text: str, *, failed: bool, structured: dict[str, Any] | None = None) -> types.CallToolResult:
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, structuredContent=structured, isError=failed)


def _structured(opened: Opened, found: Found) -> dict[str, Any]:
    """The same as data: the numbered evidence, the verdicts, and the editions of both."""
    used = {piece.edition_id for piece in found.evidence}
    editions = [edition for edition in opened.knowledge.editions() if edition.id in used]
    return {
        "text": found.text,
        "verdicts": [verdict_json(ruling.verdict) for ruling in found.rulings],
        "evidence": [
            {
                "number": piece.number,
                "title": piece.title,
                "edition": piece.edition,
                "locator": piece.locator,
                "text": piece.text,
            }
            for piece in found.evidence
        ],
        "knowledge": knowledge_of(opened, editions).model_dump(mode="json"),
    }


def server_of(bench: Workbench) -> Server[Any]:
    """The protocol's server over one workbench."""
    server: Server[Any] = Server(NAME, instructions=INSTRUCTIONS)
    tools = Tools(bench)
    server.list_tools()(tools.listed)  # type: ignore[no-untyped-call]
    server.call_tool()(tools.called)
    return server


def http_application(bench: Workbench, port: int) -> Starlette:
    """The server over streamable HTTP at /mcp; requests under another name than this machine's are refused."""
    hosts = [f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")]
    manager = StreamableHTTPSessionManager(
        server_of(bench),
        stateless=True,
        security_settings=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=hosts,
            allowed_origins=[f"http://{host}" for host in hosts],
        ),
    )

    @asynccontextmanager
    async def running(application: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return Starlette(routes=[Route("/mcp", endpoint=_Endpoint(manager))], lifespan=running)


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """The manager as an ASGI application of its own: a route would take its method for a handler of requests."""

    manager: StreamableHTTPSessionManager

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.manager.handle_request(scope, receive, send)


async def _over_stdio(bench: Workbench) -> None:
    server = server_of(bench)
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m desk.mcp", description="CasePilot's functions as MCP tools.")
    parser.add_argument("--http", action="store_true", help="streamable HTTP instead of standard input and output")
    parser.add_argument("--port", type=int, default=PORT, help=f"of --http ({PORT})")
    options = parser.parse_args(arguments)
    if options.http:
        import uvicorn

        uvicorn.run(http_application(workbench(), options.port), host="127.0.0.1", port=options.port)
    else:
        asyncio.run(_over_stdio(workbench()))


if __name__ == "__main__":
    main()
