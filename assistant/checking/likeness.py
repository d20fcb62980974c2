"""Which position a sentence takes on the question of a verdict, by its likeness to examples (``positions.yaml``)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.checking.support import denies
from corpus.codes import Modifier
from corpus.mentions import find_codes

Encode = Callable[[list[str]], npt.NDArray[np.float32]]

_EXAMPLES = Path(__file__).with_name("positions.yaml")
# Below this likeness a sentence is about something else; nearer than this to two positions it takes neither.
LEAST_LIKENESS = 0.6
LEAST_MARGIN = 0.03


@dataclass(frozen=True, slots=True)
class _Example:
    position: str
    text: str
    denies: bool


class Likeness:
    """Compares sentences with the examples of each question. ``encode`` gives unit vectors, a row a text."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._vectors: dict[str, npt.NDArray[np.float32]] = {}

    def position(self, question: str, sentence: str) -> str:
        """The position that a sentence takes on "add-on", "pair" or "valid"; empty where it takes none clearly."""
        examples = _examples()[question]
        if question not in self._vectors:
            self._vectors[question] = self._encode([example.text for example in examples])
        masked = _masked(sentence)
        alike = self._vectors[question] @ self._encode([masked])[0]
        best: dict[str, float] = {}
        for example, likeness in zip(examples, alike, strict=True):
            if example.denies == denies(masked):
                best[example.position] = max(best.get(example.position, 0.0), float(likeness))
        ranked = sorted(best.items(), key=lambda each: -each[1])
        if not ranked or ranked[0][1] < LEAST_LIKENESS:
            return ""
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < LEAST_MARGIN:
            return ""
        return ranked[0][0]


def _masked(sentence: str) -> str:
    """The sentence with its codes as the examples have them."""
    text = sentence.replace("*", "")
    for mention in reversed(find_codes(text)):
        name = "MODIFIER" if isinstance(mention.code, Modifier) else "CODE"
        text = text[: mention.start] + name + text[mention.end :]
    return text.strip()


@functools.cache
def _examples() -> Mapping[str, list[_Example]]:
    told = yaml.safe_load(_EXAMPLES.read_text("utf-8"))
    return {
        question: [_Example(position, text, denies(text)) for position, texts in positions.items() for text in texts]
        for question, positions in told.items()
    }
