"""Vector search over the knowledge base's Chroma collections."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.retrieval import Hit
from assistant.retrieval.fusion import best_per_record
from corpus.store.encoder import Encoder
from corpus.store.vectors import VectorIndex

# Several passages lead to one record, so more rows than records are read.
_ROWS_PER_RECORD = 3


@dataclass(frozen=True, slots=True)
class DenseRetriever:
    """Implements ``Retriever``; ``Hit.score`` is the cosine similarity."""

    encoder: Encoder
    vectors: VectorIndex

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        if not query.strip() or limit < 1:
            return []
        rows = self.vectors.query(collection, self.encoder.encode([query])[0], limit * _ROWS_PER_RECORD)
        return best_per_record(Hit(row.key, row.text, row.similarity, row.similarity) for row in rows)[:limit]
