"""Which dates of a text lie before the service: "stroke 6 months ago", "s/p 3/2020", "in 2019 he had ...". Pure.

What stands nearest to a date in its clause decides: a word of the past, or one of the service, as every code is.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.understand.form.dates.meaning import Precision, Span
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import Token, tokens_of

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


class _Clauses:
    """The words of a text by clause, with what they say of a date."""

    def __init__(self, text: str) -> None:
        self._kinds: dict[int, list[tuple[int, int, str]]] = {}
        self._words: dict[int, list[Token]] = {}
        tokens = tokens_of(text)
        at = {}
        for token in tokens:
            if not token.is_sign:
                self._words.setdefault(token.clause, []).append(token)
                at[token.start] = token
                if len(token.text) == _CODE_LENGTH and token.text[1:4].isdigit():
                    self._kinds.setdefault(token.clause, []).append((token.start, token.end, "service"))
        self._starts = tokens
        for mention in _lexicon().mentions(tokens):
            kind = mention.concept.removeprefix(f"{_FAMILY}.")
            self._kinds.setdefault(mention.clause, []).append((mention.start, mention.end, kind))
        self._clause_at = {token.start: token.clause for token in tokens}
        self._sentence_of = {token.clause: token.sentence for token in tokens}

    def nearest(self, one: Placed) -> str:
        """What stands nearest to a date: "past", "event", "had", "service"; "told" for other words, "" for none."""
        clause = self._clause_at.get(one.start, -1)
        while True:
            others = [word for word in self._words.get(clause, ()) if not one.start <= word.start < one.end]
            if others or self._sentence_of.get(clause - 1) != self._sentence_of.get(clause) or clause < 1:
                break
            clause -= 1  # "MI, 3/2020": the clause before tells what it dates
        kinds = [
            (start - one.end if start >= one.end else one.start - end, rank, kind)
            for start, end, kind in self._kinds.get(clause, ())
            if not (start < one.end and one.start < end)
            for rank in [("past", "event", "had", "service").index(kind)]
        ]
        if kinds:
            return min(kinds)[2]
        return "told" if len(others) >= _LEAST_TOLD else ""


_LEAST_TOLD = 2
