"""Minutes and units of a day of therapy that are told as a whole, without services. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.procedures.case import Case
from assistant.procedures.medicine.therapy.amounts import MOST_MINUTES, is_rule
from assistant.procedures.medicine.therapy.facts import FAMILY
from assistant.understand.story import Amount, Kind, Role


def whole_of(case: Case, timed: Mapping[str, str]) -> Amount | None:
    """The one amount of minutes of a text that names the counting and no service."""
    told = case.told(FAMILY)
    amounts = [each for each in told.amounts(Kind.MINUTES) if not is_rule(told, each) or each.role is Role.TOTAL]
    if len(amounts) != 1 or not 0 < amounts[0].value <= 2 * MOST_MINUTES:
        return None
    return amounts[0] if told.has("eight_minutes") or billed_units(case, timed) else None


def billed_units(case: Case, timed: Mapping[str, str]) -> int:
    """Units that the lines of timed codes have, where each has its own; 0 where one has none."""
    lines = [line for line in case.lines if str(line.code) in timed.values()]
    return sum(line.units or 0 for line in lines) if lines and all(line.units for line in lines) else 0
