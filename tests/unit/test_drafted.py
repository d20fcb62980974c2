"""A draft is taken as long as it says something."""

from __future__ import annotations

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
