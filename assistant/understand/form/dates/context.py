"""What stands before a date and says what it is: a label, a word of time, a date of birth. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

from assistant.understand.form.dates.meaning import Precision, Span

# How far before a date the words are that say what it is.
BEFORE = 40


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of words, whose case does not matter."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


_LABEL_WORDS = r"(?:dos|dates?(?:\(s\))?\s+of\s+services?|services?\s+dates?|svc\s+dates?)"
LABEL = words(rf"\b{_LABEL_WORDS}\s*(?:is|was|of|in|on|from)?\s*[:=#-]?\s*(?:on|in|from)?\s*$")
NOT_OF_SERVICE = words(
    r"\b(?:dob|born(?:\s+(?:on|in))?|birth\s?(?:date|day)|date\s+of\s+birth|last\s+seen(?:\s+(?:on|in))?)"
    r"\s*(?:is|was)?\s*[:=-]?\s*$"
)
_BEFORE_IT = words(r"\b(?:before|prior\s+to|earlier\s+than)\s+(?:the\s+)?$")
_AFTER_IT = words(r"\b(?:after|later\s+than)\s+(?:the\s+)?$")
# A bare month, weekday or quarter needs one of these.
_WHEN_WORDS = (
    r"in|on|since|during|for|from|of|by|until|till|through|before|after|prior\s+to|effective|as\s+of|early|late|mid"
    r"|dated?"
)
WHEN = words(rf"(?:\b(?:{_WHEN_WORDS})\s+(?:the\s+)?|\b{_LABEL_WORDS}\s*:?\s*)$")
ON = words(
    rf"(?:\b(?:on|dated?|since|from|before|after|as\s+of|effective|through|until)\s+|\b{_LABEL_WORDS}\s*[:=#-]?\s*)$"
)
YEAR_IS_MEANT = words(
    rf"\b(?:in|about|during|for|since|from|of|by|before|after|until|through|prior\s+to|as\s+of|effective|year|{_LABEL_WORDS})"
    r"\s*:?\s*$"
)


def beside(span: Span, before: str) -> Span:
    """The span, or the day before or after it where that is what is said."""
    day, last, precision = span
    if _BEFORE_IT.search(before):
        return day - timedelta(days=1), day - timedelta(days=1), Precision.DAY
    if _AFTER_IT.search(before):
        return last + timedelta(days=1), last + timedelta(days=1), Precision.DAY
    return day, last, precision
