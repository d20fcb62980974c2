"""Which codes and units for the minutes of care management in a calendar month?

minutes of several months        -> each month by itself
clinical staff                   -> 99490 or 99426 and their add-ons; complex only with its decision making
the practitioner in person       -> 99491 or 99424 and their add-ons
both in CCM                      -> one of the two families, not both
not told whose                   -> both branches

Sources: corpus/text/guidelines/care-management-services.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.services.chronic_care.facts import Care, CareMonth
from assistant.procedures.services.minutes import Reached, climb
from assistant.rules.basis.parameters import Parameter, parameters

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Branch:
    """What one ladder gives. ``who`` is "staff" or "physician"."""

    who: str
    care: Care
    minutes: Decimal
    reached: Reached
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Outcome:
    """``branches`` has one entry where all is told; ``months`` has the branch of each month where several are told."""

    month: CareMonth
    branches: tuple[Branch, ...]
    months: tuple[Branch, ...]
    complex_possible: Branch | None


def decide(month: CareMonth, day: date) -> Outcome | None:
    """The codes of the month on a day; None where no ladder is in force."""
    if month.months:
        who = "physician" if month.physician and not month.staff else "staff"
        each = tuple(b for m in month.months if (b := _branch(month.care, who, m, day)))
        return Outcome(month, (), each, None) if each else None
    branches = tuple(b for who, minutes in _sides(month) if (b := _branch(_care(month), who, minutes, day)))
    if not branches:
        return None
    possible = None
    if month.care is Care.CCM and not month.decision:
        staff = next((b for b in branches if b.who == "staff"), None)
        found = _branch(Care.COMPLEX, "staff", staff.minutes, day) if staff else None
        possible = found if found and found.reached.lines else None
    return Outcome(month, branches, (), possible)


def _care(month: CareMonth) -> Care:
    """Decision making of moderate or high complexity makes 60 minutes of staff complex."""
    if month.care is not Care.CCM or not month.decision or not month.staff:
        return month.care
    ladder = parameters(FOLDER).at("complex_staff", date.max)
    return Care.COMPLEX if ladder is not None and month.staff >= ladder.value["from"] else Care.CCM


def _sides(month: CareMonth) -> list[tuple[str, Decimal]]:
    if month.care is Care.COMPLEX:
        return [("staff", month.staff + month.physician + month.unassigned)]
    if month.staff and month.physician:
        return [("staff", month.staff + month.physician + month.unassigned), ("physician", month.physician)]
    if month.physician:
        own = month.physician + month.unassigned
        ladder = parameters(FOLDER).at("ccm_physician", date.max)
        short = month.care is Care.CCM and ladder is not None and own < ladder.value["from"]
        return [("staff", own), ("physician", own)] if short else [("physician", own)]
    if month.staff:
        return [("staff", month.staff + month.unassigned)]
    return [("staff", month.unassigned), ("physician", month.unassigned)] if month.unassigned else []


def _branch(care: Care, who: str, minutes: Decimal, day: date) -> Branch | None:
    ladder = parameters(FOLDER).at(f"{care.value}_{who}", day)
    if ladder is None:
        return None
    return Branch(who, care, minutes, climb(ladder.value, minutes), ladder)
