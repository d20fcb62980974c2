"""Minutes of a month or a day as claim lines: one first code, and add-ons for each further block. Pure.

``Ladder`` is one parameter's value: {first: "99490", from: 20, more: "99439", each: 20, most: 2, base: 20}. ``from`` is
the least that the first code needs; each unit of ``more`` needs ``each`` minutes beyond ``base``, or from ``reach``
minutes into it (midpoint rule) where that is given. ``most`` is the most units that the edits allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.rules.verdict import Billed
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import Code, CodeSystem, Modifier, parse_code
from corpus.errors import InvalidCode


@dataclass(frozen=True, slots=True)
class Reached:
    """The lines that minutes reach. ``capped`` tells that more units were reached than the edits allow."""

    lines: tuple[Billed, ...]
    units: int
    capped: bool
    next_at: Decimal | None


def code(text: str) -> Code:
    """A CPT or HCPCS code of a parameter."""
    for system in (CodeSystem.CPT, CodeSystem.HCPCS):
        try:
            return parse_code(text, system)
        except InvalidCode:
            continue
    raise ValueError(f"{text!r} is no procedure code")


def climb(ladder: Mapping[str, Any], minutes: Decimal, modifiers: tuple[Modifier, ...] = ()) -> Reached:
    """The lines that minutes reach on a ladder; none below its first rung."""
    least = Decimal(ladder["from"])
    if minutes < least:
        return Reached((), 0, False, least)
    first = Billed(code(ladder["first"]), 1, modifiers)
    if "more" not in ladder:
        return Reached((first,), 0, False, None)
    base, each = Decimal(ladder.get("base", ladder["from"])), Decimal(ladder["each"])
    reach = Decimal(ladder.get("reach", ladder["each"]))
    beyond = minutes - base
    units = int((beyond - reach) // each) + 1 if beyond >= reach else 0
    most = ladder.get("most")
    allowed = units if most is None else min(units, most)
    lines = (first, *((Billed(code(ladder["more"]), allowed, modifiers),) if allowed else ()))
    return Reached(lines, units, allowed < units, base + each * units + reach)


def minutes_told(told: Told) -> tuple[Amount, ...]:
    """Minutes of the case; "another 15 min" too, which reads like the unit of a rule."""
    return tuple(amount for amount in told.story.amounts if amount.kind is Kind.MINUTES and _of_the_case(amount))


def _of_the_case(amount: Amount) -> bool:
    further = amount.role is Role.EACH and amount.before[-1:] == ("another",)
    return further or amount.role in (Role.TOLD, Role.TOTAL)


def said(lines: tuple[Billed, ...]) -> str:
    """ "**99490**, **99439** x2": the units of a further code always, since they are what is counted."""
    return ", ".join(_said(line, further=index > 0) for index, line in enumerate(lines))


def _said(line: Billed, *, further: bool) -> str:
    name = "-".join((str(line.code), *map(str, line.modifiers)))
    return f"**{name}** x{line.units}" if further or line.units > 1 else f"**{name}**"


def number(value: Decimal) -> str:
    """ "45", "7.5"."""
    return f"{value.normalize():f}"
