"""BM25 search over the knowledge base's lexical index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.retrieval import Hit
from assistant.retrieval.ranking import best_per_record
from corpus.store.lexical import LexicalIndex

# Several passages lead to one record, so more rows than records are read.
_ROWS_PER_RECORD = 3


@dataclass(frozen=True, slots=True)
class LexicalRetriever:
    """Implements ``Retriever``; ``Hit.score`` is the share of the query that a text covers, in [0, 1]."""

    indexes: Mapping[str, LexicalIndex]

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        index = self.indexes.get(collection)
        if index is None:
            return []
        rows = index.query(query, limit * _ROWS_PER_RECORD)
        return best_per_record(Hit(index.table.key(row), index.table.text(row), score) for row, score in rows)[:limit]

    def best(self, query: str, weights: Mapping[str, float], limit: int, least: float) -> list[Hit]:
        """The best records of several collections, each collection's coverage times its weight, best first.

        None that covers less than ``least`` of the query. Only what is given is read: it answers while someone types.
        """
        rows = [
            (score * weight, name, row)
            for name, weight in weights.items()
            if name in self.indexes
            for row, score in self.indexes[name].query(query, limit * _ROWS_PER_RECORD)
            if score >= least
        ]
        found: dict[str, Hit] = {}
        for score, name, row in sorted(rows, key=lambda one: -one[0]):
            table = self.indexes[name].table
            if (key := table.key(row)) not in found:
                found[key] = Hit(key, table.text(row), score)
            if len(found) == limit:
                break
        return list(found.values())

    def rows(self, query: str, collection: str, limit: int) -> list[tuple[int, float]]:
        """The best passages as (row, coverage), best first."""
        return self.indexes[collection].query(query, limit)
