"""Links that show a conversation to whoever has them, to read only, until they are taken back."""

from __future__ import annotations

import time

import sqlalchemy as sa

from desk.accounts.database import Database, changed
from desk.accounts.models import ShareRow, ThreadRow
from desk.accounts.secrets import digest, new_secret
from desk.accounts.stores.threads import Thread, is_uuid, whole


class Shares:
    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person: str, thread_id: str) -> str | None:
        """The secret of a new link to a conversation of theirs, which takes the place of a former link.

        None where they have no such conversation.
        """
        secret = new_secret()
        with self._database.writing() as session:
            if not self._is_theirs(session.connection(), person, thread_id):
                return None
            session.execute(sa.delete(ShareRow).where(ShareRow.thread == thread_id))
            session.add(ShareRow(hash=digest(secret), thread=thread_id, created=time.time()))
        return secret

    def revoke(self, person: str, thread_id: str) -> bool:
        """Takes the link back; False where there is none of theirs."""
        with self._database.writing() as session:
            if not self._is_theirs(session.connection(), person, thread_id):
                return False
            return changed(session.execute(sa.delete(ShareRow).where(ShareRow.thread == thread_id))) > 0

    def shared(self, thread_ids: list[str]) -> frozenset[str]:
        """Those of these conversations that have a link."""
        with self._database.reading() as session:
            return frozenset(session.scalars(sa.select(ShareRow.thread).where(ShareRow.thread.in_(thread_ids))))

    def thread(self, secret: str) -> Thread | None:
        """The conversation behind a link, as it is now."""
        with self._database.reading() as session:
            found = sa.select(ShareRow.thread).where(ShareRow.hash == digest(secret)).scalar_subquery()
            return whole(session, ThreadRow.id == found)

    def _is_theirs(self, connection: sa.Connection, person: str, thread_id: str) -> bool:
        found = sa.select(ThreadRow.id).where(ThreadRow.id == thread_id, ThreadRow.person == person)
        return is_uuid(thread_id) and connection.scalar(found) is not None
