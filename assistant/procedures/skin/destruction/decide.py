"""Which codes for lesions that were destroyed?

premalignant      -> first, each from the second on; from fifteen on one code for all
benign, warts     -> one code by the number
skin tags         -> the first fifteen, and an add-on for each further ten or part
cancers           -> each by site and its own diameter
kinds together    -> 59 on the code that is column 2

Sources: NCCI manual chapter III, the fee schedule, the edits named in parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.procedures.skin.destruction.facts import Cancer, Destroyed
from assistant.rules.basis.parameters import Parameter, Parameters, parameters
from assistant.rules.verdict import Billed
from corpus.codes import CptCode, Modifier

FOLDER = Path(__file__).parent
DISTINCT = Modifier("59")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The claim lines; ``branches`` are codes of a single cancer whose site is not told."""

    destroyed: Destroyed
    lines: tuple[Billed, ...]
    branches: tuple[tuple[str, CptCode], ...]
    why: tuple[str, ...]
    parameter: Parameter


def decide(destroyed: Destroyed, others: tuple[Billed, ...], day: date) -> Outcome | None:
    """The codes on a day. ``others`` are biopsies of other lesions, told beside."""
    values = parameters(FOLDER)
    parameter = values.at("premalignant", day)
    if parameter is None:
        return None
    lines: list[Billed] = []
    why: list[str] = []
    for cancer in destroyed.cancers:
        codes = _cancer(cancer, values, day)
        if len(codes) != 1:
            alone = len(destroyed.cancers) == 1 and not destroyed.counts and bool(codes)
            return Outcome(destroyed, (), codes, (), parameter) if alone else None
        again = any(line.code == codes[0][1] for line in lines)
        lines.append(Billed(codes[0][1], 1, (DISTINCT,) if again else ()))
    if lines:
        why.append("A cancer destroyed in place counts by its own diameter, without margins.")
    for kind, count in destroyed.counts:
        entry = values.at(kind, day)
        if entry is None or count is None:
            return None
        added, reason = _counted(kind, count, entry.value)
        lines += added
        why.append(reason)
    pairs = values.at("column_two", day)
    return Outcome(destroyed, _distinct((*lines, *others), pairs.value if pairs else {}), (), tuple(why), parameter)


def _cancer(cancer: Cancer, values: Parameters, day: date) -> tuple[tuple[str, CptCode], ...]:
    bounds, table = values.at("malignant_bounds", day), values.at("malignant_codes", day)
    groups = values.at("site_groups", day)
    if bounds is None or table is None or groups is None:
        return ()
    place = sum(cancer.diameter > bound for bound in bounds.value)
    return tuple(
        (name, CptCode(table.value[name][place]))
        for name, parts in groups.value.items()
        if cancer.part in (None, *parts)
    )


def _counted(kind: str, count: int, entry: Mapping[str, Any]) -> tuple[list[Billed], str]:
    if kind == "tags":
        further = -(-max(0, count - int(entry["holds"])) // int(entry["step"]))
        lines = [Billed(CptCode(entry["first"]))]
        lines += [Billed(CptCode(entry["each"]), further)] if further else []
        return (
            lines,
            f"{count} skin tags: the first code holds {entry['holds']}, each add-on unit {entry['step']} or part.",
        )
    if count >= entry["from"]:
        name = "premalignant" if kind == "premalignant" else "benign"
        return [Billed(CptCode(entry["many"]))], f"{count} {name} lesions: from {entry['from']} on one code, one unit."
    if kind == "benign":
        return [Billed(CptCode(entry["few"]))], f"{count} benign lesions: up to {entry['from'] - 1} one code, one unit."
    lines = [Billed(CptCode(entry["first"]))]
    lines += [Billed(CptCode(entry["each"]), count - 1)] if count > 1 else []
    return (
        lines,
        f"{count} premalignant: the first, then one unit for each from the second to the {entry['from'] - 1}th.",
    )


def _distinct(lines: tuple[Billed, ...], pairs: Mapping[str, tuple[str, ...]]) -> tuple[Billed, ...]:
    """59 on every line that is column 2 of another one."""
    told = {str(line.code) for line in lines}
    second = {code for first, codes in pairs.items() if first in told for code in codes}
    return tuple(
        Billed(line.code, line.units, (DISTINCT,)) if str(line.code) in second and not line.modifiers else line
        for line in lines
    )
