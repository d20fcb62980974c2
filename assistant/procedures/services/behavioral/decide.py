"""Which codes for the minutes of behavioral care, planning or counseling?

collaborative care, month not told  -> the codes of a first and of a later month
intervention, payer not told        -> Medicare's codes and those of CPT
planning with a wellness visit      -> modifier 33 for Medicare

Sources: corpus/text/cpt/behavioral.yaml and care_management.yaml and the sources they name; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.services.behavioral.facts import Service, Timed
from assistant.procedures.services.minutes import Reached, climb, code
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from corpus.codes import Modifier

FOLDER = Path(__file__).parent
_WELLNESS = (Modifier("33"),)


@dataclass(frozen=True, slots=True)
class Branch:
    """What one parameter gives; ``label`` tells the branch from the other, empty where there is one."""

    label: str
    reached: Reached
    least: int
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Outcome:
    """``branches`` has one entry where all is told, or where both come to the same."""

    timed: Timed
    branches: tuple[Branch, ...]


def decide(timed: Timed, day: date) -> Outcome | None:
    """The codes on a day; None where no parameter is in force."""
    branches = tuple(b for label, name in _names(timed) if (b := _branch(timed, label, name, day)))
    if not branches:
        return None
    same = len({branch.reached.lines for branch in branches}) == 1
    return Outcome(timed, branches[:1] if same else branches)


def _names(timed: Timed) -> list[tuple[str, str]]:
    """The parameters that may be meant, with what tells them apart."""
    match timed.service:
        case Service.COCM:
            months = {"first": "in the first month", "later": "in a later month"}
            return [(label, f"cocm_{month}") for month, label in months.items() if timed.month in ("", month)]
        case Service.INTERVENTION:
            payers = {"medicare": (True, "Medicare"), "cpt": (False, "payers that follow CPT")}
            meant = {name: label for name, (is_it, label) in payers.items() if timed.medicare in (None, is_it)}
            return [(label, f"intervention_{name}") for name, label in meant.items()]
        case Service.HEALTH_BEHAVIOR:
            return [("", "health_behavior_group" if timed.group else "health_behavior")]
        case Service.BHI if timed.own:
            return [("", "bhi_own")]
        case _:
            return [("", timed.service.value)]


def _branch(timed: Timed, label: str, name: str, day: date) -> Branch | None:
    found = parameters(FOLDER).at(name, day)
    if found is None:
        return None
    if timed.service in (Service.TOBACCO, Service.INTERVENTION):
        return Branch(label, _step(found, timed.minutes), found.value[0][0], found)
    ladders = found.value if isinstance(found.value, tuple) else (found.value,)
    modifiers = (
        _WELLNESS if timed.service is Service.ACP and timed.with_wellness and timed.medicare is not False else ()
    )
    reached = [climb(ladder, timed.minutes, modifiers) for ladder in ladders if timed.minutes >= ladder["from"]]
    return Branch(label, reached[-1] if reached else Reached((), 0, False, None), ladders[0]["from"], found)


def _step(parameter: Parameter, minutes: Decimal) -> Reached:
    """The one code that minutes reach."""
    found = [text for least, text in parameter.value if minutes >= least]
    return Reached((Billed(code(found[-1])),) if found else (), 0, False, None)
