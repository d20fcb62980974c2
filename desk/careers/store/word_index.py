"""Words of jobs, found by the database's own full text: FTS5 on SQLite, tsvector on PostgreSQL. One port, two rooms.

Both stem English words, want every word of a search somewhere in the job, and tell which jobs have them in the title.
The index is derived: it is made where the board is first served, and can be made anew from the jobs at any time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.careers.store.models import JobRow

# Words of a search that say nothing of the job.
_SILENT = frozenset("a an and at for from in job jobs of on opening openings or position positions the to with".split())
_MOST_WORDS = 12
_WORD = re.compile(r"\w+(?:[-'’./]\w+)*")


class Words(NamedTuple):
    """The words of one job: ``text`` is all that isn't its title."""

    number: int
    title: str
    text: str


class WordIndex(Protocol):
    def prepare(self, session: Session) -> bool:
        """Makes the index where it isn't there; whether it is new and empty."""

    def add(self, session: Session, words: Sequence[Words]) -> None:
        """The words of new jobs."""

    def drop(self, session: Session, numbers: Sequence[int]) -> None:
        """Forgets the words of jobs, before a changed one's are added."""

    def settle(self, session: Session) -> None:
        """After many new jobs: whatever else the database would do for its searches only later."""

    def has(self, words: Sequence[str], *, in_title: bool = False) -> sa.ColumnElement[bool]:
        """Whether a job has all of some words."""


def word_index(dialect: str) -> WordIndex:
    return _Sqlite() if dialect == "sqlite" else _Postgres()


def words_of(text: str) -> list[str]:
    """What of a search is looked for: up to twelve words that say something."""
    return [word for word in _WORD.findall(text.casefold()) if word not in _SILENT][:_MOST_WORDS]


class _Sqlite:
    def prepare(self, session: Session) -> bool:
        there = session.scalar(sa.text("SELECT 1 FROM sqlite_master WHERE name = 'job_words'"))
        if there:
            return False
        session.execute(
            sa.text("CREATE VIRTUAL TABLE job_words USING fts5(title, text, tokenize = 'porter unicode61')")
        )
        return True

    def add(self, session: Session, words: Sequence[Words]) -> None:
        insert = sa.text("INSERT INTO job_words (rowid, title, text) VALUES (:number, :title, :text)")
        session.connection().execute(insert, [one._asdict() for one in words])

    def drop(self, session: Session, numbers: Sequence[int]) -> None:
        _drop(session, "rowid", numbers)

    def settle(self, session: Session) -> None:
        """Nothing: FTS5 merges what it was given by itself."""

    def has(self, words: Sequence[str], *, in_title: bool = False) -> sa.ColumnElement[bool]:
        quoted = " ".join(f'"{word}"' for word in words)  # a word has no quotation marks in it
        column = "{title}" if in_title else "{title text}"
        found = sa.text("SELECT rowid FROM job_words WHERE job_words MATCH :asked").columns(
            sa.column("rowid", sa.Integer)
        )
        return JobRow.number.in_(found.bindparams(sa.bindparam("asked", f"{column} : ({quoted})", unique=True)))


class _Postgres:
    def prepare(self, session: Session) -> bool:
        if session.scalar(sa.text("SELECT to_regclass('job_words')")) is not None:
            return False
        for statement in (
            "CREATE TABLE job_words (job integer PRIMARY KEY REFERENCES jobs (number) ON DELETE CASCADE, "
            "title tsvector NOT NULL, everything tsvector NOT NULL)",
            "CREATE INDEX ix_job_words_title ON job_words USING gin (title)",
            "CREATE INDEX ix_job_words_everything ON job_words USING gin (everything)",
        ):
            session.execute(sa.text(statement))
        return True

    def add(self, session: Session, words: Sequence[Words]) -> None:
        insert = sa.text(
            "INSERT INTO job_words (job, title, everything) VALUES (:number, to_tsvector('english', :title), "
            "to_tsvector('english', :title || ' ' || :text))"
        )
        session.connection().execute(insert, [one._asdict() for one in words])

    def drop(self, session: Session, numbers: Sequence[int]) -> None:
        _drop(session, "job", numbers)

    def settle(self, session: Session) -> None:
        """New statistics, which a server otherwise gathers within minutes, and the words out of the indexes' waiting
        lists, which every search reads through."""
        session.execute(sa.text("ANALYZE jobs, job_words"))
        for index in ("title", "everything"):
            session.execute(sa.text(f"SELECT gin_clean_pending_list('ix_job_words_{index}')"))

    def has(self, words: Sequence[str], *, in_title: bool = False) -> sa.ColumnElement[bool]:
        column = "title" if in_title else "everything"
        found = sa.text(f"SELECT job FROM job_words WHERE {column} @@ plainto_tsquery('english', :asked)").columns(
            sa.column("job", sa.Integer)
        )
        return JobRow.number.in_(found.bindparams(sa.bindparam("asked", " ".join(words), unique=True)))


def _drop(session: Session, key: str, numbers: Sequence[int]) -> None:
    session.connection().execute(
        sa.text(f"DELETE FROM job_words WHERE {key} = :number"), [{"number": n} for n in numbers]
    )
