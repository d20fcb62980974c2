"""One ranked list over several collections."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.retrieval import Hit, Retriever


def search_across(retriever: Retriever, query: str, collections: Sequence[str], limit: int) -> list[Hit]:
    """The best hits of all collections by score, at most ``limit``; the retriever's scores must be absolute."""
    hits = [hit for collection in collections for hit in retriever.search(query, collection, limit)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.key))[:limit]
