"""What is told of a preventive visit by the CPT codes: the patient's age, and new or established. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.kinds import Kind as Visit
from assistant.procedures.visits.kinds import kinds_by_code
from assistant.procedures.visits.levels.decide import counts_on
from assistant.procedures.visits.levels.elements import Level, data_of, problems_of, risk_of, two_of_three
from assistant.understand.circumstances import Patient
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode

FAMILY = "preventive"
NEW, ESTABLISHED = "new", "established"
_BY_CODE = {"9938": NEW, "9939": ESTABLISHED}  # the codes of a status begin so
_OF_A_CHILD = frozenset("well wcc check checkup old physical visit child baby preventive".split())
_AGE_BEFORE = frozenset("turned turn turning age aged".split())
_MONTHS_IN_YEAR = 12
_OLDEST = 120
_OFFICE = (Visit.NEW_OFFICE, Visit.ESTABLISHED_OFFICE)
DECISIONS = {
    "mdm_high": Level.HIGH,
    "mdm_moderate": Level.MODERATE,
    "mdm_low": Level.LOW,
    "mdm_straightforward": Level.STRAIGHTFORWARD,
}
_OF_A_PROBLEM = ("problem_worse", "prescription", *DECISIONS)


@dataclass(frozen=True, slots=True)
class PreventiveTold:
    """``age`` is in months. ``statuses`` has both where the words leave it open. ``problem`` is the decision making
    told of the problem visit, ``visit`` its code where one is named."""

    age: Decimal
    statuses: tuple[str, ...]
    with_problem: bool
    problem: Level | None
    visit: CptCode | None
    rests_on: tuple[Span, ...]


def preventive_told(case: Case, day: date) -> PreventiveTold | None:
    """The preventive visit that a case tells with an age; None for Medicare's own visits and other examinations."""
    told = case.told(FAMILY)
    named = any(str(code)[:4] in _BY_CODE for code in case.procedures)
    if not (named or told.has("preventive_visit")) or told.has("not_preventive", "wellness", "welcome"):
        return None
    if case.payer is Payer.MEDICARE or told.has("medicare"):
        return None
    age = _age(told)
    if age is None:
        return None
    if told.has_all("problem_visit", "minor_only") and (told.has("mod25") or case.names("25")):
        return None  # whether a visit may be added at all is the question
    own = [code for code in case.procedures if str(code)[:4] in _BY_CODE or str(code) in _office_codes()]
    return PreventiveTold(
        age=age.value if age.kind is not Kind.COUNT else age.value * _MONTHS_IN_YEAR,
        statuses=_statuses(told, case),
        with_problem=_has_problem(case, told),
        problem=problem_of(case, day),
        visit=visit_named(case),
        rests_on=(
            age.span,
            *told.spans("preventive_visit", "new_told", "known_told", "asks", "problem_visit", "commercial", "mod25"),
            *(case.told("levels").spans(*_OF_A_PROBLEM) if _has_problem(case, told) else ()),
            *case.spans_of(own),
        ),
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A preventive visit and a problem visit of one day, both named by their codes."""

    preventive: CptCode
    visit: CptCode
    rests_on: tuple[Span, ...]


# What is told beside the two codes and makes it another question than how they stand together.
_OF_ANOTHER_KIND = (
    "wellness welcome medicare minor_only denied vaccine hospital g2211 preop sports copay abnormal twice_a_year"
).split()


def pair_named(case: Case) -> Pair | None:
    """The two visits where their codes are all that is named; None for Medicare, which pays no such visit."""
    told = case.told(FAMILY)
    if case.payer is Payer.MEDICARE or told.has(*_OF_ANOTHER_KIND) or case.modifiers or case.diagnoses:
        return None
    preventive = [code for code in case.procedures if isinstance(code, CptCode) and code.value[:4] in _BY_CODE]
    visit = visit_named(case)
    if visit is None or len(preventive) != 1 or len(case.procedures) != len(preventive) + 1:
        return None
    spans = (*case.spans_of(case.procedures), *told.spans("asks", "preventive_visit", "problem_visit", "same_day"))
    return Pair(preventive[0], visit, spans)


def _has_problem(case: Case, told: Told) -> bool:
    decided = any(case.told("levels").has(concept) for concept in DECISIONS)
    return told.has("problem_visit") and (decided or not told.has("minor_only"))


def problem_of(case: Case, day: date) -> Level | None:
    """The decision making of the problem visit: told as a whole, or reached by two elements that leave nothing open."""
    levels, counts = case.told("levels"), counts_on(day)
    whole = next((level for concept, level in DECISIONS.items() if levels.has(concept)), None)
    if whole is not None or counts is None:
        return whole
    found = (problems_of(levels, counts), data_of(levels, counts), risk_of(levels))
    elements = tuple(element for element in found if element is not None)
    least, most = two_of_three(elements)
    return least if least is most and len(elements) > 1 else None


def visit_named(case: Case) -> CptCode | None:
    """The office visit that is named."""
    return next((code for code in case.procedures if isinstance(code, CptCode) and code.value in _office_codes()), None)


def _office_codes() -> frozenset[str]:
    return frozenset(code for code, kind in kinds_by_code().items() if kind in _OFFICE)


def _age(told: Told) -> Amount | None:
    ages = told.amounts(Kind.AGE)
    if ages:
        return ages[0]
    for amount in told.story.amounts:
        if amount.kind is Kind.DAYS and amount.role is Role.TOLD and _OF_A_CHILD.intersection(amount.noun[:2]):
            return _in_months(amount)
        if amount.kind is Kind.COUNT and _AGE_BEFORE.intersection(amount.before[-1:]) and amount.value < _OLDEST:
            return amount
    return None


def _in_months(amount: Amount) -> Amount:
    """ "6 month well child check": a span of days told as an age."""
    days_of_month, days_of_year = 30, 365
    months = amount.value / days_of_month
    if amount.value >= days_of_year:
        months = amount.value / days_of_year * _MONTHS_IN_YEAR
    return replace(amount, kind=Kind.AGE, value=months)


def _statuses(told: Told, case: Case) -> tuple[str, ...]:
    is_new = told.has("new_told") or case.patient is Patient.NEW
    known = told.has("known_told") or case.patient is Patient.ESTABLISHED
    if is_new != known:
        return (NEW,) if is_new else (ESTABLISHED,)
    by_code = {_BY_CODE[str(code)[:4]] for code in case.procedures if str(code)[:4] in _BY_CODE}
    return tuple(by_code) if len(by_code) == 1 else (NEW, ESTABLISHED)
