"""Which dates of a text lie before the service: "stroke 6 months ago", "s/p 3/2020", "in 2019 he had ...". Pure.

What stands nearest to a date in its clause decides: a word of the past, or one of the service, as every code is.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.understand.form.dates.meaning import Precision, Span
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of

_VOCABULARY = Path(__file__).with_name("history.yaml")
_FAMILY = "dates"
_CODE_LENGTH = 5
# A month so far back was not billed lately.
_LONG_AGO_DAYS = 730


@dataclass(frozen=True, slots=True)
class Placed:
    """A date at its place; ``age`` is how many days its day lies back."""

    start: int
    end: int
    span: Span
    age: int
    ago: bool
    labelled: bool

    @property
    def has_day(self) -> bool:
        return self.span[2] is Precision.DAY and not self.ago

    @property
    def is_old(self) -> bool:
        return self.span[2] is Precision.YEAR or (self.span[2] is Precision.MONTH and self.age > _LONG_AGO_DAYS)


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({_FAMILY: _VOCABULARY}))


def of_history(text: str, dates: Sequence[Placed]) -> frozenset[int]:
    """The places in ``dates`` of those that date the history; a labelled date never does."""
    if all(one.labelled for one in dates):
        return frozenset()
    clauses = _Clauses(text)
    told = {at: clauses.nearest(one) for at, one in enumerate(dates) if not one.labelled}
    past = {at for at, kind in told.items() if kind == "past" or (kind == "event" and not dates[at].has_day)}
    past |= {at for at, kind in told.items() if kind == "had" and dates[at].is_old}
    past |= {at for at, kind in told.items() if kind == "told" and dates[at].ago}
    events = {at for at, kind in told.items() if kind == "event" and at not in past}
    # "Surgery on 3/3, seen on 3/20": of several days the one of the event is not the one of the service.
    return frozenset(past | (events if len(past | events) < len(dates) else set()))


# What stands further away than this says nothing of a date.
_REACH = 80
_LEAST_TOLD = 2
_ORDER = ("past", "event", "had", "service")


class _Clauses:
    """The words of a text by clause, with what they say of a date."""

    def __init__(self, text: str) -> None:
        tokens = tokens_of(text)
        self._words = tokens.words
        self._starts = [word.start for word in self._words]
        said = [(m.start, m.end, m.clause, m.concept.removeprefix(f"{_FAMILY}.")) for m in _lexicon().mentions(tokens)]
        said += [
            (word.start, word.end, word.clause, "service")
            for word in self._words
            if len(word.text) == _CODE_LENGTH and word.text[1:4].isdigit()
        ]
        self._said = sorted(said)
        self._said_at = [start for start, *_ in self._said]

    def nearest(self, one: Placed) -> str:
        """What stands nearest to a date: "past", "event", "had", "service"; "told" for other words, "" for none."""
        low, high = one.start - _REACH, one.end + _REACH
        near = self._words[bisect_left(self._starts, low) : bisect_left(self._starts, high)]
        own = next((word for word in near if one.start <= word.start < one.end), None)
        if own is None:
            return ""
        clause = own.clause
        others = [word for word in near if not one.start <= word.start < one.end]
        if not any(word.clause == clause for word in others):
            # "MI, 3/2020": the clause before tells what it dates.
            before = [word.clause for word in others if word.sentence == own.sentence and word.clause < clause]
            clause = max(before, default=clause)
        said = self._said[bisect_left(self._said_at, low) : bisect_left(self._said_at, high)]
        kinds = [
            (start - one.end if start >= one.end else one.start - end, _ORDER.index(kind), kind)
            for start, end, place, kind in said
            if place == clause and not (start < one.end and one.start < end)
        ]
        if kinds:
            return min(kinds)[2]
        return "told" if sum(word.clause == clause for word in others) >= _LEAST_TOLD else ""
