"""Phrases of which every word must be understood: a column's name, a request for a list, a label. Pure.

Where a ``Lexicon`` finds concepts anywhere in a text, a phrasebook says what a whole phrase means, or cuts a text into
phrases. In a phrase of its YAML:

    add on code|codes      the words, one after another; either word
    total? number of       the word may be left out, the first one too
    date_of_service        the words, one after another, where one word is asked for: "date_of_service|dos"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import NamedTuple

Words = tuple[str, ...]


class Cut(NamedTuple):
    """A phrase of a text: its meaning, None for a word that no phrase has, and which words it is."""

    meaning: str | None
    start: int
    end: int


def ways(phrase: str) -> Iterator[Words]:
    """Every way of saying a phrase."""
    parts: list[list[Words]] = []
    for part in phrase.split():
        forms = [tuple(form.split("_")) for form in part.removesuffix("?").split("|")]
        parts.append([(), *forms] if part.endswith("?") else forms)
    for said in product(*parts):
        yield tuple(chain.from_iterable(said))


class Phrasebook:
    """Phrases by what they mean. Raises ValueError for a phrase that means two things."""

    def __init__(self, meanings: Mapping[str, Iterable[object]]) -> None:
        self._meanings: dict[Words, str] = {}
        for meaning, phrases in meanings.items():
            for said in chain.from_iterable(ways(str(phrase)) for phrase in phrases):
                if self._meanings.setdefault(said, meaning) != meaning:
                    raise ValueError(f"{' '.join(said)!r} means {self._meanings[said]} and {meaning}")
        # The longest phrase that begins with a word: how far a text is looked at from there.
        self._longest: dict[str, int] = {}
        for said in self._meanings:
            if said:
                self._longest[said[0]] = max(self._longest.get(said[0], 0), len(said))

    def meaning(self, words: Sequence[str]) -> str | None:
        """What the words mean as a whole."""
        return self._meanings.get(tuple(words))

    def at(self, words: Sequence[str], start: int) -> Cut | None:
        """The longest phrase that begins at a word."""
        longest = self._longest.get(words[start])
        if longest is None:
            return None
        for length in range(min(longest, len(words) - start), 0, -1):
            if (meaning := self._meanings.get(tuple(words[start : start + length]))) is not None:
                return Cut(meaning, start, start + length)
        return None

    def cut(self, words: Sequence[str]) -> Iterator[Cut]:
        """The text in phrases, the longest at each place."""
        start = 0
        while start < len(words):
            cut = self.at(words, start) or Cut(None, start, start + 1)
            yield cut
            start = cut.end
