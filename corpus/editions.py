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
    table can be told apart from releases of different ones.
    """

    id: str
    table: str
    publisher: str
    title: str
    effective_from: date | None = None
    effective_to: date | None = None
    url: str | None = None

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
