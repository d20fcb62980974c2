"""Browsers that are signed in: a secret in a cookie there, its digest here."""

from __future__ import annotations

import time

import sqlalchemy as sa

from desk.accounts.database import Database
from desk.accounts.models import PersonRow, SessionRow
from desk.accounts.rights import Person, Role
from desk.accounts.secrets import digest, new_secret

LASTS_SECONDS = 14 * 24 * 3_600
_RENEWED_AFTER_SECONDS = 24 * 3_600


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, person: Person) -> str:
        """The secret of a new session. Sessions that have ended are cleared away."""
        secret, now = new_secret(), time.time()
        with self._database.writing() as session:
            session.execute(sa.delete(SessionRow).where(SessionRow.expires < now))
            session.add(SessionRow(hash=digest(secret), person=person.id, created=now, expires=now + LASTS_SECONDS))
        return secret

    def person(self, secret: str) -> Person | None:
        """Who is signed in with it; a session in use lasts on."""
        key, now = digest(secret), time.time()
        with self._database.reading() as session:
            found = session.execute(
                sa.select(PersonRow, SessionRow.expires)
                .join(SessionRow, SessionRow.person == PersonRow.id)
                .where(SessionRow.hash == key, SessionRow.expires >= now)
            ).first()
            if found is None:
                return None
            row, expires = found
            person = Person(row.id, row.name, row.shown, Role(row.role), row.plan)
        if expires - now < LASTS_SECONDS - _RENEWED_AFTER_SECONDS:
            with self._database.writing() as session:
                session.execute(sa.update(SessionRow).where(SessionRow.hash == key).values(expires=now + LASTS_SECONDS))
        return person

    def lives(self, session: str) -> bool:
        """Whether the session of that digest hasn't ended."""
        with self._database.reading() as connection:
            query = sa.select(SessionRow.hash).where(SessionRow.hash == session, SessionRow.expires >= time.time())
            return connection.scalar(query) is not None

    def end(self, secret: str) -> None:
        with self._database.writing() as session:
            session.execute(sa.delete(SessionRow).where(SessionRow.hash == digest(secret)))

    def end_all(self, person: Person) -> None:
        with self._database.writing() as session:
            session.execute(sa.delete(SessionRow).where(SessionRow.person == person.id))
