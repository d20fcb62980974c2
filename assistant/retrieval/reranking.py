"""A second look at the first hits by a cross-encoder: off unless a model is named, as it brings torch into the server.

No cross-encoder with weights could be had where CasePilot is built, so what one gains on the evals is not known here.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.retrieval import Hit, Retriever
from corpus.errors import SettingsError

# A cross-encoder reads each text with the query, some ten milliseconds a text: the first thirty are worth it.
_LOOKED_AT = 30


class PairScorer(Protocol):
    """Says how well each text answers a query, one number a text, higher is better. Safe to share between threads."""

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]: ...


@dataclass(frozen=True, slots=True)
class RerankingRetriever:
    """Implements ``Retriever``: the hits of another one in the scorer's order.

    The scores of the hits are dealt out again in that order, so that lists of several collections can still be merged.
    """

    inner: Retriever
    scorer: PairScorer

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        hits = self.inner.search(query, collection, max(limit, _LOOKED_AT)) if limit > 0 else []
        first, rest = hits[:_LOOKED_AT], hits[_LOOKED_AT:]
        if not first:
            return []
        scores = self.scorer.score(query, [hit.text for hit in first])
        order = sorted(range(len(first)), key=lambda place: (-scores[place], place))
        dealt = [replace(first[place], score=hit.score) for place, hit in zip(order, first, strict=True)]
        return [*dealt, *rest][:limit]


class CrossEncoderScorer:
    """Implements ``PairScorer`` with a sentence-transformers cross-encoder."""

    def __init__(self, name: str) -> None:
        """Loads a local folder, or a name that is already in the local model cache; raises SettingsError."""
        from sentence_transformers import CrossEncoder  # torch: only for those who name a model

        try:
            self._model = CrossEncoder(name, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise SettingsError(
                f"The cross-encoder {name!r} could not be loaded ({reason}); let CASEPILOT_CROSS_ENCODER name a local "
                "sentence-transformers folder, or unset it."
            ) from error
        self._one_at_a_time = threading.Lock()

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        with self._one_at_a_time:
            scores = self._model.predict([(query, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in scores]
