"""What a code is on a day, what it pays, and what is not here: examples in four wordings, on tables of several editions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.answer import Answer
from assistant.bootstrap import open_retriever
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.store.knowledge_base import KnowledgeBase
from corpus.yaml_loader import LOADER

TODAY = date(2026, 11, 30)
EXAMPLES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("dated_examples.yaml").read_text(encoding="utf-8"), Loader=LOADER
)
ASKED = [(str(ask), example) for example in EXAMPLES for ask in example["asks"]]


@pytest.fixture(scope="module")
def casepilot(dated_home: Path) -> Iterator[CasePilot]:
    knowledge = KnowledgeBase.open(dated_home)
    yield CasePilot(knowledge, open_retriever(knowledge))
    knowledge.close()


def answer(casepilot: CasePilot, text: str) -> Answer:
    async def asked() -> Answer:
        async for event in casepilot.ask(Conversation(), text, today=TODAY):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("every question is answered")

    return asyncio.run(asked())


def test_every_example_has_three_rewordings() -> None:
    assert [example["about"] for example in EXAMPLES if len(example["asks"]) < 4] == []


@pytest.mark.parametrize(("text", "example"), ASKED, ids=[text for text, _ in ASKED])
def test_it_is_told(casepilot: CasePilot, text: str, example: dict[str, Any]) -> None:
    said = answer(casepilot, text).text
    assert [words for words in example["says"] if words not in said] == [], said
    assert [words for words in example.get("never", ()) if words in said] == [], said
