"""What the loaded tables say of a code as add-on or primary: the rows behind the rule. Blocking I/O; thread-safe."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from assistant.rules.addon.decide import AddOnListing, PairingVerdict, add_on_verdict, add_ons_of
from corpus.editions import Edition
from corpus.relations import AddOnPair, Loaded, ProcedureCode, Table
from corpus.store.catalog import Catalog
from corpus.store.tables import Tables


class Pairings:
    """The add-on pairs of one knowledge base; ``editions`` are all that it cites."""

    def __init__(self, catalog: Catalog, tables: Tables, editions: Iterable[Edition]) -> None:
        self._catalog, self._tables = catalog, tables
        self._cited_editions = tuple(edition for edition in editions if edition.table == Table.ADD_ON.value)

    def of(self, code: ProcedureCode, day: date, beside: Collection[ProcedureCode] = ()) -> PairingVerdict:
        """The add-on verdict of a code beside others."""
        return add_on_verdict(code, self._pairs(code), day, beside, self._tables.fee_schedule(code))

    def add_ons(self, code: ProcedureCode, day: date) -> AddOnListing:
        """The add-on codes of a primary."""
        loaded = self._tables.add_on_pairs_with_primary(code)
        if not loaded.editions:
            # Only the pairs of described add-on codes are known: they speak, their silence says nothing.
            rows = self._catalog.add_on_pairs_with_primary(code)
            loaded = Loaded(Table.ADD_ON, self._cited(complete=False), rows)
        return add_ons_of(code, loaded, day)

    def _pairs(self, code: ProcedureCode) -> Loaded[AddOnPair]:
        loaded = self._tables.add_on_pairs_of(code)
        if loaded.editions:
            return loaded
        # Without the table: an authored entry was compared with the whole of it, so for its code silence counts.
        authored = code in self._catalog.existing([code])
        return Loaded(Table.ADD_ON, self._cited(complete=authored), self._catalog.add_on_pairs_of(code))

    def _cited(self, *, complete: bool) -> tuple[Edition, ...]:
        return tuple(replace(edition, complete=complete) for edition in self._cited_editions)
