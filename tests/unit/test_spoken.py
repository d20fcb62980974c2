"""Procedures in lay words: which reading a phrase has, and which neighbouring phrases have none."""

from __future__ import annotations

import pytest

from assistant.retrieval.words.spoken import readings, spoken


@pytest.mark.parametrize(
    ("phrase", "reading"),
    [
        ("water on the knee tap", "knee aspiration"),
        ("tapped her left knee", "knee aspiration"),
        ("belly tap", "paracentesis without imaging"),
        ("water on the lung drained", "thoracentesis"),
        ("boil lanced on the back", "boil lancing"),
        ("stomach pumped", "gastric lavage therapeutic"),
        ("appendix out", "laparoscopic appendectomy"),
    ],
)
def test_a_phrase_is_read_as_its_code_says_it(phrase: str, reading: str) -> None:
    assert reading in readings(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "water on the knee",
        "tap water burn of the knee",
        "knee abscess drained",
        "baker cyst drained behind the knee",
        "hole in eardrum",
        "chest tube drain",
        "belly drain placement",
        "had gallbladder out",
        "scope removal of one lung lobe",
        "stomach scope with biopsy",
        "heart failure",
        "wet tap headache",
        "shoulder pain with popping",
        "anesthesia for colon scope",
        "her knee has been hurting since the fall and they want to tap it next week at the clinic",
    ],
)
def test_a_neighbour_of_a_phrase_is_read_as_it_is_written(phrase: str) -> None:
    assert readings(phrase) == ()


def test_every_row_says_for_which_codes() -> None:
    assert all(row.told and row.says and row.to for row in spoken())
