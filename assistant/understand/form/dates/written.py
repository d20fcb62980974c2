"""How a date is written: the patterns, in order, for the first that takes a place keeps it. Pure; each is linear."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from assistant.understand.form.dates import context, meaning
from assistant.understand.form.dates.meaning import MONTHS, SMALL_NUMBERS, WEEKDAYS, Span

Reader = Callable[[re.Match[str], date], Span]
# What must stand before a date, and must or must not stand behind it, by the kinds of ``context.yaml``.
Needs = Callable[[str, str], bool] | None


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of words, whose case does not matter."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![A-Za-z])\.?"
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
_NO_FULL_DATE = rf"(?!\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_FULL_YEAR}\b)"
_ORDINAL_QUARTER = r"(?P<quarter>[a-z1-4]{3,6})\s+quarter"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_NOT_THE_STRETCH = r"(?<!within )(?<!within the )(?<!over the )(?<!in the )(?<!during the )(?<!for the )(?<!once a )"
_NO_YEAR = rf"(?!,?\s+{_FULL_YEAR}\b)"
_TO_MONTH = rf"(?=\s*(?:-|to|through|thru|and|or|until)\s*{_ANY_MONTH}\s+(?:of\s+)?{_TOLD_YEAR})"


# What a text must have for a reader to find anything in it: asked once, before a dozen patterns look for it.
_MONTHS = words(r"\b(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![A-Za-z])")
_QUARTERS = words(r"q[1-4]|[1-4]q|quarter")
_RELATIVE = words(rf"\b{_WHICH.replace('?P<which>', '?:')}\s")
_DAYS = words(rf"\b(?:{'|'.join(WEEKDAYS)}|yesterday|today|tomorrow|ago)\b")
_FISCAL = words(r"\b(?:fy|cy|fiscal|calendar)")
_YEARS = words(_FULL_YEAR)
_NUMBERS = words(r"\d[/.-]\d")

Row = tuple[re.Pattern[str], re.Pattern[str], Needs, Reader]


def readers_for(text: str) -> Iterator[tuple[re.Pattern[str], Needs, Reader]]:
    """The readers that can find a date in a text, in their order."""
    has = {sign: bool(sign.search(text)) for sign in (_MONTHS, _QUARTERS, _RELATIVE, _DAYS, _FISCAL, _YEARS, _NUMBERS)}
    for sign, pattern, needs, read in _READERS:
        if has[sign]:
            yield pattern, needs, read


def _read(sign: re.Pattern[str], pattern: str, read: Reader, needs: Needs = None) -> Row:
    return sign, words(pattern), needs, read


def _before(says: Callable[[str], bool], unless: str = "") -> Needs:
    return lambda before, behind: says(before) and not (unless and context.begins(behind, unless))


def _unless(kind: str) -> Needs:
    return lambda before, behind: not context.begins(behind, kind)


_LABELLED = _before(context.is_labelled)
_WHEN = _before(context.says_when)
_ON = _before(context.says_on)

_READERS: tuple[Row, ...] = (
    _read(
        _NUMBERS,
        rf"{_BEGIN}(?P<date>{_YEAR}(?P<dash>[-/])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}}))(?=T\d|{_END})",
        meaning.numbers,
    ),
    _read(
        _NUMBERS,
        rf"{_SLASH_BEGIN}(?P<date>(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/{_NUMBER_YEAR}){_SLASH_END}",
        meaning.numbers,
    ),
    _read(
        _NUMBERS, rf"{_BEGIN}(?P<date>(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})-{_NUMBER_YEAR}){_END}", meaning.numbers
    ),
    _read(
        _NUMBERS,
        rf"(?<!version ){_BEGIN}(?P<date>(?P<month>\d{{1,2}})\.(?P<day>\d{{1,2}})\.{_YEAR}){_END}",
        meaning.numbers,
    ),
    _read(_YEARS, rf"(?<!\d)(?P<date>{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}}))(?!\d)", meaning.numbers, _LABELLED),
    _read(_YEARS, rf"(?<!\d)(?P<date>(?P<month>\d{{2}})(?P<day>\d{{2}}){_YEAR})(?!\d)", meaning.numbers, _LABELLED),
    _read(_MONTHS, rf"\b(?P<date>{_MONTH}\s+{_DAY}{_UNTIL},?\s+{_YEAR}){_END}", meaning.worded),
    _read(_MONTHS, rf"\b(?P<date>{_MONTH}\s+{_DAY}(?:,\s*|\s+)(?:of\s+)?{_TOLD_YEAR}){_END}", meaning.worded),
    _read(
        _MONTHS,
        rf"{_BEGIN}(?P<date>{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?:of\s+)?{_SOME_YEAR}){_END}",
        meaning.worded,
    ),
    _read(_MONTHS, rf"\b(?P<date>{_MONTH}(?:,\s*|-|\s+of\s+|\s+){_TOLD_YEAR}){_END}", meaning.month_of_year),
    _read(_MONTHS, rf"\b(?P<date>{_MONTH}){_TO_MONTH}", meaning.month_of_year),
    _read(_NUMBERS, rf"{_BEGIN}(?P<date>(?P<month>0?[1-9]|1[0-2])/{_YEAR}){_END}", meaning.numbered_month),
    _read(_QUARTERS, rf"\b(?P<date>q(?P<quarter>[1-4])[\s,/-]*(?:of\s+)?{_TOLD_YEAR})\b", meaning.quarter_of_year),
    _read(_QUARTERS, rf"\b(?P<date>{_YEAR}\s*-?q(?P<quarter>[1-4]))\b", meaning.quarter_of_year),
    _read(
        _QUARTERS, rf"\b(?P<date>(?P<quarter>[1-4])q[\s'-]?(?P<year>{_FULL_YEAR}|\d{{2}}))\b", meaning.quarter_of_year
    ),
    _read(_QUARTERS, rf"\b(?P<date>{_ORDINAL_QUARTER},?\s+(?:of\s+)?{_TOLD_YEAR})\b", meaning.quarter_of_year),
    _read(_FISCAL, rf"\b(?P<date>(?:fy|fiscal\s+year)[\s-]?(?P<year>{_FULL_YEAR}|\d{{2}})){_END}", meaning.fiscal_year),
    _read(
        _FISCAL, rf"\b(?P<date>(?:cy|calendar\s+year)[\s-]?(?P<year>{_FULL_YEAR}|\d{{2}})){_END}", meaning.whole_year
    ),
    # Without a year: a day, then a month, quarter or weekday that a word says is meant. "May 2 codes ..." is a verb.
    _read(_MONTHS, rf"\b(?P<date>(?!may\b){_MONTH}\s+{_DAY}){_END}{_NO_YEAR}", meaning.worded, _unless("counted")),
    _read(
        _MONTHS,
        rf"\b(?P<date>(?P<month>may)\s+{_DAY}){_END}{_NO_YEAR}",
        meaning.worded,
        _before(context.says_when, "counted"),
    ),
    _read(_MONTHS, rf"\b(?P<date>(?P<month>may)\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)){_END}{_NO_YEAR}", meaning.worded),
    _read(_MONTHS, rf"{_BEGIN}(?P<date>(?P<day>\d{{1,2}})(?:st|nd|rd|th)\s+(?:of\s+)?{_MONTH}){_END}", meaning.worded),
    _read(_NUMBERS, rf"{_BEGIN}(?P<date>(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})){_END}", meaning.month_and_day, _ON),
    _read(
        _MONTHS,
        rf"\b(?P<date>(?P<which>last|next|previous|past)\s+{_MONTH}){_END}",
        meaning.relative_month,
        _unless("verb"),
    ),
    _read(_MONTHS, rf"\b(?P<date>(?P<which>this)\s+(?!may\b){_MONTH}){_END}", meaning.relative_month),
    # "this may be billed": only its capital tells the month from the verb.
    (_MONTHS, re.compile(rf"(?P<date>(?P<which>[Tt]his)\s+(?P<month>May)\b){_END}"), None, meaning.relative_month),
    _read(
        _MONTHS, rf"\b(?P<date>{_MONTH}){_END}{_NO_FULL_DATE}", meaning.bare_month, _before(context.says_when, "verb")
    ),
    _read(_QUARTERS, r"\b(?P<date>q(?P<quarter>[1-4]))\b", meaning.bare_quarter, _WHEN),
    _read(_QUARTERS, rf"\b(?P<date>{_ORDINAL_QUARTER})\b", meaning.bare_quarter, _WHEN),
    _read(
        _RELATIVE,
        rf"\b{_NOT_THE_STRETCH}(?P<date>{_WHICH}\s+(?P<unit>month|year|week|quarter))\b",
        meaning.relative_span,
    ),
    _read(_DAYS, rf"\b(?P<date>(?P<which>last|this|next|past)\s+{_WEEKDAY})\b", meaning.relative_weekday),
    _read(_DAYS, rf"\b(?P<date>(?P<which>){_WEEKDAY})\b", meaning.relative_weekday, _ON),
    _read(_DAYS, r"\b(?P<date>yesterday|today|tomorrow)\b(?!')", meaning.nearby),
    _read(
        _DAYS,
        rf"\b(?P<date>(?P<number>\d{{1,2}}|{'|'.join(SMALL_NUMBERS)})\s+(?P<unit>day|week|month)s?\s+ago)\b",
        meaning.ago,
    ),
    _read(_YEARS, rf"{_BEGIN}(?P<date>{_YEAR}){_END}", meaning.whole_year, _before(context.means_a_year, "round")),
    _read(
        _YEARS,
        rf"{_BEGIN}(?P<date>{_YEAR})(?=\s)",
        meaning.whole_year,
        lambda before, behind: context.begins(behind, "published"),
    ),
)
