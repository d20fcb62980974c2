"""What is said of a topic when no sentence of what was found speaks of it: never nothing."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer import AnswerKind
from assistant.answering.compose.topics import NOTHING_HERE, compose_topic
from assistant.answering.findings import Findings
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.records import GuidelineSection, SourceRef

PAGE = GuidelineSection(
    "manual", "Manual", "80-6", "80.6 Orders", "An order is a communication.", 1, SourceRef("made-up", "page 1")
)


@pytest.mark.parametrize("sections", [(), (PAGE,)])
def test_no_answer_is_empty(sections: tuple[GuidelineSection, ...]) -> None:
    numbers = {section.key: number for number, section in enumerate(sections, 1)}
    findings = Findings(
        (), numbers, sections=sections, excerpts={section.key: () for section in sections}, day=date(2026, 11, 30)
    )
    draft = compose_topic(Query("x", "x", Wish.WHICH_CODE, topic="x"), findings)
    assert draft.kind is AnswerKind.ABSTENTION
    assert draft.blocks[0].text.startswith(NOTHING_HERE)
