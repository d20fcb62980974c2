"""What the words of ICD-10-CM verdicts always and never say, on every code of some categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules.diagnosis.decide import BillableFinding, PairFinding, billable_verdict, conflicts, pair_verdict
from assistant.rules.diagnosis.pair_words import tell_pair
from assistant.rules.diagnosis.sequencing import SequenceFinding, sequencing
from assistant.rules.diagnosis.sequencing_words import tell_sequencing
from assistant.rules.diagnosis.tabular import rows_about
from assistant.rules.diagnosis.words import tell_billable
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code, Icd10CmCode
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import Loaded, Table
from ingest.sources.icd10cm import icd10cm

DAY = date(2026, 5, 1)
CATEGORIES = frozenset("E08 E10 E11 F02 G30 H40 I10 I11 I12 I50 J20 M17 N18 O24 R73 S42 T36 W00 Z79".split())
_CODE = re.compile(r"\b[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?\b")


Shelf = tuple[Edition, dict[Code, tuple[CodeRecord, ...]]]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    items = list(icd10cm(CATEGORIES))
    (edition,) = (item for item in items if isinstance(item, Edition))
    return edition, {item.code: (item,) for item in items if isinstance(item, CodeRecord)}


def _loaded(shelf: Shelf, *codes: Icd10CmCode) -> Loaded[CodeRecord]:
    edition, records = shelf

    def lookup(asked: Iterable[Code]) -> Mapping[Code, tuple[CodeRecord, ...]]:
        return {code: records[code] for code in asked if code in records}

    return Loaded(Table.ICD10CM, (edition,), rows_about(codes, lookup))


def _said(telling: Verdict) -> str:
    return " ".join((telling.conclusion, *telling.reasons, telling.row))


def _sound(telling: Verdict) -> None:
    assert telling.conclusion.endswith(".")
    assert "**" not in telling.row
    assert set(_CODE.findall(_said(telling))) <= {str(code) for code in telling.mentions}
    assert "allowed" not in _said(telling)


def test_every_code_has_a_sound_verdict(shelf: Shelf) -> None:
    found = set()
    for code, (record,) in shelf[1].items():
        assert isinstance(code, Icd10CmCode)
        verdict = billable_verdict(code, _loaded(shelf, code), DAY)
        found.add(verdict.finding)
        assert (verdict.finding is BillableFinding.BILLABLE) == (not record.children)
        assert [child.code for child in verdict.children] == list(record.children)
        telling = tell_billable(verdict)
        _sound(telling)
        assert set(record.children) <= telling.mentions
        assert telling.conclusion.startswith("Yes." if not record.children else "No.")
    assert found == {BillableFinding.BILLABLE, BillableFinding.HEADER, BillableFinding.NEEDS_SEVENTH}


def test_sides_are_of_the_same_condition_and_never_the_code_itself(shelf: Shelf) -> None:
    for code in shelf[1]:
        assert isinstance(code, Icd10CmCode)
        verdict = billable_verdict(code, _loaded(shelf, code), DAY)
        assert code not in {side.code for side in verdict.sides}
        for side in verdict.sides:
            assert not side.children
            assert re.search(r"\b(right|left|bilateral|both)\b", side.description, re.IGNORECASE)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_pair_is_judged_alike_in_both_orders(data: st.DataObject, shelf: Shelf) -> None:
    codes = st.sampled_from(sorted(shelf[1], key=str)).filter(lambda code: isinstance(code, Icd10CmCode))
    first, second = data.draw(codes), data.draw(codes)
    assert isinstance(first, Icd10CmCode)
    assert isinstance(second, Icd10CmCode)
    loaded = _loaded(shelf, first, second)
    one, other = pair_verdict(first, second, loaded, DAY), pair_verdict(second, first, loaded, DAY)
    assert one.finding == other.finding
    assert {match.note for match in one.matches} == {match.note for match in other.matches}
    _sound(tell_pair(one))
    _sound(tell_sequencing(sequencing([first, second], loaded, DAY)))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_turning_an_order_that_is_right_makes_it_wrong(data: st.DataObject, shelf: Shelf) -> None:
    codes = st.sampled_from(sorted(shelf[1], key=str)).filter(lambda code: isinstance(code, Icd10CmCode))
    pair = [code for code in (data.draw(codes), data.draw(codes)) if isinstance(code, Icd10CmCode)]
    loaded = _loaded(shelf, *pair)
    one, other = sequencing(pair, loaded, DAY), sequencing(pair[::-1], loaded, DAY)
    assert len(one.right) == len(other.wrong) or pair[0] == pair[1]
    if one.finding is SequenceFinding.IN_ORDER:
        assert other.finding in (SequenceFinding.OUT_OF_ORDER, SequenceFinding.NEEDS_FIRST)


CODES = tuple(map(Icd10CmCode, ("E11.9", "E10.9", "N18.31")))


@pytest.mark.parametrize("state", ["nothing", "excerpt"])
def test_what_is_not_loaded_says_neither_yes_nor_no(state: str, shelf: Shelf) -> None:
    excerpt = Edition("icd10cm-part", Table.ICD10CM, "CMS", "an excerpt", complete=False)
    loaded: Loaded[CodeRecord] = Loaded(Table.ICD10CM, (excerpt,) if state == "excerpt" else ())
    tellings = [
        tell_billable(billable_verdict(CODES[0], loaded, DAY)),
        tell_pair(pair_verdict(CODES[0], CODES[1], loaded, DAY)),
        tell_sequencing(sequencing(CODES, loaded, DAY)),
    ]
    for telling in tellings:
        _sound(telling)
        assert telling.stance is Stance.NOT_LOADED
        assert telling.conclusion.startswith("I don't have")
        assert not re.search(r"\b(yes|no note|no Excludes|billable code)\b", _said(telling), re.IGNORECASE)


def test_silence_is_no_permission(shelf: Shelf) -> None:
    first, second = Icd10CmCode("I10"), Icd10CmCode("I11.9")
    telling = tell_pair(pair_verdict(first, second, _loaded(shelf, first, second), DAY))
    assert telling.stance is Stance.SILENT
    assert not telling.conclusion.startswith(("Yes", "No"))


def test_conflicts_of_a_claim_are_the_pairs_that_may_not_stand_together(shelf: Shelf) -> None:
    claim = [Icd10CmCode(code) for code in ("E11.9", "I10", "E10.9", "R73.9", "I10")]
    found = conflicts(claim, _loaded(shelf, *claim), DAY)
    assert [(str(verdict.first), str(verdict.second), verdict.finding) for verdict in found] == [
        ("E11.9", "E10.9", PairFinding.EXCLUDES1),
        ("E11.9", "R73.9", PairFinding.EXCLUDES1),
        ("I10", "I10", PairFinding.SAME_CODE),
        ("E10.9", "R73.9", PairFinding.EXCLUDES1),
    ]


def test_no_code_at_all_is_the_callers_mistake(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="one code or more"):
        sequencing([], _loaded(shelf), DAY)
