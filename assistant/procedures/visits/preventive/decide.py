"""Which CPT preventive visit is it? By the age on the date of the visit, new or established. Sources: parameters.yaml;
corpus/text/guidelines/preventive-visits-and-medicare-wellness.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.visits.kinds import LEVELS
from assistant.procedures.visits.preventive.facts import PreventiveTold
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent
_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """``choices`` pairs each status that may be with its code. ``low`` and ``high`` are the ages of the group in years;
    ``high`` is None for the oldest, ``low`` for the youngest. ``problem`` are the codes of the problem visit, one for
    each choice, where its level is told."""

    told: PreventiveTold
    choices: tuple[tuple[str, CptCode], ...]
    low: int | None
    high: int | None
    parameter: Parameter
    problem: tuple[CptCode, ...] = ()


def decide(told: PreventiveTold, day: date) -> Outcome | None:
    """The code for an age on a day; None before the codes are known."""
    ages, codes = parameters(FOLDER).at("ages", day), parameters(FOLDER).at("codes", day)
    if ages is None or codes is None:
        return None
    place = sum(told.age >= year * _MONTHS_IN_YEAR for year in ages.value)
    return Outcome(
        told=told,
        choices=tuple((status, CptCode(codes.value[status][place])) for status in told.statuses),
        low=ages.value[place - 1] if place else None,
        high=ages.value[place] - 1 if place < len(ages.value) else None,
        parameter=ages,
        problem=_problem(told, day),
    )


def _problem(told: PreventiveTold, day: date) -> tuple[CptCode, ...]:
    """The codes of the problem visit by its decision making, in the order of the statuses; one that is named leads."""
    table = parameters(LEVELS).at("office_codes", day)
    if not told.with_problem or (told.problem is None and told.visit is None) or table is None:
        return ()
    if told.problem is None:
        return (told.visit,) if told.visit is not None else ()
    return tuple(CptCode(table.value[f"{status}_office"][str(told.problem)]) for status in told.statuses)
