"""Editions: which release of a publisher's table a fact comes from, and which one rules a date of service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """One release of one source, as it is cited.

    ``effective_from`` and ``effective_to`` are dates of service, both inclusive; ``None`` means open on that side.
    ``table`` names what the edition is an edition *of* ("NCCI add-on code edits"), so that releases of the same
    table can be told apart from releases of different ones. ``complete`` is False for an excerpt or for a part of a
    release whose other parts are not loaded: its rows speak, its silence says nothing. A release that its publisher
    splits into several files has one id; ``part`` of ``parts`` then tells the files apart (0 of 0 for a whole).
    ``payer``, ``plan`` and ``kind`` ("payment policy") tell whose rules a user's own document holds; empty elsewhere.
    """

    id: str
    table: str
    publisher: str
    title: str
    effective_from: date | None = None
    effective_to: date | None = None
    url: str | None = None
    complete: bool = True
    part: int = 0
    parts: int = 0
    payer: str = ""
    plan: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        if not self.id or not self.title or not self.publisher or not self.table:
            raise ValueError(f"edition {self.id!r} needs an id, a table, a publisher and a title")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(f"edition {self.id!r} ends before it begins")

    def covers(self, day: date) -> bool:
        """True when ``day`` falls in the effective span."""
        after_start = self.effective_from is None or self.effective_from <= day
        return after_start and (self.effective_to is None or day <= self.effective_to)


def ruling_edition(editions: Iterable[Edition], day: date) -> Edition | None:
    """The edition that rules a date of service: among those covering it, the one that took effect last.

    Editions of one table are expected; ``None`` means that none of them covers the day.
    """
    covering = [edition for edition in editions if edition.covers(day)]
    return max(covering, key=lambda edition: edition.effective_from or date.min, default=None)


def nearest_edition(editions: Iterable[Edition], day: date) -> Edition | None:
    """The edition to decide by: the ruling one, else the last that began before the day, else the first after it.

    ``None`` only when there is no edition at all. Whether it covers the day is ``Edition.covers``: a verdict by an
    edition that does not must say so.
    """
    known = list(editions)
    if ruling := ruling_edition(known, day):
        return ruling
    before = [edition for edition in known if (edition.effective_from or date.min) <= day]
    if before:
        return max(before, key=lambda edition: (edition.effective_to or date.max, edition.effective_from or date.min))
    return min(known, key=lambda edition: edition.effective_from or date.min, default=None)
