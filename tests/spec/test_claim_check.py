"""Runs the table of the claim check."""

from __future__ import annotations

import pytest

from assistant.rules.basis import Basis
from assistant.rules.claim.decide import ClaimCheck, check_claim
from assistant.rules.verdict import Stance, Verdict
from assistant.understand.claims.line import ClaimLine
from corpus.codes import Code, Icd10CmCode
from corpus.relations import Table, procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("claim-check")


def code(text: str) -> Code:
    return Icd10CmCode.parse(text) if text[0].isalpha() else procedure_code(text)


def decide(case: Case) -> ClaimCheck:
    about = {key: frozenset(map(code, codes)) for key, _, codes in case.facts["verdicts"]}
    basis = Basis(Table.ADD_ON, case.day)
    tellings = [
        Verdict(key, key, Stance(stance), "Words.", (), "Row.", about[key], basis, "row")
        for key, stance, _ in case.facts["verdicts"]
    ]
    lines = [ClaimLine(procedure_code(text)) for text in case.facts["lines"]]
    diagnoses = [Icd10CmCode.parse(text) for text in case.facts.get("diagnoses", ())]
    return check_claim(lines, diagnoses, tellings, lambda telling: about[telling.key])


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    check = decide(case)
    assert check.result == case.verdict
    assert [item.result for item in check.lines] == case.detail["lines"]
    assert [item.result for item in check.diagnoses] == case.detail.get("diagnoses", [])
    if "first" in case.detail:
        assert check.lines[0].tellings[0].key == case.detail["first"]
