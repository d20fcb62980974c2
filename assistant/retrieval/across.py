"""One ranked list over several collections: each collection keeps its own order, similarity decides between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice

from assistant.retrieval import Hit, Retriever


def search_across(retriever: Retriever, query: str, collections: Sequence[str], limit: int) -> list[Hit]:
    """The best hits of all collections, at most ``limit``.

    Fused scores of two collections cannot be compared, cosine similarities can; within one collection the fused order
    stands, so that what the lexical side lifted stays lifted.
    """
    lists = [_keyed(retriever.search(query, collection, limit)) for collection in collections]
    return [hit for _, hit in islice(merge(*lists, key=lambda pair: pair[0]), limit)]


def _keyed(hits: Sequence[Hit]) -> Iterator[tuple[float, Hit]]:
    """Hits with a key that never falls along the list: minus the best similarity from here on."""
    similarities = [hit.similarity if hit.similarity is not None else -1.0 for hit in hits]
    for index, hit in enumerate(hits):
        yield -max(similarities[index:]), hit
