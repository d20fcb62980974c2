"""How many units of critical care do the minutes of a date make? By payer.

under the first minute of critical care  -> none: another visit code
the first block                          -> 99291
beyond it                                -> 99291 and 99292: CPT from the first minute, Medicare when a unit is complete

Sources: parameters.yaml; corpus/text/guidelines/critical-care.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

from assistant.procedures.visits.critical_care.facts import CareTold, Lists
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Outcome:
    """``units`` are those of the further code by payer; equal where the payer makes no difference. ``full`` is the
    minute from which Medicare takes the first further unit, None where it counts as CPT does."""

    care: CareTold
    first: CptCode
    further: CptCode
    first_from: int
    first_to: int
    reaches: bool
    units: dict[Payer, int]
    payer: Payer | None
    full: int | None
    parameter: Parameter

    @property
    def depends(self) -> bool:
        """True where the payer decides and is not known."""
        return self.payer is None and len(set(self.units.values())) > 1

    @property
    def known_units(self) -> int:
        return self.units[self.payer or Payer.CPT]


def codes_on(day: date) -> tuple[str, str] | None:
    """The two codes in force on a day."""
    parameter = parameters(FOLDER).at("codes", day)
    return (parameter.value[0], parameter.value[1]) if parameter else None


def lists_on(day: date) -> Lists:
    """What stands beside critical care, and what is inside it, on a day."""
    separate, inside = (parameters(FOLDER).at(name, day) for name in ("separate", "inside"))
    return Lists(separate.value if separate else {}, frozenset(inside.value) if inside else frozenset())


def decide(care: CareTold, payer: Payer | None, day: date) -> Outcome | None:
    """The units for the minutes of one date; None before the codes are known."""
    values = parameters(FOLDER)
    codes, begin, end, unit = (values.at(name, day) for name in ("codes", "first_from", "first_to", "unit_minutes"))
    if codes is None or begin is None or end is None or unit is None:
        return None
    full = values.at("medicare_full_units", day)
    beyond = max(care.minutes - end.value, 0)
    whole = beyond // unit.value if full is not None else ceil(beyond / unit.value)
    return Outcome(
        care=care,
        first=CptCode(codes.value[0]),
        further=CptCode(codes.value[1]),
        first_from=begin.value,
        first_to=end.value,
        reaches=care.minutes >= begin.value,
        units={Payer.CPT: ceil(beyond / unit.value), Payer.MEDICARE: whole},
        payer=payer,
        full=end.value + unit.value if full is not None else None,
        parameter=full if full is not None and payer is Payer.MEDICARE else codes,
    )
