"""Runs the table of the lists that are asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistant.rules.basis import Basis
from assistant.rules.indicators.lists.edits import conflicts, tell_conflict
from assistant.rules.indicators.lists.exempt import exempt_finding, tell_exempt
from assistant.rules.indicators.lists.former import FormerFinding, tell_former
from assistant.rules.indicators.lists.risk import model_named, risk_finding, tell_risk
from assistant.rules.indicators.lists.telehealth import telehealth_finding, tell_telehealth
from assistant.rules.indicators.lists.use import tell_use
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances.bearer import Sex
from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.listed import (
    CodeEdit,
    ExemptDiagnosis,
    FormerCode,
    RiskCategory,
    RiskHierarchy,
    RiskLabel,
    RiskWeight,
    TelehealthService,
    Utilization,
)
from corpus.records import SourceRef
from corpus.relations import Loaded, Table, procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("lists")
SOURCE = SourceRef("it", "row")


def edition(table: Table, *, complete: bool = True, begin: int = 2023, name: str = "it") -> Edition:
    span = (date(begin, 1, 1), date(begin + 4, 12, 31))
    return Edition(name, table.value, "CMS", f"Edition {begin}", *span, complete=complete)


def telehealth(case: Case) -> list[Verdict]:
    facts, code = case.facts, procedure_code(case.facts["code"])
    rows = tuple(
        TelehealthService(procedure_code(row["code"]), SOURCE, row["status"], row["audio_only"])
        for row in facts["rows"]
    )
    of = edition(Table.TELEHEALTH, complete=facts.get("complete", True))
    return [tell_telehealth(telehealth_finding(code, Loaded(Table.TELEHEALTH, (of,), rows), case.day))]


def exempt(case: Case) -> list[Verdict]:
    rows = tuple(ExemptDiagnosis(Icd10CmCode(text), SOURCE) for text in case.facts["rows"])
    loaded = Loaded(Table.POA_EXEMPT, (edition(Table.POA_EXEMPT),), rows)
    return [tell_exempt(exempt_finding([*map(Icd10CmCode, case.facts["codes"])], loaded, case.day))]


def edits(case: Case) -> list[Verdict]:
    facts = case.facts
    rows = tuple(
        CodeEdit(Icd10CmCode(row["code"]), "a list", SOURCE, low, high, row.get("sex", ""))
        for row in facts["rows"]
        for low, high in [row.get("ages", (None, None))]
    )
    editions = (edition(Table.CODE_EDITS),) if facts.get("loaded", True) else ()
    if facts.get("later"):
        editions = (*editions, edition(Table.CODE_EDITS, begin=2026, name="later"))
    loaded = Loaded(Table.CODE_EDITS, editions, rows)
    sex = Sex(facts["sex"]) if "sex" in facts else None
    codes = [*map(Icd10CmCode, facts["codes"])]
    return [*map(tell_conflict, conflicts(codes, loaded, case.day, sex, facts.get("age"), frozenset({"it"})))]


def risk(case: Case) -> list[Verdict]:
    facts = case.facts
    codes = [*map(Icd10CmCode, facts["codes"])]
    every = [
        RiskCategory(Icd10CmCode(code), number, model_named(model), SOURCE) for code, number, model in facts["rows"]
    ]
    rows = tuple(row for row in every if row.code in codes)
    above = tuple(RiskHierarchy(one, other, model_named(""), SOURCE) for one, other in facts.get("above", ()))
    no_labels: tuple[RiskLabel, ...] = ()
    no_weights: tuple[RiskWeight, ...] = ()
    return [
        tell_risk(
            risk_finding(
                codes,
                facts.get("asked", ()),
                facts.get("model", ""),
                case.day,
                Loaded(Table.RISK_CATEGORIES, (edition(Table.RISK_CATEGORIES),), rows),
                Loaded(Table.RISK_HIERARCHIES, (edition(Table.RISK_HIERARCHIES),), above),
                Loaded(Table.RISK_LABELS, (), no_labels),
                Loaded(Table.RISK_WEIGHTS, (), no_weights),
                models={"it": frozenset(row.model for row in every)},
                ranks=facts.get("ranks", False),
            )
        )
    ]


def former(case: Case) -> list[Verdict]:
    facts = case.facts
    rows = tuple(FormerCode(old, Icd10CmCode(new) if new else None, SOURCE, flags) for old, new, flags in facts["rows"])
    table = Table.ICD9_BACKWARD if facts.get("back") else Table.ICD9_FORWARD
    asked = Icd10CmCode(facts["asked"]) if facts.get("back") else facts["asked"]
    return [tell_former(FormerFinding(asked, rows, Basis(table, case.day, edition(table)), facts["directed"]))]


def use(case: Case) -> list[Verdict]:
    code = procedure_code(case.facts["code"])
    rows = tuple(Utilization(code, place, Decimal(count), SOURCE) for place, count in case.facts["rows"])
    return [tell_use(code, Loaded(Table.UTILIZATION, (edition(Table.UTILIZATION),), rows), case.day)]


ASK: dict[str, Callable[[Case], list[Verdict]]] = {
    "telehealth": telehealth,
    "exempt": exempt,
    "edits": edits,
    "risk": risk,
    "former": former,
    "use": use,
}


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdicts = ASK[case.facts["list"]](case)
    said: list[Any] = [verdict.stance.value for verdict in verdicts] or ["none"]
    assert said == [case.verdict]
    for verdict in verdicts:
        assert all(words in verdict.conclusion for words in case.detail.get("says", ()))
