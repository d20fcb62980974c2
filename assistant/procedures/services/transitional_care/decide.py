"""Which code for a transition whose visit day is told?

contact too late, no two attempts  -> no code
visit after the last day           -> no code
high, visit within the first span  -> 99496;   high later, or moderate -> 99495
low decision making                -> no code
decision making not told           -> both branches, or the one code that both come to

Sources: corpus/text/guidelines/care-management-services.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from assistant.procedures.services.transitional_care.days import business_days
from assistant.procedures.services.transitional_care.facts import Transition
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


class Obstacle(StrEnum):
    """What rules the service out."""

    CONTACT = "contact"
    VISIT = "visit"
    COMPLEXITY = "complexity"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``high`` and ``moderate`` are the codes of each branch; where decision making is told they are the same."""

    transition: Transition
    obstacle: Obstacle | None
    high: CptCode
    moderate: CptCode
    first_code: CptCode
    last_code: CptCode
    first_span: int
    last_span: int
    contact_days: int
    came_in: int | None
    ends: date | None
    parameter: Parameter


def decide(transition: Transition, day: date) -> Outcome | None:
    """The code on a day; None before the codes existed."""
    values = parameters(FOLDER)
    names = ("visit_days", "contact_days", "service_days", "holidays")
    spans, contact, service, holidays = (values.at(name, day) for name in names)
    if spans is None or contact is None or service is None or holidays is None:
        return None
    (high, first), (moderate, last) = spans.value["high"], spans.value["moderate"]
    by_high = CptCode(high if (transition.visit_day or 0) <= first else moderate)
    by_moderate = CptCode(moderate)
    if transition.complexity == "high":
        by_moderate = by_high
    elif transition.complexity == "moderate":
        by_high = by_moderate
    came_in = transition.contact_days
    if transition.discharged and transition.called and transition.called >= transition.discharged:
        came_in = business_days(transition.discharged, transition.called, holidays.value)
    return Outcome(
        transition=transition,
        obstacle=_obstacle(transition, came_in, contact.value, last),
        high=by_high,
        moderate=by_moderate,
        first_code=CptCode(high),
        last_code=CptCode(moderate),
        first_span=first,
        last_span=last,
        contact_days=contact.value,
        came_in=came_in,
        ends=transition.discharged + timedelta(days=service.value - 1) if transition.discharged else None,
        parameter=spans,
    )


def _obstacle(transition: Transition, came_in: int | None, contact: int, last: int) -> Obstacle | None:
    late = transition.contact != "attempts" and came_in is not None and came_in > contact
    if transition.contact == "missed" or late:
        return Obstacle.CONTACT
    if transition.visit_day is not None and transition.visit_day > last:
        return Obstacle.VISIT
    return Obstacle.COMPLEXITY if transition.complexity == "low" else None
