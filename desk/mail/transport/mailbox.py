"""The mailbox that is asked, by IMAP: new mails as bytes, each marked once it is in the queue.

A keyword of ours marks it, not \\Seen: a person may look into the mailbox. Mails are fetched by UID, without being
marked as read, up to the size that is read at all.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from corpus.errors import CasePilotError
from desk.mail.reading.incoming import LARGEST_MAIL
from desk.mail.settings import MailboxServer

_TAKEN = "$CasePilot"
_SEEN = "\\Seen"
_TIMEOUT = SocketTimeout(connect=15, read=60)
# Where the server can't tell by itself (IDLE).
_POLL_SECONDS = 5.0
# How long stopping may take.
_SLICE_SECONDS = 1.0
_PERMANENT = b"PERMANENTFLAGS"


class MailboxError(CasePilotError):
    """The mailbox can't be read now."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail by its number in the mailbox."""

    uid: int
    raw: bytes = field(repr=False)


class Mailbox:
    """One connection; made by ``opened``. Used by one thread at a time."""

    def __init__(self, client: IMAPClient, mark: str) -> None:
        self._client, self._mark = client, mark
        self._idles = bool(client.has_capability("IDLE"))

    def new(self) -> Iterator[Fetched]:
        """The mails that aren't marked yet, in the order in which they came."""
        wanted = ["UNSEEN"] if self._mark == _SEEN else ["UNKEYWORD", self._mark]
        part = f"BODY.PEEK[]<0.{LARGEST_MAIL + 1}>"
        for uid in sorted(self._client.search(["UNDELETED", *wanted])):
            found = self._client.fetch([uid], [part]).get(uid, {})
            raw = found.get(b"BODY[]<0>")
            if raw is not None:  # somebody may have deleted it meanwhile
                yield Fetched(uid, raw)

    def mark(self, mail: Fetched, *, seen: bool = False) -> None:
        """Marks a mail as taken; ``seen`` is for copies of our own that nobody needs to look at."""
        self._client.add_flags([mail.uid], [self._mark, _SEEN] if seen else [self._mark], silent=True)

    def wait(self, stopped: threading.Event, seconds: float) -> None:
        """Returns when the server tells of something, after so many seconds anyway, and soon once it is stopped."""
        until = time.monotonic() + (seconds if self._idles else min(seconds, _POLL_SECONDS))
        if not self._idles:
            while time.monotonic() < until and not stopped.wait(_SLICE_SECONDS):
                pass
            return
        self._client.idle()
        try:
            while time.monotonic() < until and not stopped.is_set():
                # "Still here" is an answer too: looking once more costs a search.
                if self._client.idle_check(timeout=_SLICE_SECONDS):
                    return
        finally:
            self._client.idle_done()


@contextlib.contextmanager
def opened(server: MailboxServer) -> Iterator[Mailbox]:
    """The mailbox of a server. Raises MailboxError, also when the connection is lost while it is used."""
    try:
        with _connected(server) as client:
            client.login(server.user, server.password)
            selected = client.select_folder(server.folder)
            keeps_keywords = b"\\*" in selected.get(_PERMANENT, ())
            yield Mailbox(client, _TAKEN if keeps_keywords else _SEEN)
    except (IMAPClientError, OSError) as error:
        told = str(error) or type(error).__name__
        raise MailboxError(
            f"The mailbox at {server} can't be read ({told}); check CASEPILOT_MAIL_IN, and that the server is up."
        ) from error


def _connected(server: MailboxServer) -> IMAPClient:
    secure = server.scheme == "imaps"
    return IMAPClient(server.host, port=server.port, ssl=secure, use_uid=True, timeout=_TIMEOUT)
