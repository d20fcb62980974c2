"""The minutes a text tells of a case: "80 min", "1 hour 20 minutes", "half an hour". Pure.

"Each additional 30 minutes", "60-74 minutes" and "15-minute increments" speak of a code or a rule and do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes as told at one place of a text; ``total`` when they are said to be all of them."""

    minutes: int
    start: int
    end: int
    total: bool = False


_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_NUMBERS = {word: value for value, word in enumerate(_WORDS)}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WORDS[:0:-1])})"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text.lower()]


# A number after one of these is part of a rule, of a range, or the name of something.
_OF_A_RULE = _words(
    r"""(?:\b(?:each|every|per|additional|addl|first|next|initial|another|up\s+to|over|under|below|above|exceed(?:s|ing)?|within
    |(?:more|less|fewer|greater|longer|shorter)\s+than|between|last|past|minimum\s+(?:of\s+)?|maximum\s+(?:of\s+)?|max|min
    |at\s+most|only\s+the)\s+(?:the\s+)?(?:of\s+)?|\d\s*(?:-|to|or|through)\s*|[<>$#.\d/,]|[a-z]-)$"""
)
_RANGE_GOES_ON = re.compile(r"\s*(?:-|to|or|through)\s*\d", re.IGNORECASE)

_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_DURATION = _words(
    rf"""(?<![\w.,/$-])(?:
        (?P<hours> (?:\d{{1,2}}(?:\.\d{{1,2}})? | {"|".join(_WORDS[12:0:-1])} | an? ) ) \s*-?\s* h(?:(?:ou)?rs?)?\b
            (?: \s+and\s+a\s+(?P<and_half>half)\b
              | (?:\s*,?\s*(?:and\s+)?) (?P<hour_minutes> {_NUMBER} ) \s*-?\s* m(?:in(?:ute)?s?)?\b )?
      | (?P<short_hours> \d{{1,2}} ) \s?h\s?(?P<short_minutes> [0-5]?\d ) \s?m?(?:in)?\b
      | (?P<half> half\s+an\s+hour | 1/2\s+hour )\b
      | (?P<minutes> \d{{1,4}} | {"|".join(_WORDS[:0:-1])} | {"|".join(_TENS)} ) \s*-?\s* min(?:ute)?s?\b
    )"""
)
_OF_A_UNIT = _words(
    r"[\s-]*(?:increments?|units?|intervals?|blocks?|or\s+(?:more|less|longer)|minimum|apart|before|after|ago|prior|each\b)"
)
_TOTAL_BEFORE = re.compile(r"\btotal(?:\s+time)?(?:\s+(?:of|was|is|spent))?\s*[:=]?\s*$", re.IGNORECASE)
_TOTAL_AFTER = re.compile(r"\s*(?:in\s+)?total\b|\s+(?:of\s+)?total\s+time\b", re.IGNORECASE)
# "48-hour monitoring" is a kind of test, not the time of a visit.
_LONGEST_VISIT_HOURS = 12


def durations(plain_text: str) -> tuple[Duration, ...]:
    """Every length of time a text tells of this case, in order."""
    return tuple(_durations(plain_text))


def _durations(text: str) -> Iterator[Duration]:
    for match in _DURATION.finditer(text):
        before, end = text[max(0, match.start() - 30) : match.start()], match.end()
        if _OF_A_RULE.search(before) or _RANGE_GOES_ON.match(text, end) or _OF_A_UNIT.match(text, end):
            continue
        minutes = _minutes(match)
        if 0 < minutes <= _LONGEST_VISIT_HOURS * 60:
            total = bool(_TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(text, end))
            yield Duration(minutes, match.start(), end, total)


def _minutes(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    if match["short_hours"]:
        return int(match["short_hours"]) * 60 + int(match["short_minutes"])
    if match["minutes"]:
        told = match["minutes"].lower()
        return _TENS.get(told) or _value(told)
    told = match["hours"].lower()
    hours = 1.0 if told in ("a", "an") else float(told) if told[0].isdigit() else float(_NUMBERS[told])
    further = 30 if match["and_half"] else _value(match["hour_minutes"]) if match["hour_minutes"] else 0
    return round(hours * 60) + further


def minutes_in(plain_text: str) -> int | None:
    """The minutes of this case: the total where one is told, else the only length of time; None where it is unclear."""
    found = durations(plain_text)
    totals = {each.minutes for each in found if each.total}
    values = totals or {each.minutes for each in found}
    return values.pop() if len(values) == 1 else None
