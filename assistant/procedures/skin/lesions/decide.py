"""Which code for a skin lesion that was cut out?

no size                        -> nothing is said
size, site and nature          -> the code of that site, nature and excised diameter
nature unknown                 -> both codes, and to wait for the pathology
site unknown                   -> the code of each group of sites

Sources: corpus/text/guidelines/lesion-excision-margins-biopsy.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.parameters import Parameter, parameters
from assistant.procedures.skin.lesions.facts import SITES, Excision
from corpus.codes import CptCode

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Choice:
    """One code that the told facts allow."""

    code: CptCode
    site: str
    malignant: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """``choices`` has one entry where all is told. ``low`` and ``high`` are the bounds of the code's range in cm."""

    excision: Excision
    diameter: Decimal
    computed: bool
    choices: tuple[Choice, ...]
    low: Decimal
    high: Decimal | None
    named: tuple[CptCode, ...]
    parameter: Parameter


def decide(excision: Excision, named: tuple[CptCode, ...], day: date) -> Outcome | None:
    """The codes for one excision on a day; None where no size is told or no parameters are in force."""
    values = parameters(FOLDER)
    bounds, factor = values.at("diameter_bounds", day), values.at("margins_counted_twice", day)
    codes = {False: values.at("benign_codes", day), True: values.at("malignant_codes", day)}
    if bounds is None or factor is None or codes[True] is None or codes[False] is None:
        return None
    diameter, computed = excision.excised, False
    if diameter is None:
        if excision.lesion is None:
            return None
        diameter, computed = excision.lesion + factor.value * (excision.margin or 0), True
    place = sum(diameter > bound for bound in bounds.value)
    choices = tuple(
        Choice(CptCode(table.value[site][place]), site, malignant)
        for malignant, table in codes.items()
        if table is not None and excision.malignant in (None, malignant)
        for site in ([excision.site] if excision.site else SITES)
    )
    low = bounds.value[place - 1] if place else Decimal(0)
    high = bounds.value[place] if place < len(bounds.value) else None
    return Outcome(excision, diameter, computed, choices, low, high, named, bounds)
