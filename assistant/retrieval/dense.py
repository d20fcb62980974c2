"""Vector search over the knowledge base's collections: row by row, the large ones on a Chroma server by its graph."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.retrieval import Hit
from assistant.retrieval.ranking import best_per_record
from corpus.store.encoder import Encoder, Vectors
from corpus.store.passage_table import PassageTable
from corpus.store.vectors import VectorIndex

# Several passages lead to one record, so more rows than records are read.
_ROWS_PER_RECORD = 3

# Up to here a look at every row takes less time than a walk through Chroma's graph, and misses less.
SCANNED_ROWS = 200_000
# Of a Chroma server only small collections are not asked for: it is there to take the work.
SCANNED_ROWS_BESIDE_A_SERVER = 12_000


class DenseRetriever:
    """Implements ``Retriever``; ``Hit.score`` is the cosine similarity."""

    def __init__(
        self,
        encoder: Encoder,
        vectors: VectorIndex,
        tables: Mapping[str, PassageTable],
        *,
        most_scanned: int = SCANNED_ROWS,
    ) -> None:
        self._encoder, self._vectors = encoder, vectors
        self._tables, self._most_scanned = tables, most_scanned

    def embed(self, query: str) -> Vectors:
        """The unit vector of a query; the encoder remembers those of the questions before."""
        vector: Vectors = self._encoder.encode([query])[0]
        return vector

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        if collection not in self._tables or not query.strip() or limit < 1:
            return []
        table = self._tables[collection]
        rows = self.rows(query, collection, limit * _ROWS_PER_RECORD)
        return best_per_record(Hit(table.key(row), table.text(row), near, near) for row, near in rows)[:limit]

    def rows(self, query: str, collection: str, limit: int) -> list[tuple[int, float]]:
        """The nearest passages as (row, cosine similarity), nearest first; none for a collection without vectors."""
        table = self._tables[collection]
        if not table.has_vectors:
            return []
        if len(table) <= self._most_scanned:
            return table.nearest(self.embed(query), limit)
        found = self._vectors.query(collection, self.embed(query), limit)
        rows = table.rows([hit.passage_id for hit in found])
        return [(row, hit.similarity) for row, hit in zip(rows, found, strict=True)]
