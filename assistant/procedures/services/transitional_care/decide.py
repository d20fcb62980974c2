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

from assistant.procedures.parameters import Parameter, parameters
from assistant.procedures.services.transitional_care.facts import Transition
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
    first_span: int
    last_span: int
    contact_days: int
    ends: date | None
    parameter: Parameter


def decide(transition: Transition, day: date) -> Outcome | None:
    """The code on a day; None before the codes existed."""
    values = parameters(FOLDER)
    spans, contact, service = (values.at(name, day) for name in ("visit_days", "contact_days", "service_days"))
    if spans is None or contact is None or service is None:
        return None
    (high, first), (moderate, last) = spans.value["high"], spans.value["moderate"]
    by_high = CptCode(high if transition.visit_day <= first else moderate)
    by_moderate = CptCode(moderate)
    if transition.complexity == "high":
        by_moderate = by_high
    elif transition.complexity == "moderate":
        by_high = by_moderate
    return Outcome(
        transition=transition,
        obstacle=_obstacle(transition, contact.value, last),
        high=by_high,
        moderate=by_moderate,
        first_span=first,
        last_span=last,
        contact_days=contact.value,
        ends=transition.discharged + timedelta(days=service.value - 1) if transition.discharged else None,
        parameter=spans,
    )


def _obstacle(transition: Transition, contact: int, last: int) -> Obstacle | None:
    late = transition.contact_days is not None and transition.contact_days > contact
    if transition.contact == "missed" or late:
        return Obstacle.CONTACT
    if transition.visit_day > last:
        return Obstacle.VISIT
    return Obstacle.COMPLEXITY if transition.complexity == "low" else None
