"""Rows of the payment tables beside the fee schedule: drugs, surgical centers, laboratory, anesthesia, equipment.

As in ``relations``: what a publisher printed, typed; amounts are dollars as ``Decimal``, None means not stated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.codes import CptCode, HcpcsCode, Modifier
from corpus.records import SourceRef

_WORD = re.compile(r"[a-z0-9]+")
NDC_DIGITS = 11


def drug_key(name: str) -> str:
    """A drug's name by its words alone, as it is looked up: "H.P. Acthar" is "h p acthar"."""
    return " ".join(_WORD.findall(name.lower()))


@dataclass(frozen=True, slots=True)
class DrugProduct:
    """One product of the ASP NDC-HCPCS crosswalk: a package with an NDC, and the code that it is billed with.

    ``ndc`` are its eleven digits, empty in the names that CasePilot ships. ``dosage`` is one unit of the code.
    ``item_units`` are billing units in one item of the package (a vial), ``package_units`` in the whole package.
    """

    code: CptCode | HcpcsCode
    name: str
    key: str
    source: SourceRef
    ndc: str = ""
    labeler: str = ""
    dosage: str = ""
    package_size: Decimal | None = None
    package_quantity: Decimal | None = None
    item_units: Decimal | None = None
    package_units: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DrugPrice:
    """The payment limit of one unit of a drug's code (ASP pricing file). ``dosage`` is that unit."""

    code: CptCode | HcpcsCode
    limit: Decimal
    source: SourceRef
    dosage: str = ""
    coinsurance: Decimal | None = None  # per cent


@dataclass(frozen=True, slots=True)
class AscRow:
    """One row of ASC addendum AA (surgical procedures) or BB (ancillary services).

    ``addendum`` is "AA" or "BB"; ``discounted`` whether multiple procedure discounting applies, None where not stated.
    """

    code: CptCode | HcpcsCode
    addendum: str
    indicator: str
    source: SourceRef
    weight: Decimal | None = None
    rate: Decimal | None = None
    discounted: bool | None = None


@dataclass(frozen=True, slots=True)
class LaboratoryFee:
    """One row of the Clinical Laboratory Fee Schedule. ``indicator`` "N" is a national limit, "L" a local one."""

    code: CptCode | HcpcsCode
    modifier: Modifier | None
    rate: Decimal
    source: SourceRef
    indicator: str = ""
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class AnesthesiaUnits:
    """The base units of an anesthesia code as Medicare uses them."""

    code: CptCode | HcpcsCode
    units: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True)
class AnesthesiaFactor:
    """The anesthesia conversion factor of one payment locality: dollars for one unit."""

    contractor: str  # the MAC's five-digit number
    locality: str  # two digits, unique within the contractor
    name: str
    factor: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True)
class EquipmentFee:
    """The DMEPOS fee of a code, with up to two modifiers (NU, UE, RR ...), in one state.

    ``rural`` is None where rural areas have no fee of their own; ``category`` is the publisher's payment category.
    """

    code: CptCode | HcpcsCode
    state: str
    fee: Decimal
    source: SourceRef
    modifiers: tuple[Modifier, ...] = ()
    rural: Decimal | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class CodeFamily:
    """Where the Restructured BETOS classification puts a code, from a day on; ``family`` is "" where it has none."""

    code: CptCode | HcpcsCode
    category: str
    subcategory: str
    source: SourceRef
    family: str = ""
    procedure: str = ""  # "Major", "Other", "Non-Procedure"
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class ZipArea:
    """The payment locality that a ZIP code lies in. ``split`` is True where its nine digits lie in different ones."""

    zip_code: str
    state: str
    contractor: str
    locality: str
    source: SourceRef
    split: bool = False


@dataclass(frozen=True, slots=True)
class RuralZip:
    """A ZIP code that is rural for the DMEPOS fee schedule."""

    zip_code: str
    state: str
    source: SourceRef


FeeRow = (
    DrugProduct
    | DrugPrice
    | AscRow
    | LaboratoryFee
    | AnesthesiaUnits
    | AnesthesiaFactor
    | EquipmentFee
    | CodeFamily
    | ZipArea
    | RuralZip
)
