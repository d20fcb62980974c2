"""The days that a told case counts between: dates as they are read everywhere, and bare days of a month. Pure.

"6/10 ... on 6/27", "release 3/3 ... release 4/20": two days of a month together are days, one alone may be a fraction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.understand.form.dates import DateMention, dates_in
from assistant.understand.story.tokens import Token

Place = tuple[int, int]

_LATER = timedelta(days=120)
_BARE = re.compile(r"\d{1,2}[/-]\d{1,2}|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2} [A-Za-z]{3,9}")
_NO_DATES = frozenset("of strength inch dose view lead room lb ml mg cm strong".split())  # "3/4 of", "5/5 strength"
_LONGEST_NUMBER = 2


def days_in(tokens: Sequence[Token], today: date) -> tuple[tuple[date, Place], ...]:
    """The days that are told, in order of time, with their places. ``today`` gives the year of a bare one."""
    if not tokens:
        return ()
    line = [" "] * tokens[-1].end
    for token in tokens:
        line[token.start : token.end] = token.text
    mentions = _read("".join(line), today)
    found = {(each.start, each.end): each.day for each in mentions if each.day == each.last}
    near = min(found.values(), default=None)
    bare = {place: each for place, each in _bare(tokens, today, near) if not any(_overlap(place, one) for one in found)}
    if len(found) + len(bare) > 1:
        found |= bare
    return tuple(sorted((day, place) for place, day in found.items()))


def _bare(tokens: Sequence[Token], today: date, near: date | None) -> Iterator[tuple[Place, date]]:
    """Days of a month without a word before them.

    The year is the one that brings them nearest to a date that is told for sure, else the last one before ``today``.
    """
    for at, token in enumerate(tokens):
        following = tokens[at + 1].word if at + 1 < len(tokens) else ""
        month, slash, day = token.text.partition("/")
        numbers = month.isdigit() and day.isdigit() and max(len(month), len(day)) <= _LONGEST_NUMBER
        if not slash or not numbers or following in _NO_DATES:
            continue
        years = (today.year - 1, today.year, today.year + 1)
        read = [one for year in years if (one := _date(year, int(month), int(day)))]
        if near is None:
            read = [one for one in read if one <= today][-1:]
        if read:
            yield (token.start, token.end), min(read, key=lambda one: abs(one - near) if near else timedelta(0))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _read(text: str, today: date) -> tuple[DateMention, ...]:
    """The dates, where one of them is the day itself a bare one may be some months later: "6/10 ... on 6/27"."""
    mentions = dates_in(text, today)
    if not any(each.day == today for each in mentions):
        return mentions
    later = {each.start: each for each in dates_in(text, today + _LATER)}
    return tuple(later.get(each.start, each) if _BARE.fullmatch(each.text) else each for each in mentions)
