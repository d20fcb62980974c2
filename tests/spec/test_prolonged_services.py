"""The cases of prolonged services, run through the rule and its words; and its table against the authored text."""

from __future__ import annotations

import re

import pytest

from assistant.procedures.visits.prolonged.decide import (
    ProlongedVerdict,
    Threshold,
    Visit,
    levels_of,
    prolonged_verdict,
    thresholds,
    unit_minutes,
)
from assistant.procedures.visits.prolonged.words import tell_prolonged
from assistant.understand.circumstances.payers import Payer
from corpus.authored import TEXT_FOLDER, AuthoredCode, read_codes, read_sources
from corpus.relations import procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("prolonged-services")
GUIDELINE = (TEXT_FOLDER / "guidelines" / "prolonged-services.md").read_text(encoding="utf-8")
TIME_GUIDELINE = (TEXT_FOLDER / "guidelines" / "em-time.md").read_text(encoding="utf-8")


def _verdict(case: Case) -> ProlongedVerdict:
    facts = case.facts
    visit = Visit[facts["visit"].upper()] if "visit" in facts else procedure_code(facts["code"])
    payer = Payer[facts["payer"].upper()] if "payer" in facts else None
    return prolonged_verdict(visit, facts["minutes"], payer, case.day)


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict = _verdict(case)
    telling = tell_prolonged(verdict)
    assert verdict.finding == case.verdict
    said = " ".join((telling.conclusion, *telling.reasons, telling.row))
    detail = {"covers": True} | dict(case.detail)
    assert str(detail.pop("says", "")) in said
    carried = {
        "covers": verdict.basis.covers,
        "level": verdict.level and str(verdict.level.code),
        "units": verdict.units,
        "add_on": str(verdict.threshold.add_on),
        "cases": [each.finding for each in verdict.cases],
        "stance": telling.stance,
    }
    assert {name: carried[name] for name in detail} == detail


def test_there_are_cases_enough() -> None:
    assert len(SPECIFICATION.cases) >= 30


def test_every_threshold_has_the_minute_before_it_and_the_minute_itself() -> None:
    asked = {(case.facts.get("visit"), case.facts.get("payer"), case.facts["minutes"]) for case in SPECIFICATION.cases}
    for row in thresholds():
        for minutes in (row.first_unit - 1, row.first_unit, row.first_unit + 14, row.first_unit + 15):
            assert (row.visit.name.lower(), row.payer.name.lower(), minutes) in asked


# What follows keeps the rule's minutes from drifting away from the text that names their sources.


def _code(visit: Visit) -> str:
    return str(levels_of(visit)[-1].code)


def _threshold(visit: Visit, payer: Payer) -> int:
    return next(row.first_unit for row in thresholds() if (row.visit, row.payer) == (visit, payer))


def test_minutes_of_levels_are_the_facts_of_the_authored_codes() -> None:
    codes = {
        str(entry.record.code): entry.record for entry in read_codes(read_sources()) if isinstance(entry, AuthoredCode)
    }
    for levels in map(levels_of, Visit):
        for level in levels:
            facts = {fact.name: fact.value for fact in codes[str(level.code)].facts}
            assert facts["typical_minutes"] == str(level.minutes), level


@pytest.mark.parametrize("visit", [Visit.NEW_OFFICE, Visit.ESTABLISHED_OFFICE])
def test_office_levels_are_those_of_the_guideline_on_time(visit: Visit) -> None:
    start = "New patients:" if visit is Visit.NEW_OFFICE else "Established patients:"
    line = next(line for line in TIME_GUIDELINE.splitlines() if line.startswith(start))
    found = {code: int(minutes) for code, minutes in re.findall(r"(\d{5}) (\d+)", line)}
    assert found == {str(level.code): level.minutes for level in levels_of(visit)}


@pytest.mark.parametrize("visit", [Visit.NEW_OFFICE, Visit.ESTABLISHED_OFFICE])
def test_office_thresholds_are_those_of_the_guideline(visit: Visit) -> None:
    row = re.search(rf"\| {_code(visit)} \(from (\d+) minutes\) \| (\d+) minutes \| (\d+) minutes \|", GUIDELINE)
    assert row, "the table of thresholds is not where it was"
    base, cpt, medicare = map(int, row.groups())
    assert (base, cpt, medicare) == (
        levels_of(visit)[-1].minutes,
        _threshold(visit, Payer.CPT),
        _threshold(visit, Payer.MEDICARE),
    )


@pytest.mark.parametrize(
    "threshold", [row for row in thresholds() if row.edition.id == "ngs-prolonged-2025"], ids=lambda row: row.visit
)
def test_medicares_other_thresholds_are_those_of_the_guideline(threshold: Threshold) -> None:
    line = next(line for line in GUIDELINE.splitlines() if line.startswith(f"- {threshold.add_on}: with"))
    top = _code(threshold.visit)
    clause = next(part for part in line.split(";") if f"with {top} " in part)
    assert re.findall(rf"with {top} (\d+)", clause) == [str(threshold.first_unit)]
    before = re.search(r"from (\d+) days? before", clause)
    after = re.search(r"(\d+) days after", clause)
    assert int(before.group(1) if before else 0) == threshold.days_before
    assert int(after.group(1) if after else 0) == threshold.days_after


def test_cpt_counts_a_full_unit_from_the_minimum_of_the_highest_level() -> None:
    assert "CPT starts at the minimum time of the visit" in GUIDELINE
    for row in thresholds():
        if row.payer is Payer.CPT:
            assert row.first_unit == levels_of(row.visit)[-1].minutes + unit_minutes()


def test_prolonged_codes_go_with_the_primaries_of_the_guideline() -> None:
    for row in thresholds():
        line = next(line for line in GUIDELINE.splitlines() if line.startswith(f"- {row.add_on}: 9"))
        assert _code(row.visit) in re.findall(r"\d{5}", line)


def test_units_of_g2212_go_on_as_the_guideline_says() -> None:
    assert "Second unit of G2212 with 99205: from 104 minutes" in GUIDELINE
    assert _threshold(Visit.NEW_OFFICE, Payer.MEDICARE) + unit_minutes() == 104
