"""A visit beside procedures of the same day: modifier 25 for minor ones, 57 where a major one was decided on. Pure.

Source: NCCI policy manual 2026, chapter I, section D: a procedure with 000 or 010 global days holds its own evaluation
and the decision for it; the visit at which a procedure with 090 days was decided on is reported with 57.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from assistant.procedures.case import Case, Figures
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.wishes.wish import Wish
from corpus.codes import Modifier
from corpus.relations import ProcedureCode

FOLDER = Path(__file__).parent
FAMILY = "beside_procedure"
_ASKED = frozenset({Wish.MODIFIER, Wish.TOGETHER, Wish.SEARCH, Wish.WHICH_CODE, Wish.RIGHT})
_ADD_ON = "ZZZ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The visit, the procedures with their global days, and the modifier that the strictest of them asks for."""

    visit: ProcedureCode
    procedures: tuple[tuple[ProcedureCode, str], ...]
    modifier: Modifier
    parameter: Parameter


def decide(case: Case, day: date, figures: Figures) -> Outcome | None:
    """The modifier of the visit; None without one visit and at least one procedure whose period is known."""
    told = case.told(FAMILY)
    visits, modifiers = parameters(FOLDER).at("visits", day), parameters(FOLDER).at("modifier_of_global_days", day)
    if case.wish not in _ASKED or told.has("elsewhere", "another_matter") or case.diagnoses:
        return None
    if visits is None or modifiers is None:
        return None
    named = [code for code in case.procedures if any(fnmatchcase(str(code), each) for each in visits.value)]
    others = [code for code in case.procedures if code not in named]
    if len(named) != 1 or not others or case.names("24", "25", "57"):
        return None
    days = {code: figures.figure(code, "global_days", day) for code in others}
    periods = [(code, figure.value) for code, figure in days.items() if figure is not None]
    periods = [(code, value) for code, value in periods if value in modifiers.value]
    left = [code for code, figure in days.items() if figure is None or figure.value not in {*modifiers.value, _ADD_ON}]
    if not periods or left:
        return None
    strictest = max(periods, key=lambda each: each[1])[1]
    return Outcome(named[0], tuple(periods), Modifier(modifiers.value[strictest]), modifiers)
