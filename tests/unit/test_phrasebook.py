"""Phrases of which every word counts: each row a phrase, or a text, and what is read."""

from __future__ import annotations

import pytest

from assistant.understand.story.phrasebook import Phrasebook, ways

BOOK = Phrasebook(
    {"list": ["list me? all?"], "codes": ["code|codes", "add_on|addon code|codes"], "date": ["date_of_service|dos"]}
)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("dos", {"dos"}),
        ("total? units|unit", {"units", "unit", "total units", "total unit"}),
        ("date_of_service|dos", {"date of service", "dos"}),
        ("m 1|2?", {"m", "m 1", "m 2"}),
    ],
)
def test_a_phrase_is_said_in_these_ways(phrase: str, said: set[str]) -> None:
    assert {" ".join(words) for words in ways(phrase)} == said


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("list all add on codes", ["list", "codes"]),
        ("list me codes", ["list", "codes"]),
        ("list add codes", ["list", None, "codes"]),
        ("codes by dos", ["codes", None, "date"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_the_longest_phrases(text: str, read: list[str | None]) -> None:
    words = text.split()
    cuts = list(BOOK.cut(words))
    assert [cut.meaning for cut in cuts] == read
    assert [place for cut in cuts for place in range(cut.start, cut.end)] == list(range(len(words)))


def test_a_phrase_means_one_thing() -> None:
    assert BOOK.meaning(["addon", "code"]) == "codes"
    assert BOOK.meaning(["addon"]) is None
    with pytest.raises(ValueError, match="'dos' means date and day"):
        Phrasebook({"date": ["dos"], "day": ["dos"]})
