"""The MCP server as its clients meet it: over standard input and output, and over streamable HTTP."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from assistant.opened import Workbench, open_all
from assistant.settings import Settings
from corpus.configuration import StoreSettings
from desk.mcp import PORT, http_application
from tests.conftest import REPOSITORY

TOOLS = {"decide", "look_up_code", "search_codes", "search_guidelines", "check_pair", "check_claim"}
DAY = "2026-05-01"


@asynccontextmanager
async def talking(home: Path) -> AsyncIterator[ClientSession]:
    environment = {**os.environ, "CASEPILOT_HOME": str(home)}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "desk.mcp"], env=environment, cwd=str(REPOSITORY)
    )
    async with stdio_client(server) as (received, sent), ClientSession(received, sent) as session:
        await session.initialize()
        yield session


async def test_a_client_over_standard_input_and_output(desk_home: Path) -> None:
    async with talking(desk_home) as session:
        tools = (await session.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        assert all("date_of_service" in tool.inputSchema["properties"] for tool in tools)

        async def asked(name: str, **arguments: str) -> Any:
            return await session.call_tool(name, {**arguments, "date_of_service": DAY})

        pair = await asked("check_pair", first="11102", second="11104")
        assert not pair.isError
        assert "11102" in pair.content[0].text
        verdicts = pair.structuredContent["verdicts"]
        assert any(one["rule"] == "ptp" and one["stance"] == "denies" for one in verdicts)
        assert pair.structuredContent["knowledge"]["editions"]
        claim = await asked("check_claim", claim="99213\n96372\ndx M17.11")
        assert "99213" in claim.content[0].text
        assert "Needs attention" in claim.content[0].text
        code = await asked("look_up_code", code="0709T")
        assert any("0709T" in piece["text"] for piece in code.structuredContent["evidence"])
        found = await asked("search_codes", words="osteoarthritis of the right knee")
        assert "M17.11" in found.content[0].text
        for wrong in (
            await session.call_tool("check_pair", {"first": "11102"}),
            await session.call_tool("look_up_code", {"code": "0709T", "date_of_service": "soon"}),
            await session.call_tool("fly", {}),
        ):
            assert wrong.isError
            assert wrong.content[0].text


async def test_streamable_http_is_for_this_machine(desk_home: Path) -> None:
    application = http_application(Workbench(lambda: open_all(Settings(StoreSettings(home=desk_home)))), PORT)
    request = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
    }
    accepting = {"accept": "application/json, text/event-stream"}
    async with application.router.lifespan_context(application):
        for host, status in (("127.0.0.1", 200), ("attacker.example", 421)):
            transport = httpx.ASGITransport(application)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}:{PORT}") as client:
                response = await client.post("/mcp", json=request, headers=accepting)
            assert response.status_code == status
            if status == 200:
                assert "casepilot" in response.text
