"""A person at the chat's socket, as the page does it, and what was told her: that must be in the history afterwards."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import socketio

SOCKET = "/chat/ws/socket.io"
_SECONDS = 120.0


@dataclass
class Turn:
    """A question, and the answer as the page was told it: ``answer`` is its message's id, "" while there is none."""

    id: str
    question: str
    answer: str = ""
    text: str = ""


class Broken(Exception):
    """The server is gone, or didn't answer in time."""


@dataclass
class Talker:
    """``turns`` are those of one conversation, over all connections."""

    person: str
    cookie: str
    thread: str = ""
    turns: list[Turn] = field(default_factory=list)

    async def connect(self, url: str) -> None:
        """Opens the chat, on the conversation of before if there is one. Raises Broken."""
        # A busy machine may take longer than the five seconds that a request has otherwise.
        self._client = client = socketio.AsyncClient(reconnection=False, request_timeout=_SECONDS)
        self._answered, self._ready = asyncio.Event(), asyncio.Event()
        client.on("first_interaction", self._first)
        client.on("update_message", self._updated)
        client.on("new_message", self._updated)  # what isn't streamed: that a question can't be answered
        client.on("resume_thread", lambda _: self._ready.set())
        try:
            await client.connect(
                url,
                headers={"Cookie": self.cookie},
                auth={"sessionId": str(uuid.uuid4()), "clientType": "webapp", "threadId": self.thread or None},
                socketio_path=SOCKET,
                wait_timeout=_SECONDS,
            )
            await client.emit("connection_successful")
            if self.thread:
                await asyncio.wait_for(self._ready.wait(), _SECONDS)
        except (socketio.exceptions.SocketIOError, TimeoutError) as error:
            await client.disconnect()
            raise Broken(str(error)) from None

    async def ask(self, question: str) -> Turn:
        """The turn with its whole answer. Raises Broken."""
        turn = Turn(str(uuid.uuid4()), question)
        self.turns.append(turn)
        self._answered.clear()
        said = {"id": turn.id, "threadId": self.thread, "output": question, "type": "user_message", "name": "User"}
        message = {"message": {**said, "createdAt": "2026-11-30T00:00:00Z"}, "fileReferences": None}
        try:
            await self._client.emit("client_message", message)
            await asyncio.wait_for(self._answered.wait(), _SECONDS)
        except (socketio.exceptions.SocketIOError, TimeoutError) as error:
            raise Broken(str(error)) from None
        return turn

    async def leave(self) -> None:
        await self._client.disconnect()

    def _first(self, data: dict[str, Any]) -> None:
        self.thread = data["thread_id"]

    def _updated(self, step: dict[str, Any]) -> None:
        if step["type"] == "assistant_message" and step["id"] not in {turn.answer for turn in self.turns}:
            self.turns[-1].answer, self.turns[-1].text = step["id"], step["output"]
            self._answered.set()
