"""Dates of service in a coder's words: "3/15/2025", "DOS 03-15-25", "March 2025", "last March", "Q2 2025". Pure.

A date of service is rarely in the future, so a bare month is the latest one that has begun; "next July" is ahead. What
only looks alike is no date: a bare year, "may I bill", "2 of 3", a code, a telephone number. A date of birth is a
date, but not of service.
"""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Precision(StrEnum):
    """How much time a mention names."""

    DAY = "day"
    SPAN = "span"  # a week, or "March 3 to 5"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date, or span, in a text. ``day`` is the one that rules; ``last`` its last day; ``text`` how it was written.

    ``precise`` is False for a month, quarter or year, within which an edition may change. "Before 2024" is the day
    before it, "after 2024" the day after. ``labelled`` tells that "DOS" or "date of service" stands before it.
    """

    day: date
    last: date
    start: int
    end: int
    text: str
    precision: Precision = Precision.DAY
    labelled: bool = False

    @property
    def precise(self) -> bool:
        return self.day == self.last


Span = tuple[date, date, Precision]
Reader = Callable[[re.Match[str], date], Span]
Needs = re.Pattern[str] | None


@functools.lru_cache(maxsize=128)
def dates_of_service(text: str, today: date) -> tuple[DateMention, ...]:
    """Every date of service a text names, in order, none overlapping. Takes any text; never raises."""
    plain = text.translate(_SAME)
    taken = bytearray(len(plain))
    found: list[DateMention] = []
    for pattern, needs, read in _READERS:
        for match in pattern.finditer(plain):
            start, end = match.span("date")
            before = plain[max(0, start - _CONTEXT) : start]
            if (needs and not needs.search(before)) or any(taken[start:end]):
                continue
            try:
                day, last, precision = _beside(read(match, today), before)
            except (ValueError, OverflowError):
                continue  # "13/45/2025" is no date
            taken[start:end] = b"\1" * (end - start)
            if not _NOT_OF_SERVICE.search(before):
                labelled = bool(_LABEL.search(before))
                found.append(DateMention(day, last, start, end, text[start:end], precision, labelled))
    return tuple(sorted(found, key=lambda mention: mention.start))


def without_dates(text: str, today: date, mentions: Sequence[DateMention] | None = None) -> str:
    """The text with every date blanked out, positions kept, so that a date is not read as anything else."""
    parts: list[str] = []
    position = 0
    for mention in dates_of_service(text, today) if mentions is None else mentions:
        parts += (text[position : mention.start], " " * (mention.end - mention.start))
        position = mention.end
    return "".join((*parts, text[position:]))


# --- what stands before a date --------------------------------------------------------------------------------------

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
# How far before a date the words are that say what it is.
_CONTEXT = 40


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


_LABEL_WORDS = r"(?:dos|dates?(?:\(s\))?\s+of\s+services?|services?\s+dates?|svc\s+dates?)"
_LABEL = _words(rf"\b{_LABEL_WORDS}\s*(?:is|was|of|in|on|from)?\s*[:=#-]?\s*(?:on|in|from)?\s*$")
_NOT_OF_SERVICE = _words(
    r"\b(?:dob|born(?:\s+(?:on|in))?|birth\s?(?:date|day)|date\s+of\s+birth|last\s+seen(?:\s+(?:on|in))?)"
    r"\s*(?:is|was)?\s*[:=-]?\s*$"
)
_BEFORE_IT = _words(r"\b(?:before|prior\s+to|earlier\s+than)\s+(?:the\s+)?$")
_AFTER_IT = _words(r"\b(?:after|later\s+than)\s+(?:the\s+)?$")
# A bare month, weekday or quarter needs one of these.
_WHEN_WORDS = (
    r"in|on|since|during|for|from|of|by|until|till|through|before|after|prior\s+to|effective|as\s+of|early|late|mid"
    r"|dated?"
)
_WHEN = _words(rf"(?:\b(?:{_WHEN_WORDS})\s+(?:the\s+)?|\b{_LABEL_WORDS}\s*:?\s*)$")
_ON = _words(
    rf"(?:\b(?:on|dated?|since|from|before|after|as\s+of|effective|through|until)\s+|\b{_LABEL_WORDS}\s*[:=#-]?\s*)$"
)
_YEAR_IS_MEANT = _words(
    rf"\b(?:in|about|during|for|since|from|of|by|before|after|until|through|prior\s+to|as\s+of|effective|year|{_LABEL_WORDS})"
    r"\s*:?\s*$"
)


def _beside(span: Span, before: str) -> Span:
    """The span, or the day before or after it where that is what is said."""
    day, last, precision = span
    if _BEFORE_IT.search(before):
        return day - timedelta(days=1), day - timedelta(days=1), Precision.DAY
    if _AFTER_IT.search(before):
        return last + timedelta(days=1), last + timedelta(days=1), Precision.DAY
    return day, last, precision


# --- what a mention means -------------------------------------------------------------------------------------------

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SMALL_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
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


def _numbers(match: re.Match[str], today: date) -> Span:
    return _one(date(_year_of(match["year"], today), int(match["month"]), int(match["day"])))


def _month_and_day(match: re.Match[str], today: date) -> Span:
    return _one(_latest(int(match["month"]), int(match["day"]), today))


def _worded(match: re.Match[str], today: date) -> Span:
    """ "March 15, 2025", "March 3 to 5, 2025"; without a year the latest such day."""
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    named = match.groupdict()
    first = date(_year_of(named["year"], today), month, day) if named.get("year") else _latest(month, day, today)
    last = first.replace(day=int(named["until"])) if named.get("until") else first
    return (first, last, Precision.SPAN) if first < last else _one(first)


def _numbered_month(match: re.Match[str], today: date) -> Span:
    return _month(int(match["year"]), int(match["month"]))


def _month_of_year(match: re.Match[str], today: date) -> Span:
    return _month(_year_of(match["year"], today), _MONTHS[match["month"].lower()])


def _bare_month(match: re.Match[str], today: date) -> Span:
    month = _MONTHS[match["month"].lower()]
    return _month(today.year if month <= today.month else today.year - 1, month)


def _relative_month(match: re.Match[str], today: date) -> Span:
    month, step = _MONTHS[match["month"].lower()], _STEPS[match["which"].lower()]
    if step < 0:
        return _month(today.year if month < today.month else today.year - 1, month)
    ahead = step > 0 and month <= today.month
    return _month(today.year + 1 if ahead else today.year, month)


def _quarter_of_year(match: re.Match[str], today: date) -> Span:
    return _quarter(_year_of(match["year"], today), _quarter_number(match["quarter"]))


def _bare_quarter(match: re.Match[str], today: date) -> Span:
    quarter = _quarter_number(match["quarter"])
    return _quarter(today.year if 3 * quarter - 2 <= today.month else today.year - 1, quarter)


def _quarter_number(told: str) -> int:
    return _ORDINALS.get(told.lower()) or int(told[0])


def _fiscal_year(match: re.Match[str], today: date) -> Span:
    """The federal fiscal year, which ICD-10 releases follow, begins in October of the year before."""
    year = _year_of(match["year"], today)
    return date(year - 1, 10, 1), date(year, 9, 30), Precision.YEAR


def _whole_year(match: re.Match[str], today: date) -> Span:
    return _year(_year_of(match["year"], today))


_STEPS = {"last": -1, "previous": -1, "prior": -1, "past": -1, "this": 0, "current": 0, "next": 1}


def _relative_span(match: re.Match[str], today: date) -> Span:
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


def _relative_weekday(match: re.Match[str], today: date) -> Span:
    step = _STEPS[match["which"].lower()] if match["which"] else -1
    weekday = _WEEKDAYS[match["weekday"].lower()]
    if step > 0:
        return _one(today + timedelta(days=(weekday - today.weekday()) % 7 or 7))
    if step == 0:
        return _one(today + timedelta(days=weekday - today.weekday()))
    return _one(today - timedelta(days=(today.weekday() - weekday) % 7 or 7))


def _nearby(match: re.Match[str], today: date) -> Span:
    return _one(today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[match[0].lower()]))


def _ago(match: re.Match[str], today: date) -> Span:
    told, unit = match["number"].lower(), match["unit"].lower()
    number = _SMALL_NUMBERS.get(told) or int(told)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - number
        return _month(months // 12, months % 12 + 1)
    return _one(today - timedelta(days=number * (7 if unit == "week" else 1)))


# --- how a mention is written: the first reader that takes a place keeps it -------------------------------------------

_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![A-Za-z])\.?"
_ANY_MONTH = _MONTH.replace("?P<month>", "?:")
_FULL_YEAR = r"(?:19|20)\d{2}"
_YEAR = rf"(?P<year>{_FULL_YEAR})"
_NUMBER_YEAR = r"(?P<year>(?:19|20)?\d{2})"
_SOME_YEAR = rf"(?P<year>{_FULL_YEAR}|'?\d{{2}})"
_TOLD_YEAR = rf"(?P<year>{_FULL_YEAR}|'\d{{2}}|(?:last|this|next|previous|prior)\s+year)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_UNTIL = r"\s*(?:-|to|through|thru|and)\s*(?P<until>\d{1,2})(?:st|nd|rd|th)?"
_BEGIN = r"(?<![\w/.$-])"
_END = r"(?![\w/-]|\.\d)"
_SLASH_BEGIN = r"(?<![\w/.$])(?<![A-Za-z$/.]-)"  # in "3/1/2025-3/5/2025" the second follows a dash
_SLASH_END = r"(?![\w/]|\.\d|-\d{4,}\b)"
_WHICH = r"(?P<which>last|this|next|previous|prior|past|current)"
_COUNTED = (
    r"(?!\s+(?:units?|minutes?|mins?|codes?|times|lesions?|levels?|visits?|patients?|claims?|injections?|mg|ml|mcg"
    r"|days?|hours?)\b)"
)
_ROUND = r"(?!\s*(?:units?|mg|mcg|ml|iu|patients?|claims?|visits?|dollars?|codes?|members?|people|g|kg|steps|times)\b)"
_VERB = r"(?!\s+(?:i|we|you|be|it|they|he|she|not|have|has|also|only|need|require|apply|bill|report|the|a|an)\b)"
_NO_FULL_DATE = rf"(?!\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_FULL_YEAR}\b)"
_PUBLISHED = (
    r"(?:edition|release|fee\s+schedule|mpfs|pfs|ncci|mue|opps|claims?|guidelines?|rules?|edits?"
    r"|dates?\s+of\s+service|rates?|code\s+set|icd|cpt|hcpcs)"
)
_ORDINAL_QUARTER = r"(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter"
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_NOT_THE_STRETCH = r"(?<!within )(?<!within the )(?<!over the )(?<!in the )(?<!during the )(?<!for the )(?<!once a )"
_NO_YEAR = rf"(?!,?\s+{_FULL_YEAR}\b)"
_TO_MONTH = rf"(?=\s*(?:-|to|through|thru|and|or|until)\s*{_ANY_MONTH}\s+(?:of\s+)?{_TOLD_YEAR})"


def _read(pattern: str, read: Reader, needs: re.Pattern[str] | None = None) -> tuple[re.Pattern[str], Needs, Reader]:
    return _words(pattern), needs, read


_READERS: tuple[tuple[re.Pattern[str], Needs, Reader], ...] = (
    _read(
        rf"{_BEGIN}(?P<date>{_YEAR}(?P<dash>[-/])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}}))(?=T\d|{_END})",
        _numbers,
    ),
    _read(rf"{_SLASH_BEGIN}(?P<date>(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/{_NUMBER_YEAR}){_SLASH_END}", _numbers),
    _read(rf"{_BEGIN}(?P<date>(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})-{_NUMBER_YEAR}){_END}", _numbers),
    _read(rf"(?<!version ){_BEGIN}(?P<date>(?P<month>\d{{1,2}})\.(?P<day>\d{{1,2}})\.{_YEAR}){_END}", _numbers),
    _read(rf"(?<!\d)(?P<date>{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}}))(?!\d)", _numbers, _LABEL),
    _read(rf"(?<!\d)(?P<date>(?P<month>\d{{2}})(?P<day>\d{{2}}){_YEAR})(?!\d)", _numbers, _LABEL),
    _read(rf"\b(?P<date>{_MONTH}\s+{_DAY}{_UNTIL},?\s+{_YEAR}){_END}", _worded),
    _read(rf"\b(?P<date>{_MONTH}\s+{_DAY}(?:,\s*|\s+)(?:of\s+)?{_TOLD_YEAR}){_END}", _worded),
    _read(rf"{_BEGIN}(?P<date>{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?:of\s+)?{_SOME_YEAR}){_END}", _worded),
    _read(rf"\b(?P<date>{_MONTH}(?:,\s*|-|\s+of\s+|\s+){_TOLD_YEAR}){_END}", _month_of_year),
    _read(rf"\b(?P<date>{_MONTH}){_TO_MONTH}", _month_of_year),
    _read(rf"{_BEGIN}(?P<date>(?P<month>0?[1-9]|1[0-2])/{_YEAR}){_END}", _numbered_month),
    _read(rf"\b(?P<date>q(?P<quarter>[1-4])[\s,/-]*(?:of\s+)?{_TOLD_YEAR})\b", _quarter_of_year),
    _read(rf"\b(?P<date>{_YEAR}\s*-?q(?P<quarter>[1-4]))\b", _quarter_of_year),
    _read(rf"\b(?P<date>(?P<quarter>[1-4])q[\s'-]?(?P<year>{_FULL_YEAR}|\d{{2}}))\b", _quarter_of_year),
    _read(rf"\b(?P<date>{_ORDINAL_QUARTER},?\s+(?:of\s+)?{_TOLD_YEAR})\b", _quarter_of_year),
    _read(rf"\b(?P<date>(?:fy|fiscal\s+year)[\s-]?(?P<year>{_FULL_YEAR}|\d{{2}})){_END}", _fiscal_year),
    _read(rf"\b(?P<date>(?:cy|calendar\s+year)[\s-]?(?P<year>{_FULL_YEAR}|\d{{2}})){_END}", _whole_year),
    # Without a year: a day, then a month, quarter or weekday that a word says is meant. "May 2 codes ..." is a verb.
    _read(rf"\b(?P<date>(?!may\b){_MONTH}\s+{_DAY}){_END}{_NO_YEAR}{_COUNTED}", _worded),
    _read(rf"\b(?P<date>(?P<month>may)\s+{_DAY}){_END}{_NO_YEAR}{_COUNTED}", _worded, _WHEN),
    _read(rf"\b(?P<date>(?P<month>may)\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)){_END}{_NO_YEAR}", _worded),
    _read(rf"{_BEGIN}(?P<date>(?P<day>\d{{1,2}})(?:st|nd|rd|th)\s+(?:of\s+)?{_MONTH}){_END}", _worded),
    _read(rf"{_BEGIN}(?P<date>(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})){_END}", _month_and_day, _ON),
    _read(rf"\b(?P<date>(?P<which>last|next|previous|past)\s+{_MONTH}){_END}{_VERB}", _relative_month),
    _read(rf"\b(?P<date>(?P<which>this)\s+(?!may\b){_MONTH}){_END}", _relative_month),
    # "this may be billed": only its capital tells the month from the verb.
    (re.compile(rf"(?P<date>(?P<which>[Tt]his)\s+(?P<month>May)\b){_END}"), None, _relative_month),
    _read(rf"\b(?P<date>{_MONTH}){_END}{_VERB}{_NO_FULL_DATE}", _bare_month, _WHEN),
    _read(r"\b(?P<date>q(?P<quarter>[1-4]))\b", _bare_quarter, _WHEN),
    _read(rf"\b(?P<date>{_ORDINAL_QUARTER})\b", _bare_quarter, _WHEN),
    _read(rf"\b{_NOT_THE_STRETCH}(?P<date>{_WHICH}\s+(?P<unit>month|year|week|quarter))\b", _relative_span),
    _read(rf"\b(?P<date>(?P<which>last|this|next|past)\s+{_WEEKDAY})\b", _relative_weekday),
    _read(rf"\b(?P<date>(?P<which>){_WEEKDAY})\b", _relative_weekday, _ON),
    _read(r"\b(?P<date>yesterday|today|tomorrow)\b(?!')", _nearby),
    _read(
        rf"\b(?P<date>(?P<number>\d{{1,2}}|{'|'.join(_SMALL_NUMBERS)})\s+(?P<unit>day|week|month)s?\s+ago)\b",
        _ago,
    ),
    _read(rf"{_BEGIN}(?P<date>{_YEAR}){_END}{_ROUND}", _whole_year, _YEAR_IS_MEANT),
    _read(rf"{_BEGIN}(?P<date>{_YEAR})(?=\s+(?:medicare\s+)?{_PUBLISHED}\b)", _whole_year),
)
