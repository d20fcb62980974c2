"""Properties of visits by time, and what the words of their verdicts always and never say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.procedures.visits.prolonged.decide import (
    ProlongedFinding,
    ProlongedVerdict,
    Visit,
    levels_of,
    prolonged_verdict,
    unit_minutes,
    visit_of,
)
from assistant.procedures.visits.prolonged.words import tell_prolonged
from assistant.rules.verdict import Stance
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode
from corpus.mentions import find_codes

DAY = date(2026, 5, 1)
visits = st.sampled_from(Visit)
minutes_ = st.integers(0, 400)
payers = st.sampled_from([*Payer, None])


def _rank(verdict: ProlongedVerdict) -> tuple[int, int]:
    return (verdict.levels.index(verdict.level) if verdict.level else -1, verdict.units)


@given(visits, minutes_, st.integers(0, 100), st.sampled_from(Payer))
def test_more_minutes_never_bring_less(visit: Visit, minutes: int, more: int, payer: Payer) -> None:
    less, greater = (prolonged_verdict(visit, count, payer, DAY) for count in (minutes, minutes + more))
    assert _rank(less) <= _rank(greater)


@given(visits, minutes_)
def test_medicare_never_counts_more_units_than_cpt(visit: Visit, minutes: int) -> None:
    medicare, cpt = (prolonged_verdict(visit, minutes, payer, DAY) for payer in (Payer.MEDICARE, Payer.CPT))
    assert medicare.level == cpt.level
    assert medicare.units <= cpt.units


@given(visits, minutes_, st.sampled_from(Payer))
def test_the_next_unit_is_one_unit_more(visit: Visit, minutes: int, payer: Payer) -> None:
    verdict = prolonged_verdict(visit, minutes, payer, DAY)
    assert prolonged_verdict(visit, verdict.next_unit, payer, DAY).units == verdict.units + 1
    assert prolonged_verdict(visit, verdict.next_unit - 1, payer, DAY).units == verdict.units
    assert verdict.units * unit_minutes() <= minutes


@given(visits, minutes_)
def test_an_unknown_payer_is_a_question_only_where_it_matters(visit: Visit, minutes: int) -> None:
    verdict = prolonged_verdict(visit, minutes, None, DAY)
    each = [prolonged_verdict(visit, minutes, payer, DAY) for payer in Payer]
    depends = verdict.finding is ProlongedFinding.PAYER_DEPENDS
    assert depends == (len({case.billed for case in each}) > 1)
    assert verdict.cases == (tuple(each) if depends else ())


@given(visits, minutes_, payers, st.dates(date(2019, 1, 1), date(2027, 1, 1)))
def test_words(visit: Visit, minutes: int, payer: Payer | None, day: date) -> None:
    verdict = prolonged_verdict(visit, minutes, payer, day)
    telling = tell_prolonged(verdict)
    said = " ".join((telling.conclusion, *telling.reasons, telling.row))
    assert telling.conclusion.endswith(".")
    assert str(minutes) in telling.conclusion or verdict.finding is ProlongedFinding.NOT_LOADED
    assert {mention.code for mention in find_codes(said)} <= telling.mentions
    assert (telling.stance is Stance.NOT_LOADED) == (verdict.finding is ProlongedFinding.NOT_LOADED)
    assert "allowed" not in said


def test_before_the_known_minutes_nothing_is_counted() -> None:
    verdict = prolonged_verdict(Visit.NEW_OFFICE, 95, Payer.MEDICARE, date(2020, 12, 31))
    assert (verdict.finding, verdict.level, verdict.units) == (ProlongedFinding.NOT_LOADED, None, 0)
    assert tell_prolonged(verdict).conclusion.startswith("I don't have")


@pytest.mark.parametrize("visit", Visit, ids=lambda visit: visit.name.lower())
def test_every_code_of_a_family_leads_to_it(visit: Visit) -> None:
    assert {visit_of(level.code) for level in levels_of(visit)} == {visit}


@pytest.mark.parametrize("code", ["99211", "99291", "99417", "20610"])
def test_other_codes_belong_to_no_family(code: str) -> None:
    assert visit_of(CptCode(code)) is None
    with pytest.raises(ValueError, match="no visit"):
        prolonged_verdict(CptCode(code), 60, None, DAY)


def test_negative_minutes_are_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="not negative"):
        prolonged_verdict(Visit.NEW_OFFICE, -1, None, DAY)
