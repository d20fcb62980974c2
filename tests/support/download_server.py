"""A publisher's server that misbehaves on demand, on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class DownloadServer:
    """Serves one body; ``script`` gives the answers to the first requests, the last of them ever after."""

    def __init__(self, body: bytes, *script: Answer) -> None:
        self.body, self.script = body, list(script)
        self.requests: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append(
                    {"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}
                )
                index = min(len(outer.requests), len(outer.script)) - 1
                outer.script[index](self)

            def log_message(self, *arguments: Any) -> None:
                """Tests say what they need to know."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/release.zip"

    def __enter__(self) -> DownloadServer:
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def whole(body: bytes, tag: str = '"v1"', kind: str = "application/zip", ranges: bool = True) -> Answer:
    """The body, or the range of it that is asked for while the tag still holds."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "")
        start = int(asked[6:-1]) if ranges and asked and request.headers.get("If-Range") == tag else 0
        request.send_response(206 if start else 200)
        request.send_header("Content-Type", kind)
        request.send_header("ETag", tag)
        request.send_header("Content-Length", str(len(body) - start))
        request.end_headers()
        request.wfile.write(body[start:])

    return answer


def cut(body: bytes, at: int, tag: str = '"v1"') -> Answer:
    """Promises the whole body and breaks off."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "application/zip")
        request.send_header("ETag", tag)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[:at])
        request.close_connection = True

    return answer


def status(code: int, **headers: str) -> Answer:
    """A bare status with headers."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer
