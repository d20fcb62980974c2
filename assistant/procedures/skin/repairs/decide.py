"""Which codes for the wounds that were closed, and for a local flap?

wounds of one class and one group of sites   -> one code by the sum of their lengths
complex, longer than its last bound          -> and the add-on for each further step or part
complex, shorter than its first              -> intermediate
class or site not told                       -> a branch for each
a local flap                                 -> by group and the sum of both defects; one code above 30 sq cm

Sources: corpus/text/guidelines/wound-repair.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any

from assistant.procedures.skin.repairs.facts import Flap, Repairs
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    """One code that a class, a group and a sum of lengths come to; ``further`` are units of the add-on."""

    kind: str
    group: str
    total: Decimal
    lengths: tuple[Decimal, ...]
    code: CptCode
    low: Decimal
    high: Decimal | None
    add_on: CptCode | None = None
    further: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """``lines`` in their order where all is told; else ``branches`` of what is open ("class" or "site")."""

    lines: tuple[Line, ...]
    branches: tuple[Line, ...]
    open_fact: str
    lowered: bool
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Moved:
    """The flap's code, or the codes of all groups where the site is not told and decides."""

    flap: Flap
    total: Decimal
    lines: tuple[tuple[str, CptCode], ...]
    add_on: CptCode | None
    further: int
    parameter: Parameter


def decide(repairs: Repairs, day: date) -> Closed | None:
    """The codes on a day; None where too much is open, or nothing was in force."""
    values = parameters(FOLDER)
    table, rank = values.at("classes", day), values.at("rank", day)
    least, step = values.at("complex_from", day), values.at("complex_step", day)
    if table is None or rank is None or least is None or step is None:
        return None
    kinds = {wound.kind for wound in repairs.wounds}
    parts = {wound.part for wound in repairs.wounds}
    if None in kinds and None in parts:
        return None
    if None in parts:
        return _open_site(repairs, kinds, table, step.value)
    if None in kinds:
        return _open_class(repairs, table, rank.value, step.value, least.value)
    groups: dict[tuple[str, str], list[Decimal]] = {}
    lowered = False
    for wound in repairs.wounds:
        kind = wound.kind or ""
        groups.setdefault((kind, _group(table.value, kind, wound.part or "")), []).append(wound.length)
    lines = []
    for (kind, group), lengths in groups.items():
        line = _line(table.value, kind, group, lengths, step.value)
        if kind == "complex" and line.total < least.value:
            part = next(wound.part or "" for wound in repairs.wounds if wound.kind == kind)
            lowered = True
            line = _line(table.value, "intermediate", _group(table.value, "intermediate", part), lengths, step.value)
        lines.append(line)
    order = {kind: place for place, kind in enumerate(rank.value)}
    lines.sort(key=lambda line: (order[line.kind], -line.total))
    return Closed(tuple(lines), (), "", lowered, table)


def _open_site(repairs: Repairs, kinds: set[str | None], table: Parameter, step: Decimal) -> Closed | None:
    if len(kinds) != 1 or any(wound.part for wound in repairs.wounds):
        return None
    kind = next(iter(kinds)) or ""
    lengths = [wound.length for wound in repairs.wounds]
    branches = tuple(_line(table.value, kind, group, lengths, step) for group in table.value[kind])
    return Closed((), branches, "site", False, table)


def _open_class(
    repairs: Repairs, table: Parameter, rank: tuple[str, ...], step: Decimal, least: Decimal
) -> Closed | None:
    """A branch for each class where all wounds are open and in one group of it."""
    if any(wound.kind for wound in repairs.wounds):
        return None
    branches = []
    lengths = [wound.length for wound in repairs.wounds]
    for kind in reversed(rank):
        groups = {_group(table.value, kind, wound.part or "") for wound in repairs.wounds}
        if len(groups) > 1:
            return None
        line = _line(table.value, kind, groups.pop(), lengths, step)
        if kind != "complex" or line.total >= least:
            branches.append(line)
    return Closed((), tuple(branches), "class", False, table)


def _group(table: Mapping[str, Any], kind: str, part: str) -> str:
    return str(next(name for name, group in table[kind].items() if part in group["parts"]))


def _line(table: Mapping[str, Any], kind: str, group: str, lengths: list[Decimal], step: Decimal) -> Line:
    entry = table[kind][group]
    total, bounds = sum(lengths, Decimal(0)), entry["bounds"]
    place = min(sum(total > bound for bound in bounds), len(entry["codes"]) - 1)
    add_on = CptCode(entry["further"]) if "further" in entry else None
    further = _steps(total - bounds[-1], step) if add_on else 0
    high = bounds[place] if place < len(bounds) else None
    low = bounds[place - 1] if place else Decimal(0)
    code = CptCode(entry["codes"][place])
    return Line(kind, group, total, tuple(lengths), code, low, high, add_on if further else None, further)


def _steps(beyond: Decimal, step: Decimal) -> int:
    return 0 if beyond <= 0 else int((beyond / step).to_integral_value(ROUND_CEILING))


def decide_flap(flap: Flap, day: date) -> Moved | None:
    """The code of a local flap on a day."""
    values = parameters(FOLDER)
    table, bounds, any_area = (values.at(name, day) for name in ("flaps", "flap_bounds", "flap_any_area"))
    if table is None or bounds is None or any_area is None:
        return None
    first, second, third, step = bounds.value
    total = sum(flap.areas, Decimal(0))
    if total > second:
        further = _steps(total - third, Decimal(step))
        code, add_on = (CptCode(text) for text in any_area.value)
        return Moved(flap, total, (("any area", code),), add_on if further else None, further, bounds)
    groups = {name: entry for name, entry in table.value.items() if flap.part is None or flap.part in entry["parts"]}
    lines = tuple((name, CptCode(entry["codes"][int(total > first)])) for name, entry in groups.items())
    return Moved(flap, total, lines, None, 0, bounds)
