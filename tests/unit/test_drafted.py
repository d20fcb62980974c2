"""A draft is taken as long as it says something."""

from __future__ import annotations

import pytest

from assistant.answering.evidence import Evidence, EvidenceKind
from assistant.checking.drafted import MOST_IDLE, DraftCheck
from corpus.codes import CptCode

PASSAGE = Evidence(
    number=1,
    kind=EvidenceKind.CODE,
    title="CPT 20610",
    text="A large joint is drained or injected without ultrasound guidance. One unit for each joint, on both sides.",
    edition_id="own",
    edition="our own wording",
    locator="20610",
    given=frozenset({CptCode("20610")}),
)
SUPPORTED = "A large joint is drained or injected without ultrasound guidance. [1] "
FOREIGN = "Most patients are very happy with the friendly staff of this practice. "


def drafted(text: str) -> tuple[list[str], DraftCheck]:
    check = DraftCheck([PASSAGE], frozenset({CptCode("20610")}), [], [])
    return [sentence.text.strip() for sentence in (*check.feed(text), *check.finish())], check


def test_a_model_that_goes_in_circles_is_ended() -> None:
    shown, check = drafted(SUPPORTED + FOREIGN * MOST_IDLE + "One unit for each joint, on both sides. [1]")
    assert shown == [SUPPORTED.strip()]
    assert check.is_full


def test_a_stray_sentence_ends_nothing() -> None:
    shown, check = drafted(FOREIGN * (MOST_IDLE - 1) + SUPPORTED + FOREIGN * (MOST_IDLE - 1))
    assert shown == [SUPPORTED.strip()]
    assert not check.is_full


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("The injection takes one unit for each joint. [1]", True),
        ("Each joint is one unit, and its record names the joint. [1]", False),  # two places far apart, put together
    ],
)
def test_one_place_of_the_source_carries_a_sentence(sentence: str, shown: bool) -> None:
    passage = Evidence(
        1,
        EvidenceKind.CODE,
        "CPT 20610",
        "The injection of a joint. One unit for each joint.\nThe site is told.\nA drug is billed apart.\n"
        "What the record must name: the joint.",
        "test",
        "Test edition",
        "row 1",
    )
    check = DraftCheck([passage], frozenset(), (), ())
    assert bool([*check.feed(sentence), *check.finish()]) == shown


@pytest.mark.parametrize(("word", "shown"), [("before", True), ("after", False)])
def test_a_word_that_turns_a_rule_round_must_stand_there(word: str, shown: bool) -> None:
    text = "Care before birth alone is four to six visits in one unit."
    passage = Evidence(1, EvidenceKind.CODE, "Care in a pregnancy", text, "test", "Test edition", "row 1")
    check = DraftCheck([passage], frozenset(), (), ())
    drafted = f"Care {word} birth alone is four to six visits. [1]"
    assert bool([*check.feed(drafted), *check.finish()]) == shown
