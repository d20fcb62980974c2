"""What a date in a coder's words means: "last March", "Q2 2025", "two weeks ago", counted from a day. Pure.

Each reader takes the match of how it is written and the day that is today; ValueError tells that it is no date.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from enum import StrEnum


class Precision(StrEnum):
    """How much time a mention names."""

    DAY = "day"
    SPAN = "span"  # a week, or "March 3 to 5"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


Span = tuple[date, date, Precision]

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
SMALL_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
# A year of two digits stands for this century until so many years from now.
_FUTURE_YEARS = 5
# A leap day recurs within this many years.
_LEAP_GAP = 9


def _one(day: date) -> Span:
    return day, day, Precision.DAY


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Precision.MONTH


def _quarter(year: int, quarter: int) -> Span:
    return date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter)[1], Precision.QUARTER


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


def _year_of(told: str, today: date) -> int:
    """ "2025", "25", "'25", "last year"."""
    words = told.lower().split()
    if len(words) == 2:
        return today.year + _STEPS[words[0]]
    digits = told.strip("'")
    if len(digits) == 4:
        return int(digits)
    year = today.year // 100 * 100 + int(digits)
    return year - 100 if year > today.year + _FUTURE_YEARS else year


def _latest(month: int, day: int, today: date) -> date:
    """The latest such day that is not ahead."""
    for year in range(today.year, today.year - _LEAP_GAP, -1):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) <= today:
            return date(year, month, day)
    raise ValueError(f"month {month} has no day {day}")


def numbers(match: re.Match[str], today: date) -> Span:
    return _one(date(_year_of(match["year"], today), int(match["month"]), int(match["day"])))


def month_and_day(match: re.Match[str], today: date) -> Span:
    return _one(_latest(int(match["month"]), int(match["day"]), today))


def worded(match: re.Match[str], today: date) -> Span:
    """ "March 15, 2025", "March 3 to 5, 2025"; without a year the latest such day."""
    month, day = MONTHS[match["month"].lower()], int(match["day"])
    named = match.groupdict()
    first = date(_year_of(named["year"], today), month, day) if named.get("year") else _latest(month, day, today)
    last = first.replace(day=int(named["until"])) if named.get("until") else first
    return (first, last, Precision.SPAN) if first < last else _one(first)


def numbered_month(match: re.Match[str], today: date) -> Span:
    return _month(int(match["year"]), int(match["month"]))


def month_of_year(match: re.Match[str], today: date) -> Span:
    return _month(_year_of(match["year"], today), MONTHS[match["month"].lower()])


def bare_month(match: re.Match[str], today: date) -> Span:
    month = MONTHS[match["month"].lower()]
    return _month(today.year if month <= today.month else today.year - 1, month)


def relative_month(match: re.Match[str], today: date) -> Span:
    month, step = MONTHS[match["month"].lower()], _STEPS[match["which"].lower()]
    if step < 0:
        return _month(today.year if month < today.month else today.year - 1, month)
    ahead = step > 0 and month <= today.month
    return _month(today.year + 1 if ahead else today.year, month)


def quarter_of_year(match: re.Match[str], today: date) -> Span:
    return _quarter(_year_of(match["year"], today), _quarter_number(match["quarter"]))


def bare_quarter(match: re.Match[str], today: date) -> Span:
    quarter = _quarter_number(match["quarter"])
    return _quarter(today.year if 3 * quarter - 2 <= today.month else today.year - 1, quarter)


def _quarter_number(told: str) -> int:
    return _ORDINALS.get(told.lower()) or int(told[0])


def fiscal_year(match: re.Match[str], today: date) -> Span:
    """The federal fiscal year, which ICD-10 releases follow, begins in October of the year before."""
    year = _year_of(match["year"], today)
    return date(year - 1, 10, 1), date(year, 9, 30), Precision.YEAR


def whole_year(match: re.Match[str], today: date) -> Span:
    return _year(_year_of(match["year"], today))


_STEPS = {"last": -1, "previous": -1, "prior": -1, "past": -1, "this": 0, "current": 0, "next": 1}


def relative_span(match: re.Match[str], today: date) -> Span:
    step, unit = _STEPS[match["which"].lower()], match["unit"].lower()
    if unit == "year":
        return _year(today.year + step)
    if unit == "quarter":
        quarters = today.year * 4 + (today.month - 1) // 3 + step
        return _quarter(quarters // 4, quarters % 4 + 1)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    begin = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return begin, begin + timedelta(days=6), Precision.SPAN


def relative_weekday(match: re.Match[str], today: date) -> Span:
    step = _STEPS[match["which"].lower()] if match["which"] else -1
    weekday = WEEKDAYS[match["weekday"].lower()]
    if step > 0:
        return _one(today + timedelta(days=(weekday - today.weekday()) % 7 or 7))
    if step == 0:
        return _one(today + timedelta(days=weekday - today.weekday()))
    return _one(today - timedelta(days=(today.weekday() - weekday) % 7 or 7))


def nearby(match: re.Match[str], today: date) -> Span:
    return _one(today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[match[0].lower()]))


def ago(match: re.Match[str], today: date) -> Span:
    told, unit = match["number"].lower(), match["unit"].lower()
    number = SMALL_NUMBERS.get(told) or int(told)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - number
        return _month(months // 12, months % 12 + 1)
    return _one(today - timedelta(days=number * (7 if unit == "week" else 1)))
