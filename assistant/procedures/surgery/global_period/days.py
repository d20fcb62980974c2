"""The days that a case around an operation tells: dates, bare days of a month, weekdays. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.procedures.case import Span
from assistant.understand.form.dates import DateMention, dates_in
from assistant.understand.story import Told

_LATER = timedelta(days=120)
_BARE = re.compile(r"\d{1,2}[/-]\d{1,2}|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2} [A-Za-z]{3,9}")
_MONTH_DAY = re.compile(r"\d{1,2}/\d{1,2}")
_NO_DATES = frozenset("of strength inch dose view lead room lb ml mg cm strong".split())  # "3/4 of", "5/5 strength"
_WEEKDAYS = {name: at for at, name in enumerate("mon tue wed thu fri sat sun".split())}
_WEEKDAY_WORDS = frozenset(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday".split()
)


def told_dates(told: Told, day: date) -> tuple[tuple[date, Span], ...]:
    """Days that are told in order of time, read from the story's tokens at their places."""
    if not told.story.tokens:
        return ()
    line = [" "] * told.story.tokens[-1].end
    for token in told.story.tokens:
        line[token.start : token.end] = token.text
    mentions = _read_dates("".join(line), day)
    found = {(each.start, each.end): each.day for each in mentions if each.day == each.last}
    near = min(found.values(), default=None)
    bare = {span: each for span, each in _bare_dates(told, day, near) if not any(_overlap(span, one) for one in found)}
    if len(found) + len(bare) > 1:
        found |= bare
    return tuple(sorted((told_day, span) for span, told_day in found.items()))


def _bare_dates(told: Told, day: date, near: date | None) -> Iterator[tuple[Span, date]]:
    """ "Release 3/3 ... release 4/20": days of a month without a word before them, which two together must be.

    The year is the one that brings them nearest to a date that is told for sure, else the last one before ``day``.
    """
    tokens = told.story.tokens
    for at, token in enumerate(tokens):
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if not _MONTH_DAY.fullmatch(token.text) or following in _NO_DATES:
            continue
        month, day_of_month = map(int, token.text.split("/"))
        read = [one for year in (day.year - 1, day.year, day.year + 1) if (one := _date(year, month, day_of_month))]
        if near is None:
            read = [one for one in read if one <= day][-1:]
        if read:
            yield (token.start, token.end), min(read, key=lambda one: abs(one - near) if near else timedelta(0))


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _read_dates(text: str, day: date) -> tuple[DateMention, ...]:
    """The dates, where one of them is the day itself a bare one may be some months later: "6/10 ... on 6/27"."""
    mentions = dates_in(text, day)
    if not any(each.day == day for each in mentions):
        return mentions
    later = {each.start: each for each in dates_in(text, day + _LATER)}
    return tuple(later.get(each.start, each) if _BARE.fullmatch(each.text) else each for each in mentions)


def is_ago(told: Told, span: Span) -> bool:
    return any(token.word == "ago" and span[0] <= token.start < span[1] for token in told.story.tokens)


def days_between_weekdays(told: Told) -> int | None:
    """ "Saw Mon, did it Wed": two days; None where not two weekdays are told."""
    days = [_WEEKDAYS[token.word[:3]] for token in told.story.tokens if token.word in _WEEKDAY_WORDS]
    return (days[1] - days[0]) % 7 if len(days) == 2 else None
