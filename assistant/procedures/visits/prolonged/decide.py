"""Which visit do the minutes reach, and how many prolonged units? By total time, which payers count differently.

minutes below the first level of the family             -> BELOW
a level, and no unit of a prolonged code                -> BASE_ONLY
the highest level and n units                           -> PROLONGED
payer unknown, and the payers differ                    -> PAYER_DEPENDS, with the verdict for each
a date of service before the minutes known here         -> NOT_LOADED

CPT counts from the minimum of the highest level, Medicare's G2212 from the end of its range, its G0316 to G0318 from
minutes of their own; every unit of either is a full 15 minutes. Sources, compared with this table by a test:
corpus/text/guidelines/em-time.md and prolonged-services.md (CMS fact sheet on office visits 2021; CPT E/M guidelines
2023; NGS prolonged services timetable 2025), corpus/text/cpt/evaluation_management.yaml (minutes of each level).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.basis.parameters import parameters, sources
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.relations import ProcedureCode, procedure_code

FOLDER = Path(__file__).parent


class Visit(StrEnum):
    """The families of visits whose highest level takes prolonged time; the value names the patient and the place."""

    NEW_OFFICE = "office visit of a new patient"
    ESTABLISHED_OFFICE = "office visit of an established patient"
    INITIAL_HOSPITAL = "initial hospital visit"
    SUBSEQUENT_HOSPITAL = "subsequent hospital visit"
    SAME_DAY_HOSPITAL = "hospital admission and discharge on one date"
    INITIAL_NURSING = "initial nursing facility visit"
    SUBSEQUENT_NURSING = "subsequent nursing facility visit"
    NEW_HOME = "home or residence visit of a new patient"
    ESTABLISHED_HOME = "home or residence visit of an established patient"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a family: the total minutes from which it may be chosen by time."""

    code: CptCode
    minutes: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how many total minutes a payer takes the first unit of a prolonged code with the highest level.

    ``days_before`` and ``days_after`` are the days around the visit whose minutes count. ``since`` is the first date of
    service that the minutes are known for.
    """

    visit: Visit
    payer: Payer
    add_on: ProcedureCode
    first_unit: int
    edition: Edition
    since: date
    days_before: int = 0
    days_after: int = 0


@functools.cache
def unit_minutes() -> int:
    """The minutes of one unit, which never were others."""
    (_, _, minutes), *_ = (row for row in parameters(FOLDER).every_value() if row[0] == "unit_minutes")
    return int(minutes)


@functools.cache
def levels_of(visit: Visit) -> tuple[Level, ...]:
    """The levels of a family as they are known last, lowest first."""
    for _, _, values in _latest("office_levels", "other_levels"):
        if visit.name.lower() in values:
            return tuple(Level(CptCode(code), minutes) for code, minutes in values[visit.name.lower()])
    raise KeyError(visit)


@functools.cache
def thresholds() -> tuple[Threshold, ...]:
    """Every threshold: of each family, for each payer."""
    found: list[Threshold] = []
    for name, since, values in _latest("cpt_office", "cpt_other", "medicare_office", "medicare_other"):
        payer = Payer.CPT if name.startswith("cpt") else Payer.MEDICARE
        parameter = parameters(FOLDER).at(name, since)
        assert parameter is not None  # it was found at this date
        for visit, (add_on, first_unit, *days) in values.items():
            before, after = days or (0, 0)
            code = procedure_code(add_on)
            kind = Visit[visit.upper()]
            found.append(Threshold(kind, payer, code, first_unit, parameter.edition, since, before, after))
    return tuple(found)


def _latest(*names: str) -> list[tuple[str, date, Any]]:
    """The last value of each of some parameters, with its first day."""
    rows = {row[0]: row for row in sorted(parameters(FOLDER).every_value(), key=lambda row: row[1])}
    return [rows[name] for name in names]


# The sources of the minutes of levels, as corpus/text names them.
_OFFICE_LEVELS, _OTHER_LEVELS = "cms-em-office-2021", "ama-em-2023"
_OFFICE = frozenset((Visit.NEW_OFFICE, Visit.ESTABLISHED_OFFICE))


class ProlongedFinding(StrEnum):
    """What the minutes reach."""

    BELOW = "below"
    BASE_ONLY = "base_only"
    PROLONGED = "prolonged"
    PAYER_DEPENDS = "payer_depends"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class ProlongedVerdict:
    """The finding for one visit. ``payer`` is None where it makes no difference, or where ``cases`` tell each.

    ``asked`` is the code that was named, if one was; ``level`` the one that the minutes reach; ``units`` those of the
    threshold's prolonged code.
    """

    visit: Visit
    minutes: int
    payer: Payer | None
    finding: ProlongedFinding
    threshold: Threshold
    basis: Basis
    level: Level | None = None
    units: int = 0
    asked: ProcedureCode | None = None
    cases: tuple[ProlongedVerdict, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        return levels_of(self.visit)

    @property
    def next_unit(self) -> int:
        """The total minutes at which one unit more is reached."""
        return self.threshold.first_unit + self.units * unit_minutes()

    @property
    def billed(self) -> tuple[object, ...]:
        """What two payers must share for the payer to make no difference."""
        return (self.finding, self.level, self.units, self.threshold.add_on if self.units else None)


def visit_of(code: ProcedureCode) -> Visit | None:
    """The family that a visit code belongs to; None for any other code, and for 99211, which has no minutes."""
    return next((visit for visit in Visit if any(level.code == code for level in levels_of(visit))), None)


def prolonged_verdict(visit: Visit | ProcedureCode, minutes: int, payer: Payer | None, day: date) -> ProlongedVerdict:
    """The verdict on total minutes, for one payer or, where None is known, for each if they differ.

    ``visit`` is a family, or a code of one. ``minutes`` are the practitioner's total minutes on the days that count.
    Raises ValueError for a code of no family and for negative minutes: both are the caller's mistakes.
    """
    family = visit if isinstance(visit, Visit) else visit_of(visit)
    if family is None:
        raise ValueError(f"{visit} is no visit that takes prolonged time")
    if minutes < 0:
        raise ValueError(f"minutes are not negative: {minutes}")
    asked = None if isinstance(visit, Visit) else visit
    if payer is not None:
        return _for_payer(family, minutes, payer, day, asked)
    cases = tuple(_for_payer(family, minutes, each, day, asked) for each in Payer)
    first = replace(cases[0], payer=None)
    if len({case.billed for case in cases}) == 1:
        return first
    return replace(first, finding=ProlongedFinding.PAYER_DEPENDS, level=None, units=0, cases=cases)


def _for_payer(visit: Visit, minutes: int, payer: Payer, day: date, asked: ProcedureCode | None) -> ProlongedVerdict:
    (threshold,) = (row for row in thresholds() if (row.visit, row.payer) == (visit, payer))
    basis = Basis(GUIDANCE, day, threshold.edition)
    verdict = ProlongedVerdict(visit, minutes, payer, ProlongedFinding.NOT_LOADED, threshold, basis, asked=asked)
    if day < threshold.since:
        return verdict
    levels_from = sources()[_OFFICE_LEVELS if visit in _OFFICE else _OTHER_LEVELS]
    by_level = replace(verdict, basis=Basis(GUIDANCE, day, levels_from))
    reached = [level for level in levels_of(visit) if level.minutes <= minutes]
    if not reached:
        return replace(by_level, finding=ProlongedFinding.BELOW)
    if reached[-1] != levels_of(visit)[-1]:
        return replace(by_level, finding=ProlongedFinding.BASE_ONLY, level=reached[-1])
    verdict = replace(verdict, level=reached[-1])
    if minutes < threshold.first_unit:
        return replace(verdict, finding=ProlongedFinding.BASE_ONLY)
    units = 1 + (minutes - threshold.first_unit) // unit_minutes()
    return replace(verdict, finding=ProlongedFinding.PROLONGED, units=units)
