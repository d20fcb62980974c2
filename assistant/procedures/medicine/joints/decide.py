"""Which code for joints treated by needle, and with which modifiers?

one joint                                -> the code of its size; with ultrasound guidance the other one of that size
both sides of a joint                    -> one line with the modifier of both sides
a further joint of the same code         -> its own line with the modifier of a separate site

Sources: corpus/text/cpt, 20600 to 20611; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case
from assistant.procedures.medicine.joints.facts import Treated, treated_of
from assistant.procedures.surgery.distinct.digits import SIDES
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode, Modifier

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    """One joint's line."""

    joint: str
    code: CptCode
    modifiers: tuple[Modifier, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lines of a session, in the order of the text."""

    treated: Treated
    lines: tuple[Line, ...]
    parameter: Parameter


def decide(case: Case, day: date) -> Outcome | None:
    """The lines for the joints of a case; None where none is told or the codes are not known for the day."""
    values = parameters(FOLDER)
    sizes, codes, modifiers = (values.at(name, day) for name in ("sizes", "codes", "modifiers"))
    if sizes is None or codes is None or modifiers is None:
        return None
    treated = treated_of(case, sizes.value)
    if treated is None:
        return None
    lines: list[Line] = []
    for joint in treated.joints:
        size = sizes.value[joint.name]
        code = CptCode(codes.value[size]["guided" if joint.guided else "plain"])
        beside_guided = not joint.guided and any(
            each.guided and sizes.value[each.name] == size for each in treated.joints
        )  # the plain code is column 2 of the guided one
        further = beside_guided or any(line.code == code for line in lines)
        told = (["both"] if joint.sides > 1 else []) + (["further"] if further else [])
        lines.append(Line(joint.name, code, tuple(Modifier(modifiers.value[name]) for name in told)))
    alike = {line.code for line in lines if sum(line.code == other.code for other in lines) > 1}
    told_apart = (
        replace(line, modifiers=(Modifier(SIDES[joint.side]), *line.modifiers))
        if line.code in alike and joint.side in SIDES and joint.sides == 1
        else line
        for line, joint in zip(lines, treated.joints, strict=True)
    )
    return Outcome(treated, tuple(told_apart), codes)
