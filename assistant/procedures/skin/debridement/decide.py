"""Which codes for debridement?

wounds            -> of one depth added up: first code, an add-on for each further area or part; another depth with 59
nails, calluses   -> by number; nails beside calluses with 59; Q7, Q8 or Q9 by class findings
burns             -> by percent of the body surface

Sources: NCCI manual chapters III and XI, Medicare Benefit Policy Manual chapter 15 section 290; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from assistant.procedures.skin.debridement.facts import DEPTHS, Burn, Debrided, FootCare
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from corpus.codes import CptCode, Modifier

FOLDER = Path(__file__).parent
DISTINCT = Modifier("59")


@dataclass(frozen=True, slots=True)
class Sum:
    """The wounds of one depth, added up."""

    depth: str
    areas: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """Claim lines in order, the sums behind them; ``finding`` is the modifier of class findings."""

    lines: tuple[Billed, ...]
    sums: tuple[Sum, ...]
    parameter: Parameter
    finding: Modifier | None = None


def decide_wounds(debrided: Debrided, day: date) -> Outcome | None:
    """The codes of debrided wounds on a day; None where a depth is open."""
    table = parameters(FOLDER).at("depths", day)
    if table is None or not all(wound.depth for wound in debrided.wounds):
        return None
    sums: list[Sum] = []
    lines: list[Billed] = []
    for depth in DEPTHS:
        areas = tuple(wound.area for wound in debrided.wounds if wound.depth == depth)
        if not areas:
            continue
        entry, total = table.value[depth], sum(areas, Decimal(0))
        further = int(((total - entry["area"]) / entry["area"]).to_integral_value(ROUND_CEILING))
        modifiers = (DISTINCT,) if sums else ()
        sums.append(Sum(depth, areas, total))
        lines.append(Billed(CptCode(entry["first"]), 1, modifiers))
        if further > 0:
            lines.append(Billed(CptCode(entry["each"]), further, modifiers))
    return Outcome(tuple(lines), tuple(sums), table)


def decide_feet(care: FootCare, day: date) -> Outcome | None:
    """The codes of nails and calluses on a day, with the modifier of the class findings that are told."""
    values = parameters(FOLDER)
    nails, calluses, classes = (values.at(name, day) for name in ("nails", "calluses", "class_findings"))
    if nails is None or calluses is None or classes is None:
        return None
    finding = _finding(care, classes)
    told = (finding,) if finding else ()
    lines = []
    if care.calluses:
        place = sum(care.calluses > bound for bound in calluses.value["up_to"])
        lines.append(Billed(CptCode(calluses.value["codes"][place]), 1, told))
    if care.nails:
        name = "few" if care.nails <= nails.value["up_to"] else "many"
        lines.append(Billed(CptCode(nails.value[name]), 1, (*((DISTINCT,) if care.calluses else ()), *told)))
    return Outcome(tuple(lines), (), nails, finding)


def _finding(care: FootCare, classes: Parameter) -> Modifier | None:
    if care.class_a:
        return Modifier(classes.value["a"])
    if care.class_b >= classes.value["b"]:
        return Modifier(classes.value["two_b"])
    if care.class_b and care.class_c >= classes.value["c"]:
        return Modifier(classes.value["one_b_two_c"])
    return None


def decide_burn(burn: Burn, day: date) -> Outcome | None:
    """The code of a partial-thickness burn by its extent."""
    table = parameters(FOLDER).at("burns", day)
    if table is None:
        return None
    place = 0 if burn.percent < table.value["below"] else 1 if burn.percent <= table.value["up_to"] else 2
    return Outcome((Billed(CptCode(table.value["codes"][place])),), (), table)
