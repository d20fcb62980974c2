"""Which panels and tests for one draw, and how many units in pathology.

tests of one day   -> the largest panel whose tests are all there, then further panels, then single tests
specimens          -> 88305 for each; frozen sections and antibodies by specimen and block or antibody

Sources: parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.billing.laboratory.facts import Counted, Tests
from assistant.rules.basis.parameters import Parameter, parameters

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Draw:
    """``codes`` are what one draw comes to; ``inside`` the told codes that are in one of them, with that one."""

    tests: Tests
    codes: tuple[str, ...]
    inside: tuple[tuple[str, str], ...]
    wide: str
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Units:
    """Lines of pathology: code and units."""

    counted: Counted
    lines: tuple[tuple[str, int], ...]
    parameter: Parameter


def known_tests(day: date) -> frozenset[str]:
    """Every panel and test that the panels know on a day."""
    values = parameters(FOLDER)
    panels, wide = values.at("panels", day), values.at("wide_panel", day)
    if panels is None or wide is None:
        return frozenset()
    return frozenset(
        (*panels.value, *(test for tests in panels.value.values() for test in tests), *wide.value["parts"])
    )


def draw(tests: Tests, day: date) -> Draw | None:
    """What the tests of one draw come to; None where no panel is told or comes about."""
    values = parameters(FOLDER)
    panels, wide = values.at("panels", day), values.at("wide_panel", day)
    if panels is None or wide is None:
        return None
    codes = _packed(tests.told, panels.value)
    if not any(code in panels.value for code in codes):
        return None
    inside = tuple(
        (code, within) for code in tests.told if code not in codes for within in _holders(code, codes, panels.value)
    )
    is_wide = set(wide.value["parts"]) <= set(codes)
    return Draw(tests, codes, inside, wide.value["panel"] if is_wide else "", panels)


def _packed(told: Sequence[str], panels: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The largest panels first, then what is left, in the order told."""
    left = {test for code in told for test in panels.get(code, (code,))}
    found: list[str] = []
    for panel, parts in sorted(panels.items(), key=lambda each: (-len(each[1]), each[0])):
        if set(parts) <= left:
            found.append(panel)
            left -= set(parts)
    order = [code for code in told if code in left]
    return (*found, *order, *sorted(left - set(order)))


def _holders(code: str, codes: Sequence[str], panels: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    parts = set(panels.get(code, (code,)))
    return tuple(other for other in codes if other in panels and parts & set(panels[other]))[:1]


def units(counted: Counted, day: date) -> Units | None:
    """Lines of pathology by specimen, block and antibody."""
    table = parameters(FOLDER).at("by_specimen", day)
    if table is None:
        return None
    codes, specimens = table.value, counted.specimens
    if counted.what == "tissue":
        return Units(counted, ((codes["tissue"], specimens),), table)
    pieces = counted.pieces or specimens
    if counted.what == "frozen":
        further = pieces * (specimens if counted.each else 1) - specimens
        lines = ((codes["frozen"], specimens), (codes["further_frozen"], further))
    else:
        further = (pieces - 1) * specimens if counted.each or specimens == 1 else pieces - specimens
        lines = ((codes["antibody"], specimens), (codes["further_antibody"], further))
    if further < 0:
        return None
    return Units(counted, tuple(line for line in lines if line[1]), table)
