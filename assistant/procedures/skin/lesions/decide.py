"""Which codes for lesions that were cut out or shaved off?

no size                        -> nothing is said
size, site and nature          -> the code of that site, nature and excised diameter; of each lesion its own
nature or site unknown         -> a branch for each
layered or complex closure     -> its codes besides, but not with benign lesions up to 0.5 cm
shave                          -> the lesion's own diameter, without margins
soft tissue                    -> site, depth and size

Sources: corpus/text/guidelines/lesion-excision-margins-biopsy.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.procedures.skin.lesions.facts import Act, Lesion, Removal
from assistant.procedures.skin.repairs.decide import Closed
from assistant.rules.basis.parameters import Parameter, Parameters, parameters
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Choice:
    """One code that the told facts allow, with what it holds for; ``deep`` is for soft tissue alone."""

    code: CptCode
    site: str
    malignant: bool | None
    deep: bool | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """One lesion. ``choices`` has one entry where all is told. ``low`` and ``high`` bound the code's range in cm."""

    lesion: Lesion
    diameter: Decimal
    computed: bool
    choices: tuple[Choice, ...]
    low: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All lesions of a removal. ``closed`` are the repairs told with it; ``closure_included`` where they do not count.

    ``staged`` tells whether 58 is due: None where the days after the first excision are not told.
    """

    removal: Removal
    coded: tuple[Coded, ...]
    closed: Closed | None
    closure_included: bool
    staged: bool | None
    parameter: Parameter


def decide(removal: Removal, closed: Closed | None, day: date) -> Outcome | None:
    """The codes of a removal on a day; None where no parameters are in force or too much is open."""
    values = parameters(FOLDER)
    name = {Act.EXCISION: "diameter_bounds", Act.SHAVE: "shave_bounds", Act.SOFT_TISSUE: "soft_tissue"}[removal.act]
    parameter, smallest = values.at(name, day), values.at("closure_included_up_to", day)
    period = values.at("global_days_of_excision", day)
    if parameter is None or smallest is None or period is None:
        return None
    coded = tuple(filter(None, (_code(removal.act, lesion, values, day) for lesion in removal.lesions)))
    if not coded or len(coded) < len(removal.lesions):
        return None
    if len(coded) > 1 and any(len(one.choices) > 2 for one in coded):
        return None
    included = removal.act is Act.SHAVE or all(
        one.lesion.malignant is False and one.diameter <= smallest.value for one in coded
    )
    staged: bool | None = False
    if removal.again:
        staged = None if removal.days is None else removal.days <= period.value
    return Outcome(removal, coded, closed, included and removal.act is not Act.SOFT_TISSUE, staged, parameter)


def _code(act: Act, lesion: Lesion, values: Parameters, day: date) -> Coded | None:
    if act is Act.SOFT_TISSUE:
        return _soft(lesion, values, day)
    groups, factor = values.at("site_groups", day), values.at("margins_counted_twice", day)
    bounds = values.at("shave_bounds" if act is Act.SHAVE else "diameter_bounds", day)
    if groups is None or factor is None or bounds is None:
        return None
    diameter, computed = lesion.excised, False
    if diameter is None:
        if lesion.size is None:
            return None
        diameter, computed = lesion.size, act is Act.EXCISION
        diameter += factor.value * (lesion.margin or 0) if computed else 0
    place = sum(diameter > bound for bound in bounds.value)
    sites = [name for name, parts in groups.value.items() if lesion.part in (None, *parts)]
    choices = tuple(
        Choice(CptCode(table[site][place]), site, malignant)
        for malignant, table in _tables(act, lesion, values, day).items()
        for site in sites
    )
    return Coded(lesion, diameter, computed, choices, *_range(bounds.value, place))


def _tables(act: Act, lesion: Lesion, values: Parameters, day: date) -> Mapping[bool | None, Mapping[str, Any]]:
    if act is Act.SHAVE:
        shave = values.at("shave_codes", day)
        return {None: shave.value} if shave else {}
    both = {False: values.at("benign_codes", day), True: values.at("malignant_codes", day)}
    return {nature: table.value for nature, table in both.items() if table and lesion.malignant in (None, nature)}


def _soft(lesion: Lesion, values: Parameters, day: date) -> Coded | None:
    """A tumor of soft tissue; its margin is left to the surgeon, so that one with a told margin is not decided."""
    table = values.at("soft_tissue", day)
    if table is None or lesion.part is None or lesion.size is None or lesion.margin is not None:
        return None
    choices, bound = [], Decimal(0)
    for depth in ("subcutaneous", "deep"):
        if lesion.deep is not None and lesion.deep is not (depth == "deep"):
            continue
        smaller, bound, larger = table.value[lesion.part][depth]
        code = larger if lesion.size >= bound else smaller
        choices.append(Choice(CptCode(code), lesion.part, None, depth == "deep"))
    at_least = lesion.size >= bound
    return Coded(
        lesion, lesion.size, False, tuple(choices), Decimal(bound if at_least else 0), None if at_least else bound
    )


def _range(bounds: tuple[Decimal, ...], place: int) -> tuple[Decimal, Decimal | None]:
    return (bounds[place - 1] if place else Decimal(0)), (bounds[place] if place < len(bounds) else None)
