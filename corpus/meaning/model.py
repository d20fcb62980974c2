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
WORD_WEIGHT = 0.9
PART_WEIGHT = 0.9


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


def dense_features(messages: Sequence[str], vectors: Vectors) -> Vectors:
    """Vector and form, one row a message."""
    forms = np.array([form_of(message) for message in messages], dtype=np.float32) * np.float32(FORM_WEIGHT)
    return np.hstack([vectors, forms])


def term_features(message: str, rarity: Mapping[str, float]) -> dict[str, float]:
    """Words ("w:alone") and pieces of words ("p:alon") of a message that are known, weighed by their rarity."""
    found: dict[str, float] = {}
    for sign, weight, terms in (("w", WORD_WEIGHT, words_of(message)), ("p", PART_WEIGHT, parts_of(message))):
        known = {term: rarity[term] for term in (f"{sign}:{one}" for one in terms) if term in rarity}
        length = math.sqrt(sum(value**2 for value in known.values())) or 1.0
        found.update({term: weight * value / length for term, value in known.items()})
    return found


@dataclass(frozen=True, slots=True)
class IntentModel:
    """``dense`` weighs vector and form, ``of_terms`` the terms of ``rarity`` in their order, one column a wish."""

    wishes: tuple[str, ...]
    thresholds: Mapping[str, float]
    rarity: Mapping[str, float]
    dense: npt.NDArray[np.float32]
    of_terms: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    digest: str
    places: Mapping[str, int]

    def read(self, messages: Sequence[str], encoder: Encodes, *, follows: bool = False) -> tuple[Reading, ...]:
        """The reading of each normalised message; ``follows`` allows "again"."""
        if not messages:
            return ()
        vectors = encoder.encode([spoken(message) for message in messages])
        scores = dense_features(messages, vectors) @ self.dense + self.intercepts
        for row, message in enumerate(messages):
            if terms := term_features(message, self.rarity):
                weights = np.fromiter(terms.values(), dtype=np.float32)
                scores[row] += weights @ self.of_terms[[self.places[term] for term in terms]]
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
            "rarity": dict(self.rarity),
            "digest": self.digest,
        }
        aside = path.with_name(f"{path.name}.part")
        with aside.open("wb") as stream:
            np.savez_compressed(
                stream,
                told=np.array(json.dumps(told)),
                dense=self.dense.astype(np.float16),
                of_terms=self.of_terms.astype(np.float16),
                intercepts=self.intercepts,
            )
        aside.replace(path)

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Reads a written model; raises OSError, ValueError or KeyError for what is none."""
        with np.load(path, allow_pickle=False) as stored:
            told = json.loads(str(stored["told"]))
            dense, of_terms = stored["dense"].astype(np.float32), stored["of_terms"].astype(np.float32)
            intercepts = stored["intercepts"].astype(np.float32)
        rarity = told["rarity"]
        places = {term: place for place, term in enumerate(rarity)}
        return cls(
            tuple(told["wishes"]), told["thresholds"], rarity, dense, of_terms, intercepts, told["digest"], places
        )
