"""Which codes for care in pregnancy that one practice gave?

the practice did not deliver       -> visits before birth: single visits, or one of two codes by their number
it delivered, care was shared      -> visits by their number, and the birth alone or with care afterward
it delivered, gave all the care    -> one package code by the way of birth
it only delivered                  -> the birth alone, or with care afterward
further babies                     -> the birth alone again where it was through the vagina

Sources: NCCI manual chapter VII section G, payers' and societies' guidance named in parameters.yaml and words.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.surgery.maternity.facts import Care
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.rules.verdict import Billed
from corpus.codes import CptCode, Modifier

FOLDER = Path(__file__).parent
MULTIPLE = Modifier("51")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``lines`` in order; ``single_visits`` are visits to report one by one; ``package`` where the whole was given.

    ``first_payer`` are lines for an earlier payer. ``choice`` is the package besides ``lines`` where the told facts
    leave open whether all care was given.
    """

    care: Care
    lines: tuple[Billed, ...]
    single_visits: int
    package: bool
    choice: CptCode | None
    every: frozenset[CptCode]
    parameter: Parameter
    first_payer: tuple[Billed, ...] = ()


def decide(care: Care, day: date) -> Outcome | None:
    """The codes on a day; None where the way of birth or the part of the care that decides is not told."""
    values = parameters(FOLDER)
    packages, antepartum = values.at("packages", day), values.at("antepartum", day)
    if packages is None or antepartum is None:
        return None
    every = frozenset(CptCode(code) for entry in packages.value.values() for code in entry.values())
    before, single = _before(care.visits, antepartum)
    if not care.delivered:
        alone = values.at("postpartum_alone", day)
        after = (Billed(CptCode(alone.value)),) if care.afterward and alone is not None else ()
        return Outcome(care, (*before, *after), single, False, None, every, antepartum)
    entry = packages.value[care.way]
    extra = _extra(care, packages)
    birth = CptCode(entry["after" if care.afterward else "alone"])
    if care.alone and not care.whole:
        return Outcome(care, (Billed(birth), *extra), 0, False, None, every, packages)
    if care.shared or (care.visits is not None and single):
        if care.visits is None:
            return None
        lines = (*before, Billed(birth), *extra)
        earlier, _ = _before(care.first_payer, antepartum)
        return Outcome(care, lines, single, False, None, every, antepartum, earlier)
    whole = CptCode(entry["whole"])
    if care.visits is not None and care.visits < antepartum.value["many_from"] and not care.whole:
        with_after = CptCode(entry["after" if care.afterward is not False else "alone"])
        return Outcome(care, (*before, Billed(with_after), *extra), 0, False, whole, every, antepartum)
    if care.afterward is False and care.visits is not None:
        return Outcome(care, (*before, Billed(CptCode(entry["alone"])), *extra), 0, False, None, every, antepartum)
    if not care.whole and care.visits is None and not care.extra:
        return None
    return Outcome(care, (Billed(whole), *extra), 0, True, None, every, packages)


def _before(visits: int | None, antepartum: Parameter) -> tuple[tuple[Billed, ...], int]:
    """The code of visits before birth, or how many single visits there are."""
    if visits is None:
        return (), 0
    if visits < antepartum.value["few_from"]:
        return (), visits
    code = antepartum.value["many" if visits >= antepartum.value["many_from"] else "few"]
    return (Billed(CptCode(code)),), 0


def _extra(care: Care, packages: Parameter) -> tuple[Billed, ...]:
    return tuple(Billed(CptCode(packages.value[way]["alone"]), 1, (MULTIPLE,)) for way in care.extra)
