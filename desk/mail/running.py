"""The service: mails are taken, answered and sent, each on its own, so that none waits for another's server.

One process does it (a lock in CASEPILOT_HOME sees to that). It may end at any point: what was not done is done at the
next start, and what was done isn't done again.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from assistant.opened import Workbench, workbench
from corpus.errors import CasePilotError, KnowledgeBaseError
from desk.accounts.accounts import Accounts
from desk.mail.answering.consultant import Consultant
from desk.mail.reading.headers import addresses_of, text_of
from desk.mail.reading.incoming import headers_of, identity_of
from desk.mail.settings import MailSettings
from desk.mail.store.queue import Outgoing, Queue, Received
from desk.mail.transport.mailbox import Mailbox, MailboxError, opened
from desk.mail.transport.sending import Refused, Unsure, send
from desk.mail.writing.mails import OWN_NAME

logger = logging.getLogger("casepilot.mail")

LOCK_NAME = "mail.lock"
# More wait in the mailbox, where they are as safe as here.
MOST_WAITING = 200
_AT_ONCE = 8
# Also where the mailbox tells nothing: of a mail that comes between a search and IDLE, dovecot tells when IDLE ends.
_LOOKED_EVERY = 5.0
# A step that found nothing to do looks again so often, where nobody wakes it.
_REST_SECONDS = 2.0
_TROUBLE_SECONDS = 10.0
_DAY_SECONDS = 86_400.0
_PRUNED_EVERY = 3_600.0
_FIRST_RETRY_SECONDS, _LAST_RETRY_SECONDS, _MOST_ATTEMPTS = 30.0, 3_600.0, 40
# A copy to ourselves comes back in less than this, or wasn't sent.
PATIENCE_SECONDS = 60.0


class AlreadyRunning(CasePilotError):
    """Another process takes the mails of this home."""


@dataclass(slots=True)
class Done:
    """What a run did."""

    taken: int = 0
    answered: int = 0
    sent: int = 0


class Service:
    """``patience`` is how many seconds a mail may be on its way before its end counts as unknown."""

    def __init__(
        self,
        settings: MailSettings,
        accounts: Accounts,
        bench: Workbench | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._settings, self._patience = settings, patience
        self.queue = Queue(accounts.database)
        self._bench = bench or workbench()
        self._consultant = Consultant(settings, accounts, self.queue, self._bench)
        self._stopped = threading.Event()
        self._resting: set[asyncio.Event] = set()  # one of each step that goes on
        # When the mailbox was last seen whole, and when old rows were forgotten.
        self._looked = self._pruned = float("-inf")
        self.done = Done()

    def stop(self) -> None:
        """Ends ``run`` after what is being done."""
        self._stopped.set()
        self._wake()

    async def run(self) -> None:
        """Goes on until it is stopped."""
        loop = asyncio.get_running_loop()
        receiving = asyncio.to_thread(self._receive, partial(loop.call_soon_threadsafe, self._wake))
        try:
            await asyncio.gather(self._opened(), receiving, *map(self._go_on, (self.answer, self.send, self._tidy)))
        finally:  # what one step fails with ends the others: a thread that went on would keep the process
            self.stop()

    async def once(self) -> Done:
        """Takes, answers and sends what is there now."""
        await asyncio.to_thread(self._take_once)
        while await self.answer() or await self.send():
            pass
        return self.done

    # --- the steps ------------------------------------------------------------------------------------------------

    def take(self, mailbox: Mailbox) -> int:
        """Puts new mails into the queue and marks them in the mailbox; how many. What comes again is known there."""
        began, taken = self.queue.now(), 0
        room = MOST_WAITING - self.queue.length()
        for mail in mailbox.new():
            if (name := self._own_copy(mail.raw)) is not None:
                self.queue.sent(name)
                mailbox.mark(mail, seen=True)
            elif room <= 0:
                return taken
            else:
                if self.queue.accept(*identity_of(mail.raw), mail.raw):
                    taken, room = taken + 1, room - 1
                mailbox.mark(mail)
        self._looked = began
        self.done.taken += taken
        return taken

    async def answer(self) -> int:
        """Answers mails that wait, those of one sender one after the other; how many."""
        waiting = await asyncio.to_thread(self.queue.waiting, _AT_ONCE)
        settled = await asyncio.gather(*map(self._answer, waiting))
        self.done.answered += sum(settled)
        if waiting:
            self._wake()
        return len(waiting)

    async def _answer(self, received: Received) -> bool:
        return await asyncio.to_thread(self.queue.settle, received, await self._consultant.settle(received))

    async def send(self) -> int:
        """Sends what is due; how many were taken by the server. What may have been sent is looked for before."""
        await asyncio.to_thread(self.queue.reopen, self._looked - self._patience)
        due = await asyncio.to_thread(self.queue.due, _AT_ONCE)
        sent = sum([await self._send(mail) for mail in due])
        self.done.sent += sent
        return sent

    async def _send(self, mail: Outgoing) -> bool:
        begin = partial(asyncio.to_thread, self.queue.begin, mail)
        try:
            if not await send(self._settings.outgoing, self._settings.address, mail, begin):
                return False
        except Refused as error:
            logger.warning("%s to be sent: %s", mail.id, error.reason)
            if error.permanent or mail.attempts >= _MOST_ATTEMPTS:
                await asyncio.to_thread(self.queue.failed, mail, error.reason)
            else:
                seconds = min(_FIRST_RETRY_SECONDS * 2**mail.attempts, _LAST_RETRY_SECONDS)
                await asyncio.to_thread(self.queue.again, mail, seconds, error.reason)
            return False
        except Unsure as error:
            logger.warning("%s may have been sent: %s", mail.id, error.__cause__)
            return False
        return await asyncio.to_thread(self.queue.sent, mail.id)

    async def _opened(self) -> None:
        """Opens the knowledge base before the first question comes; where there is none yet, questions wait for it."""
        with contextlib.suppress(CasePilotError):
            await self._bench.opened()

    async def _tidy(self) -> int:
        now = self.queue.now()
        if now - self._pruned >= _PRUNED_EVERY:
            self._pruned = now
            await asyncio.to_thread(self.queue.prune, now - self._settings.kept_days * _DAY_SECONDS)
        return 0

    # --- going on -------------------------------------------------------------------------------------------------

    async def _go_on(self, step: Callable[[], Awaitable[int]]) -> None:
        """Does a step again and again; trouble with a server or a file is told and waited out."""
        awake = asyncio.Event()
        self._resting.add(awake)
        while not self._stopped.is_set():
            awake.clear()
            try:
                rest = 0.0 if await step() else _REST_SECONDS
            except (KnowledgeBaseError, sa.exc.OperationalError) as error:
                logger.warning("%s", error)
                rest = _TROUBLE_SECONDS
            if rest and not self._stopped.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(awake.wait(), rest)

    def _wake(self) -> None:
        for awake in self._resting:
            awake.set()

    def _receive(self, wake: Callable[[], object]) -> None:
        """In a thread of its own: IMAP is spoken on a connection that waits."""
        while not self._stopped.is_set():
            try:
                with opened(self._settings.mailbox) as mailbox:
                    while not self._stopped.is_set():
                        if self.take(mailbox):
                            wake()
                        mailbox.wait(self._stopped, min(_LOOKED_EVERY, self._patience))
            except (MailboxError, sa.exc.OperationalError) as error:
                logger.warning("%s", error)
                self._stopped.wait(_TROUBLE_SECONDS)

    def _take_once(self) -> None:
        with opened(self._settings.mailbox) as mailbox:
            self.take(mailbox)

    def _own_copy(self, raw: bytes) -> str | None:
        """The name of a mail of ours whose copy this is."""
        headers = headers_of(raw)
        ours = self._settings.address in addresses_of(headers, "From") and OWN_NAME in headers
        return text_of(headers, OWN_NAME) if ours else None


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Holds the lock of a home until the end, or that of the process. Raises AlreadyRunning."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK_NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"Another process answers the mails of {home} already; stop that one, or let it go on alone."
            ) from None
        yield
