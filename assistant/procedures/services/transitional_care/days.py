"""Dates and weekdays of a told discharge, contact and visit. Pure.

Dates are tokens of the story ("11/3", "11/3/2026", "nov 3", "3 november"); a date without a year is of the year of the
day of service, or of the year before where it would lie more than half a year after that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from assistant.understand.story import Amount, Kind
from assistant.understand.story.tokens import Token

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LONG = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT_DAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thur": 3, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NUMERIC = re.compile(r"(?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?:[/-](?P<year>\d{2,4}))?")
_DAY = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?")
_CENTURY, _SHORT_YEAR = 2000, 100
_WORKDAYS, _WEEK = 5, 7
_HALF_A_YEAR = 183
_SATURDAY, _LONGEST_MONTH = 5, 31


def dates_of(tokens: Sequence[Token], day: date) -> tuple[Amount, ...]:
    """Every date as an amount whose value is its ordinal."""
    return tuple(_amount(first, last, moment.toordinal()) for first, last, moment in _dates(tokens, day))


def weekdays_of(tokens: Sequence[Token]) -> tuple[Amount, ...]:
    """Every weekday as an amount, Monday 0."""
    found = []
    for token in tokens:
        number = _WEEKDAYS.index(token.word) if token.word in _WEEKDAYS else _SHORT_DAYS.get(token.word)
        if number is not None:
            found.append(_amount(token, token, number))
    return tuple(found)


def _amount(first: Token, last: Token, value: int) -> Amount:
    return Amount(Kind.DAYS, Decimal(value), "date", first.start, last.end, first.sentence, first.clause)


def _dates(tokens: Sequence[Token], day: date) -> Iterator[tuple[Token, Token, date]]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        day = _with_year(token.text) or day  # what follows "3/7/25" is of its year
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if match := _NUMERIC.fullmatch(token.text):
            if moment := _made(match["month"], match["day"], match["year"], day):
                yield token, token, moment
        elif following is not None and (month := _month(token.word)):
            match = _DAY.fullmatch(following.word)
            moment = _made(str(month), match["day"], _year(tokens, at + 2), day) if match else None
            if moment:
                yield token, following, moment
                at += 1
        at += 1


def _with_year(text: str) -> date | None:
    """The date of a token that names its year."""
    match = _NUMERIC.fullmatch(text)
    return _made(match["month"], match["day"], match["year"], date.min) if match and match["year"] else None


def _month(word: str) -> int:
    """1 to 12, or 0 for any other word."""
    if word in _LONG:
        return _LONG.index(word) + 1
    short = "sep" if word == "sept" else word
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _year(tokens: Sequence[Token], at: int) -> str | None:
    ahead = [token.word for token in tokens[at : at + 2]]
    return next((word for word in ahead if re.fullmatch(r"20\d\d", word)), None)


def _made(month: str, number: str, year: str | None, day: date) -> date | None:
    told = int(year) if year else day.year
    try:
        made = date(told + _CENTURY if told < _SHORT_YEAR else told, int(month), int(number))
        late = not year and made > day + timedelta(days=_HALF_A_YEAR)
        return made.replace(year=made.year - 1) if late else made
    except ValueError:
        return None


def business_days(start: date, end: date, holidays: Mapping[str, Sequence[Sequence[int]]]) -> int:
    """Weekdays that are no holidays after ``start`` up to ``end``."""
    days = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    free = {holiday for year in {day.year for day in days} for holiday in _holidays(year, holidays)}
    return sum(day.weekday() < _WORKDAYS and day not in free for day in days)


def _holidays(year: int, holidays: Mapping[str, Sequence[Sequence[int]]]) -> Iterator[date]:
    """The holidays of a year on the days on which they are kept: Friday for a Saturday, Monday for a Sunday."""
    for month, day in holidays["fixed"]:
        moment = date(year, month, day)
        shift = {_SATURDAY: -1, _SATURDAY + 1: 1}.get(moment.weekday(), 0)
        yield moment + timedelta(days=shift)
    for month, weekday, which in holidays["floating"]:
        days = [day for day in _days_of_month(year, month) if day.weekday() == weekday]
        yield days[which - 1 if which > 0 else which]


def _days_of_month(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    return [day for number in range(_LONGEST_MONTH) if (day := first + timedelta(days=number)).month == month]


def business_days_between_weekdays(start: int, end: int) -> int:
    """The same for two weekdays that are less than a week apart: Friday to Monday is 1."""
    days = (end - start) % _WEEK
    return sum((start + number) % _WEEK < _WORKDAYS for number in range(1, days + 1))
