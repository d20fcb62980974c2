"""What is searched for on the board, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk.careers.job.job import Employment, Job, Location

DEFAULT_MILES, MOST_MILES = 50, 500
# Nobody reads further than this: a search that finds more is made narrower.
MOST_FOUND = 1_000


class Remote(StrEnum):
    """Whether a job may be, must be or must not be remote."""

    ANY = "any"
    ONLY = "only"
    NO = "no"


class Sort(StrEnum):
    """``BEST`` is titles that have the words first, then the newest."""

    BEST = "best"
    NEWEST = "newest"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search. ``place`` with coordinates means within ``miles`` of it, without them its whole state; remote jobs that
    accept its state are in it either way. Several ``credentials``, ``specialties`` ... mean any of them.

    ``pay`` is dollars a year that the top of a job's pay must reach; ``paid`` leaves out jobs that name none.
    ``days``: posted within so many; ``listed_after``: shown on the board after that time (seconds since 1970).
    """

    words: str = ""
    place: Location | None = None
    miles: int = DEFAULT_MILES
    remote: Remote = Remote.ANY
    credentials: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    employments: tuple[Employment, ...] = ()
    pay: int | None = None
    paid: bool = False
    days: int | None = None
    sort: Sort = Sort.BEST
    listed_after: float | None = None


class Status(StrEnum):
    """Where a posting stands."""

    WAITING = "waiting"  # for an administrator to look at it
    LISTED = "listed"
    REFUSED = "refused"
    CLOSED = "closed"  # by who posted it, or by an administrator


@dataclass(frozen=True, slots=True)
class Kept:
    """A job as the board keeps it: ``number`` stands in its address, ``person`` is who posted it ("": an import)."""

    number: int
    job: Job
    status: Status
    listed: float | None
    person: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, and how many jobs fit; ``more`` where there are more than were counted."""

    jobs: tuple[Kept, ...]
    total: int
    more: bool = False

    @property
    def number(self) -> str:
        """For people: "12", "more than 1,000"."""
        return f"more than {self.total:,}" if self.more else f"{self.total:,}"
