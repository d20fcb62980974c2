"""Who pays first, Medicare or a group plan? Pure.

reason for Medicare (65 or over, disability, kidney failure), current work of the patient or the family, size of the
employer -> the plan that is primary. What is missing is asked for; a size below every bound decides by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from assistant.procedures.billing.denials.decide import FOLDER
from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.story import Amount, Kind, Told

Why = Literal["age", "disability", "kidney", ""]
First = Literal["group", "medicare", ""]

_STAFF = frozenset("employee worker people staff ee person emp".split())
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Primary:
    """``first`` is empty while the reason or the size that decides is not told."""

    why: Why
    works: bool
    employees: int | None
    first: First
    aged: int
    disabled: int
    months: int
    rests_on: tuple[Span, ...]
    parameter: Parameter


def primary_of(case: Case, day: date) -> Primary | None:
    """Who is first; None where no group plan beside Medicare is told."""
    told, bounds = case.told("denials"), parameters(FOLDER).at("employer_sizes", day)
    if bounds is None or not told.has("employer_plan", "employer_size"):
        return None
    size = _employees(told)
    medicare = told.has("medicare", "other_insurance", "asks_first")
    if not medicare or told.has("no_other_insurance", "bill_patient"):
        return None
    if size is None and not told.has("retired", "kidney", "disability", "asks_first"):
        return None
    why = _why(told, bounds.value["age"])
    aged, disabled = bounds.value["aged"], bounds.value["disabled"]
    works = not told.has("retired") or told.has("family_works")
    count = int(size.value) if size else None
    spans = told.spans(
        "employer_plan", "employer_size", "medicare", "other_insurance", "asks_first", "retired", "kidney",
        "disability", "denied", "remittance", "works_now", "family_works",
    )  # fmt: skip
    spans += (size.span,) if size else ()
    spans += tuple(amount.span for amount in told.amounts(Kind.AGE))
    first = _first(why, works, count, aged, disabled)
    return Primary(why, works, count, first, aged, disabled, bounds.value["months"], spans, bounds)


def advantage_of(case: Case, day: date) -> tuple[str, tuple[Span, ...], Parameter] | None:
    """The Medicare Advantage plan by name that a claim denied by Original Medicare belongs to."""
    told, names = case.told("denials"), parameters(FOLDER).at("plan_names", day)
    if names is None or not told.has("wrong_payer") or told.has("hospice", "railroad", "employer_plan"):
        return None
    if not told.has("plan_word") or not told.has("medicare"):
        return None
    name = next((said for word, said in names.value.items() if told.has(f"plan_{word}")), None)
    spans = told.spans("wrong_payer", "plan_word", "medicare", "remittance", "denied", "appeal", "bill_patient")
    spans += told.spans(*(f"plan_{word}" for word in names.value))
    return (f"the {name} plan", (*spans, *case.spans_of(case.procedures)), names) if name else None


def _first(why: Why, works: bool, count: int | None, aged: int, disabled: int) -> First:
    if why == "kidney":
        return "group"
    if not works or (count is not None and count < aged):
        return "medicare"
    if count is None or not why:
        return "group" if count is not None and count >= disabled else ""
    return "group" if count >= (aged if why == "age" else disabled) else "medicare"


def _why(told: Told, of_age: int) -> Why:
    if told.has("kidney"):
        return "kidney"
    if told.has("disability"):
        return "disability"
    ages = [amount.value / _MONTHS_OF_YEAR for amount in told.amounts(Kind.AGE)]
    ages += [Decimal(mark) for mark in _plain_ages(told)]
    if not ages:
        return "age" if told.has("working_aged") else ""
    return "age" if ages[0] >= of_age else "disability"


def _plain_ages(told: Told) -> list[str]:
    """ "Pt is 67": a number of two digits behind "is" or a patient."""
    words = [token for token in told.story.tokens if not token.is_sign]
    return [
        token.word
        for before, token in pairwise(words)
        if before.word in ("is", "pt", "patient", "age", "aged") and token.word.isdigit() and len(token.word) == 2
    ]


def _employees(told: Told) -> Amount | None:
    """How many the employer has: "150 employees", "employer w/ 15 workers"."""
    for amount in told.story.amounts:
        if amount.kind is Kind.COUNT and not amount.ranged and _STAFF.intersection(amount.noun[:3]):
            return amount
    return None
