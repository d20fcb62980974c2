"""What a person marked to find it again."""

from __future__ import annotations

import time

import sqlalchemy as sa

from desk.accounts.database import Database, changed, insert_new
from desk.accounts.errors import AccountError
from desk.accounts.models import FavouriteRow
from desk.accounts.stores.kept.things import Thing, on, thing_of

MOST = 1_000


class Favourites:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person: str, thing: Thing) -> None:
        """Marks it; marking twice changes nothing. Raises AccountError at the measure of one person."""
        with self._database.writing() as session:
            count = session.scalar(sa.select(sa.func.count()).where(FavouriteRow.person == person))
            if (count or 0) >= MOST:
                raise AccountError(f"{MOST:,} favourites are the most that one person has; take some away first.")
            row = {"kind": thing.kind, "key": thing.key, "label": thing.label, "created": time.time()}
            insert_new(session, FavouriteRow, person=person, **row)

    def remove(self, person: str, thing: Thing) -> bool:
        """Takes the mark away; False where there is none of theirs."""
        with self._database.writing() as session:
            found = sa.delete(FavouriteRow).where(FavouriteRow.person == person, on(FavouriteRow, [thing]))
            return changed(session.execute(found)) == 1

    def has(self, person: str, thing: Thing) -> bool:
        with self._database.reading() as session:
            found = sa.select(FavouriteRow.key).where(FavouriteRow.person == person, on(FavouriteRow, [thing]))
            return session.scalar(found) is not None

    def of(self, person: str) -> tuple[Thing, ...]:
        """All of theirs, the newest first."""
        query = sa.select(FavouriteRow).where(FavouriteRow.person == person)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(FavouriteRow.created.desc(), FavouriteRow.key))
            return tuple(map(thing_of, rows))
