"""Which level does a told visit have? By decision making (two of three elements) or by total time, whichever is higher.

decision making told as a whole            -> its code
two or three elements told                 -> the level that two reach; what is not told leaves a higher one open
minutes told                               -> the highest code whose minutes are reached; never in the emergency room
both                                       -> the higher of the two
a discharge                                -> by minutes alone
minutes that reach a prolonged unit        -> nothing: the family "prolonged" decides

Sources: parameters.yaml; corpus/text/guidelines/em-mdm.md, em-time.md, hospital-and-nursing-facility-visits.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from assistant.procedures.visits.kinds import BY_TIME_ALONE, Kind
from assistant.procedures.visits.levels.elements import Counts, Level, two_of_three
from assistant.procedures.visits.levels.facts import VisitTold
from assistant.procedures.visits.minutes import Minutes
from assistant.procedures.visits.prolonged.decide import Visit, levels_of, thresholds
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent
_ELEMENTS_TO_MEET = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """What one kind of visit comes to. ``by_time`` and ``by_decision`` are the codes that each supports, ``possible``
    the highest code that what is not told leaves open, ``steps`` every code up to it with its level; ``needs`` are the
    minutes of ``by_time``, ``unmet`` named codes of the kind with the minutes that they would need."""

    kind: Kind
    code: CptCode
    by_time: CptCode | None = None
    needs: int | None = None
    by_decision: CptCode | None = None
    possible: CptCode | None = None
    steps: tuple[tuple[Level, CptCode], ...] = ()
    unmet: tuple[tuple[CptCode, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One choice for each kind that the visit may be. ``reached`` is the level that decision making surely reaches."""

    visit: VisitTold
    minutes: int | None
    choices: tuple[Choice, ...]
    reached: Level | None
    may_reach: Level | None
    bound: int
    parameter: Parameter


def counts_on(day: date) -> Counts | None:
    """The numbers that elements are counted by on a day."""
    limited, moderate, several = (
        parameters(FOLDER).at(name, day) for name in ("limited_items", "moderate_items", "several_chronic")
    )
    if limited is None or moderate is None or several is None:
        return None
    return Counts(limited.value, moderate.value, several.value)


def decide(visit: VisitTold, day: date) -> Outcome | None:
    """The code of each kind that the visit may be; None where nothing told decides, or nothing here is in force."""
    bound = parameters(FOLDER).at("discharge_bound", day)
    reached, may_reach = _decision(visit)
    choices: list[Choice] = []
    used: Parameter | None = None
    for kind in visit.kinds:
        table = _table(kind, day)
        if table is None:
            return None
        minutes = _total(visit.minutes, kind)
        if minutes is not None and _reaches_prolonged(kind, minutes):
            return None
        choice = (
            _discharge(kind, table, visit, int(bound.value) if bound else 0)
            if kind in BY_TIME_ALONE
            else _choice(kind, table.value[kind.name.lower()], minutes, reached, may_reach, day)
        )
        if choice is not None and minutes is not None:
            choice = replace(choice, unmet=_unmet(visit, kind, minutes, day))
        if choice is None:
            return None
        choices.append(choice)
        used = table
    if used is None:
        return None
    total = _total(visit.minutes, visit.kinds[0])
    return Outcome(visit, total, tuple(choices), reached, may_reach, int(bound.value) if bound else 0, used)


def _decision(visit: VisitTold) -> tuple[Level | None, Level | None]:
    if visit.decision is not None:
        return visit.decision, visit.decision
    if len(visit.elements) < _ELEMENTS_TO_MEET:
        return None, None
    return two_of_three(visit.elements)


def _table(kind: Kind, day: date) -> Parameter | None:
    for name in ("office_codes", "other_codes", "discharge_codes"):
        table = parameters(FOLDER).at(name, day)
        if table is not None and kind.name.lower() in table.value:
            return table
    return None


def _times(kind: Kind, day: date) -> tuple[tuple[str, int], ...]:
    """The codes of a kind with the minutes from which each may be chosen; empty for a kind that is not timed."""
    if kind.name in Visit.__members__:
        return tuple((str(level.code), level.minutes) for level in levels_of(Visit[kind.name]))
    table = parameters(FOLDER).at("consultation_minutes", day)
    return tuple(table.value.get(kind.name.lower(), ())) if table else ()


def _unmet(visit: VisitTold, kind: Kind, minutes: int, day: date) -> tuple[tuple[CptCode, int], ...]:
    """Named codes of the kind that the minutes do not reach."""
    named = {str(code) for code in visit.named}
    return tuple((CptCode(code), least) for code, least in _times(kind, day) if code in named and minutes < least)


def _total(minutes: Minutes | None, kind: Kind) -> int | None:
    """The minutes of the visit; those told as beyond are added."""
    if minutes is None or minutes.at_most or (kind is Kind.EMERGENCY):
        return None
    total = minutes.total + (minutes.beyond if minutes.total else 0)
    return total or None


def _reaches_prolonged(kind: Kind, minutes: int) -> bool:
    return any(row.visit.name == kind.name and minutes >= row.first_unit for row in thresholds())


def _choice(
    kind: Kind, codes: Any, minutes: int | None, reached: Level | None, may_reach: Level | None, day: date
) -> Choice | None:
    order = list(dict.fromkeys(codes.values()))
    by_time, needs = None, None
    for code, least in _times(kind, day):
        if minutes is not None and minutes >= least:
            by_time, needs = code, least
    by_decision = codes[str(reached)] if reached else None
    told = [code for code in (by_time, by_decision) if code]
    if not told:
        return None
    best = max(told, key=order.index)
    highest = codes[str(may_reach)] if may_reach else best
    possible = highest if order.index(highest) > order.index(best) else None
    return Choice(
        kind,
        CptCode(best),
        CptCode(by_time) if by_time else None,
        needs,
        CptCode(by_decision) if by_decision else None,
        CptCode(possible) if possible else None,
        _steps(codes, order.index(best), reached, may_reach),
    )


def _steps(codes: Any, best: int, reached: Level | None, may_reach: Level | None) -> tuple[tuple[Level, CptCode], ...]:
    """The levels above the sure one that decision making may reach, with the codes that are higher than ``best``."""
    order = list(dict.fromkeys(codes.values()))
    return tuple(
        (level, CptCode(codes[str(level)]))
        for level in Level
        if reached and may_reach and reached < level <= may_reach and order.index(codes[str(level)]) > best
    )


def _discharge(kind: Kind, table: Parameter, visit: VisitTold, bound: int) -> Choice:
    short, long = table.value[kind.name.lower()]
    minutes = visit.minutes
    if minutes is None and visit.untimed:
        return Choice(kind, CptCode(short))
    if minutes is None:
        return Choice(kind, CptCode(short), possible=CptCode(long))
    total = minutes.total + minutes.beyond
    longer = total > bound or (minutes.at_least and total >= bound)
    code = CptCode(long if longer and not minutes.at_most else short)
    return Choice(kind, code, by_time=code, needs=total)
