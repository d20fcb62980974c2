"""How many units of which code for a counted service?

The codes and their steps are the families of ``codes/families.py``; what differs by payer there is told for both. A
level done on both sides stays one level, with a modifier.

Sources: corpus/text, as each family names it; corpus/text/guidelines/modifier-50-rt-lt.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.procedures.medicine.counts.codes.families import Family, family_named
from assistant.procedures.medicine.counts.facts import FOLDER, Counted
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode, Modifier


@dataclass(frozen=True, slots=True)
class Line:
    """One code, how often, and with which modifiers."""

    code: CptCode
    units: int
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lines of one counted service."""

    counted: Counted
    family: Family
    lines: tuple[Line, ...]
    parameter: Parameter


def decide(counted: Counted, day: date) -> Outcome | None:
    """The units for a count; None where the family is not in force on the day, or the count reaches no code."""
    family, table = family_named(counted.family, day), parameters(FOLDER).at("services", day)
    sides = parameters(FOLDER).at("both_sides_modifier", day)
    if family is None or table is None or sides is None:
        return None
    modifiers = (Modifier(sides.value),) if counted.both_sides else ()
    units = [(step.code, step.units(counted.count)) for step in family.steps_for(counted.payer)]
    further = (Modifier(counted.further_side),) if counted.further_side else modifiers
    lines = tuple(
        Line(code, count, further if index else modifiers) for index, (code, count) in enumerate(units) if count
    )
    if counted.digits:
        each = [line.code for line in lines for _ in range(line.units)]
        lines = tuple(Line(code, 1, (Modifier(digit),)) for code, digit in zip(each, counted.digits, strict=False))
    return Outcome(counted, family, lines, table) if lines else None
