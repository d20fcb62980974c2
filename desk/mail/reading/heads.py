"""Where a quoted mail begins: the lines that mail programs write over it.

A head has an address or a date in words. "From: 09/01/2026" over "To: 09/30/2026" is the span of a claim, and
"On 09/01/2026 Dr. Lee wrote:" is what somebody tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desk.mail.reading.wording import words

_FIELD = re.compile(r"[\s>*_]*(?P<name>[^\W\d_][\w\s-]{0,14}?)\s?:\**\s(?P<value>.*)")
_RULE = re.compile(r"[\s>]*[-_=*]{5,}\s*")
_TITLED = re.compile(r"[\s>]*[-_=]{0,60}\s?(?P<title>[^-_=<>@:]{6,40}?)\s?[-_=:]{0,60}\s*")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDS_WITH_ADDRESS = re.compile(r".*\d.*<[^<>\s]+@[^<>\s]+>\s?:\s*")
_MOST_FIELDS = 10
_MOST_WROTE_LINES = 4


@dataclass(frozen=True, slots=True)
class Head:
    """Lines ``start`` to ``end`` (left out). ``forwarded``: a forward's, so what follows is told on purpose."""

    start: int
    end: int
    forwarded: bool = False


def head_at(lines: Sequence[str], start: int, *, forwards: bool) -> Head | None:
    """The head that begins at a line. ``forwards``: the mail is a forward, by its subject."""
    title = _title(lines[start])
    if title in words("forwarded"):
        return Head(start, _fields_end(lines, start + 1) or start + 1, forwarded=True)
    if title in words("original"):
        return Head(start, _fields_end(lines, start + 1) or start + 1, forwards)
    first = start + 1 if _RULE.fullmatch(lines[start]) and start + 1 < len(lines) else start
    end = _outlook_end(lines, first)
    if end is not None:
        return Head(start, end, forwards)
    end = _wrote_end(lines, start)
    return Head(start, end) if end is not None else None


def _title(line: str) -> str:
    found = _TITLED.fullmatch(line) if len(line) < 200 else None
    return found["title"].strip().casefold() if found else ""


def _outlook_end(lines: Sequence[str], start: int) -> int | None:
    """The end of the fields of a head that begins with who sent it; None where no head is."""
    first = _field(lines[start])
    if first is None or first[0] not in words("from"):
        return None
    end = _fields_end(lines, start)
    if end is None or end - start < 2:
        return None
    told = " ".join(lines[start:end])
    return end if "@" in told or is_date_in_words(told) else None


def _fields_end(lines: Sequence[str], start: int) -> int | None:
    """The line after a block of fields, blank lines before it passed over; None where no field is."""
    position = start
    while position < len(lines) and not lines[position].strip(" >*"):
        position += 1
    began = position
    known = (*words("from"), *words("others"))
    while position < len(lines) and position - began < _MOST_FIELDS:
        field = _field(lines[position])
        goes_on = position > began and lines[position].startswith((" ", "\t")) and bool(lines[position].strip())
        if (field is None or field[0] not in known) and not goes_on:
            break
        position += 1
    return position if position > began else None


def _field(line: str) -> tuple[str, str] | None:
    found = _FIELD.match(f"{line} ") if len(line) < 2_000 else None
    return (found["name"].strip().casefold(), found["value"]) if found else None


def _wrote_end(lines: Sequence[str], start: int) -> int | None:
    """The line after "On ... wrote:", which may be wrapped; None where no such head begins."""
    line = lines[start].strip(" >*")
    if _ENDS_WITH_ADDRESS.fullmatch(line):
        return start + 1
    begins = line.casefold().startswith(words("wrote_begins"))
    told = ""
    for position in range(start, min(start + _MOST_WROTE_LINES, len(lines))):
        following = lines[position].strip(" >*")
        # A head may be wrapped, and begins with its own first word: what was typed right over it is none of it.
        wraps = position == start or (begins and not following.casefold().startswith(words("wrote_begins")))
        if not following or not wraps:
            return None
        told = f"{told} {following}"
        if not told.casefold().endswith(words("wrote_ends")):
            continue
        quoted = next((later for later in lines[position + 1 : position + 3] if later.strip()), "").startswith(">")
        if "@" in told or (begins and (is_date_in_words(told) or _CLOCK.search(told) or quoted)):
            return position + 1
        return None
    return None


def is_date_in_words(text: str) -> bool:
    """Whether it names a month, or a day of the week, beside a number."""
    if not any(map(str.isdigit, text)):
        return False
    names = {word.casefold() for word in _WORD.findall(text)}
    return not names.isdisjoint({*words("months"), *words("days")})
