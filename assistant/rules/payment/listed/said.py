"""The parts of what is said of a table, and what is said of one that is not here or has no row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from corpus.codes import Code
from corpus.relations import Table

# What is said where a table is whole and has no row.
WITHOUT_A_ROW = {
    Table.ASC: "Medicare pays a surgical center only for what the addenda list.",
    Table.ANESTHESIA_UNITS: "Only the anesthesia codes 00100 to 01999 have base units.",
    Table.ANESTHESIA_FACTORS: "The table has a factor for each payment locality.",
    Table.LABORATORY: "Tests without a national rate are priced by the contractor, and pathology by the fee schedule.",
    Table.ASP_CROSSWALK: "It lists only drugs that Medicare Part B pays by their average sales price.",
    Table.ASP_PRICES: "A drug without a limit there is priced by the contractor, mostly by its invoice.",
    Table.EQUIPMENT: "An item without a fee there is priced by the contractor, or not covered.",
    Table.OPPS: "Addendum B lists every code that hospitals report.",
    Table.FAMILIES: "A code that is newer than the classification has no family yet.",
    Table.ZIP_CODES: "It lists the ZIP codes that were in use in its quarter.",
}

# What is said of each table that is not here.
_NOT_HERE = {
    Table.ASC: "the payment lists of ambulatory surgical centers (ASC addenda AA and BB) are not loaded",
    Table.ANESTHESIA_UNITS: "the anesthesia base units are a table of their own, which is not loaded",
    Table.ANESTHESIA_FACTORS: "the anesthesia conversion factors of the localities are not loaded",
    Table.LABORATORY: "the Clinical Laboratory Fee Schedule is not loaded; the physicians' has no price of its tests",
    Table.ASP_CROSSWALK: (
        "NDC numbers are not loaded: which of them belongs to a HCPCS code stands in the ASP crosswalk"
    ),
    Table.ASP_PRICES: "the ASP pricing file, with Medicare's payment limits of drugs, is not loaded",
    Table.EQUIPMENT: "the DMEPOS fee schedule is not loaded",
    Table.OPPS: "OPPS Addendum B, how Medicare pays in the hospital's outpatient department, is not loaded",
    Table.FAMILIES: "the Restructured BETOS classification (RBCS), with the families of codes, is not loaded",
    Table.ZIP_CODES: "Medicare's file of ZIP codes and payment localities is not loaded",
}
_ADD = "Download CMS's file and add it: `python -m ingest add FILE`"


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a verdict's words: the conclusion without its codes' marks, the reasons, the values of the row."""

    conclusion: str
    reasons: tuple[str, ...]
    values: str
    locator: str
    mentions: frozenset[Code] = frozenset()


def not_loaded(table: Table) -> str:
    """That a table is not here, and how to bring it."""
    return f"I don't have that: {_NOT_HERE[table]}. {_ADD}."


def dollars(amount: Decimal) -> str:
    """An amount to the cent, or to what is printed below it."""
    exact = f"{amount.normalize():f}"
    return f"${amount:.2f}" if -int(amount.normalize().as_tuple().exponent) <= 2 else f"${exact}"
