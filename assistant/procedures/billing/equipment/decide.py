"""Modifiers and units of equipment that follow from a number.

rental month      -> KH, KI or KJ with RR; after the last month nothing, the patient owns the item
oxygen flow       -> QE below, QG or QF above the bounds, none between
strips            -> KS or KX, units and the usual quantity of three months
CPAP use          -> whether the trial shows adherence

Sources: parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.billing.equipment.facts import Flow, Rental, Strips, Use
from assistant.rules.basis.parameters import Parameter, parameters

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class RentalMonth:
    """``modifier`` is empty past the last month that is paid; ``trial`` is the last month before adherence counts."""

    rental: Rental
    modifier: str
    last: int
    parameter: Parameter
    trial: int = 0


@dataclass(frozen=True, slots=True)
class FlowModifier:
    """``modifier`` is empty for a flow within the bounds."""

    flow: Flow
    modifier: str
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class StripUnits:
    """``usual`` is the quantity covered as usual; ``units`` are those of the told count, else of the usual one."""

    strips: Strips
    usual: int | None
    usual_with: int
    usual_without: int
    size: int
    units: int | None
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Adherence:
    """Whether the told use meets the bounds."""

    use: Use
    meets: bool
    hours: int
    percent: int
    parameter: Parameter


def rental_month(rental: Rental, day: date) -> RentalMonth | None:
    """The rental modifier of a month; None where no parameters are in force."""
    values = parameters(FOLDER)
    months, oxygen = values.at("rental_months", day), values.at("oxygen_months", day)
    trial = values.at("cpap_trial_months", day)
    if months is None or oxygen is None or trial is None or rental.month < 1:
        return None
    if rental.oxygen:
        modifier = "RR" if rental.month <= oxygen.value else ""
        return RentalMonth(rental, modifier, oxygen.value, oxygen)
    modifier = next((name for name, last in months.value.items() if rental.month <= last), "")
    return RentalMonth(rental, modifier, max(months.value.values()), months, trial.value if rental.cpap else 0)


def flow_modifier(flow: Flow, day: date) -> FlowModifier | None:
    """The modifier of an oxygen flow; None where no parameters are in force."""
    bounds = parameters(FOLDER).at("oxygen_flow", day)
    if bounds is None:
        return None
    if flow.liters < bounds.value["low"]:
        return FlowModifier(flow, "QE", bounds)
    if flow.liters > bounds.value["high"]:
        return FlowModifier(flow, "QF" if flow.portable else "QG", bounds)
    return FlowModifier(flow, "", bounds)


def strip_units(strips: Strips, day: date) -> StripUnits | None:
    """Units of strips or lancets; None where no parameters are in force."""
    values = parameters(FOLDER)
    usual, size = values.at("strips_of_three_months", day), values.at("strips_of_a_unit", day)
    if usual is None or size is None:
        return None
    mine = None if strips.insulin is None else usual.value["insulin" if strips.insulin else "without"]
    counted = strips.count if strips.count is not None else mine
    per_unit = size.value[strips.code]
    units = None if counted is None else -(-counted // per_unit)
    return StripUnits(strips, mine, usual.value["insulin"], usual.value["without"], per_unit, units, usual)


def adherence(use: Use, day: date) -> Adherence | None:
    """Whether the use of the trial is enough; None where no parameters are in force."""
    bounds = parameters(FOLDER).at("cpap_use", day)
    if bounds is None or use.percent is None:
        return None
    hours, percent = bounds.value["hours"], bounds.value["percent"]
    meets = use.percent >= percent and (use.hours is None or use.hours >= hours)
    return Adherence(use, meets, hours, percent, bounds)
