"""The intent model as it is served: one matrix, numpy only. ``fitting`` makes it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.meaning.wording import form_of, parts_of, spoken, words_of
from corpus.store.encoder import Vectors

# The wish of a follow-up that asks the question before once more: "and 64484?", "for Medicare?".
AGAIN = "again"

# How much form, words and pieces of words count beside the encoder's unit vectors: words and pieces have length one as
# the vectors have, times these; chosen by leaving out one example after another.
FORM_WEIGHT = 0.4
WORD_WEIGHT = 0.7
PART_WEIGHT = 0.7


class Encodes(Protocol):
    """What makes vectors of texts: ``corpus.store.encoder.Encoder``."""

    def encode(self, texts: list[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """The wishes of a message with their probabilities, likeliest first."""

    ranked: tuple[tuple[str, float], ...]

    @property
    def wish(self) -> str:
        return self.ranked[0][0]

    @property
    def probability(self) -> float:
        return self.ranked[0][1]


def features(messages: Sequence[str], vectors: Vectors, vocabulary: Mapping[str, float]) -> npt.NDArray[np.float32]:
    """One row a message: its vector, its form, and its words and pieces of words, each weighed by its rarity.

    ``vocabulary`` has the weight of each word ("w:alone") and piece ("p:alon"), in the order of their columns.
    """
    width, forms = vectors.shape[1], np.array([form_of(message) for message in messages], dtype=np.float32)
    first = width + forms.shape[1]
    rows = np.zeros((len(messages), first + len(vocabulary)), dtype=np.float32)
    rows[:, :width] = vectors
    rows[:, width:first] = forms * FORM_WEIGHT
    places = {term: place for place, term in enumerate(vocabulary, start=first)}
    for row, message in enumerate(messages):
        for sign, weight, terms in (("w", WORD_WEIGHT, words_of(message)), ("p", PART_WEIGHT, parts_of(message))):
            known = {term for term in (f"{sign}:{one}" for one in terms) if term in vocabulary}
            length = math.sqrt(sum(vocabulary[term] ** 2 for term in known)) or 1.0
            for term in known:
                rows[row, places[term]] = weight * vocabulary[term] / length
    return rows


@dataclass(frozen=True, slots=True)
class IntentModel:
    """``weights`` has one column a wish, and the intercepts as its last row."""

    wishes: tuple[str, ...]
    thresholds: Mapping[str, float]
    vocabulary: Mapping[str, float]
    weights: npt.NDArray[np.float32]
    digest: str

    def read(self, messages: Sequence[str], encoder: Encodes, *, follows: bool = False) -> tuple[Reading, ...]:
        """The reading of each normalised message; ``follows`` allows "again"."""
        if not messages:
            return ()
        rows = features(messages, encoder.encode([spoken(message) for message in messages]), self.vocabulary)
        scores = rows @ self.weights[:-1] + self.weights[-1]
        if not follows:
            scores[:, self.wishes.index(AGAIN)] = -np.inf
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = scores / scores.sum(axis=1, keepdims=True)
        order = np.argsort(-chances, axis=1)
        return tuple(
            Reading(tuple((self.wishes[place], float(chances[row, place])) for place in order[row]))
            for row in range(len(messages))
        )

    def is_guess(self, reading: Reading) -> bool:
        """True when the likeliest wish is less likely than its threshold."""
        return reading.probability < self.thresholds.get(reading.wish, 1.0)

    def write(self, path: Path) -> None:
        """Writes the model in one rename."""
        told = {
            "wishes": self.wishes,
            "thresholds": dict(self.thresholds),
            "vocabulary": dict(self.vocabulary),
            "digest": self.digest,
        }
        aside = path.with_name(f"{path.name}.part")
        with aside.open("wb") as stream:
            np.savez_compressed(stream, told=np.array(json.dumps(told)), weights=self.weights.astype(np.float16))
        aside.replace(path)

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Reads a written model; raises OSError, ValueError or KeyError for what is none."""
        with np.load(path, allow_pickle=False) as stored:
            told = json.loads(str(stored["told"]))
            weights = stored["weights"].astype(np.float32)
        return cls(tuple(told["wishes"]), told["thresholds"], told["vocabulary"], weights, told["digest"])
