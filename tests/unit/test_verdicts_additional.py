"""Properties of counting units, and what the words of its verdicts always and never say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.procedures.counts.decide import (
    TIMED_THERAPY,
    AdditionalFinding,
    AdditionalVerdict,
    additional_verdict,
    biopsy_verdict,
    component_verdict,
    route_verdict,
    therapy_verdict,
    units_of_15_minutes,
)
from assistant.procedures.counts.families import Family, every_family, families_of
from assistant.procedures.counts.words import tell_additional
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode
from corpus.mentions import find_codes

DAY = date(2026, 5, 1)
families = st.sampled_from(every_family())
counts = st.integers(0, 400)
payers = st.sampled_from([*Payer, None])
therapy = st.dictionaries(st.sampled_from(TIMED_THERAPY), st.integers(0, 90), min_size=1, max_size=5)
few = st.integers(0, 6)


def _sound(verdict: AdditionalVerdict) -> None:
    telling = tell_additional(verdict)
    said = " ".join((telling.conclusion, *telling.reasons, telling.row))
    assert telling.conclusion.endswith(".")
    assert {mention.code for mention in find_codes(said)} <= telling.mentions
    assert telling.conclusion.startswith("None.") == (verdict.finding is AdditionalFinding.NONE)
    for units in verdict.units:
        assert f"**{units.code}**" in telling.conclusion
    assert "allowed" not in said


@given(families, counts, payers)
def test_words_of_families(family: Family, count: int, payer: Payer | None) -> None:
    _sound(additional_verdict(family, count, DAY, payer))


@given(therapy, payers)
def test_words_of_therapy(minutes: dict[CptCode, int], payer: Payer | None) -> None:
    _sound(therapy_verdict(minutes, DAY, payer))


@given(few, few, few)
def test_words_of_biopsies_and_vaccines(one: int, two: int, three: int) -> None:
    _sound(biopsy_verdict(DAY, tangential=one, punch=two, incisional=three))
    _sound(route_verdict(DAY, injected=one, other_route=two))
    _sound(component_verdict([1] * one + [3] * two, DAY))


@given(families, counts, st.sampled_from(Payer))
def test_an_add_on_never_comes_without_another_code(family: Family, count: int, payer: Payer) -> None:
    verdict = additional_verdict(family, count, DAY, payer)
    starts = {step.code for step in family.steps if step.each is None or step.beyond == 0}
    assert not verdict.units or starts & {units.code for units in verdict.units}


@given(families, counts, st.integers(0, 50), st.sampled_from(Payer))
def test_a_larger_count_never_brings_fewer_units(family: Family, count: int, more: int, payer: Payer) -> None:
    if any(step.until for step in family.steps):
        return  # these replace many units by one other code
    less, greater = (additional_verdict(family, size, DAY, payer) for size in (count, count + more))
    assert sum(units.count for units in less.units) <= sum(units.count for units in greater.units)


@given(few, few, few)
def test_every_biopsy_is_counted_once_and_has_one_primary(tangential: int, punch: int, incisional: int) -> None:
    verdict = biopsy_verdict(DAY, tangential=tangential, punch=punch, incisional=incisional)
    lesions = tangential + punch + incisional
    primaries = [units for units in verdict.units if str(units.code) in ("11102", "11104", "11106")]
    assert sum(units.count for units in verdict.units) == lesions
    assert [units.count for units in primaries] == ([1] if lesions else [])
    assert bool(incisional) == (verdict.of(CptCode("11106")) == 1)


@given(therapy)
def test_medicare_bills_the_units_of_the_total(minutes: dict[CptCode, int]) -> None:
    verdict = therapy_verdict(minutes, DAY, Payer.MEDICARE)
    assert sum(units.count for units in verdict.units) == units_of_15_minutes(sum(minutes.values()))
    for code, count in minutes.items():
        assert count // 15 <= verdict.of(code) <= count // 15 + 1


@given(therapy)
def test_the_order_of_services_changes_nothing_but_a_tie(minutes: dict[CptCode, int]) -> None:
    turned = dict(reversed(minutes.items()))
    one, other = (therapy_verdict(each, DAY, Payer.MEDICARE) for each in (minutes, turned))
    assert set(one.either) == set(other.either)
    for code in set(minutes) - set(one.either):
        assert one.of(code) == other.of(code)


@given(st.sampled_from(TIMED_THERAPY), st.integers(0, 200))
def test_one_service_is_the_same_for_every_payer(code: CptCode, minutes: int) -> None:
    assert therapy_verdict({code: minutes}, DAY).finding is not AdditionalFinding.DEPENDS


@given(st.lists(st.integers(1, 6), max_size=6))
def test_components_are_counted_once_each(components: list[int]) -> None:
    verdict = component_verdict(components, DAY)
    assert sum(units.count for units in verdict.units) == sum(components)
    assert verdict.of(CptCode("90460")) == len(components)


@given(few, few)
def test_vaccines_by_route_are_counted_once_each(injected: int, other_route: int) -> None:
    verdict = route_verdict(DAY, injected=injected, other_route=other_route)
    assert sum(units.count for units in verdict.units) == injected + other_route
    assert verdict.of(CptCode("90471")) + verdict.of(CptCode("90473")) == min(injected + other_route, 1)


@given(counts)
def test_the_payer_of_critical_care_matters_only_where_it_does(minutes: int) -> None:
    (family,) = families_of(CptCode("99291"))
    each = {additional_verdict(family, minutes, DAY, payer).units for payer in Payer}
    verdict = additional_verdict(family, minutes, DAY)
    assert (verdict.finding is AdditionalFinding.DEPENDS) == (len(each) > 1)


def test_mistakes_of_the_caller() -> None:
    lesions, area = families_of(CptCode("17000"))[0], families_of(CptCode("11042"))[0]
    with pytest.raises(ValueError, match="no count"):
        additional_verdict(lesions, -1, DAY)
    with pytest.raises(ValueError, match="no count"):
        additional_verdict(lesions, Decimal("1.5"), DAY)
    assert additional_verdict(area, Decimal("20.5"), DAY).of(CptCode("11045")) == 1
    with pytest.raises(ValueError, match="by sides"):
        additional_verdict(lesions, 2, DAY, both_sides=True)
    with pytest.raises(ValueError, match="timed therapy"):
        therapy_verdict({CptCode("97150"): 20}, DAY)
    with pytest.raises(ValueError, match="one component"):
        component_verdict([0], DAY)
