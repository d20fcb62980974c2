"""The ways publishers write days. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

_NOTHING = frozenset({"", "*", "n/a", "na", "none"})


def read_day(value: object) -> date | None:
    """The day in a cell: YYYYMMDD, YYYYDDD (year and day of year), M/D/YYYY or YYYY-MM-DD; None for "*" and blanks.

    Raises ValueError for anything else.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value if value is not None else "").strip().removesuffix(".0")
    if text.casefold() in _NOTHING:
        return None
    if re.fullmatch(r"\d{8}", text):
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if re.fullmatch(r"\d{7}", text):
        return _day_of_year(int(text[:4]), int(text[4:]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?", text):
        return date(int(match[3]), int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T\s].*)?", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(f"{text!r} is not a date")


def _day_of_year(year: int, number: int) -> date:
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if number < 1 or day.year != year:
        raise ValueError(f"{year} has no day {number}")
    return day


def quarter_span(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter (1 to 4)."""
    return date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter)


def quarter_of(day: date) -> int:
    """The quarter, 1 to 4, that a day is in."""
    return (day.month + 2) // 3


def fiscal_year_span(year: int) -> tuple[date, date]:
    """First and last day of a federal fiscal year, which begins in October of the year before."""
    return date(year - 1, 10, 1), date(year, 9, 30)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
