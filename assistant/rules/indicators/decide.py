"""What the Medicare fee schedule's indicators say of a modifier on a code, and its global period.

modifier_verdict   no edition, or an excerpt without the code           -> NOT_LOADED
                   complete and silent                                  -> NOT_LISTED
                   a modifier that no indicator is about                -> NO_INDICATOR
                   by the indicator's value (``RULES``)                 -> APPLIES, CONDITIONS, NOT_PAID, DOES_NOT_APPLY
global_verdict     by the global days, and where a later service falls: IN_PERIOD, BEFORE, AFTER, or PERIOD alone

Source: record layout of the Medicare Physician Fee Schedule relative value file (RVU25D), fields Global Surgery,
Bilateral Surgery, Assistant at Surgery, Co-surgeons, Team Surgery, and its attachment A, PC/TC indicator. Which
modifiers come into question in a global period: ``corpus/text/guidelines/global-surgery.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice, consult
from corpus.codes import Modifier
from corpus.relations import FeeScheduleRow, Loaded, ProcedureCode


class IndicatorFinding(StrEnum):
    """What an indicator says of a modifier."""

    APPLIES = "applies"
    CONDITIONS = "conditions"
    NOT_PAID = "not_paid"
    DOES_NOT_APPLY = "does_not_apply"
    NO_INDICATOR = "no_indicator"
    NOT_LISTED = "not_listed"
    NOT_LOADED = "not_loaded"


# Field of the row by modifier, with the field's name in words.
FIELDS = {
    **dict.fromkeys(("50", "RT", "LT"), ("bilateral", "bilateral surgery")),
    **dict.fromkeys(("80", "81", "82", "AS"), ("assistant", "assistant at surgery")),
    "62": ("co_surgeon", "co-surgeons"),
    "66": ("team", "team surgery"),
    "51": ("multiple_procedure", "multiple procedure"),
    "26": ("pc_tc", "PC/TC"),
    "TC": ("pc_tc", "PC/TC"),
}

_APPLIES, _CONDITIONS = IndicatorFinding.APPLIES, IndicatorFinding.CONDITIONS
_NOT_PAID, _NO_CONCEPT = IndicatorFinding.NOT_PAID, IndicatorFinding.DOES_NOT_APPLY

# What each value of each field means for its modifiers; values of other meaning are not here and come as NO_INDICATOR.
RULES: dict[str, dict[str, IndicatorFinding]] = {
    "bilateral": {"0": _NO_CONCEPT, "1": _APPLIES, "2": _NO_CONCEPT, "3": _CONDITIONS, "9": _NO_CONCEPT},
    "assistant": {"0": _CONDITIONS, "1": _NOT_PAID, "2": _APPLIES, "9": _NO_CONCEPT},
    "co_surgeon": {"0": _NOT_PAID, "1": _CONDITIONS, "2": _APPLIES, "9": _NO_CONCEPT},
    "team": {"0": _NOT_PAID, "1": _CONDITIONS, "2": _APPLIES, "9": _NO_CONCEPT},
    "multiple_procedure": {"0": _NO_CONCEPT, "9": _NO_CONCEPT} | dict.fromkeys("234567", _APPLIES),
    "pc_tc": dict.fromkeys("023459", _NO_CONCEPT) | {"1": _APPLIES},
}


@dataclass(frozen=True, slots=True)
class IndicatorVerdict:
    """The finding for one modifier on one code. ``value`` is the publisher's character, ``field`` its column."""

    code: ProcedureCode
    modifier: Modifier
    finding: IndicatorFinding
    basis: Basis
    field: str = ""
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


# Days after the procedure that its payment covers, and the days before it.
PERIODS = {"000": (0, 0), "010": (10, 0), "090": (90, 1)}


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
    row, voice, basis = _row(code, loaded, day)
    verdict = IndicatorVerdict(code, modifier, IndicatorFinding.NOT_LOADED, basis, row=row)
    if str(modifier) not in FIELDS:
        return replace(verdict, finding=IndicatorFinding.NO_INDICATOR)
    if voice is Voice.NOT_LOADED:
        return verdict
    if row is None:
        return replace(verdict, finding=IndicatorFinding.NOT_LISTED)
    field, _ = FIELDS[str(modifier)]
    value = str(getattr(row, field))
    finding = RULES[field].get(value, IndicatorFinding.NO_INDICATOR)
    if field == "pc_tc" and value == "6":
        # Separate payment for the interpretation alone: TC may not be used, of 26 the layout shows that it is.
        finding = _APPLIES if str(modifier) == "26" else _NO_CONCEPT
    if field == "pc_tc" and value == "8" and str(modifier) == "TC":
        finding = _NO_CONCEPT  # "no TC billing is recognized"; of 26 the layout says nothing there, nor for 7
    return replace(verdict, finding=finding, field=field, value=value)


def global_verdict(
    code: ProcedureCode, loaded: Loaded[FeeScheduleRow], day: date, days_after: int | None = None
) -> GlobalVerdict:
    """The global period of a code; with ``days_after``, whether a service so many days later falls in it.

    Raises ValueError for a service before the procedure by more days than any period has: the caller's mistake.
    """
    if days_after is not None and days_after < -1:
        raise ValueError("no global period begins more than a day before the procedure")
    row, voice, basis = _row(code, loaded, day)
    verdict = GlobalVerdict(code, GlobalFinding.NOT_LOADED, basis, days_after=days_after, row=row)
    if voice is Voice.NOT_LOADED:
        return verdict
    if row is None:
        return replace(verdict, finding=GlobalFinding.NOT_LISTED)
    verdict = replace(verdict, global_days=row.global_days)
    if row.global_days not in PERIODS:
        return replace(verdict, finding=GlobalFinding.NO_PERIOD)
    after, before = PERIODS[row.global_days]
    if days_after is None:
        return replace(verdict, finding=GlobalFinding.PERIOD)
    inside = -before <= days_after <= after
    outside = GlobalFinding.BEFORE if days_after < 0 else GlobalFinding.AFTER
    return replace(verdict, finding=GlobalFinding.IN_PERIOD if inside else outside)


def _row(code: ProcedureCode, loaded: Loaded[FeeScheduleRow], day: date) -> tuple[FeeScheduleRow | None, Voice, Basis]:
    """The code's own row, without a 26, TC or 53 part, in the deciding edition."""
    of_code = tuple(row for row in loaded.rows if row.code == code and row.modifier is None)
    consulted = consult(replace(loaded, rows=of_code), day)
    return (consulted.rows[0] if consulted.rows else None), consulted.voice, consulted.basis
