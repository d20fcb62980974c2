"""Notes on codes, sections and claims: a person's own, which nobody else reads, and the team's.

A note is a person's word and no source: nothing here is given to what answers questions.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from desk.accounts.database import Database, changed
from desk.accounts.errors import AccountError
from desk.accounts.models import NoteRow, PersonRow
from desk.accounts.stores.kept.things import Thing, on, thing_of
from desk.accounts.stores.threads import is_uuid, storable

MOST, LONGEST = 2_000, 2_000


@dataclass(frozen=True, slots=True)
class Note:
    """``author`` is what others read of who wrote it. ``team``: everybody who is signed in reads it."""

    id: str
    person: str
    author: str
    thing: Thing
    team: bool
    text: str
    changed: float


class Notes:
    """``keeps`` is given all that a person writes, and gives what is kept of it."""

    def __init__(self, database: Database, keeps: Callable[[str], str] = str) -> None:
        self._database, self._keeps = database, keeps

    def write(self, person: str, thing: Thing, text: str, *, team: bool = False) -> str:
        """The id of a new note. Raises AccountError for one that is empty, too long, or one too many."""
        kept, now, note_id = self._kept(text), time.time(), str(uuid.uuid4())
        with self._database.writing() as session:
            count = session.scalar(sa.select(sa.func.count()).where(NoteRow.person == person))
            if (count or 0) >= MOST:
                raise AccountError(f"{MOST:,} notes are the most that one person has; delete some first.")
            row = {"kind": thing.kind, "key": thing.key, "label": thing.label, "created": now, "changed": now}
            session.add(NoteRow(id=note_id, person=person, team=team, text=kept, **row))
        return note_id

    def change(self, person: str, note_id: str, text: str) -> bool:
        """Another text for a note of theirs; False where they have no such one. Raises AccountError."""
        kept = self._kept(text)
        if not is_uuid(note_id):
            return False
        with self._database.writing() as session:
            found = sa.update(NoteRow).where(NoteRow.id == note_id, NoteRow.person == person)
            return changed(session.execute(found.values(text=kept, changed=time.time()))) == 1

    def remove(self, person: str, note_id: str, *, any_of_the_team: bool = False) -> bool:
        """Deletes a note of theirs, or where they look after the team any of its; False where there is no such one."""
        if not is_uuid(note_id):
            return False
        theirs = NoteRow.person == person
        with self._database.writing() as session:
            found = sa.delete(NoteRow).where(
                NoteRow.id == note_id, sa.or_(theirs, NoteRow.team) if any_of_the_team else theirs
            )
            return changed(session.execute(found)) == 1

    def get(self, person: str, note_id: str) -> Note | None:
        """A note of theirs."""
        if not is_uuid(note_id):
            return None
        found = self._read(NoteRow.id == note_id, NoteRow.person == person)
        return found[0] if found else None

    def of(self, person: str) -> tuple[Note, ...]:
        """All that they wrote, for themselves and for the team, the newest first."""
        return self._read(NoteRow.person == person)

    def beside(self, person: str, thing: Thing) -> tuple[Note, ...]:
        """What they read beside a thing: the team's notes and their own, the newest first."""
        return self._read(on(NoteRow, [thing]), sa.or_(NoteRow.team, NoteRow.person == person))

    def team(self, things: Iterable[Thing] | None = None) -> tuple[Note, ...]:
        """The team's notes, the newest first: all, or those on some things."""
        return self._read(NoteRow.team, *([] if things is None else [on(NoteRow, things)]))

    def _read(self, *conditions: sa.ColumnExpressionArgument[bool]) -> tuple[Note, ...]:
        query = sa.select(NoteRow, PersonRow.shown).join(PersonRow, PersonRow.id == NoteRow.person).where(*conditions)
        with self._database.reading() as session:
            found = session.execute(query.order_by(NoteRow.changed.desc(), NoteRow.id))
            return tuple(_note(row, author) for row, author in found)

    def _kept(self, text: str) -> str:
        kept = storable(self._keeps(text.strip()))
        if not kept:
            raise AccountError("The note is empty: write what you want to remember.")
        if len(kept) > LONGEST:
            raise AccountError(f"A note has at most {LONGEST:,} characters and this has {len(kept):,}: shorten it.")
        return kept


def _note(row: NoteRow, author: str) -> Note:
    return Note(row.id, row.person, author, thing_of(row), row.team, row.text, row.changed)
