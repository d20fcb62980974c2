"""Many chats at once over the page's own protocol, for minutes: what fails, how long they wait, what the server holds."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import socketio

from tests.soak.hours.asked import Asked
from tests.soak.hours.state import State, resident

_PROJECT = Path(__file__).parents[3]
_READY = "CasePilot is ready: "
# A coder reads an answer before asking on.
_READING_SECONDS = (2.0, 20.0)
_PATIENCE_SECONDS = 120.0


@contextmanager
def server(home: Path) -> Iterator[tuple[str, int]]:
    """The desk on a knowledge base: its address and process. What people do is kept in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="casepilot-soak-") as folder:
        settings = {"CASEPILOT_HOME": str(home), "CASEPILOT_DESK_URL": f"sqlite:///{folder}/desk.db"}
        process = subprocess.Popen(
            [sys.executable, "scripts/serve.py", "--port", "0"],
            cwd=_PROJECT,
            env={**os.environ, **settings, "CASEPILOT_SECRET": "0" * 32},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith(_READY))
            yield line.removeprefix(_READY).split()[0], process.pid
        finally:
            process.terminate()
            process.wait()


async def _chat(url: str, number: int, until: float, asked: Asked, state: State) -> None:
    """One chat: question, answer, a while of reading, the next question."""
    drawn, came = random.Random(number), asyncio.Event()
    client = socketio.AsyncClient(reconnection=False)

    async def updated(step: dict[str, Any]) -> None:
        if step["type"] == "assistant_message":
            came.set()

    client.on("update_message", updated)
    session = {"sessionId": str(uuid.uuid4()), "clientType": "webapp", "threadId": "", "userEnv": "{}"}
    auth = {**session, "chatProfile": "CasePilot"}
    try:
        await client.connect(url, socketio_path="/chat/ws/socket.io", auth=auth, wait_timeout=int(_PATIENCE_SECONDS))
        await client.emit("connection_successful")
        while time.monotonic() < until:
            came.clear()
            began = time.perf_counter()
            text = asked.text(drawn.randrange(100_000))
            message = {"id": str(uuid.uuid4()), "threadId": "", "type": "user_message", "name": "User", "output": text}
            await client.emit(
                "client_message",
                {"message": {**message, "createdAt": "2026-11-30T00:00:00.000Z"}, "fileReferences": []},
            )
            await asyncio.wait_for(came.wait(), _PATIENCE_SECONDS)
            state.keep("waited s", round(time.perf_counter() - began, 2))
            await asyncio.sleep(drawn.uniform(*_READING_SECONDS))
    except (TimeoutError, socketio.exceptions.SocketIOError) as error:
        state.keep("failed", [number, f"{type(error).__name__}: {error}"])
    finally:
        await client.disconnect()


async def _watch(process: int, until: float, state: State) -> None:
    while time.monotonic() < until:
        state.keep("resident MB", resident(process))
        await asyncio.sleep(10)
        state.step()


def chat_many(home: Path, state: State, chats: int) -> None:
    """So many chats for what is left of ``state.total`` steps of ten seconds."""
    asked = Asked()
    with server(home) as (url, process):

        async def all_chats() -> None:
            until = time.monotonic() + 10 * (state.total - state.done)
            await asyncio.gather(
                _watch(process, until, state), *(_chat(url, number, until, asked, state) for number in range(chats))
            )

        asyncio.run(all_chats())
        state.keep("resident MB", resident(process))
    waited = sorted(state.figures.get("waited s", [0.0]))
    state.figures["answers"] = len(waited)
    state.figures["p50, p95, longest s"] = [waited[len(waited) // 2], waited[int(len(waited) * 0.95)], waited[-1]]
    state.write()
