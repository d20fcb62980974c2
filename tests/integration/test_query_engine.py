"""CasePilot as a LlamaIndex query engine: the five lines that the README shows, and what they give."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.bootstrap import open_search
from assistant.casepilot import CasePilot
from assistant.query_engine import CasePilotQueryEngine
from assistant.settings import Settings
from corpus.store.knowledge_base import KnowledgeBase


@pytest.fixture
def engine(small_knowledge: KnowledgeBase) -> CasePilotQueryEngine:
    casepilot = CasePilot(small_knowledge, open_search(small_knowledge, Settings()))
    return CasePilotQueryEngine.of(casepilot, today=date(2026, 5, 15))


def test_a_response_cites_nodes_with_their_source(engine: CasePilotQueryEngine) -> None:
    response = engine.query("Can 64484 be billed alone?")
    assert "64483" in str(response)
    cited = {source.node.metadata["number"] for source in response.source_nodes}
    assert {int(number) for number in re.findall(r"\[(\d+)\]", str(response))} <= cited
    assert all(source.node.metadata["edition"] and source.node.get_content() for source in response.source_nodes)


def test_what_is_not_here_is_said(engine: CasePilotQueryEngine) -> None:
    response = engine.query("what is 0790T?")
    assert response.metadata is not None
    assert response.metadata["kind"] == "abstention"


async def test_it_answers_inside_an_event_loop(engine: CasePilotQueryEngine) -> None:
    response = await engine.aquery("what is 0709T?")
    assert "0708T" in str(response)
