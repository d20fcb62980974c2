"""What a posting tells, as words of a form or a feed, made into a job; everything that is wrong is told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from corpus.errors import CasePilotError
from desk.careers.job.job import Employment, Job, JobError, Location, Pay
from desk.careers.reading.cleaning import apply_address, clean, plain
from desk.careers.reading.credentials import asked_credentials
from desk.careers.reading.filling import employments_in, filled
from desk.careers.reading.pay import pay_in, pay_of
from desk.careers.reading.places import located, state_of
from desk.careers.reading.vocabulary import vocabulary

LONGEST_NAME = 200
SHORTEST_DESCRIPTION = 40
# Nobody knows today that a job is open for longer, and a typing mistake in a year is caught.
_LONGEST_STANDS = timedelta(days=366)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_PARTS = re.compile(r"\s*[,;|·]\s*|\s+-\s+|\s+–\s+")
_COUNTRY = frozenset(("us", "usa", "united states", "united states of america", "u.s.", "nationwide"))
_REMOTE = re.compile(r"\bremote(?:ly)?\b|\bwork (?:from|at) home\b|\btelecommute\b|\bwfh\b", re.IGNORECASE)
_NOT_REMOTE = re.compile(r"\b(?:not|no|non|isn't)[ -]+(?:\w+ )?remote\b|\bhybrid\b|\bon-?site\b", re.IGNORECASE)
_T = TypeVar("_T")


class JobErrors(CasePilotError):
    """All that keeps a posting from being taken."""

    def __init__(self, errors: list[JobError]) -> None:
        self.errors = errors
        super().__init__("; ".join(map(str, errors)))


@dataclass(slots=True)
class Told:
    """A posting's fields as words; "" is not told. ``place`` is a location in one text, read where the parts of it are
    not told. ``row`` says where in a file it stands."""

    title: str = ""
    employer: str = ""
    description: str = ""
    apply: str = ""
    posted: str = ""
    valid_through: str = ""
    source: str = ""
    source_id: str = ""
    place: str = ""
    town: str = ""
    state: str = ""
    zip: str = ""
    remote: bool | None = None
    accepts: str = ""
    credentials: str = ""
    specialties: tuple[str, ...] = ()
    setting: str = ""
    employment: str = ""
    pay: str = ""
    pay_bounds: tuple[float | None, float | None] = (None, None)
    pay_unit: str = ""
    row: str = field(default="", compare=False)


def made(told: Told, today: date, *, strict: bool = False) -> Job:
    """The job that was told. ``strict`` is for one that is posted here: place, a description and an end in reach.

    Raises JobErrors.
    """
    reading = _Reading(told, today, strict)
    job = reading.job()
    if reading.errors:
        raise JobErrors(reading.errors)
    return filled(job, plain(job.description))


class _Reading:
    """One posting while it is read: what is wrong is kept, and the rest is read all the same."""

    def __init__(self, told: Told, today: date, strict: bool) -> None:
        self._told, self._today, self._strict = told, today, strict
        self.errors: list[JobError] = []

    def job(self) -> Job:
        told = self._told
        location, remote = self._where()
        return Job(
            title=self._name("title", told.title),
            employer=self._name("employer", told.employer),
            description=self._description(),
            apply=self._read(lambda: apply_address(told.apply), ""),
            posted=self._read(lambda: day_of("posted", told.posted), None) or self._today,
            source=told.source,
            source_id=told.source_id,
            location=location,
            remote=remote,
            accepts=self._accepts(),
            credentials=asked_credentials(told.credentials),
            specialties=tuple(key for key in told.specialties if key in vocabulary().specialties.names),
            setting=told.setting if told.setting in vocabulary().settings.names else "",
            employment=self._employment(),
            pay=self._read(self._pay, None),
            valid_through=self._read(self._end, None),
        )

    def _read(self, read: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return read()
        except JobError as error:
            self.errors.append(error)
            return otherwise

    def _wrong(self, name: str, reason: str) -> None:
        self.errors.append(JobError(name, reason))

    def _name(self, name: str, text: str) -> str:
        kept = " ".join(text.split())
        if not kept:
            self._wrong(name, "is missing.")
        elif not kept.isprintable():
            self._wrong(name, "has signs in it that can't be shown; type it anew.")
        elif len(kept) > LONGEST_NAME:
            self._wrong(name, f"has {len(kept)} letters; {LONGEST_NAME} is the most.")
        return kept

    def _description(self) -> str:
        cleaned = clean(self._told.description)
        if not cleaned:
            self._wrong("description", "is missing.")
        elif self._strict and len(plain(cleaned)) < SHORTEST_DESCRIPTION:
            self._wrong("description", "is too short to tell what the work is; write a few sentences.")
        return cleaned

    def _where(self) -> tuple[Location, bool]:
        told = self._told
        town, state, remote_place = told.town, state_of(told.state), bool(_REMOTE.search(told.place))
        if told.state and not state:
            self._wrong("state", f"“{told.state[:40]}” is no state of the US; write two letters, like TX.")
        elif told.place and not (town or state):
            town, state = _parted(told.place)
        said = f"{told.title} {told.place}"
        remote = told.remote
        if remote is None:
            remote = (remote_place or _REMOTE.search(told.title) is not None) and not _NOT_REMOTE.search(said)
        location = located(" ".join(town.split())[:100], state, told.zip)
        if self._strict and told.zip and not location.zip:
            self._wrong("zip", f"{told.zip[:10]} is no ZIP code of {state or 'the US'} that is known here.")
        if self._strict and not remote and not (location.town and location.state):
            self._wrong("town", "and state are missing; a job that isn't remote is somewhere.")
        return location, remote

    def _accepts(self) -> tuple[str, ...]:
        words = [word.strip() for word in re.split(r"[,;|]", self._told.accepts) if word.strip()]
        states = [state_of(word) for word in words if word.casefold() not in _COUNTRY]
        if self._strict and not all(states):
            self._wrong("accepts", "isn't a list of states; write them like TX, OK, NM.")
        return tuple(sorted({state for state in states if state}))

    def _employment(self) -> tuple[Employment, ...]:
        return employments_in(self._told.employment)

    def _pay(self) -> Pay | None:
        told = self._told
        if told.pay_bounds != (None, None):
            return pay_of(*told.pay_bounds, told.pay_unit)
        return pay_in(told.pay, told.pay_unit)

    def _end(self) -> date | None:
        end = day_of("valid_through", self._told.valid_through)
        if self._strict and end is not None and not self._today <= end <= self._today + _LONGEST_STANDS:
            raise JobError("valid_through", "isn't within a year from today; a job is shown until that day.")
        return end


def day_of(name: str, text: str) -> date | None:
    """A day as feeds and people write it: ISO, with or without a time, or 11/29/2026. Raises JobError."""
    told = text.strip()
    if not told:
        return None
    try:
        if match := _AMERICAN.match(told):
            return date(int(match[3]), int(match[1]), int(match[2]))
        return date.fromisoformat(told[:10])
    except ValueError:
        raise JobError(name, f"“{told[:40]}” is no date; write it as year-month-day, like 2026-12-31.") from None


def _parted(place: str) -> tuple[str, str]:
    """Town and state of "Remote - Austin, TX", "Dallas, Texas, United States": one that isn't in it is ""."""
    parts = [part for part in _PARTS.split(_REMOTE.sub("", place).strip(" ()")) if part.strip(" ()")]
    parts = [part.strip(" ()") for part in parts if part.strip(" ()").casefold() not in _COUNTRY]
    states = [(at, state_of(re.sub(r"\s*\d{5}(?:-\d{4})?$", "", part))) for at, part in enumerate(parts)]
    for at, state in reversed(states):
        if state:
            return (parts[at - 1] if at else ""), state
    return "", ""
