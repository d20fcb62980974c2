"""Which codes for a fracture?

treated for good         -> one code by bone and way of treatment, 54 where another practice follows up
stabilized only          -> the application code of the cast or splint, with its supply
cast or splint again     -> its application code with 58 in the global period, with its supply
7th character            -> by phase of care and openness

Sources: corpus/text/guidelines/fracture-and-dislocation-care.md and icd10cm-injury-7th-characters.md; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.surgery.fractures.facts import Applied, Phase, Treated
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from corpus.codes import CptCode, HcpcsCode, Modifier

FOLDER = Path(__file__).parent
SURGERY_ONLY, STAGED = Modifier("54"), Modifier("58")


@dataclass(frozen=True, slots=True)
class Treatment:
    """The treatment's line, and all codes of its bone."""

    treated: Treated
    line: Billed
    siblings: frozenset[CptCode]
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Application:
    """The device's line; ``supplies`` has one code where age and material are told, else those they leave."""

    applied: Applied
    line: Billed
    supplies: tuple[HcpcsCode, ...]
    child_below: int
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Character:
    """The 7th character; ``full`` is false for bones whose categories have fewer characters."""

    phase: Phase
    letter: str
    parameter: Parameter


def decide_treatment(treated: Treated, day: date) -> Treatment | None:
    """The treatment code on a day; None where our text has none for that way of treatment."""
    table = parameters(FOLDER).at("treatments", day)
    if table is None or treated.way not in table.value[treated.bone]:
        return None
    entry = table.value[treated.bone]
    modifiers = (SURGERY_ONLY,) if treated.elsewhere else ()
    siblings = frozenset(CptCode(code) for code in entry.values())
    return Treatment(treated, Billed(CptCode(entry[treated.way]), 1, modifiers), siblings, table)


def decide_application(applied: Applied, day: date) -> Application | None:
    """The application code and the supply on a day."""
    values = parameters(FOLDER)
    devices, supplies, child = (values.at(name, day) for name in ("devices", "supplies", "child_below"))
    if devices is None or supplies is None or child is None:
        return None
    materials = [applied.material] if applied.material else ["plaster", "fiberglass"]
    place = 1 if applied.months is not None and applied.months < child.value else 0
    codes = dict.fromkeys(supplies.value[applied.device][material][place] for material in materials)
    modifiers = (STAGED,) if applied.again else ()
    line = Billed(CptCode(devices.value[applied.device]), 1, modifiers)
    return Application(applied, line, tuple(HcpcsCode(code) for code in codes), child.value, devices)


def decide_character(phase: Phase, day: date) -> Character | None:
    """The 7th character on a day; open fractures of bones with fewer characters heal with those of closed ones."""
    values = parameters(FOLDER)
    table, full = values.at("seventh_characters", day), values.at("gustilo_bones", day)
    if table is None or full is None or (phase.openness and phase.bone is None):
        return None
    place = phase.openness
    if place and phase.bone not in full.value:
        place = 1 if phase.phase == "active" else 0
    return Character(phase, table.value[phase.phase][place], table)
