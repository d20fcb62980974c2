"""Runs the table of the fee schedule indicators; its values are compared with the real file where it is at hand."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.rules.indicators.decide import GlobalVerdict, IndicatorVerdict, global_verdict, modifier_verdict
from assistant.rules.indicators.words import tell_global, tell_modifier
from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, Loaded, Table, procedure_code
from ingest.sources import HEAD_BYTES, SourceFile, fee_schedule
from tests.conftest import shared_file
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("indicators")


def loaded(case: Case) -> Loaded[FeeScheduleRow]:
    if not case.facts.get("loaded", True):
        return Loaded(Table.FEE_SCHEDULE)
    edition = Edition(
        "pfs",
        Table.FEE_SCHEDULE,
        "CMS",
        "Fee schedule, October 2025",
        date(2025, 10, 1),
        date(2025, 12, 31),
        complete=case.facts.get("complete", True),
    )
    values = case.facts.get("row")
    code = procedure_code(case.facts["code"])
    rows = () if values is None else (FeeScheduleRow(code, None, "A", SourceRef("pfs", f"row {code}"), **values),)
    return Loaded(Table.FEE_SCHEDULE, (edition,), rows)


def decide(case: Case) -> IndicatorVerdict | GlobalVerdict:
    code = procedure_code(case.facts["code"])
    if case.facts.get("global"):
        return global_verdict(code, loaded(case), case.day, case.facts.get("days_after"))
    return modifier_verdict(code, Modifier(case.facts["modifier"]), loaded(case), case.day)


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict = decide(case)
    assert verdict.finding == case.verdict
    if "covers" in case.detail:
        assert verdict.basis.covers is case.detail["covers"]


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_the_words_name_no_other_code(case: Case) -> None:
    verdict = decide(case)
    telling = tell_global(verdict) if isinstance(verdict, GlobalVerdict) else tell_modifier(verdict)
    words = " ".join((telling.conclusion, *telling.reasons, telling.row))
    named = {mention.code for mention in find_codes(words) if not isinstance(mention.code, Modifier)}
    assert named <= telling.mentions
    assert telling.conclusion.endswith(".")
    assert telling.row.endswith(".")


def test_the_values_of_the_cases_are_those_of_the_file() -> None:
    path = shared_file("cms/PPRRVU2025_Oct.csv")
    file = SourceFile(path.name, path, path.name, path.read_bytes()[:HEAD_BYTES])
    rows = {
        str(row.code): row
        for row in fee_schedule.FORMAT.read(file)
        if isinstance(row, FeeScheduleRow) and not row.modifier
    }
    for case in SPECIFICATION.cases:
        if case.tables.startswith("October 2025") and "made up" not in case.tables and case.facts.get("row"):
            row = rows[case.facts["code"]]
            assert {name: getattr(row, name) for name in case.facts["row"]} == case.facts["row"], case.name
