"""The merge over collections, on made-up hits of like scores."""

from __future__ import annotations

import pytest

from assistant.retrieval import Hit
from assistant.retrieval.across import search_across

HITS = {
    "cpt": [Hit("cpt:30300", "Taking a thing out of the nose", 0.7)],
    "icd10cm": [Hit("icd10cm:T17.1", "Thing in the nose", 0.8)],
    "guidelines": [Hit("modifier-25#same-day", "Modifier 25: same day", 0.65)],
}


class Fixed:
    """Gives the same hits for every query."""

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        return HITS[collection][:limit]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bead in nose", "icd10cm:T17.1"),
        ("bead removed from the nose", "cpt:30300"),
        ("bead in the nose taken out", "cpt:30300"),
        ("can I bill a visit when", "modifier-25#same-day"),
    ],
)
def test_words_of_the_query_decide_between_kinds_as_near(query: str, first: str) -> None:
    hits = search_across(Fixed(), query, list(HITS), 3)
    assert hits[0].key == first
    assert {hit.key: hit.score for hit in hits} == {hit.key: hit.score for of in HITS.values() for hit in of}


def test_the_limit_holds_over_all_collections() -> None:
    assert len(search_across(Fixed(), "nose", list(HITS), 2)) == 2
