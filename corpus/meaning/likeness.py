"""How near a text is to example texts: cosines of the encoder's vectors. numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.meaning.model import Encodes
from corpus.meaning.wording import normalised_text, spoken
from corpus.store.encoder import Vectors


@dataclass(frozen=True, slots=True)
class Meaning:
    """Examples with their vectors, ready to be compared with a query's vector."""

    examples: tuple[str, ...]
    vectors: Vectors

    @classmethod
    def of(cls, examples: Sequence[str], encoder: Encodes) -> Meaning:
        """Encodes examples once; codes and numbers in them are placeholders, as in a query given to ``vector_of``."""
        return cls(tuple(examples), encoder.encode([spoken(normalised_text(example)) for example in examples]))

    @staticmethod
    def vector_of(text: str, encoder: Encodes) -> Vectors:
        """The vector of a query, as examples are encoded."""
        return np.asarray(encoder.encode([spoken(normalised_text(text))])[0])

    def likeness(self, vector: Vectors) -> tuple[float, ...]:
        """The cosine to every example, in their order."""
        return tuple(map(float, self.vectors @ vector)) if self.examples else ()

    def nearest(self, vector: Vectors) -> float:
        """The cosine to the nearest example; 0.0 where there is none."""
        return max(self.likeness(vector), default=0.0)
