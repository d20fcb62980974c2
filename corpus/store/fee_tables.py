"""Look-ups in the payment tables beside the fee schedule. As in ``tables``: every method gives ``Loaded``."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from corpus.fees import (
    AnesthesiaFactor,
    AnesthesiaUnits,
    AscRow,
    CodeFamily,
    DrugPrice,
    DrugProduct,
    EquipmentFee,
    LaboratoryFee,
    RuralZip,
    ZipArea,
)
from corpus.relations import Loaded, ProcedureCode, Table
from corpus.store.tables import Tables


class FeeTables:
    """Reads the payment tables of one shelf. Safe to share between threads."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @functools.cached_property
    def drug_names(self) -> frozenset[str]:
        """The names of all drugs (``corpus.fees.drug_key``) of every crosswalk, shipped or added."""
        return self._tables.distinct(DrugProduct, "key")

    def drugs_named(self, keys: Iterable[str]) -> Loaded[DrugProduct]:
        """The products that have one of some names."""
        return self._tables.look_up(DrugProduct, Table.ASP_CROSSWALK, "key", list(keys))

    def drugs_by_ndc(self, ndc: str) -> Loaded[DrugProduct]:
        """The products of an NDC of eleven digits: one, or one for each code that it is billed with."""
        return self._tables.look_up(DrugProduct, Table.ASP_CROSSWALK, "ndc", [ndc])

    def drugs_of(self, code: ProcedureCode) -> Loaded[DrugProduct]:
        return self._tables.look_up(DrugProduct, Table.ASP_CROSSWALK, "code", [code])

    def drug_price(self, code: ProcedureCode) -> Loaded[DrugPrice]:
        return self._tables.look_up(DrugPrice, Table.ASP_PRICES, "code", [code])

    def asc(self, code: ProcedureCode) -> Loaded[AscRow]:
        return self._tables.look_up(AscRow, Table.ASC, "code", [code])

    def laboratory(self, code: ProcedureCode) -> Loaded[LaboratoryFee]:
        return self._tables.look_up(LaboratoryFee, Table.LABORATORY, "code", [code])

    def anesthesia_units(self, code: ProcedureCode) -> Loaded[AnesthesiaUnits]:
        return self._tables.look_up(AnesthesiaUnits, Table.ANESTHESIA_UNITS, "code", [code])

    def anesthesia_factors(self) -> Loaded[AnesthesiaFactor]:
        """Every locality."""
        return self._tables.look_up(AnesthesiaFactor, Table.ANESTHESIA_FACTORS, "locality", None)

    def equipment(self, code: ProcedureCode) -> Loaded[EquipmentFee]:
        """The fees of a code in every state."""
        return self._tables.look_up(EquipmentFee, Table.EQUIPMENT, "code", [code])

    def families(self, code: ProcedureCode) -> Loaded[CodeFamily]:
        return self._tables.look_up(CodeFamily, Table.FAMILIES, "code", [code])

    def rural_zip(self, zip_code: str) -> Loaded[RuralZip]:
        return self._tables.look_up(RuralZip, Table.RURAL_ZIPS, "zip_code", [zip_code])

    def zip_code(self, zip_code: str) -> Loaded[ZipArea]:
        return self._tables.look_up(ZipArea, Table.ZIP_CODES, "zip_code", [zip_code])
