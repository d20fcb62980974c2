"""Counts in a coder's words: each row a text with its codes, and the count of each family."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.procedures.counts.facts import biopsies_in, counted, is_timed, therapy_minutes
from corpus.codes import CptCode
from corpus.relations import procedure_code

CASES = [
    ("64483 three levels", "64483", "level 3"),
    ("3 lumbar levels of 64493", "64493", "level 3"),
    ("17 actinic keratoses 17000", "17000", "lesion 17"),
    ("17000 for 15 AKs", "17000", "lesion 15"),
    ("20 skin tags 11200", "11200", "skin tag 20"),
    ("96372 two injections", "96372", "injection 2"),
    ("25 sq cm 11042", "11042", "sq cm 25"),
    ("13101 8.5 cm", "13101", "cm 8.5"),
    ("90471 3 vaccines", "90471", "vaccine 3"),
    ("64483 with 99213", "64483 99213", ""),
    ("20610 x3", "20610", ""),
    ("99213", "99213", ""),
    ("3 levels", "", ""),
]


@pytest.mark.parametrize(("text", "codes", "said"), CASES)
def test_counts(text: str, codes: str, said: str) -> None:
    found = counted(text, [procedure_code(code) for code in codes.split()])
    assert " ".join(f"{item.family.noun} {item.count}" for item in found) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 punch biopsies and 1 shave biopsy", {"punch": 2, "tangential": 1}),
        ("one incisional, three punch biopsies", {"incisional": 1, "punch": 3}),
        ("2 punch", {}),
        ("a punch biopsy", {}),
    ],
)
def test_biopsies(text: str, said: dict[str, int]) -> None:
    assert biopsies_in(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("97110 23 minutes and 97140 15 minutes", {"97110": 23, "97140": 15}),
        ("30 min of 97110, 10 min of 97530", {"97110": 30, "97530": 10}),
        ("97110 and 97140", {}),
    ],
)
def test_therapy(text: str, said: dict[str, int]) -> None:
    assert {str(code): minutes for code, minutes in therapy_minutes(text).items()} == said


@pytest.mark.parametrize(
    ("code", "timed"), [("99205", True), ("99291", True), ("96365", True), ("97110", True), ("20610", False)]
)
def test_timed(code: str, timed: bool) -> None:
    assert is_timed(CptCode(code)) is timed


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    counted(text, [CptCode("64483"), CptCode("13101")])
    biopsies_in("biopsy " + text)
    therapy_minutes("97110 " + text)
