"""What stands around a date and says what it is: a label, a word of time, what a number counts. Pure.

The words are those of ``context.yaml``; here is only how far from the date they may stand.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import yaml

from assistant.understand.form.dates.meaning import Precision, Span
from assistant.understand.story.phrasebook import Words, ways
from corpus.yaml_loader import LOADER

_VOCABULARY = Path(__file__).with_name("context.yaml")
# How far before a date, and behind it, the words are that say what it is.
BEFORE = 40
BEHIND = 32
_PIECE = re.compile(r"[a-z0-9]+|\S", re.ASCII)
_LONGEST = 4  # words of a phrase
_LINKS = frozenset("is was of in on from".split())
_SIGNS = frozenset(":=#-")
_MOST_BETWEEN = 3  # "DOS is: on 3/3"
# What stands before one date is asked for by several readers, and a table says the same before each.
_REMEMBERED = 256


@functools.cache
def _phrases() -> dict[str, frozenset[Words]]:
    told = yaml.load(_VOCABULARY.read_text(encoding="utf-8"), Loader=LOADER)
    return {kind: frozenset(said for phrase in phrases for said in ways(str(phrase))) for kind, phrases in told.items()}


@functools.cache
def _last_words() -> dict[str, frozenset[str]]:
    """The words that the phrases of a kind end with: most texts are told by theirs."""
    return {kind: frozenset(said[-1] for said in phrases) for kind, phrases in _phrases().items()}


@functools.lru_cache(maxsize=_REMEMBERED)
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(text.lower().replace("(s)", "")))


def _ends(before: str, kind: str, between: Collection[str] = ()) -> bool:
    """Whether a text ends with a phrase of the kind; ``between`` may stand behind it."""
    pieces, phrases, last_words = _pieces(before), _phrases()[kind], _last_words()[kind]
    for end in range(len(pieces), max(len(pieces) - _MOST_BETWEEN - 1, 0), -1):
        last = pieces[end - 1]
        if last in last_words and any(
            pieces[max(end - length, 0) : end] in phrases for length in range(1, _LONGEST + 1)
        ):
            return True
        if last not in between:
            return False
    return False


def begins(behind: str, kind: str) -> bool:
    """Whether a text begins with a phrase of the kind."""
    pieces, phrases = _pieces(behind), _phrases()[kind]
    return any(pieces[:length] in phrases for length in range(1, _LONGEST + 1))


def is_labelled(before: str) -> bool:
    """ "DOS:", "date of service was"."""
    return _ends(before, "label", _LINKS | _SIGNS)


def is_not_of_service(before: str) -> bool:
    """A date of birth, or of the last visit."""
    return _ends(before, "not_of_service", {"is", "was", ":", "=", "-"})


def says_when(before: str) -> bool:
    """What a bare month or quarter needs before it."""
    return _ends(before, "when", {"the"}) or is_labelled(before)


def says_on(before: str) -> bool:
    """What a bare day of a month or weekday needs before it."""
    return _ends(before, "on") or is_labelled(before)


def means_a_year(before: str) -> bool:
    """What a bare year needs before it."""
    return _ends(before, "year", {":"}) or is_labelled(before)


def beside(span: Span, before: str) -> Span:
    """The span, or the day before or after it where that is what is said."""
    day, last, precision = span
    if _ends(before, "before", {"the"}):
        return day - timedelta(days=1), day - timedelta(days=1), Precision.DAY
    if _ends(before, "after", {"the"}):
        return last + timedelta(days=1), last + timedelta(days=1), Precision.DAY
    return day, last, precision
