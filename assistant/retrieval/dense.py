"""Vector search over the knowledge base's Chroma collections."""

from __future__ import annotations

from functools import lru_cache

from assistant.retrieval import Hit
from assistant.retrieval.fusion import best_per_record
from corpus.store.encoder import Encoder, Vectors
from corpus.store.vectors import VectorIndex

# Several passages lead to one record, so more rows than records are read.
_ROWS_PER_RECORD = 3

# One question searches several collections with the same words; embedding them again would cost more than a search.
_REMEMBERED_QUERIES = 256


class DenseRetriever:
    """Implements ``Retriever``; ``Hit.score`` is the cosine similarity."""

    def __init__(self, encoder: Encoder, vectors: VectorIndex) -> None:
        self._vectors = vectors

        @lru_cache(maxsize=_REMEMBERED_QUERIES)
        def embed(query: str) -> Vectors:
            vector: Vectors = encoder.encode([query])[0]
            return vector

        self._embed = embed

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        if not query.strip() or limit < 1:
            return []
        rows = self._vectors.query(collection, self._embed(query), limit * _ROWS_PER_RECORD)
        return best_per_record(Hit(row.key, row.text, row.similarity, row.similarity) for row in rows)[:limit]
