"""Spelling as a table: what is mended, and above all what is left alone."""

from __future__ import annotations

import pytest

from assistant.retrieval.words.spelling import Speller

KNOWN = {"pneumonia": 90, "diabetes": 400, "asthma": 50, "hypothyroidism": 20, "gout": 40, "lupus": 30, "disease": 900,
         "soap": 2, "bronchitis": 30, "meningitis": 25, "crust": 5, "crohns": 3, "chronic": 500, "trust": 50}  # fmt: skip
LANGUAGE = {"soak", "leak", "itch", "visit", "the"}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(KNOWN, LANGUAGE.__contains__)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("pnemonia", "pneumonia"),
        ("diabetis", "diabetes"),
        ("astma attack", "asthma attack"),
        ("hypothyrodism", "hypothyroidism"),
        ("broncitis, the visit", "bronchitis, the visit"),
        ("menengitis", "meningitis"),
        ("Lupis", "lupus"),
        ("crohns", "crohns"),
        ("chrons", "crohns"),  # all its letters, in another order: nearer than the commoner "chronic"
        ("xrust", "trust"),  # of two at the same distance, the commoner
    ],
)
def test_slips_are_mended(speller: Speller, written: str, read: str) -> None:
    assert speller.correct(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "soaks",  # a plain form of a known word
        "leaky",
        "itchy",
        "itches",
        "visited",
        "gaut",  # too short to be sure
        "zyxwvut",  # near nothing
        "E11.22",
        "20610",
        "",
        "天気",
    ],
)
def test_the_rest_is_left_alone(speller: Speller, written: str) -> None:
    assert speller.correct(written) == written


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("chronic asthma", False),
        ("broncitis", False),  # a slip is mended
        ("soaking visits", False),  # plain forms of the language
        ("glimmerplasty of the lupus", True),
        ("qwerty", True),
        ("xyz", False),  # too short to tell
    ],
)
def test_a_word_near_to_nothing_known_is_foreign(speller: Speller, text: str, foreign: bool) -> None:
    assert speller.has_foreign_word(text) is foreign
