"""From a question to what the payment tables say of it: reads the rows, asks, words. Blocking I/O; thread-safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.rules.basis import Basis, consult
from assistant.rules.indicators.facts import TableFact
from assistant.rules.payment.decide import of_the_year
from assistant.rules.payment.listed.decide import (
    Listed,
    ListedFinding,
    drug_named,
    in_state,
    listed,
    newest_family,
    of_localities,
    rural_area,
    with_ndcs,
)
from assistant.rules.payment.listed.drugs import tell_ndc, tell_ndcs
from assistant.rules.payment.listed.row_words import family_name
from assistant.rules.payment.listed.said import dollars
from assistant.rules.payment.listed.words import tell
from assistant.rules.payment.listed.zip_words import tell_zip
from assistant.rules.payment.places import Places, Zip, places_asked
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances import Circumstances
from corpus.codes import Code
from corpus.drug_names import DRUG_NAMES_EDITION
from corpus.fees import AnesthesiaFactor, AnesthesiaUnits, DrugProduct, EquipmentFee
from corpus.relations import Loaded, ProcedureCode, Table
from corpus.store.fee_tables import FeeTables
from corpus.store.tables import Tables

_MOST_NAMES = 4


class PublishedTables:
    """The payment tables of one knowledge base, asked by name or by what stands in them."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._fees = tables, FeeTables(tables)

    @property
    def drug_names(self) -> frozenset[str]:
        """The names of drugs that some crosswalk has."""
        return self._fees.drug_names

    # --- asked by the table's name -----------------------------------------------------------------------------------

    def asked(
        self,
        table: Table,
        codes: Sequence[ProcedureCode],
        drugs: Sequence[str],
        ndcs: Sequence[str],
        said: Circumstances,
        day: date,
    ) -> Iterator[Verdict]:
        """What a table that was asked for by name has on the codes, drugs, product numbers or place of a question."""
        if table is Table.ASP_CROSSWALK:
            yield from self._products(codes, drugs, ndcs, day)
        elif table is Table.ZIP_CODES:
            yield from self._locality(said, day)
        elif table is Table.ANESTHESIA_FACTORS:
            yield tell(self.anesthesia_factors(said, day))
        else:
            found = [tell(self._of_code(table, code, said, day)) for code in codes]
            yield from found or self._lacking(table, day)

    def _lacking(self, table: Table, day: date) -> Iterator[Verdict]:
        """That a table is not loaded, where nothing is named that it could be asked for."""
        if all(edition == DRUG_NAMES_EDITION for edition in self._tables.editions(table)):  # names alone are no table
            yield tell(Listed("what is asked", ListedFinding.NOT_LOADED, Basis(table, day)))

    def _of_code(self, table: Table, code: ProcedureCode, said: Circumstances, day: date) -> Listed[Any]:
        if table is Table.EQUIPMENT:
            return self._equipment(code, said, day)
        return listed(code, self._rows(table, code), day)

    def _equipment(self, code: ProcedureCode, said: Circumstances, day: date) -> Listed[EquipmentFee]:
        """The fees of the state that is named, or of the ZIP code's, which is rural or not."""
        found = listed(code, self._fees.equipment(code), day)
        if not said.zip_code:
            return in_state(found, said.state)
        rural = consult(self._fees.rural_zip(said.zip_code), day)
        states = [row.state for row in rural.rows]
        area = rural_area(said.zip_code, rural)
        return replace(in_state(found, self._state(said, day) or next(iter(states), None)), area=area)

    def _rows(self, table: Table, code: ProcedureCode) -> Loaded[Any]:
        look_up: dict[Table, Callable[[ProcedureCode], Loaded[Any]]] = {
            Table.ASC: self._fees.asc,
            Table.LABORATORY: self._fees.laboratory,
            Table.ASP_PRICES: self._fees.drug_price,
            Table.ANESTHESIA_UNITS: self._fees.anesthesia_units,
            Table.FAMILIES: self._fees.families,
            Table.OPPS: self._tables.opps,
        }
        return look_up[table](code)

    def _products(
        self, codes: Sequence[ProcedureCode], drugs: Sequence[str], ndcs: Sequence[str], day: date
    ) -> Iterator[Verdict]:
        if ndcs:
            yield self._ndc(ndcs, day)
        elif codes:
            yield from (tell_ndcs(with_ndcs(listed(code, self._fees.drugs_of(code), day))) for code in codes)
        elif drugs:
            yield from (tell_ndcs(with_ndcs(drug_named(name, self._fees.drugs_named([name]), day))) for name in drugs)
        else:
            yield from self._lacking(Table.ASP_CROSSWALK, day)

    def _ndc(self, ndcs: Sequence[str], day: date) -> Verdict:
        """The first reading of a product number that the crosswalk has."""
        verdicts = []
        for ndc in ndcs:
            printed = f"{ndc[:5]}-{ndc[5:9]}-{ndc[9:]}"
            found = listed(f"NDC {printed}", self._fees.drugs_by_ndc(ndc), day)
            verdicts.append(tell_ndc(found, printed))
            if found.finding is ListedFinding.LISTED:
                return verdicts[-1]
        return verdicts[0]

    # --- anesthesia --------------------------------------------------------------------------------------------------

    def anesthesia_units(self, code: ProcedureCode, day: date) -> Listed[AnesthesiaUnits]:
        """The base units of an anesthesia code."""
        return listed(code, self._fees.anesthesia_units(code), day)

    def anesthesia_factors(self, said: Circumstances, day: date) -> Listed[AnesthesiaFactor]:
        """The conversion factors of the payment localities that a question names, else of all."""
        place = self.places(said, day, of_any_year=True)
        return of_localities(self._fees.anesthesia_factors(), place.rows, place.missing, day)

    # --- drugs by name -----------------------------------------------------------------------------------------------

    def drug(self, name: str, day: date) -> Listed[DrugProduct]:
        """The products that a drug's name stands for."""
        return drug_named(name, self._fees.drugs_named([name]), day)

    # --- places ------------------------------------------------------------------------------------------------------

    def places(self, said: Circumstances, day: date, *, of_any_year: bool = False) -> Places:
        """The payment localities that a question names: their indices are of the day's year, their names of any."""
        consulted = consult(self._tables.gpci(), day)
        known = consulted.rows if of_any_year or of_the_year(consulted.basis.edition, day) else ()
        return places_asked(said, known, self._zip(said, day))

    def _zip(self, said: Circumstances, day: date) -> Zip | None:
        if not said.zip_code:
            return None
        consulted = consult(self._fees.zip_code(said.zip_code), day)
        return Zip(said.zip_code, consulted.basis, consulted.voice, consulted.rows)

    def _state(self, said: Circumstances, day: date) -> str | None:
        area = self._zip(said, day)
        return area.rows[0].state if area and area.rows else said.state

    def _locality(self, said: Circumstances, day: date) -> Iterator[Verdict]:
        """The payment locality of a ZIP code, in words."""
        area = self._zip(said, day)
        if area is None:
            yield from self._lacking(Table.ZIP_CODES, day)
            return
        yield tell_zip(area, consult(self._tables.gpci(), day).rows)

    # --- beside other answers ----------------------------------------------------------------------------------------

    def instead_of_fee(self, code: ProcedureCode, said: Circumstances, day: date) -> Iterator[Verdict]:
        """What pays a code that the physicians' fee schedule does not price: laboratory, drug, equipment."""
        for table in (Table.LABORATORY, Table.ASP_PRICES, Table.EQUIPMENT):
            found = self._of_code(table, code, said, day)
            if found.finding is ListedFinding.LISTED:
                yield tell(found)

    def facts(self, code: Code, day: date) -> Iterator[TableFact]:
        """What the tables say of a code, for its description."""
        if not isinstance(code, ProcedureCode):
            return
        drugs = listed(code, self._fees.drugs_of(code), day)
        if drugs.rows:
            yield _fact("drug", code, f"{code} is the code of {_names(drugs.rows)}", "", drugs)
        price = listed(code, self._fees.drug_price(code), day)
        if price.rows:
            yield _fact("asp-price", code, f"payment limit of {code} {dollars(price.rows[0].limit)} a unit", "", price)
        for key, table in (("asc", Table.ASC), ("laboratory", Table.LABORATORY), ("units", Table.ANESTHESIA_UNITS)):
            found = self._of_code(table, code, Circumstances(), day)
            if found.rows:
                yield _fact(key, code, tell(found).row.partition(": ")[2].removesuffix("."), "", found)
        families = listed(code, self._fees.families(code), day)
        if row := newest_family(families):
            yield _fact("family", code, f"{code} is of {family_name(row)}", "", families)


def _names(rows: Sequence[DrugProduct]) -> str:
    names = list(dict.fromkeys(row.name for row in rows))
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more names" if more > 0 else "")


def _fact(key: str, code: Code, said: str, short: str, found: Listed[Any]) -> TableFact:
    edition = found.basis.edition.title if found.basis.edition else str(found.basis.table)
    text = f"{edition}: {said}."
    return TableFact(f"{key}:{code}", f"{code} in {found.basis.table}", text, short, found.rows[0].source, found.basis)
