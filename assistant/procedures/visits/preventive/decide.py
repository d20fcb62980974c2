"""Which CPT preventive visit is it? By the age on the date of the visit, new or established. Sources: parameters.yaml;
corpus/text/guidelines/preventive-visits-and-medicare-wellness.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.parameters import Parameter, parameters
from assistant.procedures.visits.preventive.facts import PreventiveTold
from corpus.codes import CptCode

FOLDER = Path(__file__).parent
_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """``choices`` pairs each status that may be with its code. ``low`` and ``high`` are the ages of the group in years;
    ``high`` is None for the oldest, ``low`` for the youngest."""

    told: PreventiveTold
    choices: tuple[tuple[str, CptCode], ...]
    low: int | None
    high: int | None
    parameter: Parameter


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
    )
