"""What has had its time is cleared away: when the server starts, every day while it runs, and by command."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa

from desk.accounts.database import Database, changed
from desk.accounts.keeping.belongings import TABLES
from desk.accounts.models import AttemptRow, Base, SessionRow

DAY_SECONDS = 86_400
# A lock-out lasts minutes; who failed a day ago is nobody's matter any more.
_ATTEMPTS_KEPT_SECONDS = DAY_SECONDS
logger = logging.getLogger("casepilot.desk")


def clear_aged(database: Database, days: int | None) -> dict[str, int]:
    """Deletes what is older than so many days (None: nothing is) and what has ended; how many rows, by table.

    With a conversation go its messages, feedback and links. Its age is counted from when it was last changed.
    """
    now, cleared = time.time(), {}
    with database.writing() as session:
        session.execute(sa.delete(SessionRow).where(SessionRow.expires < now))
        ended = sa.and_(AttemptRow.first < now - _ATTEMPTS_KEPT_SECONDS, AttemptRow.until < now)
        session.execute(sa.delete(AttemptRow).where(ended))
        for name, told in TABLES.items():
            if told.aged and days is not None:
                table = Base.metadata.tables[name]
                old = sa.delete(table).where(table.c[told.aged] < now - days * DAY_SECONDS)
                cleared[name] = changed(session.execute(old))
    return cleared


@asynccontextmanager
async def daily(clear: Callable[[], object]) -> AsyncIterator[None]:
    """Clears at once and every day for as long as it is entered; a failure is logged, and the next day tries again."""

    async def clearing() -> None:
        while True:
            try:
                await asyncio.to_thread(clear)
            except Exception:
                logger.exception("clearing away what has had its time failed")
            await asyncio.sleep(DAY_SECONDS)

    task = asyncio.create_task(clearing())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
