"""BM25 search over the knowledge base's lexical index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.retrieval import Hit
from assistant.retrieval.fusion import best_per_record
from corpus.store.lexical import LexicalIndex

# Several passages lead to one record, so more rows than records are read.
_ROWS_PER_RECORD = 3


@dataclass(frozen=True, slots=True)
class LexicalRetriever:
    """Implements ``Retriever``; ``Hit.score`` is the BM25 score."""

    indexes: Mapping[str, LexicalIndex]

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        index = self.indexes.get(collection)
        if index is None:
            return []
        rows = index.query(query, limit * _ROWS_PER_RECORD)
        return best_per_record(Hit(row.key, row.text, row.score) for row in rows)[:limit]
