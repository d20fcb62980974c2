"""The jobs of the board: taken in without doubles, searched, looked after.

jobs = Jobs(database)
taken = jobs.take([prepared(job)], now=time.time())
found = jobs.search(Wanted(words="risk adjustment"), date.today(), limit=25)
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desk.accounts.database import Database, changed
from desk.careers.job.job import Job
from desk.careers.job.wanted import MOST_FOUND, Found, Kept, Sort, Status, Wanted
from desk.careers.reading.cleaning import plain
from desk.careers.store.duplicates import Compared, is_same, likeness_of, sketch_of
from desk.careers.store.models import JobRow, JobSourceRow, JobTextRow
from desk.careers.store.rows import job_of, row_of
from desk.careers.store.searching import conditions_of, listed_on, order_of
from desk.careers.store.word_index import WordIndex, Words, word_index

# Any number that no other lock of this database is taken by.
_NUMBERS_LOCK = 0x0CA5E9171
_REINDEX_ROWS = 1_000
_MANY = 500  # so many new jobs change what a database must know to search well


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job with what is worked out of it before the database is held: its plain words, and what it is compared by."""

    job: Job
    words: str
    likeness: str
    sketch: bytes
    content: str


def prepared(job: Job) -> Prepared:
    words = plain(job.description)
    content = hashlib.blake2b(repr(job).encode(), digest_size=32).hexdigest()
    return Prepared(job, words, likeness_of(job), sketch_of(words), content)


@dataclass(slots=True)
class Taken:
    """What became of jobs that were brought: their ``numbers``, a duplicate's being that of the one it is."""

    added: int = 0
    changed: int = 0
    same: int = 0
    duplicates: int = 0
    numbers: tuple[int, ...] = ()

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.added + other.added,
            self.changed + other.changed,
            self.same + other.same,
            self.duplicates + other.duplicates,
            self.numbers + other.numbers,
        )


class Jobs:
    def __init__(self, database: Database) -> None:
        """Makes the word index where it isn't there yet."""
        self._database = database
        self._index = word_index(database.engine.dialect.name)
        with database.writing() as session:
            self._lock(session)
            if self._index.prepare(session):
                self._index_all(session)

    def take(
        self, jobs: Sequence[Prepared], now: float, status: Status = Status.LISTED, person: str | None = None
    ) -> Taken:
        """Adds new jobs, changes those whose source tells otherwise now, and knows what is there already."""
        with self._database.writing() as session:
            self._lock(session)
            taken = _Taking(session, jobs, now, status, person).run(self._index)
            if taken.added >= _MANY:
                self._index.settle(session)
        return taken

    def search(self, wanted: Wanted, day: date, limit: int = 25, offset: int = 0) -> Found:
        """The jobs shown on a day that fit, from ``offset`` on, and how many fit, counted up to ``MOST_FOUND``.

        One walk in order that ends after that many: counting all of a common word would take longer than finding it.
        """
        numbers: list[int] = []
        with self._database.reading() as session:
            for condition in conditions_of(wanted, day, self._index):
                some = sa.select(JobRow.number).where(condition).order_by(*order_of(wanted))
                numbers += session.scalars(some.limit(MOST_FOUND + 1 - len(numbers)))
            found = _kept(session, numbers[offset : offset + limit])
        return Found(found, min(len(numbers), MOST_FOUND), len(numbers) > MOST_FOUND)

    def since(self, wanted: Wanted, day: date, after: float, limit: int) -> Found:
        """What of a search was listed after a time, the newest first."""
        return self.search(dataclasses.replace(wanted, listed_after=after, sort=Sort.NEWEST), day, limit)

    def get(self, number: int) -> Kept | None:
        """A job whatever its status, for those who may see it."""
        with self._database.reading() as session:
            return next(iter(_kept(session, (number,))), None)

    def some(self, numbers: Sequence[int]) -> tuple[Kept, ...]:
        """These jobs in this order; what isn't there is left out."""
        with self._database.reading() as session:
            return _kept(session, numbers)

    def of_person(self, person: str) -> tuple[Kept, ...]:
        """What somebody posted, the newest first."""
        with self._database.reading() as session:
            mine = sa.select(JobRow.number).where(JobRow.person == person).order_by(JobRow.number.desc())
            return _kept(session, session.scalars(mine).all())

    def waiting(self) -> tuple[Kept, ...]:
        """What an administrator has to look at, the oldest first."""
        with self._database.reading() as session:
            those = sa.select(JobRow.number).where(JobRow.status == Status.WAITING.value).order_by(JobRow.number)
            return _kept(session, session.scalars(those).all())

    def decide(self, number: int, status: Status, now: float, note: str = "") -> bool:
        """Gives a job another status; ``note`` is what its employer reads. Whether there is such a job."""
        values: dict[str, object] = {"status": status.value, "note": note[:500]}
        if status is Status.LISTED:
            values["listed"] = now
        with self._database.writing() as session:
            return changed(session.execute(sa.update(JobRow).where(JobRow.number == number).values(**values))) == 1

    def close(self, person: str, number: int) -> bool:
        """Closes somebody's own job; whether it was theirs."""
        own = sa.update(JobRow).where(JobRow.number == number, JobRow.person == person)
        with self._database.writing() as session:
            return changed(session.execute(own.values(status=Status.CLOSED.value))) == 1

    def numbers(self, day: date) -> tuple[tuple[int, date], ...]:
        """Every job that is shown on a day with the day it was posted: for the sitemap."""
        with self._database.reading() as session:
            shown = sa.select(JobRow.number, JobRow.posted).where(listed_on(day)).order_by(JobRow.number)
            return tuple((number, posted) for number, posted in session.execute(shown))

    def _lock(self, session: Session) -> None:
        """One at a time gives numbers and looks for duplicates; SQLite has one writer anyway."""
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(_NUMBERS_LOCK)))

    def _index_all(self, session: Session) -> None:
        last = 0
        while numbers := session.scalars(
            sa.select(JobRow.number).where(JobRow.number > last).order_by(JobRow.number).limit(_REINDEX_ROWS)
        ).all():
            kept = _kept(session, numbers)
            self._index.add(session, [_words(one.number, one.job, plain(one.job.description)) for one in kept])
            last = numbers[-1]


class _Taking:
    """One bringing of jobs, within its transaction."""

    def __init__(
        self, session: Session, jobs: Sequence[Prepared], now: float, status: Status, person: str | None
    ) -> None:
        self._session, self._jobs, self._now, self._status, self._person = session, jobs, now, status, person
        self._first = self._next = (session.scalar(sa.select(sa.func.max(JobRow.number))) or 0) + 1
        self._taken = Taken()
        self._sources, self._like = self._known_sources(), self._known_like()
        self._rows: list[dict[str, object]] = []
        self._texts: list[dict[str, object]] = []
        self._seen: list[dict[str, object]] = []
        self._words: dict[int, Words] = {}

    def run(self, index: WordIndex) -> Taken:
        numbers = [self._take(one) for one in self._jobs]
        connection = self._session.connection()
        for model, rows in ((JobRow, self._rows), (JobTextRow, self._texts), (JobSourceRow, self._seen)):
            if rows:
                connection.execute(sa.insert(model), rows)
        if former := [number for number in self._words if number < self._first]:
            index.drop(self._session, former)
        if self._words:
            index.add(self._session, list(self._words.values()))
        self._taken.numbers = tuple(numbers)
        return self._taken

    def _take(self, one: Prepared) -> int:
        key = (one.job.source, one.job.source_id)
        if known := self._sources.get(key):
            number, own, content = known
            if own and content != one.content and number < self._first:  # of a new job told twice, the first counts
                self._change(number, one)
            else:
                self._taken.same += 1
            return number
        compared = _compared(one, self._next)
        like = self._like.setdefault(one.likeness, [])
        same = next((other for other in like if is_same(compared, other)), None)
        number = same.number if same is not None else self._next
        self._sources[key] = (number, same is None, one.content)
        seen = {"job": number, "own": same is None, "content": one.content}
        self._seen.append({"source": key[0], "source_id": key[1], **seen})
        if same is not None:
            self._taken.duplicates += 1
            return number
        like.append(compared)
        self._add(number, one)
        return number

    def _add(self, number: int, one: Prepared) -> None:
        self._next += 1
        self._taken.added += 1
        listed = self._now if self._status is Status.LISTED else None
        stands = {"number": number, "status": self._status.value, "listed": listed, "person": self._person, "note": ""}
        self._rows.append({**row_of(one.job), **stands, "likeness": one.likeness})
        self._texts.append({"job": number, **_text(one)})
        self._words[number] = _words(number, one.job, one.words)

    def _change(self, number: int, one: Prepared) -> None:
        self._taken.changed += 1
        session, job = self._session, one.job
        values = {**row_of(job), "likeness": one.likeness}
        session.execute(sa.update(JobRow).where(JobRow.number == number).values(**values))
        session.execute(sa.update(JobTextRow).where(JobTextRow.job == number).values(**_text(one)))
        session.execute(
            sa.update(JobSourceRow)
            .where(JobSourceRow.source == job.source, JobSourceRow.source_id == job.source_id)
            .values(content=one.content)
        )
        self._sources[job.source, job.source_id] = (number, True, one.content)
        self._words[number] = _words(number, job, one.words)

    def _known_sources(self) -> dict[tuple[str, str], tuple[int, bool, str]]:
        known: dict[tuple[str, str], tuple[int, bool, str]] = {}
        for source in {one.job.source for one in self._jobs}:
            ids = {one.job.source_id for one in self._jobs if one.job.source == source}
            asked = sa.select(JobSourceRow).where(JobSourceRow.source == source, JobSourceRow.source_id.in_(ids))
            for row in self._session.scalars(asked):
                known[source, row.source_id] = (row.job, row.own, row.content)
        return known

    def _known_like(self) -> dict[str, list[Compared]]:
        """Jobs to compare with: those that are still shown or wait, by likeness."""
        alike = {one.likeness for one in self._jobs}
        today = datetime.fromtimestamp(self._now, UTC).date()
        open_ones = (Status.LISTED.value, Status.WAITING.value)
        known: dict[str, list[Compared]] = {}
        asked = (
            sa.select(
                JobRow.likeness, JobRow.number, JobSourceRow.source, JobRow.town, JobRow.remote, JobRow.employment,
                JobTextRow.sketch,
            )
            .join(JobTextRow, JobTextRow.job == JobRow.number)
            .join(JobSourceRow, sa.and_(JobSourceRow.job == JobRow.number, JobSourceRow.own.is_(True)))
            .where(JobRow.likeness.in_(alike), JobRow.status.in_(open_ones), JobRow.expires >= today)
        )  # fmt: skip
        for likeness, number, source, town, remote, employment, sketch in self._session.execute(asked):
            hours = frozenset(employment.strip("|").split("|")) - {""}
            known.setdefault(likeness, []).append(Compared(number, source, town, remote, hours, sketch))
        return known


def _compared(one: Prepared, number: int) -> Compared:
    hours = frozenset(kind.value for kind in one.job.employment)
    return Compared(number, one.job.source, one.job.location.town, one.job.remote, hours, one.sketch)


def _text(one: Prepared) -> dict[str, object]:
    return {"description": one.job.description, "apply": one.job.apply, "sketch": one.sketch}


def _words(number: int, job: Job, words: str) -> Words:
    told = [job.employer, str(job.location), " ".join(job.credentials), " ".join(job.specialties), words]
    return Words(number, job.title, " ".join(told))


def _kept(session: Session, numbers: Iterable[int]) -> tuple[Kept, ...]:
    """These jobs, in this order."""
    asked = list(numbers)
    rows = (
        sa.select(JobRow, JobTextRow.description, JobTextRow.apply, JobSourceRow.source, JobSourceRow.source_id)
        .join(JobTextRow, JobTextRow.job == JobRow.number)
        .join(JobSourceRow, sa.and_(JobSourceRow.job == JobRow.number, JobSourceRow.own.is_(True)))
        .where(JobRow.number.in_(asked))
    )
    kept = {row.number: _as_kept(row, *rest) for row, *rest in session.execute(rows)}
    return tuple(kept[number] for number in asked if number in kept)


def _as_kept(row: JobRow, description: str, apply: str, source: str, source_id: str) -> Kept:
    job = job_of(row, description, apply, source, source_id)
    return Kept(row.number, job, Status(row.status), row.listed, row.person or "", row.note)
