"""What is told of a visit that went on: its kind, the minutes in all, the code named. Pure.

"99215 + 35 minutes extra" are the minutes that 99215 stands for and 35 more.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.kinds import kinds_by_code, kinds_of
from assistant.procedures.visits.levels.facts import is_of_other_dates
from assistant.procedures.visits.minutes import two_practitioners
from assistant.procedures.visits.prolonged.around import MinutesByDay, minutes_by_day
from assistant.procedures.visits.prolonged.decide import Visit, levels_of, thresholds
from assistant.procedures.visits.stays import visit_minutes
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Told
from corpus.relations import ProcedureCode

FAMILY = "prolonged"


@dataclass(frozen=True, slots=True)
class LongVisit:
    """``minutes`` are all that count. ``named`` is the visit code that is told, ``added`` the prolonged code told.
    ``payer`` is whose rules count, by name or by "their plan follows CPT". ``days`` has the minutes of each day where
    Medicare's code counts days around the visit; the level rests on those of its date."""

    visits: tuple[Visit, ...]
    minutes: int
    named: ProcedureCode | None
    added: ProcedureCode | None
    payer: Payer | None
    rests_on: tuple[Span, ...]
    days: MinutesByDay | None = None


def add_on_codes() -> frozenset[ProcedureCode]:
    """Every prolonged code that minutes come to."""
    return frozenset(threshold.add_on for threshold in thresholds())


def long_visit(case: Case) -> LongVisit | None:
    """The visit whose minutes may reach a prolonged unit; None where the question is another."""
    told = case.told(FAMILY)
    by_code = kinds_by_code()
    added = next((code for code in case.procedures if code in add_on_codes()), None)
    others = [code for code in case.procedures if str(code) not in by_code and code not in add_on_codes()]
    if two_practitioners(told):
        return None
    if (
        others
        or told.has("other_service", "psychotherapy.psychotherapy", "by_decision")
        or (case.modifiers and added is None)
    ):
        return None
    visits = tuple(Visit[kind.name] for kind in kinds_of(case) if kind.name in Visit.__members__)
    if (by_day := _around(case, told, visits, added)) is not None:
        return by_day
    minutes = visit_minutes(case, FAMILY)
    if not visits or minutes is None or minutes.at_least or minutes.at_most:
        return None
    if is_of_other_dates(told, minutes, kinds_of(case)):
        return None
    named = next((code for code in case.procedures if str(code) in by_code), None)
    total = minutes.total + minutes.beyond
    if not minutes.total:
        base = next((level.minutes for level in levels_of(visits[0]) if level.code == named), None)
        top = levels_of(visits[0])[-1].minutes if named is None and len(visits) == 1 else None
        if base is None and top is None:
            return None
        total = (base or top or 0) + minutes.beyond
    asks = added is not None or told.has("prolonged")
    if not (asks or named or told.has("levels.visit", "levels.new_pt", "levels.established_pt")):
        return None
    first = min(row.first_unit for row in thresholds() if row.visit in visits)
    if total < first and not asks:
        return None
    spans = (*minutes.rests_on, *_places(case, told))
    return LongVisit(visits, total, named, added, _payer(case, told), spans)


def _places(case: Case, told: Told) -> tuple[Span, ...]:
    return (
        *told.spans("prolonged", "levels.visit", "levels.new_pt", "levels.established_pt", "office"),
        *told.spans("medicare", "commercial", "cpt_rules"),
        *told.spans("levels.hospital_place", "levels.nursing_place", "levels.home_place", "levels.asks_level"),
        *case.spans_of(case.procedures),
    )


def _around(case: Case, told: Told, visits: tuple[Visit, ...], added: ProcedureCode | None) -> LongVisit | None:
    """The visit whose minutes are told by day, for Medicare; its days count where they are among those of its code.

    Minutes of the date that do not reach the highest level take no prolonged code, whatever the other days have.
    """
    rows = [row for row in thresholds() if visits == (row.visit,) and row.payer is Payer.MEDICARE]
    of_medicare = _payer(case, told) is Payer.MEDICARE or any(row.add_on == added for row in rows)
    days = minutes_by_day(told) if rows and of_medicare else None
    if days is None:
        return None
    (row,) = rows
    reaches = days.of_visit >= levels_of(row.visit)[-1].minutes
    total = days.within(row) if reaches else days.of_visit
    by_code = kinds_by_code()
    named = next((code for code in case.procedures if str(code) in by_code), None)
    spans = (*days.rests_on, *_places(case, told), *told.spans("other_day", "levels.pre_work"))
    return LongVisit(visits, total, named, added, Payer.MEDICARE, spans, days)


def _payer(case: Case, told: Told) -> Payer | None:
    if case.payer is None and told.has("commercial", "cpt_rules") and not told.has("medicare"):
        return Payer.CPT
    return case.payer
