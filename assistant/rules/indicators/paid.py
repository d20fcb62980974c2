"""Whether Medicare pays a line of a code at all, by the status of its fee schedule. Blocking I/O; thread-safe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from assistant.rules.addon.asking import Pairings
from assistant.rules.indicators.decide import own_row
from assistant.rules.indicators.medicare import taken_by_medicare
from assistant.rules.indicators.values import is_for_information, tell_status
from assistant.rules.validity.asking import Statuses
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code, CptCategory, CptCode
from corpus.editions import Edition
from corpus.relations import FeeScheduleRow, Loaded, ProcedureCode, Table
from corpus.store.catalog import Catalog
from corpus.store.tables import Tables


class Paid:
    """The statuses of one knowledge base. ``editions`` are by id."""

    def __init__(
        self,
        catalog: Catalog,
        tables: Tables,
        editions: Mapping[str, Edition],
        pairings: Pairings,
        statuses: Statuses,
    ) -> None:
        self._catalog, self._tables, self._editions = catalog, tables, editions
        self._pairings, self._statuses = pairings, statuses

    def stated(self, code: ProcedureCode, day: date) -> Loaded[FeeScheduleRow]:
        """The fee schedule of a code; without the table the status and the global days that its entry states."""
        loaded = self._tables.fee_schedule(code)
        record = None if loaded.editions else self._catalog.records([code], day).get(code)
        facts = {fact.name: fact for fact in record.facts} if record else {}
        if "status" not in facts or (edition := self._editions.get(facts["status"].source.edition_id)) is None:
            return loaded
        days = facts["global_days"].value if "global_days" in facts else ""
        row = FeeScheduleRow(code, None, facts["status"].value, facts["status"].source, global_days=days)
        return Loaded(Table.FEE_SCHEDULE, (replace(edition, complete=False),), (row,))

    def status(self, code: ProcedureCode, day: date, beside: Collection[ProcedureCode] = ()) -> Verdict:
        """What the fee schedule's status of a code says of its payment, and what Medicare takes in its place.

        ``beside`` are the other codes of the day: of two add-on codes the one that goes with them is meant.
        """
        taken = taken_by_medicare(code, day)
        if taken is not None and beside and len(taken.lines) > 1:
            options = [line.code for line in taken.lines if isinstance(line.code, ProcedureCode)]
            primaries: dict[Code, tuple[ProcedureCode, ...]] = {
                option: self._pairings.of(option, day).primaries for option in options
            }
            taken = taken.beside(primaries, beside)
        return tell_status(code, *own_row(code, self.stated(code, day), day), taken)

    def never(self, code: ProcedureCode, day: date, beside: Collection[ProcedureCode] = ()) -> Iterator[Verdict]:
        """That Medicare never pays a line of the code, where its status says so; nothing of a code that is gone."""
        verdict = self.status(code, day, beside)
        if verdict.stance is Stance.DENIES and not self._statuses.is_gone(code, day):
            yield verdict

    def never_on_claim(self, code: ProcedureCode, day: date, beside: Collection[ProcedureCode]) -> Iterator[Verdict]:
        """The same of a line of a claim; nothing of codes that are reported for information alone, as those of CPT's
        category II are whatever their status."""
        row, _, _ = own_row(code, self.stated(code, day), day)
        measured = isinstance(code, CptCode) and code.category is CptCategory.II
        if not measured and not is_for_information(row):
            yield from self.never(code, day, beside)
