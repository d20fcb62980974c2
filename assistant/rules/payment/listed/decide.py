"""What a published table has on a code, a drug or a place: rows that speak, silence, or no table. Pure.

no edition, or an excerpt without the row -> NOT_LOADED
complete and without the row             -> NOT_LISTED
else                                     -> LISTED, with the rows of the edition that rules the day

Of names of drugs any edition may speak: a name that left the crosswalk still tells its code, as of the edition's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic

from assistant.rules.basis import Basis, Consulted, Voice, consult
from corpus.editions import nearest_edition
from corpus.fees import AnesthesiaFactor, CodeFamily, DrugProduct, EquipmentFee, LaboratoryFee, RuralZip
from corpus.relations import GpciRow, Loaded, ProcedureCode, Row


class ListedFinding(StrEnum):
    """Whether a table has what is asked for."""

    LISTED = "listed"
    NOT_LISTED = "not_listed"
    NOT_LOADED = "not_loaded"


_OF_VOICE = {
    Voice.SPEAKS: ListedFinding.LISTED,
    Voice.SILENT: ListedFinding.NOT_LISTED,
    Voice.NOT_LOADED: ListedFinding.NOT_LOADED,
}


@dataclass(frozen=True, slots=True)
class Area:
    """Whether a ZIP code is rural for the DMEPOS fee schedule; None where CMS's list of them is not loaded."""

    zip_code: str
    rural: bool | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The finding on one subject. ``subject`` names it in words ("66984", "Takhzyro"); ``code`` is set where it is one.

    ``place`` is the state or locality that the rows are of, in words; ``place_missing`` why there is none; ``area`` the
    ZIP code that is named for an item of equipment.
    """

    subject: str
    finding: ListedFinding
    basis: Basis
    rows: tuple[Row, ...] = ()
    code: ProcedureCode | None = None
    place: str = ""
    place_missing: str = ""
    area: Area | None = None


def listed(subject: ProcedureCode | str, loaded: Loaded[Row], day: date) -> Listed[Row]:
    """What the edition that rules a day has on a subject."""
    return _of(subject, consult(loaded, day))


def _of(subject: ProcedureCode | str, consulted: Consulted[Row]) -> Listed[Row]:
    code = None if isinstance(subject, str) else subject
    return Listed(str(subject), _OF_VOICE[consulted.voice], consulted.basis, consulted.rows, code)


def drug_named(name: str, loaded: Loaded[DrugProduct], day: date) -> Listed[DrugProduct]:
    """The products of a drug's name, of the edition nearest to the day that has it."""
    found = listed(name, loaded, day)
    if found.finding is ListedFinding.LISTED or not loaded.rows:
        return found
    having = {row.source.edition_id for row in loaded.rows}
    edition = nearest_edition((one for one in loaded.editions if one.id in having), day)
    assert edition is not None  # rows come from loaded editions
    rows = tuple(row for row in loaded.rows if row.source.edition_id == edition.id)
    return Listed(name, ListedFinding.LISTED, Basis(loaded.table, day, edition), rows)


def with_ndcs(found: Listed[DrugProduct]) -> Listed[DrugProduct]:
    """The same without the names that have no NDC: where none is left, the crosswalk itself is not loaded."""
    rows = tuple(row for row in found.rows if row.ndc)
    if rows or found.finding is not ListedFinding.LISTED:
        return Listed(found.subject, found.finding, found.basis, rows, found.code)
    return Listed(found.subject, ListedFinding.NOT_LOADED, Basis(found.basis.table, found.basis.day), (), found.code)


# To the smallest measure of each kind.
_MEASURES = {"mcg": ("mcg", 1), "mg": ("mcg", 1_000), "g": ("mcg", 1_000_000), "gm": ("mcg", 1_000_000)}
_MEASURES |= {"ml": ("ml", 1), "cc": ("ml", 1), "iu": ("units", 1), "unit": ("units", 1), "units": ("units", 1)}
_DOSAGE = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?P<unit>[a-z]+)", re.IGNORECASE)


def units_of(dose: Decimal, unit: str, dosage: str) -> Decimal | None:
    """How many units of a code a dose is, where one unit is ``dosage`` ("10 MG"); None where they do not compare."""
    match = _DOSAGE.fullmatch(dosage.strip())
    given, each = _MEASURES.get(unit.lower()), _MEASURES.get(match["unit"].lower()) if match else None
    if match is None or given is None or each is None or given[0] != each[0]:
        return None
    one = Decimal(match["number"].replace(",", "")) * each[1]
    return dose * given[1] / one if one else None


def codes_of(products: Iterable[DrugProduct]) -> tuple[ProcedureCode, ...]:
    """The codes of some products, each once, in their order as text."""
    return tuple(sorted({row.code for row in products}, key=str))


def in_state(found: Listed[EquipmentFee], state: str | None) -> Listed[EquipmentFee]:
    """The fees of one state; as they are where none is named."""
    if state is None or found.finding is not ListedFinding.LISTED:
        return found
    rows = tuple(row for row in found.rows if row.state == state)
    missing = "" if rows else f"The schedule has no fee for {state}"
    return Listed(found.subject, found.finding, found.basis, rows or found.rows, found.code, state, missing)


def rural_area(zip_code: str, consulted: Consulted[RuralZip]) -> Area:
    """A ZIP code by the list of rural ones: in it, or not in a whole one."""
    rural = None if consulted.voice is Voice.NOT_LOADED else consulted.voice is Voice.SPEAKS
    return Area(zip_code, rural, consulted.basis)


def of_localities(
    loaded: Loaded[AnesthesiaFactor], localities: Iterable[GpciRow], place_missing: str, day: date
) -> Listed[AnesthesiaFactor]:
    """The anesthesia conversion factors of some payment localities; of all where none is named."""
    found = listed("anesthesia", loaded, day)
    wanted = {(place.contractor, place.locality) for place in localities}
    if found.finding is not ListedFinding.LISTED or not wanted:
        return Listed(found.subject, found.finding, found.basis, found.rows, place_missing=place_missing)
    rows = tuple(row for row in found.rows if (row.contractor, row.locality) in wanted)
    missing = place_missing or ("" if rows else "The table has no factor of that locality")
    return Listed(found.subject, found.finding, found.basis, rows or found.rows, place_missing=missing)


def newest_family(found: Listed[CodeFamily]) -> CodeFamily | None:
    """Where a code was put last."""
    days = ((row.effective or date.min, row) for row in found.rows)
    return max(days, key=lambda pair: pair[0], default=(None, None))[1]


def own_fee(found: Listed[LaboratoryFee]) -> LaboratoryFee | None:
    """The row of a test without a modifier, else its first."""
    return next((row for row in found.rows if row.modifier is None), next(iter(found.rows), None))
