"""Spelling against the knowledge base's own words: "pnemonia" is read as "pneumonia" too.

A word is only ever corrected when neither the knowledge base nor the embedding model's vocabulary has it, in any plain
form. The query as written is searched as well, so a wrong guess adds candidates and takes none away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.store.kept import remembered

# Shorter words have too many neighbours: "soaks" is one letter from "soaps".
_SHORTEST = 5
# Slips by length of word, at most one in four letters: one up to seven letters, two up to eleven, three beyond.
_SLIPS = ((8, 1), (12, 2))
_MOST_SLIPS = 3
# Neighbours that are weighed; a first letter that agrees is worth half a slip, then the commoner word wins.
_NEIGHBOURS = 8
_REMEMBERED = 1_024
_FIRST_LETTER = 0.5

_WORD = re.compile(r"[A-Za-z]+")
# Plain forms of a known word: what is cut off, and what is put in its place.
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("y", ""), ("y", "e"),
    ("er", ""), ("ers", ""), ("ly", ""),
)  # fmt: skip
_SHORTEST_STEM = 3


class Speller:
    """Corrects words. ``frequencies`` are the knowledge base's; ``is_word`` knows other words of the language."""

    def __init__(self, frequencies: Mapping[str, int], is_word: Callable[[str], bool]) -> None:
        self._frequencies, self._is_word = frequencies, is_word
        self._offered = [word for word in frequencies if len(word) >= _SHORTEST - 1]
        self._neighbour = remembered(self._nearest, _REMEMBERED)

    def correct(self, text: str) -> str:
        """The text with every unknown word replaced by its nearest neighbour, where there is one near enough."""
        return _WORD.sub(lambda match: self._corrected(match[0]), text)

    def has_foreign_word(self, text: str) -> bool:
        """Whether the text has a word that is unknown and near to no known one: it is about something else."""
        words = (match[0].lower() for match in _WORD.finditer(text))
        return any(len(word) >= _SHORTEST and not self._is_known(word) and not self._neighbour(word) for word in words)

    def knows_none(self, text: str) -> bool:
        """Whether every word is unknown and near to no known one: the name of something that is not here."""
        words = [match[0].lower() for match in _WORD.finditer(text)]
        return bool(words) and all(
            len(word) >= _SHORTEST and not self._is_known(word) and not self._neighbour(word) for word in words
        )

    def _corrected(self, written: str) -> str:
        word = written.lower()
        if len(word) < _SHORTEST or self._is_known(word):
            return written
        return self._neighbour(word) or written

    def _nearest(self, word: str) -> str | None:
        slips = next((slips for length, slips in _SLIPS if len(word) < length), _MOST_SLIPS)
        # One more is looked up for words whose letters are all there in another order ("chrons").
        found = process.extract(word, self._offered, scorer=OSA.distance, score_cutoff=slips + 1, limit=_NEIGHBOURS)
        near = [(one, distance) for one, distance, _ in found if distance <= slips or sorted(one) == sorted(word)]
        if not near:
            return None
        best, _ = min(
            near,
            key=lambda pair: (
                pair[1] - _FIRST_LETTER * (pair[0][0] == word[0]) - (sorted(pair[0]) == sorted(word)),
                -self._frequencies[pair[0]],
                pair[0],
            ),
        )
        return best

    def _is_known(self, word: str) -> bool:
        forms = [word]
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                forms.append(word.removesuffix(ending) + instead)
        return any(form in self._frequencies or self._is_word(form) for form in forms)
