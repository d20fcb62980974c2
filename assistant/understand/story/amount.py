"""One amount of a told case: what it measures, and what the words around it make of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What an amount measures; ``Amount.value`` is in the unit named here."""

    MINUTES = "minutes"
    CLOCK = "clock"  # minutes after midnight
    DAYS = "days"
    AGE = "age"  # months
    DOSE = "dose"  # as told, in ``unit``
    LENGTH = "cm"
    AREA = "sq cm"
    PERCENT = "percent"
    COUNT = "count"


class Role(StrEnum):
    """What is said of the amount by the words around it."""

    TOLD = "told"
    TOTAL = "total"  # "82 minutes total"
    EACH = "each"  # "each additional 15 minutes", "15-minute increments": part of a rule
    BOUND = "bound"  # "more than 30 minutes", "up to 5 cm"
    AGO = "ago"  # history: "6 months ago", "within the last year"
    LATER = "later"  # "two weeks after surgery", "POD 5"
    MARGIN = "margin"  # "0.3 cm margins"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount. ``values`` are all of them for a range or for sizes ("2 x 1.5 cm"), in the unit of the kind.

    ``before`` and ``noun`` are up to three words before and after it; ``until`` ends a span of clock times, whose
    minutes are ``value``.
    """

    kind: Kind
    value: Decimal
    unit: str
    start: int
    end: int
    sentence: int
    clause: int
    role: Role = Role.TOLD
    values: tuple[Decimal, ...] = ()
    before: tuple[str, ...] = ()
    noun: tuple[str, ...] = ()
    ranged: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end
