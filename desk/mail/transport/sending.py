"""One mail of ours handed to the server that sends, by SMTP, with a copy to ourselves in the same transaction.

The server takes both or none of a transaction: the copy that comes back tells a process that was ended in between
whether the mail was taken.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from desk.mail.store.queue import Outgoing
from desk.serving.post import Smtp

_TIMEOUT_SECONDS = 30.0
_PERMANENT = 500  # SMTP's replies from here on say that trying again is of no use


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """The server doesn't take it: for good, or not yet."""

    reason: str
    permanent: bool


class Unsure(Exception):
    """The connection ended while the mail was handed over: nobody knows whether it was taken."""


async def send(server: Smtp, own: str, mail: Outgoing, begin: Callable[[], Awaitable[bool]]) -> bool:
    """Sends it; ``begin`` is called right before the mail itself goes, and False of it sends nothing.

    Raises Refused, or Unsure.
    """
    async with _connected(server) as client:
        try:
            await client.mail(own)
            await client.rcpt(mail.recipient)
            with contextlib.suppress(SMTPResponseException):  # without a copy a fall can't be looked into; no more
                await client.rcpt(own)
        except SMTPResponseException as error:
            raise _refused(error) from error
        except (SMTPException, OSError) as error:
            raise Refused(f"{server} ended the connection ({error})", permanent=False) from error
        if not await begin():
            return False
        try:
            await client.data(mail.body)
        except SMTPResponseException as error:
            raise _refused(error) from error
        except (SMTPException, OSError) as error:
            raise Unsure from error
        return True


@contextlib.asynccontextmanager
async def _connected(server: Smtp) -> AsyncIterator[SMTP]:
    client = SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        timeout=_TIMEOUT_SECONDS,
        use_tls=server.scheme == "smtps",
        # True: an answer without encryption ends it; False: a server on this machine may have a certificate of nobody.
        start_tls=server.scheme == "smtp+starttls",
    )
    try:
        await client.connect()
    except (SMTPException, OSError) as error:
        raise Refused(f"{server} doesn't answer ({error})", permanent=False) from error
    try:
        yield client
    finally:
        with contextlib.suppress(SMTPException, OSError):
            await client.quit()


def _refused(error: aiosmtplib.SMTPResponseException) -> Refused:
    return Refused(f"{error.code} {error.message}", permanent=error.code >= _PERMANENT)
