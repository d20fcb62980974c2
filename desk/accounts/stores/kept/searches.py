"""What a person searched for, unless they want it not kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database, changed, insert_new
from desk.accounts.models import SearchesOffRow, SearchRow
from desk.accounts.stores.threads import storable

KEPT, _LONGEST = 200, 300
# The page searches while one types: what a search of the last seconds began with is the same one going on.
_GOING_ON_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Searched:
    text: str
    when: float


class Searches:
    """``keeps`` is given all that a person writes, and gives what is kept of it."""

    def __init__(self, database: Database, keeps: Callable[[str], str] = str) -> None:
        self._database, self._keeps = database, keeps

    def keep(self, person: str, text: str) -> None:
        """Keeps a search of somebody who hasn't switched it off, the last of the same words alone."""
        text, now = storable(self._keeps(" ".join(text.split())))[:_LONGEST], time.time()
        if not text or not self.is_on(person):
            return
        of_theirs = SearchRow.person == person
        with self._database.writing() as session:
            kept = session.execute(
                sa.select(SearchRow.text, SearchRow.searched).where(of_theirs).order_by(SearchRow.searched.desc())
            ).all()
            gone = [text, *(earlier for earlier, _ in kept[KEPT - 1 :])]
            gone += [begun for begun, when in kept if when > now - _GOING_ON_SECONDS and text.startswith(begun)]
            session.execute(sa.delete(SearchRow).where(of_theirs, SearchRow.text.in_(gone)))
            insert_new(session, SearchRow, person=person, text=text, searched=now)

    def of(self, person: str) -> tuple[Searched, ...]:
        """Theirs, the last one first."""
        query = sa.select(SearchRow).where(SearchRow.person == person).order_by(SearchRow.searched.desc())
        with self._database.reading() as session:
            return tuple(Searched(row.text, row.searched) for row in session.scalars(query))

    def remove(self, person: str, text: str | None = None) -> int:
        """Deletes one of theirs, or without a text all; how many."""
        one = () if text is None else (SearchRow.text == text,)
        with self._database.writing() as session:
            return changed(session.execute(sa.delete(SearchRow).where(SearchRow.person == person, *one)))

    def is_on(self, person: str) -> bool:
        with self._database.reading() as session:
            return session.scalar(sa.select(SearchesOffRow.person).where(SearchesOffRow.person == person)) is None

    def switch(self, person: str, *, on: bool) -> None:
        """From now on keeps theirs, or doesn't and forgets those that were kept."""
        with self._database.writing() as session:
            if on:
                session.execute(sa.delete(SearchesOffRow).where(SearchesOffRow.person == person))
            else:
                insert_new(session, SearchesOffRow, person=person)
                session.execute(sa.delete(SearchRow).where(SearchRow.person == person))
