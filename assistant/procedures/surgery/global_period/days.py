"""The days that a case around an operation tells. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Span
from assistant.understand.form.dates.told import days_in
from assistant.understand.story import Told

_WEEKDAYS = {name: at for at, name in enumerate("mon tue wed thu fri sat sun".split())}
_WEEKDAY_WORDS = frozenset(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday".split()
)


def told_dates(told: Told, day: date) -> tuple[tuple[date, Span], ...]:
    """Days that are told in order of time, as the shared reader of dates has them."""
    return days_in(told.story.tokens, day)


def is_ago(told: Told, span: Span) -> bool:
    return any(token.word == "ago" and span[0] <= token.start < span[1] for token in told.story.tokens)


def days_between_weekdays(told: Told) -> int | None:
    """ "Saw Mon, did it Wed": two days; None where not two weekdays are told."""
    days = [_WEEKDAYS[token.word[:3]] for token in told.story.tokens if token.word in _WEEKDAY_WORDS]
    return (days[1] - days[0]) % 7 if len(days) == 2 else None
