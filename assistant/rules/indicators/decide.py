"""What the Medicare fee schedule's indicators say of a modifier on a code, and its global period.

modifier_verdict   no edition, or an excerpt without the code           -> NOT_LOADED
                   complete and silent                                  -> NOT_LISTED
                   a modifier that no indicator is about                -> NO_INDICATOR
                   by the indicator's value (``parameters.yaml``)       -> APPLIES, CONDITIONS, NOT_PAID, DOES_NOT_APPLY
global_verdict     by the global days, and where a later service falls: IN_PERIOD, BEFORE, AFTER, or PERIOD alone

Source: record layout of the Medicare Physician Fee Schedule relative value file (RVU25D), fields Global Surgery,
Bilateral Surgery, Assistant at Surgery, Co-surgeons, Team Surgery, and its attachment A, PC/TC indicator. Which
modifiers come into question in a global period: ``corpus/text/guidelines/global-surgery.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.basis.parameters import parameters
from corpus.codes import Modifier
from corpus.relations import FeeScheduleRow, Loaded, ProcedureCode

FOLDER = Path(__file__).parent
# How coders ask for an indicator (a concept of rules/vocabulary.yaml), by the modifier that it decides on.
CONCEPT_OF = {
    "50": "bilateral",
    "80": "assistant",
    "62": "co_surgeon",
    "66": "team",
    "51": "multiple",
    "26": "professional_component",
    "TC": "technical_component",
}
_INDICATORS = ("bilateral", "assistant", "co_surgeon", "team", "multiple_procedure", "pc_tc")


class IndicatorFinding(StrEnum):
    """What an indicator says of a modifier."""

    APPLIES = "applies"
    CONDITIONS = "conditions"
    NOT_PAID = "not_paid"
    DOES_NOT_APPLY = "does_not_apply"
    NO_INDICATOR = "no_indicator"
    NOT_LISTED = "not_listed"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A field of the fee schedule that is about some modifiers, and what its values say of one of them."""

    field: str
    name: str
    means: Mapping[str, IndicatorFinding]


def indicator_of(modifier: Modifier, day: date) -> Indicator | None:
    """The indicator that decides on a modifier on a day; None for a modifier that no indicator is about."""
    for field in _INDICATORS:
        parameter = parameters(FOLDER).at(field, day)
        if parameter is not None and str(modifier) in parameter.value["modifiers"]:
            value = parameter.value
            means = value["means"] | value.get("of_modifier", {}).get(str(modifier), {})
            return Indicator(field, value["name"], {key: IndicatorFinding(said) for key, said in means.items()})
    return None


@dataclass(frozen=True, slots=True)
class IndicatorVerdict:
    """The finding for one modifier on one code.

    ``value`` is the publisher's character, ``field`` its column and ``name`` what the layout calls it.
    """

    code: ProcedureCode
    modifier: Modifier
    finding: IndicatorFinding
    basis: Basis
    field: str = ""
    name: str = ""
    value: str = ""
    row: FeeScheduleRow | None = None


class GlobalFinding(StrEnum):
    """What the global days say of a code, and of a later service."""

    PERIOD = "period"
    IN_PERIOD = "in_period"
    AFTER = "after"
    BEFORE = "before"
    NO_PERIOD = "no_period"
    NOT_LISTED = "not_listed"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class GlobalVerdict:
    """The global period of one code. ``days_after`` is how long after it another service was, where that was asked."""

    code: ProcedureCode
    finding: GlobalFinding
    basis: Basis
    global_days: str = ""
    days_after: int | None = None
    row: FeeScheduleRow | None = None


def modifier_verdict(
    code: ProcedureCode, modifier: Modifier, loaded: Loaded[FeeScheduleRow], day: date
) -> IndicatorVerdict:
    """What the fee schedule's indicator says of a modifier on a code."""
    row, voice, basis = own_row(code, loaded, day)
    verdict = IndicatorVerdict(code, modifier, IndicatorFinding.NOT_LOADED, basis, row=row)
    indicator = indicator_of(modifier, day)
    if indicator is None:
        return replace(verdict, finding=IndicatorFinding.NO_INDICATOR)
    if voice is Voice.NOT_LOADED:
        return verdict
    if row is None:
        return replace(verdict, finding=IndicatorFinding.NOT_LISTED)
    value = str(getattr(row, indicator.field))
    finding = indicator.means.get(value, IndicatorFinding.NO_INDICATOR)
    return replace(verdict, finding=finding, field=indicator.field, name=indicator.name, value=value)


def global_verdict(
    code: ProcedureCode, loaded: Loaded[FeeScheduleRow], day: date, days_after: int | None = None
) -> GlobalVerdict:
    """The global period of a code; with ``days_after``, whether a service so many days later falls in it.

    Raises ValueError for a service before the procedure by more days than any period has: the caller's mistake.
    """
    if days_after is not None and days_after < -1:
        raise ValueError("no global period begins more than a day before the procedure")
    row, voice, basis = own_row(code, loaded, day)
    verdict = GlobalVerdict(code, GlobalFinding.NOT_LOADED, basis, days_after=days_after, row=row)
    if voice is Voice.NOT_LOADED:
        return verdict
    if row is None:
        return replace(verdict, finding=GlobalFinding.NOT_LISTED)
    verdict = replace(verdict, global_days=row.global_days)
    periods = parameters(FOLDER).at("global_days", day)
    if periods is None or row.global_days not in periods.value:
        return replace(verdict, finding=GlobalFinding.NO_PERIOD)
    after, before = periods.value[row.global_days]
    if days_after is None:
        return replace(verdict, finding=GlobalFinding.PERIOD)
    inside = -before <= days_after <= after
    outside = GlobalFinding.BEFORE if days_after < 0 else GlobalFinding.AFTER
    return replace(verdict, finding=GlobalFinding.IN_PERIOD if inside else outside)


def own_row(
    code: ProcedureCode, loaded: Loaded[FeeScheduleRow], day: date
) -> tuple[FeeScheduleRow | None, Voice, Basis]:
    """The code's own row, without a 26, TC or 53 part, in the deciding edition."""
    of_code = tuple(row for row in loaded.rows if row.code == code and row.modifier is None)
    consulted = consult(replace(loaded, rows=of_code), day)
    return (consulted.rows[0] if consulted.rows else None), consulted.voice, consulted.basis
