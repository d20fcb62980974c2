"""A mail server on loopback that takes every mail and keeps it; it offers no TLS and asks for no password."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                self.server.took.append(self._read())  # type: ignore[attr-defined]
                self._say("250 taken")
            elif verb == b"QUIT":
                self._say("221 goodbye")
                return
            else:
                self._say("250 fine")

    def _read(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def smtp_server() -> Iterator[tuple[int, list[EmailMessage]]]:
    """The port, and the mails that were taken."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        took: list[EmailMessage] = []
        server.took = took  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1], took
        server.shutdown()
