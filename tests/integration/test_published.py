"""The payment tables beside the fee schedule, asked in four wordings, on small tables of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.answer import Answer, AnswerKind
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.store.knowledge_base import KnowledgeBase
from corpus.yaml_loader import LOADER

TODAY = date(2026, 2, 15)
EXAMPLES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("published_examples.yaml").read_text(encoding="utf-8"), Loader=LOADER
)
ASKED = [(str(ask), example) for example in EXAMPLES for ask in example["asks"]]


@pytest.fixture(scope="module")
def casepilot(payment_home: Path) -> Iterator[CasePilot]:
    knowledge = KnowledgeBase.open(payment_home)
    yield CasePilot(knowledge, open_retriever(knowledge))
    knowledge.close()


def answers(casepilot: CasePilot, *texts: str) -> list[Answer]:
    async def asked() -> list[Answer]:
        conversation, found = Conversation(), list[Answer]()
        for text in texts:
            async for event in casepilot.ask(conversation, text, today=TODAY):
                if isinstance(event, AnswerReady):
                    conversation = event.conversation
                    found.append(event.answer)
        return found

    return asyncio.run(asked())


def test_every_example_has_three_rewordings() -> None:
    assert [example["about"] for example in EXAMPLES if len(example["asks"]) < 4] == []


@pytest.mark.parametrize(("text", "example"), ASKED, ids=[text for text, _ in ASKED])
def test_it_is_told(casepilot: CasePilot, text: str, example: dict[str, Any]) -> None:
    said = answers(casepilot, text)[0].text
    assert [words for words in example["says"] if words not in said] == [], said
    assert [words for words in example.get("never", ()) if words in said] == [], said


def test_a_follow_up_asks_the_same_table(casepilot: CasePilot) -> None:
    first, second = answers(casepilot, "ASC payment indicator for 66984", "and 64483?")
    assert "**A2**" in first.text
    assert "**64483** has ASC payment indicator **G2**" in second.text


def test_a_table_that_is_not_loaded_is_said_to_be_with_the_command(casepilot: CasePilot) -> None:
    answer = answers(casepilot, "OPPS status indicator of 99213")[0]
    assert answer.kind is AnswerKind.ABSTENTION
    assert "not loaded" in answer.text
    assert "python -m ingest add" in answer.text
    assert "status A" not in answer.text  # no fact of another table stands for it
