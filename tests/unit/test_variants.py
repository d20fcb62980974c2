"""Few words after a code or a topic: a variant of it, a qualifier, or something new."""

from __future__ import annotations

import pytest

from assistant.understand.wishes import kinds, wording
from assistant.understand.wishes.phrases import by_phrases
from assistant.understand.wishes.wish import Wish


@pytest.mark.parametrize(
    "text", ["with contrast", "unilateral?", "left side", "interpretation only?", "and with ultrasound?"]
)
def test_a_variant_is_named_by_few_words(text: str) -> None:
    assert wording.names_a_variant(text)


@pytest.mark.parametrize(
    "text", ["what is 99213?", "code for asthma?", "how is it billed?", "can I add 25?", "knee pain"]
)
def test_a_question_of_its_own_is_no_variant(text: str) -> None:
    assert not wording.names_a_variant(text)


@pytest.mark.parametrize(("text", "is_one"), [("with shock?", True), ("right", True), ("knee pain?", False)])
def test_a_qualifier_only_makes_sense_with_what_it_qualifies(text: str, *, is_one: bool) -> None:
    assert wording.says_a_qualifier(text) is is_one


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("without and with?", "without contrast, then with contrast"),
        ("and with?", "with contrast"),
        ("w/o", "without contrast"),
        ("with ultrasound?", None),
    ],
)
def test_contrast_needs_no_word_of_its_own(text: str, read: str | None) -> None:
    assert wording.contrast_only(text) == read


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("knee osteoarthritis right", "knee osteoarthritis right"),
        ("what is the right code for gout", "gout"),
        ("right knee pain", "right knee pain"),
    ],
)
def test_right_is_a_side_unless_a_code_is_right(text: str, topic: str) -> None:
    assert wording.topic_of(text) == topic


def test_an_add_on_or_a_primary_is_asked_of_the_code_talked_about() -> None:
    assert wording.topic_is_empty("primary or add-on?")
    assert by_phrases("primary or add-on?", 0) is Wish.ADD_ON_STATUS


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("other leg?", True),
        ("and the other eye?", True),
        ("what about the opposite side", True),
        ("other codes?", False),
    ],
)
def test_the_other_side_is_a_variant(text: str, *, asks: bool) -> None:
    assert wording.asks_for_the_other_side(text) is asks


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("global days for hammertoe correction", "hammertoe correction"),
        ("how many global days does a vasectomy have", "vasectomy"),
        ("mue for knee replacement", "knee replacement"),
        ("global days rubber banding of hemorrhoids", "rubber banding of hemorrhoids"),
        ("global period for minor surgery", None),
        ("global period rules", None),
        ("mue edits", None),
        ("what is the global period", None),
        ("visits in the global period", None),
    ],
)
def test_figures_may_be_asked_of_a_procedure_in_words(text: str, subject: str | None) -> None:
    assert kinds.figures_subject(text) == subject
