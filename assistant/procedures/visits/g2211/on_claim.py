"""G2211 on a claim: the rows of ``decisions.yaml`` that the codes and modifiers of a day decide alone. Pure.

no visit with 25 that it could be added to        -> nothing: the add-on rule and the edits speak
a procedure and a preventive service beside it    -> preventive-and-procedure
a procedure, injection or test                    -> with-procedure-by-code
a preventive service or a vaccine alone           -> with-preventive-by-code, before 2025 with-preventive-service-before
nothing that would need the 25                    -> with-25-unknown-service
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assistant.procedures.decisions import Decision, decision_table
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Stance
from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.relations import ProcedureCode

FOLDER = Path(__file__).parent
CODE = HcpcsCode("G2211")
_SEPARATE = Modifier("25")


def beside_25(lines: Mapping[ProcedureCode, Sequence[Sequence[Modifier]]], day: date) -> Decision | None:
    """The row that decides on G2211 of one day; ``lines`` are the modifiers of each line of a code."""
    if CODE not in lines or not any(_is_visit_with_25(code, lines[code], day) for code in lines):
        return None
    preventive = any(code.value in _value("preventive", day) for code in lines)
    procedure = any(_is_procedure(code, day) for code in lines)
    if procedure:
        names = ("preventive-and-procedure", "with-procedure-by-code") if preventive else ("with-procedure-by-code",)
    elif preventive:
        names = ("with-preventive-by-code", "with-preventive-service-before")
    else:
        names = ("with-25-unknown-service",)
    rows = (decision_table(FOLDER).row(name) for name in names)
    return next((row for row in rows if row.since <= day <= row.until), None)


def added_since(visit: ProcedureCode) -> date | None:
    """The first day that G2211 may be added to a visit; None for a visit that it is never added to."""
    rows = ((since, value) for name, since, value in parameters(FOLDER).every_value() if name == "visits")
    return min((since for since, ranges in rows if _within(visit, ranges)), default=None)


def mend(row: Decision) -> str:
    """What would mend the line of G2211, as a clause; empty where it may stand."""
    match row.stance:
        case Stance.DENIES:
            return f"take {CODE} off, and keep {_SEPARATE} on the visit"
        case Stance.CONDITIONS:
            return f"keep {CODE} only if a preventive service or a vaccine alone makes {_SEPARATE} necessary"
    return ""


def _is_visit_with_25(code: ProcedureCode, lines: Sequence[Sequence[Modifier]], day: date) -> bool:
    return _within(code, _value("visits", day)) and any(_SEPARATE in modifiers for modifiers in lines)


def _is_procedure(code: ProcedureCode, day: date) -> bool:
    others = (*_value("preventive", day), *_value("no_procedures", day))
    return code.value not in others and _within(code, _value("procedures", day))


def _within(code: ProcedureCode, ranges: Sequence[Sequence[str]]) -> bool:
    """True for a CPT code of five digits in one of the ranges."""
    digits = isinstance(code, CptCode) and code.value.isdigit()
    return digits and any(first <= code.value <= last for first, last in ranges)


def _value(name: str, day: date) -> Sequence[Any]:
    """A list of the day; empty before it begins, when no G2211 is paid."""
    parameter = parameters(FOLDER).at(name, day)
    return parameter.value if parameter is not None else ()
