"""Runs the table of what would mend a claim line: pasted lines, decided by the small tables of a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.gather.claims import checked
from assistant.rules.engine import Decider
from assistant.understand.claims.text import read_claim
from corpus.store.knowledge_base import KnowledgeBase
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("claim-mending")


@pytest.fixture(scope="module")
def knowledge(desk_home: Path) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase.open(desk_home)
    yield opened
    opened.close()


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case, knowledge: KnowledgeBase) -> None:
    claim = read_claim("\n".join(case.facts["claim"]), case.day)
    assert claim is not None
    decider = Decider(knowledge.catalog, knowledge.tables, knowledge.editions())
    check = checked(claim, case.day, knowledge.existing, decider).check
    assert check.result == case.verdict
    assert [item.result for item in check.lines] == case.detail["lines"]
    mends = {item.number or str(item.code): list(item.mends) for item in check.checks}
    assert {key: mends[key] for key in case.detail["mends"]} == case.detail["mends"]
