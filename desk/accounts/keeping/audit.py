"""The log of who did what: rows in one order, each with a digest over its own content and the former one's digest.

A row that was changed, taken out or put in by hand breaks the chain there, and ``verify`` names it. Whoever can write
the database can also make a whole new chain, or cut off its end: against that, note the last row's digest elsewhere
and verify with it.
"""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from corpus.errors import CasePilotError
from desk.accounts.database import Database, changed
from desk.accounts.models import AuditRow, AuditWordsRow
from desk.accounts.secrets import digest as digest_of
from desk.accounts.secrets import new_secret
from desk.accounts.stores.threads import storable

# Any number that no other program on the same PostgreSQL takes for its own lock.
_LOCK = 0x0CA5EA0D17
_READ_AT_ONCE = 1_000
_LONGEST = 500


class Act(StrEnum):
    ASKED = "asked"  # a question, or a claim to be checked
    SAW = "saw"
    EXPORTED = "exported"
    CHANGED = "changed"
    ENTERED = "entered"  # signed in or registered, or tried to: the status tells
    CLEARED = "cleared"  # the oldest rows of this log went by its own age


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did. ``person`` is their id ("": nobody known); ``status`` that of the answer (0: there is none).

    ``what`` names a place or a thing by its id and never holds a question; ``words`` is the question's text.
    """

    act: Act
    what: str
    person: str = ""
    status: int = 0
    words: str = ""
    at: float = field(default_factory=time.time)


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the log, with its words where they are kept and weren't erased."""

    position: int
    entry: Entry
    words_digest: str
    former: str
    digest: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A log that holds: how many rows, and the last one's place and digest ("" for an empty one)."""

    rows: int
    last: int
    digest: str


class AuditBroken(CasePilotError):
    """The first row of the log that isn't as it was written."""

    def __init__(self, position: int, why: str) -> None:
        self.position = position
        super().__init__(f"The audit log is broken at row {position}: {why}.")


class AuditLog:
    """``keeps`` gives what is kept of a question's words; None: nothing of them is."""

    def __init__(self, database: Database, keeps: Callable[[str], str] | None = None) -> None:
        self._database, self._keeps = database, keeps

    def write(self, entries: Sequence[Entry]) -> None:
        """Puts entries at the end in their order, all or none; writers on several servers wait for each other."""
        with self._database.writing() as session:
            self._append(session, entries)

    def page(
        self, most: int, before: int | None = None, *, person: str | None = None, act: Act | None = None
    ) -> list[Logged]:
        """Up to so many rows, the newest first, older than that position; of one person or of one kind."""
        query = _ROWS.order_by(AuditRow.position.desc()).limit(most)
        if before is not None:
            query = query.where(AuditRow.position < before)
        if person is not None:
            query = query.where(AuditRow.person == person)
        if act is not None:
            query = query.where(AuditRow.act == act)
        with self._database.reading() as session:
            return [_logged(*row) for row in session.execute(query)]

    def rows(self) -> Iterator[Logged]:
        """All of it, the oldest first, read as it stands at the beginning and without being held in memory."""
        with self._database.reading() as session:
            query = _ROWS.order_by(AuditRow.position).execution_options(yield_per=_READ_AT_ONCE)
            for row in session.execute(query):
                yield _logged(*row)

    def verify(self, seen: tuple[int, str] | None = None) -> Whole:
        """That the log is as it was written; ``seen`` is the place and digest of a row noted earlier.

        Raises AuditBroken, which names the first row that isn't.
        """
        count, cleared, first, last = 0, set(), None, None
        for row in self.rows():
            expected = last.position + 1 if last else row.position
            if row.position != expected:
                raise AuditBroken(expected, "it is missing")
            if last is not None and row.former != last.digest:
                raise AuditBroken(row.position, "it doesn't follow the row before it")
            if row.digest != _digest(row.position, row.entry, row.words_digest, row.former):
                raise AuditBroken(row.position, "its content isn't what was written")
            if seen is not None and row.position == seen[0] and row.digest != seen[1]:
                raise AuditBroken(row.position, "it isn't the one that was noted")
            if row.entry.act is Act.CLEARED:
                cleared.add(row.entry.what)
            first, last, count = first or row, row, count + 1
        # The oldest rows may be gone, but then a row of this log says so, and up to where.
        if first is not None and (first.position > 1 or first.former) and _cleared(first) not in cleared:
            raise AuditBroken(first.position - 1, "it is missing, and no row says that it was cleared away")
        if seen is not None and (last is None or last.position < seen[0]):
            raise AuditBroken(seen[0], "it was noted, and the log ends before it")
        return Whole(count, last.position if last else 0, last.digest if last else "")

    def prune(self, before: float) -> int:
        """Clears away the rows older than a time, and says so in the log; how many. The words go with their rows."""
        with self._database.writing() as session:
            _take_turn(session)
            # By position up to the first younger one: the clocks of two servers differ, and no hole may come of it.
            young = sa.select(sa.func.min(AuditRow.position)).where(AuditRow.at >= before)
            last = session.scalar(sa.select(sa.func.max(AuditRow.position)))
            end = session.scalar(young) or (last or 0) + 1
            row = session.scalar(sa.select(AuditRow).where(AuditRow.position == end - 1))
            if row is None:
                return 0
            self._append(session, [Entry(Act.CLEARED, f"{row.position} {row.digest}")])
            return changed(session.execute(sa.delete(AuditRow).where(AuditRow.position < end)))

    def _append(self, session: Session, entries: Sequence[Entry]) -> None:
        _take_turn(session)
        last = session.execute(
            sa.select(AuditRow.position, AuditRow.digest).order_by(AuditRow.position.desc()).limit(1)
        ).first()
        position, former = (last.position, last.digest) if last else (0, "")
        rows, kept = [], []
        for entry in entries:
            position += 1
            entry = dataclasses.replace(entry, what=storable(entry.what)[:_LONGEST])
            text = storable(self._keeps(entry.words)) if self._keeps and entry.words else ""
            salt = new_secret() if text else ""
            words = digest_of(f"{salt}{text}") if text else ""
            digest = _digest(position, entry, words, former)
            rows.append(
                {"position": position, "at": entry.at, "person": entry.person, "act": entry.act, "what": entry.what,
                 "status": entry.status, "words": words, "former": former, "digest": digest}
            )  # fmt: skip
            if text:
                kept.append({"position": position, "person": entry.person, "salt": salt, "text": text})
            former = digest
        if rows:
            session.execute(sa.insert(AuditRow), rows)
        if kept:
            session.execute(sa.insert(AuditWordsRow), kept)


_ROWS = sa.select(AuditRow, AuditWordsRow.text).outerjoin(AuditWordsRow, AuditWordsRow.position == AuditRow.position)


def as_line(row: Logged) -> str:
    """A row as one line of JSON, with all that its digest is made of."""
    return json.dumps({**_content(row.position, row.entry, row.words_digest, row.former), "digest": row.digest})


def _take_turn(session: Session) -> None:
    """One writer at a time, until the transaction ends; on SQLite every writing transaction is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _logged(row: AuditRow, text: str | None) -> Logged:
    entry = Entry(Act(row.act), row.what, row.person, row.status, text or "", row.at)
    return Logged(row.position, entry, row.words, row.former, row.digest)


def _cleared(first: Logged) -> str:
    return f"{first.position - 1} {first.former}"


def _content(position: int, entry: Entry, words: str, former: str) -> dict[str, Any]:
    return {
        "position": position,
        "at": entry.at,
        "person": entry.person,
        "act": entry.act.value,
        "what": entry.what,
        "status": entry.status,
        "words": words,
        "former": former,
    }


def _digest(position: int, entry: Entry, words: str, former: str) -> str:
    """Over the row as JSON, in the order of its columns: ``json.dumps`` writes a float so that it reads back alike."""
    return digest_of(json.dumps(_content(position, entry, words, former)))
