"""Figures of the jobs that are shown: how many by credential and state, and what they pay, with how many say so.

Counted from all jobs in a tenth of a second, and kept for a few minutes.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import quantiles

import sqlalchemy as sa

from desk.accounts.database import Database
from desk.careers.store.models import JobRow
from desk.careers.store.searching import from_list, listed_on

_KEPT_SECONDS = 300.0
# Fewer jobs than this with a pay tell nothing of a credential's pay.
FEWEST_PAID = 5
_MOST_STATES = 25


@dataclass(frozen=True, slots=True)
class PayRange:
    """What jobs of a credential pay, in dollars a year: quartiles of the middle of each job's range."""

    name: str
    jobs: int
    paid: int
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True)
class Count:
    name: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Overview:
    """``total`` jobs, of which ``paid`` name a pay and ``remote`` may be done anywhere. ``states`` are of the jobs that
    name one; ``crossed`` is (credential, state) to how many."""

    day: date
    total: int
    paid: int
    remote: int
    credentials: tuple[Count, ...]
    states: tuple[Count, ...]
    pays: tuple[PayRange, ...]
    crossed: dict[tuple[str, str], int]


class Figures:
    def __init__(self, database: Database) -> None:
        self._database, self._lock = database, threading.Lock()
        self._counted: tuple[float, Overview] | None = None

    def overview(self, day: date) -> Overview:
        """As counted at most five minutes ago."""
        with self._lock:
            if (
                self._counted is None
                or self._counted[1].day != day
                or self._counted[0] < time.monotonic() - _KEPT_SECONDS
            ):
                self._counted = (time.monotonic(), self._count(day))
            return self._counted[1]

    def _count(self, day: date) -> Overview:
        credentials: Counter[str] = Counter()
        states: Counter[str] = Counter()
        crossed: Counter[tuple[str, str]] = Counter()
        pays: dict[str, list[float]] = defaultdict(list)
        columns = sa.select(JobRow.credentials, JobRow.state, JobRow.remote, JobRow.year_low, JobRow.year_high)
        total = paid = remote = 0
        with self._database.reading() as session:
            for listed, state, is_remote, low, high in session.execute(columns.where(listed_on(day))):
                total, remote = total + 1, remote + is_remote
                paid += high is not None
                states.update([state] if state else [])
                for name in from_list(listed):
                    credentials[name] += 1
                    crossed[name, state] += bool(state)
                    if low is not None and high is not None:
                        pays[name].append((low + high) / 2)
        ranges = [_range(name, credentials[name], some) for name, some in pays.items() if len(some) >= FEWEST_PAID]
        return Overview(
            day,
            total,
            paid,
            remote,
            _ranked(credentials),
            _ranked(states)[:_MOST_STATES],
            tuple(sorted(ranges, key=lambda one: -one.median)),
            dict(crossed),
        )


def _range(name: str, jobs: int, pays: list[float]) -> PayRange:
    lower, median, upper = quantiles(pays, n=4, method="inclusive")
    return PayRange(name, jobs, len(pays), lower, median, upper)


def _ranked(counted: Counter[str]) -> tuple[Count, ...]:
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(name, jobs) for name, jobs in ranked)
