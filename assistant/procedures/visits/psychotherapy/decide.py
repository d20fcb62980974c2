"""Which psychotherapy code do the minutes reach?

individual, alone or beside an E/M service  -> by minutes; too few are not reported
crisis                                      -> the first block, and units beyond it; too short for it: individual
family                                      -> with or without the patient, from its fewest minutes
minutes of the whole visit only             -> the minutes of psychotherapy are asked for

Sources: parameters.yaml; corpus/text/cpt/behavioral.yaml and other_procedures.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from pathlib import Path

from assistant.procedures.visits.kinds import LEVELS
from assistant.procedures.visits.psychotherapy.facts import Session, Therapy
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """One code and the minutes it stands for; ``last`` is None for the longest."""

    code: CptCode
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code`` is None where the minutes are too few, or not told apart; ``further`` and ``units`` are those of crisis.
    ``instead_of`` is the crisis that was too short for its code, so that the code is that of individual psychotherapy.
    ``steps`` are all codes of the kind. ``visit`` is the office visit beside it by its decision making, where that is
    told and another code was named."""

    session: Session
    code: CptCode | None
    needs: int
    steps: tuple[Step, ...]
    parameter: Parameter
    further: CptCode | None = None
    units: int = 0
    visit: CptCode | None = None
    instead_of: Step | None = None


def decide(session: Session, day: date) -> Outcome | None:
    """The code for a session on a day; None before the codes are known."""
    match session.therapy:
        case Therapy.CRISIS:
            return _crisis(session, day)
        case Therapy.FAMILY:
            return _family(session, day)
        case _:
            return _individual(session, day)


def _individual(session: Session, day: date) -> Outcome | None:
    parameter = parameters(FOLDER).at("with_visit" if session.with_visit else "alone", day)
    if parameter is None:
        return None
    steps = _steps(parameter.value)
    reached = [step for step in steps if session.minutes is not None and session.minutes >= step.first]
    code = reached[-1].code if reached else None
    return Outcome(session, code, steps[0].first, steps, parameter, visit=_visit(session, day))


def _visit(session: Session, day: date) -> CptCode | None:
    """The office visit of the decision making that is told, in the row of the code that is named; None where they
    agree, or none is told."""
    table = parameters(LEVELS).at("office_codes", day)
    if table is None or session.visit is None or not session.visit_level:
        return None
    for codes in table.value.values():
        if str(session.visit) in codes.values():
            right = CptCode(codes[session.visit_level])
            return right if right != session.visit else None
    return None


def _steps(pairs: tuple[tuple[str, int], ...]) -> tuple[Step, ...]:
    ends = [pair[1] - 1 for pair in pairs[1:]]
    return tuple(
        Step(CptCode(code), first, ends[place] if place < len(ends) else None)
        for place, (code, first) in enumerate(pairs)
    )


def _crisis(session: Session, day: date) -> Outcome | None:
    codes, minutes = (parameters(FOLDER).at(name, day) for name in ("crisis", "crisis_minutes"))
    if codes is None or minutes is None or session.minutes is None:
        return None
    first, last, unit = minutes.value
    steps = (Step(CptCode(codes.value[0]), first, last),)
    if session.minutes < first:
        shorter = _individual(session, day)
        return replace(shorter, instead_of=steps[0]) if shorter is not None else None
    units = ceil(max(session.minutes - last, 0) / unit)
    return Outcome(session, steps[0].code, first, steps, codes, CptCode(codes.value[1]), units)


def _family(session: Session, day: date) -> Outcome | None:
    codes, least = (parameters(FOLDER).at(name, day) for name in ("family", "family_from"))
    if codes is None or least is None or session.minutes is None:
        return None
    code = CptCode(codes.value[0 if session.without_patient else 1])
    steps = (Step(code, least.value, None),)
    return Outcome(session, code if session.minutes >= least.value else None, least.value, steps, codes)
