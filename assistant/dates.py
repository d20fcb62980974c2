"""Dates of service in a coder's words: "3/15/2025", "DOS 03-15-25", "March 2025", "last March", "Q2 2025". Pure.

A date of service is rarely in the future, so a bare month is the latest one that has begun.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
# A year of two digits stands for this century until so many years from now.
_FUTURE_YEARS = 5


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date, or span, in a text. ``day`` is the one that rules; ``last`` its last day; ``text`` how it was written.

    ``precise`` is False for a month, quarter or year, within which an edition may change.
    """

    day: date
    last: date
    start: int
    end: int
    text: str

    @property
    def precise(self) -> bool:
        return self.day == self.last


Reader = Callable[[re.Match[str], date], tuple[date, date] | None]


def dates_of_service(text: str, today: date) -> tuple[DateMention, ...]:
    """Every date a text names, in order, none overlapping. Takes any text; never raises."""
    found: list[DateMention] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            try:
                span = read(match, today)
            except (ValueError, OverflowError):
                continue  # "13/45/2025" is no date
            if span is not None:
                found.append(DateMention(*span, match.start(), match.end(), match[0]))
    return tuple(sorted(found, key=lambda mention: mention.start))


def without_dates(text: str, today: date) -> str:
    """The text with every date blanked out, positions kept, so that a date is not read as anything else."""
    for mention in dates_of_service(text, today):
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _one(day: date) -> tuple[date, date]:
    return day, day


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year_of(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year - 100 if year > today.year + _FUTURE_YEARS else year


def _numbers(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(date(_year_of(match["year"], today), int(match["month"]), int(match["day"])))


def _worded(match: re.Match[str], today: date) -> tuple[date, date]:
    year = match["year"]
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    if year:
        return _one(date(_year_of(year, today), month, day))
    found = date(today.year, month, day)
    return _one(found if found <= today else date(today.year - 1, month, day))


def _month_of_year(match: re.Match[str], today: date) -> tuple[date, date]:
    return _month(int(match["year"]), _MONTHS[match["month"].lower()])


def _bare_month(match: re.Match[str], today: date) -> tuple[date, date]:
    month, which = _MONTHS[match["month"].lower()], match["which"].lower()
    year = today.year if month <= today.month else today.year - 1
    if which == "last" and month == today.month:
        year -= 1
    if which == "next":
        year = today.year if month > today.month else today.year + 1
    if which == "this":
        year = today.year
    return _month(year, month)


def _quarter(match: re.Match[str], today: date) -> tuple[date, date]:
    words = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
    told = match["quarter"].lower()
    quarter = words.get(told) or int(told[-1])
    year = int(match["year"])
    return date(year, 3 * quarter - 2, 1), _month(year, 3 * quarter)[1]


def _whole_year(match: re.Match[str], today: date) -> tuple[date, date]:
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _relative(match: re.Match[str], today: date) -> tuple[date, date] | None:
    word = " ".join(match[0].lower().split())
    if word == "today":
        return _one(today)
    if word == "yesterday":
        return _one(today - timedelta(days=1))
    if word == "tomorrow":
        return _one(today + timedelta(days=1))
    which, _, unit = word.partition(" ")
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "year":
        return date(today.year + step, 1, 1), date(today.year + step, 12, 31)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    if unit == "week":
        begin = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return begin, begin + timedelta(days=6)
    back = (today.weekday() - _WEEKDAYS[unit]) % 7 or 7
    return _one(today - timedelta(days=back)) if step < 0 else None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


_AFTER = r"(?![\w/-]|\.\d)"
_BEFORE = r"(?<![\w/.$-])"
_NUMBER_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_words(rf"{_BEFORE}{_YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){_AFTER}"), _numbers),
    (_words(rf"{_BEFORE}(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>(?:19|20)?\d{{2}}){_AFTER}"), _numbers),
    (_words(rf"{_BEFORE}(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})-(?P<year>(?:19|20)?\d{{2}}){_AFTER}"), _numbers),
    (_words(rf"\b{_MONTH}\s+{_NUMBER_DAY}(?:,?\s+(?P<year>(?:19|20)\d{{2}}))?{_AFTER}"), _worded),
    (_words(rf"{_BEFORE}{_NUMBER_DAY}(?:\s+of)?\s+{_MONTH},?\s+(?P<year>(?:19|20)\d{{2}}){_AFTER}"), _worded),
    (_words(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}{_AFTER}"), _month_of_year),
    (_words(rf"\bq(?P<quarter>[1-4])[\s,/-]*(?:of\s+)?{_YEAR}\b"), _quarter),
    (_words(rf"\b{_YEAR}\s*q(?P<quarter>[1-4])\b"), _quarter),
    (
        _words(rf"\b(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\s+(?:of\s+)?{_YEAR}\b"),
        _quarter,
    ),
    # "may I bill" is no month: a bare one needs a word that says when.
    (
        _words(rf"\b(?P<which>last|this|next|in|since|during)\s+{_MONTH}(?!\s+(?:i|we|you|be|it|they)\b)(?!\w)"),
        _bare_month,
    ),
    (
        _words(rf"\b(?:last|this|next)\s+(?:month|year|week|{'|'.join(_WEEKDAYS)})\b|\b(?:yesterday|today|tomorrow)\b"),
        _relative,
    ),
    (_words(rf"\b(?:in|for|during|since|of|dos|cy|year)\s*:?\s*{_YEAR}{_AFTER}"), _whole_year),
)
