"""Chart abbreviations are spelled out for the search, words of English are not."""

from __future__ import annotations

import pytest

from corpus.abbreviations import Expander, read_abbreviations

WORDS = {"add", "aids", "all", "and", "cap", "had", "or", "pet", "was", "with", "without", "map", "arm", "leg"}


@pytest.mark.parametrize(
    ("written", "expanded"),
    [
        ("CKD stage 3", "chronic kidney disease stage 3"),
        ("h/o MI", "personal history of myocardial infarction"),
        ("mi", "mi"),  # a word or a state as often as an infarction
        ("fx of wrist d/t fall", "fracture of wrist due to fall"),
        ("Fx", "fracture"),
        ("pneumonia w/o fever", "pneumonia without fever"),
        ("w/o", "without"),
        ("ckdx", "ckdx"),
    ],
)
def test_abbreviations_are_spelled_out(written: str, expanded: str) -> None:
    assert Expander(read_abbreviations()).expand(written) == expanded


def test_no_abbreviation_is_a_word_that_queries_have() -> None:
    assert not WORDS & {short.lower() for short in read_abbreviations()}


def test_without_abbreviations_nothing_changes() -> None:
    assert Expander({}).expand("CKD") == "CKD"
