"""How messages are read: rates on the half of the reading spec that nobody looks at while the reader is changed."""

from __future__ import annotations

import functools
from collections import Counter

import pytest

from assistant.understand.wishes.wish import Wish
from corpus.meaning import AGAIN, read_intents
from tests.support.reading import Case, cases, read, wrong

# Of the wordings and of the follow-ups kept for testing: wish and codes both right.
LEAST_WORDINGS, LEAST_FOLLOW_UPS = 0.92, 0.90
LEAST_FIGURES = 0.85
FEWEST_EXAMPLES = 40


@functools.cache
def _read(part: str, *, follow_ups: bool) -> tuple[tuple[Case, tuple[str, ...]], ...]:
    return tuple((case, tuple(wrong(case, read(case)))) for case in cases(part, follow_ups=follow_ups))


def _rate(part: str, *, follow_ups: bool) -> float:
    found = _read(part, follow_ups=follow_ups)
    missed = Counter(case.wish for case, wrongs in found if {"wish", "codes"} & set(wrongs))
    print(f"{part}: {len(found) - missed.total()} of {len(found)}; missed by wish: {dict(missed)}")
    return 1 - missed.total() / len(found)


def test_the_wordings_kept_for_testing_are_read_right() -> None:
    assert _rate("test", follow_ups=False) >= LEAST_WORDINGS


def test_the_follow_ups_kept_for_testing_are_read_right() -> None:
    assert _rate("test", follow_ups=True) >= LEAST_FOLLOW_UPS


@pytest.mark.parametrize("follow_ups", [False, True])
def test_figures_are_read_with_them(*, follow_ups: bool) -> None:
    told = [bool(set(wrongs) - {"wish", "codes"}) for case, wrongs in _read("test", follow_ups=follow_ups) if case.more]
    count, missed = len(told), sum(told)  # figures only: a message that quoted cases would give the kept half away
    assert count - missed >= LEAST_FIGURES * count


def test_every_wish_has_examples() -> None:
    intents = read_intents()
    assert set(intents) == {wish.value for wish in Wish} - {"search", "claim", "table"} | {AGAIN}
    assert {wish for wish, intent in intents.items() if len(intent.examples) < FEWEST_EXAMPLES} == set()
