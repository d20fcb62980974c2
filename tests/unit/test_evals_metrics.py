"""The measuring stick itself: scores, intervals, the split, and what counts as a drop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evals.cases import Case, read_cases
from tests.evals.metrics import paired_drop, score, wilson

RANKS = st.lists(st.one_of(st.none(), st.integers(min_value=1, max_value=50)), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("ranks", "recall_1", "recall_10", "mrr"),
    [
        ([1, 1, 1, 1], 1.0, 1.0, 1.0),
        ([None, None], 0.0, 0.0, 0.0),
        ([2, None], 0.0, 0.5, 0.25),
        ([1, 10, 11, None], 0.25, 0.5, 0.275),
    ],
)
def test_scores(ranks: list[int | None], recall_1: float, recall_10: float, mrr: float) -> None:
    scored = score(ranks)
    assert (scored.recall_1, scored.recall_10, scored.mrr_10) == pytest.approx((recall_1, recall_10, mrr))


@given(RANKS)
def test_scores_are_shares_in_order(ranks: list[int | None]) -> None:
    scored = score(ranks)
    assert 0 <= scored.recall_1 <= scored.mrr_10 <= scored.ndcg_10 <= scored.recall_10 <= 1
    low, high = scored.recall_10_interval
    assert low <= scored.recall_10 + 1e-9
    assert high >= scored.recall_10 - 1e-9


def test_wilson_narrows_with_cases() -> None:
    few, many = wilson(8, 10), wilson(800, 1000)
    assert many[1] - many[0] < few[1] - few[0]


@pytest.mark.parametrize(
    ("before", "after", "is_real"),
    [
        ([1] * 100, [1] * 100, False),
        ([1] * 100, [None] * 20 + [1] * 80, True),
        ([1] * 100, [None] + [1] * 99, False),  # one case of a hundred may be chance
        ([None] * 20 + [1] * 80, [1] * 100, False),  # a gain is no drop
    ],
)
def test_a_drop_is_real_when_chance_does_not_explain_it(
    before: list[int | None], after: list[int | None], is_real: bool
) -> None:
    _, low, _ = paired_drop(before, after)
    assert (low > 0) is is_real


def test_no_family_is_in_both_parts_and_both_are_there() -> None:
    cases = list(read_cases())
    assert len(cases) >= 600
    parts: dict[str, set[str]] = {}
    for case in cases:
        parts.setdefault(case.family, set()).add(case.part)
    assert all(len(of_family) == 1 for of_family in parts.values())
    assert 0.3 < sum(case.part == "test" for case in cases) / len(cases) < 0.7


def test_queries_are_asked_once_a_kind() -> None:
    asked = [(case.kind, case.query) for case in read_cases()]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("accept", "answer", "right"),
    [
        (("E11.2*",), "E11.22", True),
        (("E11.2*",), "E11.9", False),
        (("I10", "I11.9"), "I11.9", True),
        (("modifier-25#*",), "modifier-25#when", True),
        ((), "I10", False),
    ],
)
def test_patterns(accept: tuple[str, ...], answer: str, right: bool) -> None:
    assert Case("query", "lay", accept).accepts(answer) is right
