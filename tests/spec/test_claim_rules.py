"""Runs the table of what a claim is told of by the rules that need no table of a publisher beside our text."""

from __future__ import annotations

import pytest

from assistant.answering.gather.claims import checked
from assistant.rules.engine import Decider
from assistant.understand.claims.text import read_claim
from corpus.store.knowledge_base import KnowledgeBase
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("claim-rules")


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case, small_knowledge: KnowledgeBase) -> None:
    claim = read_claim("\n".join(case.facts["claim"]), case.day, given_as_one=True)
    assert claim is not None
    knowledge = small_knowledge
    decider = Decider(knowledge.catalog, knowledge.tables, knowledge.editions())
    check = checked(claim, case.day, knowledge.existing, decider).check
    assert check.result == case.verdict
    told = {str(item.code): item for item in check.checks}
    for code, mend in case.detail.get("mends", {}).items():
        assert mend in told[code].mends, code
    for code in case.detail.get("silent", ()):
        assert not told[code].mends, code
    said = " ".join(verdict.conclusion for item in check.checks for verdict in item.asking)
    assert case.detail.get("says", "") in said
