"""The cases of ICD-10-CM, run through the rules and their words on the publisher's own records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from assistant.rules.diagnosis.decide import BillableVerdict, PairVerdict, billable_verdict, pair_verdict
from assistant.rules.diagnosis.pair_words import tell_pair
from assistant.rules.diagnosis.sequencing import SequenceVerdict, sequencing
from assistant.rules.diagnosis.sequencing_words import tell_sequencing
from assistant.rules.diagnosis.tabular import rows_about
from assistant.rules.diagnosis.words import tell_billable
from assistant.rules.verdict import Verdict
from corpus.codes import Code, Icd10CmCode
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import Loaded, Table
from ingest.sources.icd10cm import icd10cm
from tests.spec.spec import Case, read_specification

SPECIFICATION = read_specification("icd10cm")
_CODE = re.compile(r"\b[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?\b")

Tabular = tuple[Edition, Mapping[Code, tuple[CodeRecord, ...]]]


def _asked(case: Case) -> tuple[Icd10CmCode, ...]:
    asked = case.facts.get("pair") or case.facts.get("order") or [case.facts["billable"]]
    return tuple(map(Icd10CmCode.parse, asked))


@pytest.fixture(scope="module")
def tabular() -> Tabular:
    """The edition and the records of every category that a case is about."""
    categories = frozenset(code.category for case in SPECIFICATION.cases for code in _asked(case))
    items = list(icd10cm(categories))
    (edition,) = (item for item in items if isinstance(item, Edition))
    return edition, {item.code: (item,) for item in items if isinstance(item, CodeRecord)}


def _loaded(case: Case, tabular: Tabular) -> Loaded[CodeRecord]:
    edition, records = tabular
    state, only = case.facts.get("loaded"), case.facts.get("only")
    if state == "nothing":
        return Loaded(Table.ICD10CM)

    def lookup(codes: Iterable[Code]) -> Mapping[Code, tuple[CodeRecord, ...]]:
        return {code: records[code] for code in codes if code in records and (not only or str(code)[:3] in only)}

    edition = replace(edition, complete=state != "excerpt")
    return Loaded(Table.ICD10CM, (edition,), rows_about(_asked(case), lookup))


def _decide(case: Case, tabular: Tabular) -> tuple[BillableVerdict | PairVerdict | SequenceVerdict, Verdict]:
    loaded, codes = _loaded(case, tabular), _asked(case)
    if "pair" in case.facts:
        pair = pair_verdict(codes[0], codes[1], loaded, case.day)
        return pair, tell_pair(pair)
    if "order" in case.facts:
        order = sequencing(codes, loaded, case.day)
        return order, tell_sequencing(order)
    billable = billable_verdict(codes[0], loaded, case.day)
    return billable, tell_billable(billable)


def _carried(verdict: BillableVerdict | PairVerdict | SequenceVerdict, telling: Verdict) -> dict[str, object]:
    """What a case may ask for by name in its detail."""
    carried: dict[str, object] = {"stance": telling.stance, "covers": verdict.basis.covers}
    if isinstance(verdict, BillableVerdict):
        carried["children"] = [str(child.code) for child in verdict.children]
        carried["seventh"] = "".join(character for character, _ in verdict.seventh)
        carried["placeholders"] = verdict.placeholders
        carried["sides"] = [str(side.code) for side in verdict.sides]
        carried["meant"] = [str(record.code) for record in verdict.meant]
        carried["nearest"] = verdict.nearest and str(verdict.nearest.code)
    elif isinstance(verdict, PairVerdict):
        carried["levels"] = [match.note.level for match in verdict.matches]
        carried["bilateral"] = verdict.bilateral and str(verdict.bilateral.code)
    else:
        carried["before"] = [str(verdict.wrong[0].earlier), str(verdict.wrong[0].later)] if verdict.wrong else None
    return carried


@pytest.mark.parametrize("case", SPECIFICATION.cases, ids=str)
def test_case(case: Case, tabular: Tabular) -> None:
    verdict, telling = _decide(case, tabular)
    assert verdict.finding == case.verdict
    said = " ".join((telling.conclusion, *telling.reasons, telling.row))
    detail = {"covers": True} | dict(case.detail)
    assert detail.pop("says", "") in said
    assert detail.pop("never_says", "\0") not in said
    carried = _carried(verdict, telling)
    assert {name: carried[name] for name in detail} == detail
    told = set(_CODE.findall(said))
    assert told <= {str(code) for code in telling.mentions}, told


@pytest.mark.parametrize("case", [case for case in SPECIFICATION.cases if "pair" in case.facts], ids=str)
def test_a_pair_is_the_same_in_either_order(case: Case, tabular: Tabular) -> None:
    first, second = _asked(case)
    loaded = _loaded(case, tabular)
    assert (
        pair_verdict(second, first, loaded, case.day).finding == pair_verdict(first, second, loaded, case.day).finding
    )


def test_there_are_cases_enough() -> None:
    assert len(SPECIFICATION.cases) >= 50
