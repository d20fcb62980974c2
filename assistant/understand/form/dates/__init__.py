"""Dates of service in a coder's words: "3/15/2025", "DOS 03-15-25", "March 2025", "last March", "Q2 2025". Pure.

A date of service is rarely in the future, so a bare month is the latest one that has begun; "next July" is ahead. What
only looks alike is no date: a bare year, "may I bill", "2 of 3", a code, a telephone number. A date of birth is a
date, but not of service; nor is one of the history ("stroke 6 months ago", "s/p 3/2020").
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.understand.form.dates.context import BEFORE, BEHIND, beside, is_labelled, is_not_of_service
from assistant.understand.form.dates.history import Placed, of_history
from assistant.understand.form.dates.meaning import Precision
from assistant.understand.form.dates.written import readers_for

__all__ = ["DateMention", "Precision", "dates_in", "dates_of_service", "without_dates"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date, or span, in a text. ``day`` is the one that rules; ``last`` its last day; ``text`` how it was written.

    ``precise`` is False for a month, quarter or year, within which an edition may change. "Before 2024" is the day
    before it, "after 2024" the day after. ``labelled`` tells that "DOS" or "date of service" stands before it,
    ``history`` that it dates what happened before the service.
    """

    day: date
    last: date
    start: int
    end: int
    text: str
    precision: Precision = Precision.DAY
    labelled: bool = False
    history: bool = False

    @property
    def precise(self) -> bool:
        return self.day == self.last


# A told case has a few; what has more is a table, whose rows have readers of their own.
MOST_DATES = 200

# Pasted text brings other dashes, spaces and digits; each maps to one character, so spans stay true.
_SAME = str.maketrans(
    {
        **{ord(dash): "-" for dash in "‐‑‒–—−"},
        **{ord(space): " " for space in "\u00a0\u2007\u2009\u202f\n\t\r"},
        **{0xFF10 + digit: str(digit) for digit in range(10)},
        0xFF0F: "/",
        ord("’"): "'",
    }
)


def dates_of_service(text: str, today: date) -> tuple[DateMention, ...]:
    """Every date of service a text names, in order, none overlapping. Takes any text; never raises."""
    return tuple(mention for mention in dates_in(text, today) if not mention.history)


@functools.lru_cache(maxsize=128)
def dates_in(text: str, today: date) -> tuple[DateMention, ...]:
    """Every date a text names, those of the history too; no date of birth."""
    plain = text.translate(_SAME)
    taken = bytearray(len(plain))
    found: list[DateMention] = []
    for pattern, needs, read in readers_for(plain):
        for match in pattern.finditer(plain):
            start, end = match.span("date")
            before = plain[max(0, start - BEFORE) : start]
            if len(found) >= MOST_DATES or any(taken[start:end]):
                continue
            if needs and not needs(before, plain[end : end + BEHIND]):
                continue
            try:
                day, last, precision = beside(read(match, today), before)
            except (ValueError, OverflowError):
                continue  # "13/45/2025" is no date
            taken[start:end] = b"\1" * (end - start)
            if not is_not_of_service(before):
                labelled = is_labelled(before)
                found.append(DateMention(day, last, start, end, text[start:end], precision, labelled))
    found.sort(key=lambda mention: mention.start)
    past = of_history(plain, [_placed(mention, today) for mention in found]) if found else frozenset()
    return tuple(replace(mention, history=True) if at in past else mention for at, mention in enumerate(found))


def _placed(mention: DateMention, today: date) -> Placed:
    span = (mention.day, mention.last, mention.precision)
    ago = mention.text.lower().endswith("ago")
    return Placed(mention.start, mention.end, span, (today - mention.last).days, ago, mention.labelled)


def without_dates(text: str, today: date, mentions: Sequence[DateMention] | None = None) -> str:
    """The text with every date blanked out, positions kept, so that a date is not read as anything else."""
    parts: list[str] = []
    position = 0
    for mention in dates_in(text, today) if mentions is None else mentions:
        parts += (text[position : mention.start], " " * (mention.end - mention.start))
        position = mention.end
    return "".join((*parts, text[position:]))
