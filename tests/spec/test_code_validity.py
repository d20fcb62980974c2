"""Runs the table of code validity."""

from __future__ import annotations

import pytest

from assistant.rules.validity.decide import ValidityVerdict, validity_verdict
from assistant.rules.validity.words import tell_validity
from assistant.rules.verdict import Stance
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import SourceRef
from corpus.relations import CodeListing, Loaded, Table, procedure_code
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("code-validity")


def decide(case: Case) -> ValidityVerdict:
    editions: list[Edition] = []
    rows: list[CodeListing] = []
    for entry in case.facts["lists"]:
        name = f"HCPCS {entry['from']}"
        complete = entry.get("complete", True)
        editions.append(Edition(name, Table.HCPCS, "CMS", name, entry["from"], entry["to"], complete=complete))
        for text, (added, terminated, *replaced) in entry["rows"].items():
            code = procedure_code(text)
            replacements = tuple(map(procedure_code, replaced))
            source = SourceRef(name, f"row {code}")
            rows.append(CodeListing(code, source, added=added, terminated=terminated, replaced_by=replacements))
    named = tuple(Edition(name, Table.FEE_SCHEDULE, "CMS", name) for name in case.facts.get("named", ()))
    code = procedure_code(case.facts["code"])
    return validity_verdict(code, Loaded(Table.HCPCS, tuple(editions), tuple(rows)), named, case.day)


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case) -> None:
    verdict = decide(case)
    assert verdict.finding == case.verdict
    found = {"replaced_by": [str(code) for code in verdict.replaced_by], "covers": verdict.basis.covers}
    assert {name: found[name] for name in case.detail} == case.detail


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_the_words_promise_nothing_beyond_the_list(case: Case) -> None:
    verdict = decide(case)
    telling = tell_validity(verdict)
    words = " ".join((telling.conclusion, *telling.reasons, telling.row))
    assert {mention.code for mention in find_codes(words)} <= telling.mentions
    assert telling.conclusion.startswith("Yes") == (verdict.finding == "active" and verdict.basis.covers)
    if verdict.finding in ("unnamed", "named"):
        assert "does not exist" not in words
        assert telling.stance is Stance.SILENT
