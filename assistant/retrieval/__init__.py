"""From words to records: exact, lexical and dense search, and their fusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found for a query: its key, the passage that matched, and a score that only orders one list.

    ``similarity`` is the cosine similarity in [-1, 1] when the vectors found it, else None.
    """

    key: str
    text: str
    score: float
    similarity: float | None = None


class Retriever(Protocol):
    """Finds records by words.

    ``search`` gives at most ``limit`` hits, best first, one per record; an unknown collection or a query without
    words gives none. It never raises on any query text and is safe to call from several threads.
    """

    def search(self, query: str, collection: str, limit: int) -> list[Hit]: ...
