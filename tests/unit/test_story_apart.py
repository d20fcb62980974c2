"""What is searched of a told case apart from its diseases, and what is quoted of a raw page, as tables."""

from __future__ import annotations

import pytest

from assistant.answering.gather.searching.pages import cleaned
from assistant.retrieval.words.apart import StoryWords
from corpus.mentions import find_codes

WORDS = StoryWords(
    diagnoses={"atrial": 300, "fibrillation": 200, "schizophrenia": 90, "visit": 1, "patient": 5, "hand": 400},
    rules={"visit": 500, "patient": 900, "physician": 800, "billed": 300, "atrial": 3, "hand": 250},
)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        (
            "the NP saw a patient with atrial fibrillation, how is the visit billed",
            "the NP saw a patient with how is the visit billed",
        ),
        ("atrial fibrillation visit", None),  # no story
        ("the NP saw a patient today, how is the visit billed", None),  # no disease
        ("atrial fibrillation schizophrenia atrial fibrillation schizophrenia fibrillation with atrial of it", None),
    ],
)
def test_disease_words_are_searched_apart(text: str, apart: str | None) -> None:
    assert WORDS.without_diseases(text) == apart


def test_without_counts_nothing_is_of_a_disease() -> None:
    assert StoryWords({}, {}).without_diseases("the NP saw a patient with atrial fibrillation in the office") is None


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("(Rev. 13774; Issued: 05-08-26)\nThe plan is signed.", "\nThe plan is signed."),
        ("(Rev. 1, 10-01-03) B3-2020.7, B3-8201, and B3-15016 Part B covers it.", " Part B covers it."),
        ("The proce-\ndure is inside.", "The procedure is inside."),
        ("Modifier 25 (a visit) stays.", "Modifier 25 (a visit) stays."),
        ("A rule.\nI-14\nAnother.\n12\n", "A rule.\n\nAnother.\n\n"),
        ("20.1 - Physician Expense ......... 14\nRule.", "\nRule."),
    ],
)
def test_a_page_is_quoted_without_what_stands_around_it(page: str, text: str) -> None:
    assert cleaned(page) == text


def test_a_transmittal_is_no_code() -> None:
    page = "(Rev. 13774; Issued: 05-08-26) Services of 99213."
    assert [str(mention.code) for mention in find_codes(cleaned(page))] == ["99213"]


def test_cleaning_is_linear() -> None:
    assert len(cleaned("(Rev. " * 1_400)) == len("(Rev. " * 1_400)
