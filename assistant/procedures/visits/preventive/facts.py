"""What is told of a preventive visit by the CPT codes: the patient's age, and new or established. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.kinds import Kind as Visit
from assistant.procedures.visits.kinds import kinds_by_code
from assistant.procedures.visits.levels.elements import Level
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


def preventive_told(case: Case) -> PreventiveTold | None:
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
    office = {code for code, kind in kinds_by_code().items() if kind in _OFFICE}
    return PreventiveTold(
        age=age.value if age.kind is not Kind.COUNT else age.value * _MONTHS_IN_YEAR,
        statuses=_statuses(told, case),
        with_problem=_has_problem(case, told),
        problem=_problem(case),
        visit=next((code for code in case.procedures if isinstance(code, CptCode) and code.value in office), None),
        rests_on=(
            age.span,
            *told.spans("preventive_visit", "new_told", "known_told", "asks", "problem_visit", "commercial", "mod25"),
            *(case.told("levels").spans(*_OF_A_PROBLEM) if _has_problem(case, told) else ()),
            *case.spans_of(case.procedures),
        ),
    )


def _has_problem(case: Case, told: Told) -> bool:
    return told.has("problem_visit") and (_problem(case) is not None or not told.has("minor_only"))


def _problem(case: Case) -> Level | None:
    """The decision making of the problem visit, where it is told as a whole."""
    levels = case.told("levels")
    return next((level for concept, level in DECISIONS.items() if levels.has(concept)), None)


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
