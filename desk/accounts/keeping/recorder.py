"""Writes the audit log beside the requests: one thread, many entries a transaction.

A request that only looks goes on at once. One that asks, exports or changes waits for its entry, and so for one
transaction together with whoever waits at the same moment: nothing leaves the desk that the log doesn't have.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from concurrent.futures import Future

from desk.accounts.keeping.audit import Act, AuditLog, Entry

_MOST_AT_ONCE = 500
logger = logging.getLogger("casepilot.desk")

Waiting = tuple[Entry, "Future[None]"]


class Recorder:
    """``note`` and ``close`` may be called by any thread; the thread that writes begins with the first entry."""

    def __init__(self, log: AuditLog) -> None:
        self._log = log
        # Without a bound: while the database can't be written, no request gets far enough to add much.
        self._entries: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def note(self, entry: Entry) -> Future[None]:
        """Done when the entry is written; holds the error where it couldn't be."""
        written: Future[None] = Future()
        self._entries.put((entry, written))
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="audit", daemon=True)
                self._thread.start()
        return written

    async def record(self, entry: Entry) -> None:
        """Notes it, and waits for it where it isn't a mere look."""
        written = self.note(entry)
        if entry.act is not Act.SAW:
            await asyncio.wrap_future(written)

    def close(self) -> None:
        """Writes what is still waiting."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._entries.put(None)
            thread.join()

    def _write(self) -> None:
        while (first := self._entries.get()) is not None:
            batch, ended = [first], False
            while len(batch) < _MOST_AT_ONCE:
                try:
                    more = self._entries.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    ended = True
                    break
                batch.append(more)
            self._write_batch(batch)
            if ended:
                return

    def _write_batch(self, batch: list[Waiting]) -> None:
        try:
            self._log.write([entry for entry, _ in batch])
        except Exception as error:
            # Whoever waits fails with it; a look that nobody waits for is told here alone.
            logger.exception("%d entries of the audit log couldn't be written", len(batch))
            for _, written in batch:
                written.set_exception(error)
        else:
            for _, written in batch:
                written.set_result(None)
