"""Each payment table's row in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.rules.basis.parameters import parameters
from assistant.rules.payment.listed.decide import Listed, newest_family, own_fee
from assistant.rules.payment.listed.equipment_words import say_equipment
from assistant.rules.payment.listed.said import Said, dollars
from corpus.fees import AnesthesiaFactor, AnesthesiaUnits, AscRow, CodeFamily, DrugPrice, LaboratoryFee
from corpus.relations import OppsRow, Table

FOLDER = Path(__file__).parent
_MOST_PLACES = 6


# --- ASC ------------------------------------------------------------------------------------------------------------


def _meaning(indicator: str, day: date) -> str:
    """What an indicator means, in our words; empty for one that is not known."""
    known = parameters(FOLDER).at("asc_indicators", day)
    return f" ({known.value[indicator]})" if known and indicator in known.value else ""


def _asc(found: Listed[AscRow]) -> Said:
    row = found.rows[0]
    meaning = _meaning(row.indicator, found.basis.day)
    rate = f", at {dollars(row.rate)} nationally before the wage index" if row.rate else ""
    reasons = []
    if row.discounted is not None:
        less = "is subject" if row.discounted else "is not subject"
        reasons.append(f"It {less} to multiple procedure discounting.")
    reasons.append("The rate is Medicare's to the surgical center; the surgeon is paid by the fee schedule.")
    return Said(
        f"**{found.subject}** has ASC payment indicator **{row.indicator}**{meaning}{rate}.",
        tuple(reasons),
        f"addendum {row.addendum}, {found.subject}, indicator {row.indicator}, weight {_or_none(row.weight)}, "
        f"rate {_or_none(row.rate)}",
        row.source.locator,
    )


# --- hospital outpatient ----------------------------------------------------------------------------------------------


def _opps(found: Listed[OppsRow]) -> Said:
    row = found.rows[0]
    apc = f", APC {row.apc}" if row.apc else ""
    rate = f", at {dollars(row.payment_rate)} nationally" if row.payment_rate else ""
    return Said(
        f"**{found.subject}** has OPPS status indicator **{row.status_indicator}**{apc}{rate}.",
        ("The rate is Medicare's to the hospital outpatient department, before the wage index.",),
        f"{found.subject}, status indicator {row.status_indicator}, APC {row.apc or 'none'}, "
        f"relative weight {_or_none(row.relative_weight)}, payment rate {_or_none(row.payment_rate)}",
        row.source.locator,
    )


# --- laboratory, drugs, anesthesia ------------------------------------------------------------------------------------


def _laboratory(found: Listed[LaboratoryFee]) -> Said:
    row = own_fee(found)
    assert row is not None  # it is listed
    if not row.rate:
        said = (
            f"The Clinical Laboratory Fee Schedule lists **{found.subject}** without a rate: the contractor prices it."
        )
    else:
        said = f"Medicare's Clinical Laboratory Fee Schedule pays {dollars(row.rate)} for **{found.subject}**."
    others = tuple(f"With modifier {other.modifier}: {dollars(other.rate)}." for other in found.rows if other.modifier)
    return Said(
        said,
        (*others, "Medicare pays clinical laboratory tests without deductible and coinsurance."),
        f"{found.subject}, rate {row.rate}, indicator {row.indicator or 'none'}",
        row.source.locator,
        frozenset(other.modifier for other in found.rows if other.modifier),
    )


def _price(found: Listed[DrugPrice]) -> Said:
    row = found.rows[0]
    unit = f" for {row.dosage.lower()}" if row.dosage else ""
    share = f" The patient's share is {row.coinsurance.normalize():f} per cent." if row.coinsurance else ""
    return Said(
        f"Medicare's payment limit of **{found.subject}** is {dollars(row.limit)} a unit{unit}.{share}",
        ("The limit is mostly 106 per cent of the average sales price; it holds for one quarter.",),
        f"{found.subject}, payment limit {row.limit}, dosage {row.dosage or 'not stated'}",
        row.source.locator,
    )


def _units(found: Listed[AnesthesiaUnits]) -> Said:
    row = found.rows[0]
    number = f"{row.units.normalize():f}"
    return Said(
        f"**{found.subject}** has {number} anesthesia base unit{'' if row.units == 1 else 's'}.",
        ("Medicare adds a unit for each 15 minutes, in tenths; physical status adds none there.",),
        f"{found.subject}, base units {number}",
        row.source.locator,
    )


def _factor(found: Listed[AnesthesiaFactor]) -> Said:
    if len(found.rows) > _MOST_PLACES:
        named = (
            f"from {dollars(min(row.factor for row in found.rows))} to {dollars(max(row.factor for row in found.rows))}"
        )
        asked = found.place_missing or "Name a state, a locality or a ZIP code"
        said = f"Medicare's anesthesia conversion factor depends on the place: {named} a unit. {asked}."
        return Said(said, (), f"{len(found.rows)} localities", "all localities")
    named = "; ".join(f"{dollars(row.factor)} in {row.name.title()}" for row in found.rows)
    return Said(
        f"Medicare's anesthesia conversion factor is {named}.",
        ("Base units and time units together, times the factor, is what Medicare allows.",),
        "; ".join(f"{row.contractor}-{row.locality} {row.name.title()} {row.factor}" for row in found.rows),
        found.rows[0].source.locator,
    )


def _family(found: Listed[CodeFamily]) -> Said:
    row = newest_family(found)
    assert row is not None  # it is listed
    return Said(
        f"**{found.subject}** is of {family_name(row)} in CMS's RBCS classification.",
        ("RBCS groups codes for statistics and decides no payment.",),
        f"{found.subject}, category {row.category}, subcategory {row.subcategory}, family {row.family or 'none'}",
        row.source.locator,
    )


def family_name(row: CodeFamily) -> str:
    """The classes of a code from the narrowest to the widest, as CMS names them."""
    within = f"{row.category}, {row.subcategory}"
    return f"the family \u201c{row.family}\u201d ({within})" if row.family else f"{within}, without a family"


def _or_none(amount: Decimal | None) -> str:
    return "none" if amount is None else str(amount)


SAID: dict[Table, Callable[[Listed[Any]], Said]] = {
    Table.ASC: _asc,
    Table.OPPS: _opps,
    Table.LABORATORY: _laboratory,
    Table.ASP_PRICES: _price,
    Table.ANESTHESIA_UNITS: _units,
    Table.ANESTHESIA_FACTORS: _factor,
    Table.EQUIPMENT: say_equipment,
    Table.FAMILIES: _family,
}
