"""The lines of a service that is told by name: its codes with the side, digit, eyelid or part of the work. Pure.

Sources: the fee schedule's bilateral and PC/TC indicators, as the rows of ``services*.yaml`` have them.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.procedures.catalog.named.facts import Facts
from assistant.rules.verdict import Billed
from corpus.codes import CptCode, Modifier

BOTH = frozenset(("left", "right"))


def lines_of(facts: Facts) -> Iterator[Billed]:
    """The lines with their modifiers; each digit and each eyelid is a line of its own."""
    for line in facts.service.lines:
        if not isinstance(line.code, CptCode):
            yield line
        elif each := facts.digits or facts.lids:
            yield from (Billed(line.code, line.units, (*line.modifiers, Modifier(one))) for one in each)
        else:
            yield Billed(line.code, line.units, (*line.modifiers, *_modifiers(facts)))


def _modifiers(facts: Facts) -> Iterator[Modifier]:
    if facts.part:
        yield Modifier(facts.part)
    if facts.service.sides == "paired" and facts.sides:
        yield Modifier("50" if facts.sides == BOTH else "RT" if "right" in facts.sides else "LT")
