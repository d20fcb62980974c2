"""A hospital stay that begins and ends on one date, as it is told: that it is one, and how many hours it lasted. Pure.

The words are those of the family ``levels``; codes of an admission and of a discharge tell it too. The hours stand in
clock times (the first and the last of them) or are told ("there 6 hours").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.minutes import Minutes, minutes_told
from assistant.understand.story import Amount, Kind, Role, Told

_FAMILY = "levels"
_HOUR = 60
_HALF_DAY = 12 * _HOUR
# Of hours that are told without a word of the stay beside them: a visit of two hours is still a visit.
_FEWEST_HOURS = 3
_HOURS = frozenset("h hr hrs hour".split())
_INITIAL = frozenset("99221 99222 99223".split())
_DISCHARGE = frozenset("99238 99239".split())
_WHOLE = frozenset("99234 99235 99236".split())
_PAIR = 2
_DAY_OF_MONTH = re.compile(r"\d{1,2}/\d{1,2}")


@dataclass(frozen=True, slots=True)
class Stay:
    """``minutes`` from admission to discharge; None where no hours are told."""

    minutes: int | None
    rests_on: tuple[Span, ...]


def stay_of(case: Case) -> Stay | None:
    """The stay of one date that a case tells; None where it tells none, or one that goes on to another date."""
    told = case.told(_FAMILY)
    named = {str(code) for code in case.procedures}
    if told.has("nursing_place", "next_date", "other_service", "late_summary"):
        return None
    came = told.has("admitted", "observation", "put_in_bed") or bool(named & (_INITIAL | _WHOLE))
    spans_of_clock = _span_of_clock(told)
    left = told.has("discharge", "left", "went_home", "stay_word") or bool(named & (_DISCHARGE | _WHOLE))
    left = left or any(amount.value >= _FEWEST_HOURS * _HOUR for amount in spans_of_clock)
    if not (came and left) or not (told.has("admitted", "observation", "put_in_bed", "hospital_place") or named):
        return None
    clocks = told.amounts(Kind.CLOCK, roles=tuple(Role)) or spans_of_clock
    if _over_midnight(told, clocks):
        return None
    minutes, spans = _between(clocks)
    if minutes is None:
        minutes, spans = _hours(told)
    one_date = told.has("same_date", "same_day", "same_date_stay") or bool(named & _WHOLE)
    if not one_date and (minutes is None or not _is_a_pair(named)) and len(clocks) < _PAIR and not spans_of_clock:
        return None
    words = told.spans("admitted", "observation", "put_in_bed", "discharge", "left", "went_home", "stay_word")
    words += told.spans("same_day", "same_date", "same_date_stay")
    return Stay(minutes, (*spans, *words))


def _is_a_pair(named: set[str]) -> bool:
    return bool(named & _INITIAL) and bool(named & _DISCHARGE)


def _span_of_clock(told: Told) -> tuple[Amount, ...]:
    """ "0710 to 1650": read as minutes, with both times in ``values``."""
    return tuple(amount for amount in told.amounts(Kind.MINUTES, roles=tuple(Role)) if amount.unit == "clock")


def _between(clocks: tuple[Amount, ...]) -> tuple[int | None, tuple[Span, ...]]:
    """Minutes from the first clock time to the last; an earlier last one is in the other half of the day."""
    if not clocks:
        return None, ()
    times = [value for amount in clocks for value in (amount.values if amount.unit == "clock" else (amount.value,))]
    if len(times) < _PAIR:
        return None, ()
    minutes = int(times[-1] - times[0])
    if minutes <= 0 and times[0] < _HALF_DAY:
        minutes += _HALF_DAY
    return (minutes if minutes > 0 else None), tuple(amount.span for amount in clocks)


def _over_midnight(told: Told, clocks: tuple[Amount, ...]) -> bool:
    """True where two dates are told, or a time of the evening and then one of the morning."""
    days = {match[0] for token in told.story.tokens if (match := _DAY_OF_MONTH.match(token.text))}
    if len(days) >= _PAIR:
        return True
    times = [value for amount in clocks for value in (amount.values if amount.unit == "clock" else (amount.value,))]
    return len(times) >= _PAIR and times[0] >= _HALF_DAY > times[-1]


def _hours(told: Told) -> tuple[int | None, tuple[Span, ...]]:
    """Hours that are told of the stay: "there 6 hrs", "after 10 hours"."""
    told_hours = [
        amount
        for amount in told.amounts(Kind.MINUTES, roles=tuple(Role))
        if amount.unit in _HOURS and not amount.ranged and amount.value >= _FEWEST_HOURS * _HOUR
    ]
    exact = [amount for amount in told_hours if amount.role not in (Role.BOUND, Role.EACH)]
    if len(exact) != 1:
        return None, ()
    return int(Decimal(exact[0].value)), (exact[0].span,)


def visit_minutes(case: Case, family: str) -> Minutes | None:
    """The minutes of the visit that a case tells; the hours of a stay are none."""
    minutes, stay = minutes_told(case.told(family), _FAMILY), stay_of(case)
    if minutes is not None and stay is not None and stay.minutes and minutes.total >= stay.minutes:
        return None
    return minutes
