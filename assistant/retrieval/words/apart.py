"""The wish and the procedure words of a told case, apart from the disease words of its story. Pure.

A story is mostly diseases, and as one query they win over what is asked: "our NP saw a patient with new onset atrial
fibrillation, how is it billed" finds the codes of atrial fibrillation. Which words are of diseases is told by counts:
they stand in the titles of diagnoses much oftener than in the text of rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field

# Shorter messages are no story: their disease words are what is asked.
_FEWEST_WORDS_OF_A_STORY = 9
# With fewer words left, nothing but the diseases was told.
_FEWEST_WORDS_LEFT = 4
# So many times oftener in titles of diagnoses than in rules. At 3 the words of twelve told cases that were read fell
# where a coder puts them; at 2 "hand" and "visit" fell with the diseases.
_OFTENER = 3.0
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


@dataclass(frozen=True, slots=True)
class StoryWords:
    """``diagnoses`` and ``rules`` count the words of the two collections."""

    diagnoses: InitVar[Mapping[str, int]]
    rules: InitVar[Mapping[str, int]]
    _of_diseases: frozenset[str] = field(init=False)

    def __post_init__(self, diagnoses: Mapping[str, int], rules: Mapping[str, int]) -> None:
        here, there = sum(diagnoses.values()), sum(rules.values())
        found = frozenset(
            word
            for word, times in diagnoses.items()
            if there and times / here > _OFTENER * (rules.get(word, 0) / there)
        )
        object.__setattr__(self, "_of_diseases", found)

    def without_diseases(self, text: str) -> str | None:
        """The text without its disease words; None where it tells no story, or none but of diseases."""
        words = text.split()
        if len(words) < _FEWEST_WORDS_OF_A_STORY:
            return None
        left = [word for word in words if not self._is_of_a_disease(word)]
        return " ".join(left) if _FEWEST_WORDS_LEFT <= len(left) < len(words) else None

    def _is_of_a_disease(self, word: str) -> bool:
        found = _WORD.search(word.lower())
        return found is not None and found[0] in self._of_diseases
