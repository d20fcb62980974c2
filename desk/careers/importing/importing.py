"""Bringing files onto the board: read, made into jobs, taken in by thousands; what was left out is told by row."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from desk.careers.importing.files import postings_in
from desk.careers.job.job import Job
from desk.careers.reading.filling import is_of_the_board
from desk.careers.reading.told import JobErrors, Told, made
from desk.careers.store.jobs import Jobs, Prepared, Taken, prepared

# Each transaction leaves a part of the word index to be merged with others: a few large ones are quicker.
BATCH = 5_000
# One file of a wrong form would otherwise print a screenful for each of its rows.
MOST_TOLD = 20


@dataclass(slots=True)
class Report:
    """What became of a file's postings. ``wrong`` are sentences for the first rows that were refused."""

    file: str
    read: int = 0
    taken: Taken = field(default_factory=Taken)
    expired: int = 0
    elsewhere: int = 0  # jobs of other work
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """For people: one line of numbers, then a line for each row that wasn't taken."""
        taken = self.taken
        parts = (
            (taken.added, "new"),
            (taken.changed, "changed"),
            (taken.same, "already here"),
            (taken.duplicates, "the same as another"),
            (self.expired, "over already"),
            (self.elsewhere, "of other work"),
            (self.refused, "not taken"),
        )
        told = ", ".join(f"{count:,} {name}" for count, name in parts if count)
        yield f"{self.file}: {self.read:,} postings read: {told or 'nothing in it'}."
        yield from (f"  {self.file}, {sentence}" for sentence in self.wrong)
        if self.refused > len(self.wrong):
            yield f"  {self.refused - len(self.wrong):,} more like these."


def bringing(
    jobs: Jobs, path: Path, *, employer: str = "", everything: bool = False, now: float | None = None
) -> Iterator[Report]:
    """Takes a file in; rows that can't be taken never cost the others. Raises SourceError for a file that isn't one.

    ``everything`` takes jobs of other work too. The one report comes after each batch and, whole, at the end.
    """
    now = now or time.time()
    today = datetime.fromtimestamp(now, UTC).date()
    report = Report(path.name)
    batch: list[Prepared] = []
    for job in _jobs(postings_in(path, employer), report, today, everything):
        batch.append(prepared(job))
        if len(batch) == BATCH:
            report.taken += jobs.take(batch, now)
            batch.clear()
            yield report
    if batch:
        report.taken += jobs.take(batch, now)
    yield report


def _jobs(postings: Iterable[Told | str], report: Report, today: date, everything: bool) -> Iterator[Job]:
    for told in postings:
        report.read += 1
        if isinstance(told, str):
            _refuse(report, told)
            continue
        try:
            job = made(told, today)
        except JobErrors as errors:
            _refuse(report, f"{told.row}: {'; '.join(map(_sentence, errors.errors))}")
            continue
        if not (everything or is_of_the_board(job.title, job.credentials)):
            report.elsewhere += 1
        elif job.expires < today:
            report.expired += 1
        else:
            yield job if job.source_id else _named(job)


def _refuse(report: Report, sentence: str) -> None:
    report.refused += 1
    if len(report.wrong) < MOST_TOLD:
        report.wrong.append(sentence)


def _sentence(error: object) -> str:
    return str(error).rstrip(".")


def _named(job: Job) -> Job:
    """A job without an id at its source is known there by what it says first."""
    said = "\0".join((job.title, job.employer, str(job.location), job.apply, job.description))
    return dataclasses.replace(job, source_id=hashlib.blake2b(said.encode(), digest_size=16).hexdigest())
