"""The minutes of a visit and of the days around it, where each is told with its day. Pure.

Medicare's prolonged codes of nursing facilities and homes count minutes of a few days before and after the visit; the
level itself is chosen by the minutes of the visit's date. A day stands in words ("day before", "day of") or as a number
of days before or later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.procedures.case import Span
from assistant.procedures.visits.minutes import as_minutes
from assistant.procedures.visits.prolonged.decide import Threshold
from assistant.understand.story import Amount, Kind, Role, Told

_OFFSETS = {"day_before": -1, "day_of": 0, "day_after": 1}
# A bare number is minutes where its day stands this near behind it: "60 on the day".
_NEAR = 8
_FEWEST = 5
_COUNTED = (Role.TOLD, Role.TOTAL)


@dataclass(frozen=True, slots=True)
class MinutesByDay:
    """Minutes by day: 0 is the date of the visit, -1 the day before it."""

    by_day: Mapping[int, int]
    rests_on: tuple[Span, ...]

    @property
    def of_visit(self) -> int:
        return self.by_day.get(0, 0)

    def within(self, threshold: Threshold) -> int:
        """The minutes of the days that count toward a prolonged code."""
        days = range(-threshold.days_before, threshold.days_after + 1)
        return sum(minutes for day, minutes in self.by_day.items() if day in days)

    @property
    def total(self) -> int:
        return sum(self.by_day.values())


def minutes_by_day(told: Told) -> MinutesByDay | None:
    """The minutes of each day; None where no minutes of another day are told, or the day of some is open."""
    if told.has("levels.staff_time", "levels.apart_time"):
        return None
    markers = dict(_markers(told))
    amounts = [amount for amount in _minutes(told, markers) if amount.role in _COUNTED and not amount.ranged]
    parts = [amount for amount in amounts if amount.role is Role.TOLD]
    by_day: dict[int, int] = {}
    unmarked: list[Amount] = []
    for amount in parts:
        marker = told.nearest(amount, markers)
        if marker is None or not _same_clause(told, amount, marker):
            unmarked.append(amount)
            continue
        by_day[markers[marker]] = by_day.get(markers[marker], 0) + int(amount.value)
    if len(unmarked) == 1 and 0 not in by_day:  # what has no day is of the visit
        by_day[0] = int(unmarked[0].value)
        unmarked = []
    if unmarked or 0 not in by_day or len(by_day) < 2:
        return None
    return MinutesByDay(by_day, (*(amount.span for amount in amounts), *markers))


def _markers(told: Told) -> Iterator[tuple[Span, int]]:
    """Places that name a day, and which; "two days before" hides the "day before" inside it."""
    numbered = [
        (amount.start, amount.end, int(amount.value) * (-1 if amount.role is Role.AGO else 1))
        for amount in told.story.amounts
        if amount.kind is Kind.DAYS and amount.role in (Role.AGO, Role.LATER)
    ]
    for start, end, offset in numbered:
        yield (start, end), offset
    for concept, offset in _OFFSETS.items():
        for mention in told.mentions(concept):
            if not any(start <= mention.start < end for start, end, _ in numbered):
                yield (mention.start, mention.end), offset


def _minutes(told: Told, markers: Mapping[Span, int]) -> Iterator[Amount]:
    """Minutes, and bare numbers with a day right behind them."""
    for amount in as_minutes(told.story.amounts):
        bare = amount.kind is Kind.COUNT and not amount.unit and amount.value >= _FEWEST
        if amount.kind is Kind.MINUTES or (bare and any(0 < start - amount.end <= _NEAR for start, _ in markers)):
            yield amount


def _same_clause(told: Told, amount: Amount, marker: Span) -> bool:
    return any(token.start == marker[0] and token.clause == amount.clause for token in told.story.tokens)
