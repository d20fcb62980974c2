"""Families of first and additional codes: how a count becomes units, as data.

A ``Step`` is reported when the count is beyond a number, and for each further portion or part of one where it says so:
17003 beyond 1, each 1, until 14. The numbers stand in ``parameters.yaml``, where every family names the authored text
that states its rule (``corpus/text``); a test compares the two. Families whose rule is not stated there are left out.
That the second 99292 is at 105 minutes for CPT and at 134 for Medicare was checked with CodingIntel, "CPT and CMS rules
for critical care".
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode

Count = int | Decimal
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """One code of a family. ``each`` None: once. ``until`` is the largest count that it is used for.

    ``told`` says in our own words what it stands for.
    """

    code: CptCode
    beyond: Count
    told: str
    each: int | None = None
    until: int | None = None

    def units(self, count: Count) -> int:
        if count <= self.beyond or (self.until is not None and count > self.until):
            return 0
        return 1 if self.each is None else ceil((count - self.beyond) / Decimal(self.each))


@dataclass(frozen=True, slots=True)
class Family:
    """Codes that count one thing. ``steps`` are CPT's; ``medicare`` those of Medicare where it counts otherwise.

    ``noun`` and ``nouns`` name what is counted. ``whole`` is False for areas and lengths, which may be fractions.
    ``paired`` marks spinal codes, whose sides are told by a modifier and never counted as levels. ``source`` is the
    place of the rule. ``notes`` are conditions worth telling with any count.
    """

    name: str
    noun: str
    nouns: str
    steps: tuple[Step, ...]
    source: str
    notes: tuple[str, ...] = ()
    whole: bool = True
    paired: bool = False
    medicare: tuple[Step, ...] = ()

    @property
    def codes(self) -> tuple[CptCode, ...]:
        return tuple(dict.fromkeys(step.code for step in self.steps + self.medicare))

    def steps_for(self, payer: Payer | None) -> tuple[Step, ...]:
        return self.medicare if payer is Payer.MEDICARE and self.medicare else self.steps


@functools.cache
def families_on(day: date) -> tuple[Family, ...]:
    """The families in force on a day, in the order of the file."""
    table = parameters(FOLDER)
    found = (table.at(name, day) for name in table.names)
    return tuple(_family(each) for each in found if each is not None)


def every_family() -> tuple[Family, ...]:
    """All families, by their latest values."""
    return families_on(date.max)


def family_named(key: str, day: date) -> Family | None:
    """The family of an entry of ``parameters.yaml`` on a day; None before it began. KeyError for no such entry."""
    found = parameters(FOLDER).at(key, day)
    return _family(found) if found is not None else None


def _family(parameter: Parameter) -> Family:
    value: Mapping[str, Any] = parameter.value
    return Family(
        name=value["name"],
        noun=value["noun"],
        nouns=parameter.unit,
        steps=_steps(value["steps"]),
        source=value["source"],
        notes=tuple(value.get("notes", ())),
        whole=value.get("whole", True),
        paired=value.get("paired", False),
        medicare=_steps(value.get("medicare", ())),
    )


def _steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(CptCode(row["code"]), row["beyond"], row["told"], row.get("each"), row.get("until")) for row in rows
    )
