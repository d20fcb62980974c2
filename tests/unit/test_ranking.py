"""Ranking as a table: candidates in, order out."""

from __future__ import annotations

import pytest

from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.ranking import Candidate, best_per_record, rank

KNEE_RIGHT = Candidate("icd10cm:M17.11", "Osteoarthritis, right knee", 0.80, 0.5)
KNEE_LEFT = Candidate("icd10cm:M17.12", "Osteoarthritis, left knee", 0.82, 0.5)
KNEE = Candidate("icd10cm:M17", "Osteoarthritis of knee", 0.81, 0.5, broader=True)
FALL = Candidate("icd10cm:W19", "Fall on knee", 0.85, 0.5)
INJECTION = Candidate("cpt:20610", "Injection into a knee", 0.70, 0.5)
RARE = Candidate("icd10cm:A66.6", "Goundou", 0.40, 1.0)
WORDS_ONLY = Candidate("icd10pcs:0SRC0J9", "Replacement of knee", None, 0.9)


@pytest.mark.parametrize(
    ("query", "candidates", "order"),
    [
        ("arthritis of the knee", [KNEE_RIGHT, KNEE_LEFT], [KNEE_LEFT, KNEE_RIGHT]),  # the nearer goes first
        ("right knee arthritis", [KNEE_LEFT, KNEE_RIGHT], [KNEE_RIGHT, KNEE_LEFT]),  # the side that is asked for
        ("L knee arthritis", [KNEE_LEFT, KNEE_RIGHT], [KNEE_LEFT, KNEE_RIGHT]),
        ("knee arthritis", [KNEE, KNEE_RIGHT], [KNEE_RIGHT, KNEE]),  # where both fit alike, the one that can be billed
        ("knee hurts", [FALL, KNEE_LEFT], [KNEE_LEFT, FALL]),  # external causes are seldom meant
        ("goundou of the nose", [INJECTION, RARE], [INJECTION, RARE]),  # letters alone do not beat meaning
        ("knee", [WORDS_ONLY, RARE], [RARE, WORDS_ONLY]),  # a collection without vectors is ranked by words
        ("knee", [], []),
    ],
)
def test_order(query: str, candidates: list[Candidate], order: list[Candidate]) -> None:
    assert [hit.key for hit in rank(query, candidates, 10)] == [candidate.key for candidate in order]


def test_a_title_typed_word_for_word_goes_first() -> None:
    near = Candidate("icd10cm:O69.2", "Other cord entanglement", 0.99, 1.0)
    titled = Candidate("icd10cm:O69.3", "Labor complicated by: short cord", 0.90, 0.8)
    assert rank("labor complicated by short cord", [near, titled], 2)[0].key == titled.key
    assert (
        rank("Labor, complicated bye short cord", [near, titled], 2, title="Labor complicated by short cord")[0].key
        == titled.key
    )


def test_the_limit_holds_and_scores_fall() -> None:
    hits = rank("knee", [KNEE, KNEE_LEFT, KNEE_RIGHT, FALL], 3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_equal_scores_stand_in_the_order_of_their_keys_whatever_came_first() -> None:
    twins = [Candidate(key, "the same", 0.5, 0.5) for key in ("cpt:20611", "cpt:20610")]
    assert [hit.key for hit in rank("query", twins, 2)] == ["cpt:20610", "cpt:20611"]


def test_best_per_record_keeps_the_first_row() -> None:
    rows = [Hit("a", "synonym", 0.9), Hit("b", "x", 0.8), Hit("a", "description", 0.7)]
    assert [(hit.key, hit.text) for hit in best_per_record(rows)] == [("a", "synonym"), ("b", "x")]


class _Fixed(Retriever):
    def __init__(self, lists: dict[str, list[Hit]]) -> None:
        self._lists = lists

    def search(self, query: str, collection: str, limit: int) -> list[Hit]:
        return self._lists.get(collection, [])[:limit]


def test_across_collections_the_score_decides() -> None:
    retriever = _Fixed(
        {
            "cpt": [Hit("covered", "", 1.2, 0.4), Hit("near", "", 0.9, 0.8)],
            "icd10cm": [Hit("nearest", "", 1.0, 0.9), Hit("far", "", 0.5, 0.3)],
        }
    )
    order = [hit.key for hit in search_across(retriever, "query", ["cpt", "icd10cm"], 3)]
    assert order == ["covered", "nearest", "near"]


@pytest.mark.parametrize(
    ("query", "first"),
    [("knee injection", "cpt:20610"), ("when can a knee injection be billed twice", "modifier-50-rt-lt#surgical")],
)
def test_a_question_of_policy_finds_its_rule_first(query: str, first: str) -> None:
    retriever = _Fixed({"cpt": [Hit("cpt:20610", "", 0.9)], "guidelines": [Hit("modifier-50-rt-lt#surgical", "", 0.8)]})
    assert search_across(retriever, query, ["cpt", "guidelines"], 2)[0].key == first


def test_sections_are_ordered_by_words_and_merged_by_meaning() -> None:
    near = Candidate("em-time#minutes", "Minutes", 0.60, 0.10)
    worded = Candidate("em-time#exclude", "Travel time", 0.45, 0.24)
    hits = rank("does travel time count", [near, worded, INJECTION], 10)
    assert [hit.key for hit in hits if "#" in hit.key] == [worded.key, near.key]
    assert sorted(hit.score for hit in hits) == sorted(
        hit.score for one in (near, worded, INJECTION) for hit in rank("does travel time count", [one], 1)
    )
    assert [hit.similarity for hit in hits if hit.key == worded.key] == [0.45]
