"""Which psychotherapy code do the minutes reach?

individual, alone or beside an E/M service  -> by minutes; too few are not reported
crisis                                      -> the first block, and units beyond it
family                                      -> with or without the patient, from its fewest minutes
minutes of the whole visit only             -> the minutes of psychotherapy are asked for

Sources: parameters.yaml; corpus/text/cpt/behavioral.yaml and other_procedures.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

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
    ``steps`` are all codes of the kind."""

    session: Session
    code: CptCode | None
    needs: int
    steps: tuple[Step, ...]
    parameter: Parameter
    further: CptCode | None = None
    units: int = 0


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
    return Outcome(session, reached[-1].code if reached else None, steps[0].first, steps, parameter)


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
    units = ceil(max(session.minutes - last, 0) / unit)
    code = steps[0].code if session.minutes >= first else None
    return Outcome(session, code, first, steps, codes, CptCode(codes.value[1]), units)


def _family(session: Session, day: date) -> Outcome | None:
    codes, least = (parameters(FOLDER).at(name, day) for name in ("family", "family_from"))
    if codes is None or least is None or session.minutes is None:
        return None
    code = CptCode(codes.value[0 if session.without_patient else 1])
    steps = (Step(code, least.value, None),)
    return Outcome(session, code if session.minutes >= least.value else None, least.value, steps, codes)
