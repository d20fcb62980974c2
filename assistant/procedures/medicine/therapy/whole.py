"""Minutes and units of a day of therapy that are told as a whole, without services. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.therapy.amounts import MOST_MINUTES, is_rule
from assistant.procedures.medicine.therapy.facts import FAMILY
from assistant.understand.story import Amount, Kind, Role
from corpus.relations import ProcedureCode

_MOST_UNITS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """Units whose minutes are asked for; ``code`` is their timed service where one is named."""

    units: int
    code: ProcedureCode | None
    rests_on: tuple[Span, ...]


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


def units_asked(case: Case, timed: Mapping[str, str]) -> Asked | None:
    """The units of "97110 3 units how many minutes"; None where minutes are told, or no one timed service is meant."""
    told = case.told(FAMILY)
    if not told.has("minutes_wanted") or any(not is_rule(told, each) for each in told.amounts(Kind.MINUTES)):
        return None
    named = [code for code in case.procedures if str(code) in timed.values()]
    services = {code for name, code in timed.items() if told.has(name)} | {str(code) for code in named}
    if len(services) > 1 or len(named) != len(case.procedures):
        return None
    if not services and not told.has("eight_minutes", "therapy_service"):
        return None
    lines = [line.units for line in case.lines if line.units]
    counted = [each for each in told.amounts(Kind.COUNT) if "unit" in each.noun[:2] and each.value % 1 == 0]
    units = lines[0] if lines else int(counted[0].value) if counted else 0
    if not 0 < units <= _MOST_UNITS:
        return None
    spans = (
        *case.spans_of(case.procedures),
        *(each.span for each in counted),
        *told.spans("minutes_wanted", "asks", "asks_units", "eight_minutes", "medicare", "therapy_service", *timed),
    )
    return Asked(units, named[0] if named else None, spans)
