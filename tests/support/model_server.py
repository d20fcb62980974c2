"""A scripted OpenAI-compatible server: it streams, refuses, rate-limits, stalls, cuts the stream, and invents codes.

    with ModelServer() as server:
        server.script(Reply.stream("64484 is an add-on code [1]."))
        ...                       # talk to server.url
        server.requests           # what was asked

Replies are used in order; the last one is repeated. Nothing sleeps: a stall waits until the client or the test ends.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Messages = list[dict[str, str]]
Text = str | Callable[[Messages], str]


@dataclass(frozen=True)
class Reply:
    """One scripted reply. ``kind`` says how it ends: stop, length, content_filter, refusal, stall, cut,
    status, events, calls. ``calls`` are functions to call, with their arguments; ``usage`` tokens read and written.
    """

    kind: str
    text: Text = ""
    chunk: int = 7
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": {"message": "scripted"}}'
    called: tuple[tuple[str, str], ...] = ()
    usage: tuple[int, int] | None = None

    @classmethod
    def stream(cls, text: Text, chunk: int = 7, usage: tuple[int, int] | None = None) -> Reply:
        return cls("stop", text, chunk, usage=usage)

    @classmethod
    def calls(cls, *called: tuple[str, str]) -> Reply:
        """Wants these functions called: name and arguments, which are streamed in pieces."""
        return cls("tool_calls", called=called)

    @classmethod
    def too_long(cls, context: int) -> Reply:
        """What llama.cpp says to a prompt that does not fit."""
        error = {"code": 400, "message": "too long", "type": "exceed_context_size_error", "n_ctx": context}
        return cls("status", status=400, body=json.dumps({"error": error}).encode())

    @classmethod
    def ends(cls, finish_reason: str, text: Text = "It is") -> Reply:
        """Ends with another finish reason: "length", "content_filter"."""
        return cls(finish_reason, text)

    @classmethod
    def refuse(cls) -> Reply:
        return cls("refusal")

    @classmethod
    def stall(cls, after: Text = "") -> Reply:
        """Says ``after``, then nothing more."""
        return cls("stall", after)

    @classmethod
    def silence(cls) -> Reply:
        """Takes the request and does not even begin to answer."""
        return cls("silence")

    @classmethod
    def cut(cls, after: Text) -> Reply:
        """Says ``after``, then drops the connection."""
        return cls("cut", after)

    @classmethod
    def error(cls, status: int, **headers: str) -> Reply:
        return cls("status", status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})

    @classmethod
    def nonsense(cls) -> Reply:
        """200 with something that is no chat completion."""
        return cls("nonsense", body=b"<html>hello</html>")

    @classmethod
    def events(cls, *lines: bytes) -> Reply:
        """A stream of these very ``data:`` lines, whatever they hold."""
        return cls("events", body=b"".join(b"data: " + line + b"\n\n" for line in lines))

    @classmethod
    def unsupported(cls, option: str) -> Reply:
        """What newer hosted models say to an option they do not take."""
        error = {"message": f"Unsupported parameter: '{option}'.", "param": option, "code": "unsupported_parameter"}
        return cls("status", status=400, body=json.dumps({"error": error}).encode())


@dataclass(frozen=True)
class Request:
    path: str
    authorization: str
    body: dict[str, Any]


class ModelServer:
    """Runs in a thread of its own on a free loopback port while its ``with`` block lasts."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.stalled = threading.Event()  # set when a scripted stall has begun
        self._replies: list[Reply] = []
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def script(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self.stalled.clear()

    def release(self) -> None:
        """Lets scripted stalls go on, to their end."""
        self._ended.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"  # each reply ends its connection, so a cut is seen as one

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                owner.requests.append(Request(self.path, self.headers.get("Authorization", ""), body))
                reply = owner._replies.pop(0) if len(owner._replies) > 1 else owner._replies[0]
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client may hang up
                    owner._answer(self, reply, body["messages"])

            def log_message(self, *arguments: object) -> None:
                """Quiet: a test's output is its own."""

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, reply: Reply, messages: Messages) -> None:
        if reply.kind == "silence":
            self.stalled.set()
            self._ended.wait()
            return
        if reply.kind in ("status", "nonsense", "events"):
            mime = "text/event-stream" if reply.kind == "events" else "application/json"
            handler.send_response(reply.status)
            for name, value in {"Content-Type": mime, **reply.headers}.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(reply.body)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        text = reply.text(messages) if callable(reply.text) else reply.text
        self._send(handler, {"role": "assistant", "content": ""})
        for start in range(0, len(text), reply.chunk):
            self._send(handler, {"content": text[start : start + reply.chunk]})
        for place, (name, arguments) in enumerate(reply.called):
            first = {
                "index": place,
                "id": f"id{place}",
                "type": "function",
                "function": {"name": name, "arguments": ""},
            }
            self._send(handler, {"tool_calls": [first]})
            for start in range(0, len(arguments), reply.chunk):
                part = {"index": place, "function": {"arguments": arguments[start : start + reply.chunk]}}
                self._send(handler, {"tool_calls": [part]})
        if reply.kind == "stall":
            self.stalled.set()
            self._ended.wait()
        if reply.kind == "cut":
            return
        if reply.kind == "refusal":
            self._send(handler, {"refusal": "I would rather not."})
        self._send(handler, {}, "stop" if reply.kind in ("refusal", "stall") else reply.kind)
        if reply.usage is not None:
            counted = dict(zip(("prompt_tokens", "completion_tokens"), reply.usage, strict=True))
            event = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": []}
            handler.wfile.write(f"data: {json.dumps({**event, 'usage': counted})}\n\n".encode())
        handler.wfile.write(b"data: [DONE]\n\n")

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        event = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}
        handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        handler.wfile.flush()
