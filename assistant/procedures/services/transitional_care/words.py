"""How the code of a transition is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.services.transitional_care.decide import Obstacle, Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code


def tell(outcome: Outcome, day: date) -> Verdict:
    """The outcome in words: the code first, then visit day and decision making."""
    told = outcome.transition
    one = outcome.high == outcome.moderate or told.visit_day is None
    codes: frozenset[Code] = frozenset((outcome.high, outcome.moderate))
    if told.visit_day is None:
        codes = frozenset((outcome.first_code, outcome.last_code))
    denied = frozenset(told.named) if outcome.obstacle else frozenset(told.named) - codes
    stance = Stance.DENIES if outcome.obstacle else Stance.AFFIRMS if one else Stance.CONDITIONS
    return Verdict(
        key=f"transitional_care:{outcome.obstacle or '/'.join(sorted(map(str, codes)))}",
        title="Transitional care management after discharge",
        stance=stance,
        conclusion=_conclusion(outcome),
        reasons=tuple(_reasons(outcome)),
        row=f"{outcome.parameter.edition.title}.",
        mentions=codes | frozenset(told.named) | {outcome.first_code},
        basis=outcome.parameter.basis(day),
        locator="visit by decision making",
        about=codes | frozenset(told.named),
        denies=denied,
        billed=(Billed(outcome.high),) if one and not outcome.obstacle and told.visit_day is not None else (),
        missing=() if one or outcome.obstacle else ("decision making",),
        rests_on=told.rests_on,
    )


def _conclusion(outcome: Outcome) -> str:
    told = outcome.transition
    if outcome.obstacle is Obstacle.CONTACT:
        when = f"in {outcome.came_in} business days" if outcome.came_in is not None else "not in time"
        return (
            f"**No TCM**: the contact was made {when}, and it is due within {outcome.contact_days} business days of "
            "discharge. Bill the visit by its own level."
        )
    if outcome.obstacle is Obstacle.VISIT:
        return (
            f"**No TCM**: the visit on day {told.visit_day} is after day {outcome.last_span}. Bill it by its own level."
        )
    if outcome.obstacle is Obstacle.COMPLEXITY:
        return "**No TCM**: it needs at least moderate decision making. Bill the visit by its own level."
    if told.visit_day is None:
        return (
            f"**Yes**: the contact came in {_business(outcome)}, within {outcome.contact_days} after the discharge. "
            f"The code goes by the visit: {outcome.first_code} (high, within {outcome.first_span} days) or "
            f"{outcome.last_code} (moderate, within {outcome.last_span})."
        )
    day = f"the visit on day {told.visit_day} after discharge"
    if outcome.high != outcome.moderate:
        return (
            f"**{outcome.high}** with high decision making, **{outcome.moderate}** with moderate: {day} is within "
            f"{outcome.first_span} days."
        )
    wrong = [code for code in told.named if code != outcome.high]
    instead = f", not {', '.join(map(str, wrong))}" if wrong else ""
    return f"**{outcome.high}**{instead}: {_why(outcome, day)}."


def _why(outcome: Outcome, day: str) -> str:
    told = outcome.transition
    if (told.visit_day or 0) <= outcome.first_span:
        if told.complexity == "high":
            return f"high decision making and {day}, within {outcome.first_span}"
        needs = f"{outcome.first_code} needs high decision making"
        return f"{needs}; it was moderate, although {day} is within {outcome.first_span}"
    return f"{day} is within {outcome.last_span} days but after day {outcome.first_span}, whatever the decision making"


def _reasons(outcome: Outcome) -> list[str]:
    told, reasons = outcome.transition, []
    if outcome.obstacle is None:
        if told.contact == "attempts":
            reasons.append("Two timely attempts on record stand for the contact when all else is met.")
        elif outcome.came_in is not None and told.visit_day is not None:
            reasons.append(f"The contact came in {_business(outcome)}, within {outcome.contact_days}.")
        elif not told.contact:
            reasons.append(f"The contact within {outcome.contact_days} business days of discharge is needed too.")
        reasons.append("Date of service: the visit, as CMS has it since 2016; the claim need not wait.")
        if outcome.ends:
            reasons.append(f"The service runs through {outcome.ends:%B} {outcome.ends.day}: one practitioner, once.")
    elif outcome.obstacle is Obstacle.CONTACT:
        reasons.append("Two timely attempts that are documented would suffice. Weekends and holidays do not count.")
    return reasons


def _business(outcome: Outcome) -> str:
    return f"{outcome.came_in} business day{'s' if outcome.came_in != 1 else ''}"
