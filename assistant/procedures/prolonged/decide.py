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

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis
from assistant.rules.published import CMS_OFFICE_VISITS, CPT_VISITS, NGS_PROLONGED, on
from assistant.understand.payers import Payer
from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.relations import ProcedureCode, procedure_code

UNIT_MINUTES = 15


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


def _levels(*pairs: tuple[str, int]) -> tuple[Level, ...]:
    return tuple(Level(CptCode(code), minutes) for code, minutes in pairs)


LEVELS = {
    Visit.NEW_OFFICE: _levels(("99202", 15), ("99203", 30), ("99204", 45), ("99205", 60)),
    Visit.ESTABLISHED_OFFICE: _levels(("99212", 10), ("99213", 20), ("99214", 30), ("99215", 40)),
    Visit.INITIAL_HOSPITAL: _levels(("99221", 40), ("99222", 55), ("99223", 75)),
    Visit.SUBSEQUENT_HOSPITAL: _levels(("99231", 25), ("99232", 35), ("99233", 50)),
    Visit.SAME_DAY_HOSPITAL: _levels(("99234", 45), ("99235", 70), ("99236", 85)),
    Visit.INITIAL_NURSING: _levels(("99304", 25), ("99305", 35), ("99306", 50)),
    Visit.SUBSEQUENT_NURSING: _levels(("99307", 10), ("99308", 20), ("99309", 30), ("99310", 45)),
    Visit.NEW_HOME: _levels(("99341", 15), ("99342", 30), ("99344", 60), ("99345", 75)),
    Visit.ESTABLISHED_HOME: _levels(("99347", 20), ("99348", 30), ("99349", 40), ("99350", 60)),
}

_OFFICE = frozenset((Visit.NEW_OFFICE, Visit.ESTABLISHED_OFFICE))

# Minutes of nursing facility visits and Medicare's thresholds outside the office changed between 2023 and 2025; those
# here were checked for 2025, so that earlier dates of service are not answered from them.
_CHECKED = date(2025, 1, 1)


def _cpt(visit: Visit, add_on: str, first_unit: int, since: date = _CHECKED) -> Threshold:
    return Threshold(visit, Payer.CPT, procedure_code(add_on), first_unit, CPT_VISITS, since)


def _medicare(visit: Visit, add_on: str, first_unit: int, before: int = 0, after: int = 0) -> Threshold:
    code = procedure_code(add_on)
    return Threshold(visit, Payer.MEDICARE, code, first_unit, NGS_PROLONGED, _CHECKED, before, after)


def _medicare_office(visit: Visit, first_unit: int) -> Threshold:
    since = CMS_OFFICE_VISITS.effective_from or date.min
    return Threshold(visit, Payer.MEDICARE, procedure_code("G2212"), first_unit, CMS_OFFICE_VISITS, since)


THRESHOLDS = (
    _cpt(Visit.NEW_OFFICE, "99417", 75, CPT_VISITS.effective_from or date.min),
    _cpt(Visit.ESTABLISHED_OFFICE, "99417", 55, CPT_VISITS.effective_from or date.min),
    _cpt(Visit.INITIAL_HOSPITAL, "99418", 90),
    _cpt(Visit.SUBSEQUENT_HOSPITAL, "99418", 65),
    _cpt(Visit.SAME_DAY_HOSPITAL, "99418", 100),
    _cpt(Visit.INITIAL_NURSING, "99418", 65),
    _cpt(Visit.SUBSEQUENT_NURSING, "99418", 60),
    _cpt(Visit.NEW_HOME, "99417", 90),
    _cpt(Visit.ESTABLISHED_HOME, "99417", 75),
    _medicare_office(Visit.NEW_OFFICE, 89),
    _medicare_office(Visit.ESTABLISHED_OFFICE, 69),
    _medicare(Visit.INITIAL_HOSPITAL, "G0316", 90),
    _medicare(Visit.SUBSEQUENT_HOSPITAL, "G0316", 65),
    _medicare(Visit.SAME_DAY_HOSPITAL, "G0316", 110, after=3),
    _medicare(Visit.INITIAL_NURSING, "G0317", 95, before=1, after=3),
    _medicare(Visit.SUBSEQUENT_NURSING, "G0317", 85, before=1, after=3),
    _medicare(Visit.NEW_HOME, "G0318", 140, before=3, after=7),
    _medicare(Visit.ESTABLISHED_HOME, "G0318", 110, before=3, after=7),
)


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
        return LEVELS[self.visit]

    @property
    def next_unit(self) -> int:
        """The total minutes at which one unit more is reached."""
        return self.threshold.first_unit + self.units * UNIT_MINUTES

    @property
    def billed(self) -> tuple[object, ...]:
        """What two payers must share for the payer to make no difference."""
        return (self.finding, self.level, self.units, self.threshold.add_on if self.units else None)


def visit_of(code: ProcedureCode) -> Visit | None:
    """The family that a visit code belongs to; None for any other code, and for 99211, which has no minutes."""
    return next((visit for visit, levels in LEVELS.items() if any(level.code == code for level in levels)), None)


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
    (threshold,) = (row for row in THRESHOLDS if (row.visit, row.payer) == (visit, payer))
    basis = on(threshold.edition, day)
    verdict = ProlongedVerdict(visit, minutes, payer, ProlongedFinding.NOT_LOADED, threshold, basis, asked=asked)
    if day < threshold.since:
        return verdict
    levels_from = CMS_OFFICE_VISITS if visit in _OFFICE else CPT_VISITS
    by_level = replace(verdict, basis=on(levels_from, day))
    reached = [level for level in LEVELS[visit] if level.minutes <= minutes]
    if not reached:
        return replace(by_level, finding=ProlongedFinding.BELOW)
    if reached[-1] != LEVELS[visit][-1]:
        return replace(by_level, finding=ProlongedFinding.BASE_ONLY, level=reached[-1])
    verdict = replace(verdict, level=reached[-1])
    if minutes < threshold.first_unit:
        return replace(verdict, finding=ProlongedFinding.BASE_ONLY)
    units = 1 + (minutes - threshold.first_unit) // UNIT_MINUTES
    return replace(verdict, finding=ProlongedFinding.PROLONGED, units=units)
