"""Fusion as a table: lists in, order out."""

from __future__ import annotations

import pytest

from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.fusion import best_per_record, fuse


def hits(keys: str) -> list[Hit]:
    return [Hit(key, key, 1.0) for key in keys]


@pytest.mark.parametrize(
    ("dense", "lexical", "order"),
    [
        ("abc", "", "abc"),
        ("", "abc", "abc"),
        ("abc", "abc", "abc"),
        ("abc", "cba", "abc"),  # the dense order rules at half lexical weight
        ("ab", "ba", "ab"),
        ("abcd", "dx", "dabcx"),  # found by both beats found by one
        ("aab", "b", "ba"),  # a record counts once a list
        ("", "", ""),
    ],
)
def test_weighted_fusion(dense: str, lexical: str, order: str) -> None:
    fused = fuse([(1.0, hits(dense)), (0.5, hits(lexical))], limit=10)
    assert "".join(hit.key for hit in fused) == order


def test_the_limit_holds_and_scores_fall() -> None:
    fused = fuse([(1.0, hits("abcdef")), (0.5, hits("fedcba"))], limit=3)
    assert len(fused) == 3
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


def test_best_per_record_keeps_the_first_row() -> None:
    rows = [Hit("a", "synonym", 0.9), Hit("b", "x", 0.8), Hit("a", "description", 0.7)]
    assert [(hit.key, hit.text) for hit in best_per_record(rows)] == [("a", "synonym"), ("b", "x")]


class _Fixed(Retriever):
    def __init__(self, lists: dict[str, list[Hit]]) -> None:
        self._lists = lists

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        return self._lists.get(collection, [])[:limit]


def test_across_collections_similarity_decides_and_each_keeps_its_order() -> None:
    retriever = _Fixed(
        {
            "cpt": [Hit("lifted", "", 1, 0.4), Hit("near", "", 0.9, 0.8)],
            "icd10cm": [Hit("nearest", "", 1, 0.9), Hit("far", "", 0.5, 0.3)],
        }
    )
    order = [hit.key for hit in search_across(retriever, "query", ["cpt", "icd10cm"], 4)]
    assert order == ["nearest", "lifted", "near", "far"]
