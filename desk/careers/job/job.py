"""A job of the board, as it was posted or imported.

Fields and their names follow schema.org's JobPosting; what a reader filters by (credentials, specialties, setting) is
kept beside them as keys of reading/words.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from corpus.errors import CasePilotError

# How long a job stands that names no end: after it, nobody knows whether it is still open.
STANDS_DAYS = 60


class Employment(StrEnum):
    """Employment types, by the values that job search engines take for schema.org's ``employmentType``."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    PER_DIEM = "PER_DIEM"
    INTERN = "INTERN"
    OTHER = "OTHER"


class PayUnit(StrEnum):
    """What a pay is for, by schema.org's ``unitText``."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


# How often a unit is paid in a year of full-time work: 52 weeks of 40 hours.
_IN_A_YEAR = {PayUnit.HOUR: 2_080, PayUnit.DAY: 260, PayUnit.WEEK: 52, PayUnit.MONTH: 12, PayUnit.YEAR: 1}


@dataclass(frozen=True, slots=True)
class Pay:
    """A pay in US dollars. Either bound may be absent ("from 60,000"), not both."""

    low: float | None
    high: float | None
    unit: PayUnit

    def by_year(self) -> tuple[int, int]:
        """The bounds as dollars a year of full-time work; an absent one is the other."""
        low, high = (self.high if self.low is None else self.low), (self.low if self.high is None else self.high)
        assert low is not None  # a pay has a bound
        assert high is not None
        return round(low * _IN_A_YEAR[self.unit]), round(high * _IN_A_YEAR[self.unit])


@dataclass(frozen=True, slots=True)
class Location:
    """Where a job is done: town, state (two letters) and ZIP code (five digits), each "" where it isn't known;
    the coordinates are those of the ZIP code or town."""

    town: str = ""
    state: str = ""
    zip: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def __str__(self) -> str:
        return ", ".join(part for part in (self.town, self.state) if part)


@dataclass(frozen=True, slots=True)
class Job:
    """One job. ``description`` is cleaned HTML; ``apply`` an https or mailto address; ``accepts`` the states from
    which it may be done remotely (empty: any of the US).

    ``source`` names where it comes from ("post", "greenhouse" ...), ``source_id`` is its id there.
    """

    title: str
    employer: str
    description: str
    apply: str
    posted: date
    source: str
    source_id: str
    location: Location = Location()
    remote: bool = False
    accepts: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    setting: str = ""
    employment: tuple[Employment, ...] = ()
    pay: Pay | None = None
    valid_through: date | None = None

    @property
    def expires(self) -> date:
        """The last day on which it is shown."""
        return self.valid_through or self.posted + timedelta(days=STANDS_DAYS)

    @property
    def place(self) -> str:
        """For people: "Remote · Austin, TX"."""
        told = str(self.location)
        if not self.remote:
            return told or "Place not given"
        return f"Remote · {told}" if told else f"Remote · {', '.join(self.accepts) or 'United States'}"


class JobError(CasePilotError):
    """A posting that can't be taken as it is. ``field`` is the one to mend."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")
