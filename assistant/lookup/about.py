"""All that is loaded of one code on one day, as data for a page: who shows it adds nothing.

    page = CodeFile(knowledge).about(CptCode("99213"), date(2026, 5, 1))

Every part names the edition that spoke; a table that isn't loaded is named among ``missing`` with what brings it.
Blocking I/O; thread-safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial

from assistant.lookup.facts import diagnosis_facts, fee_schedule_lines, limit_lines, table_lines
from assistant.lookup.guiding import sections_naming
from assistant.lookup.sheet import AboutCode, CoverageLine, Edits, HistoryLine, Missing, Tree
from assistant.retrieval.exact import inherited_sections
from assistant.retrieval.search import GUIDELINES
from assistant.rules.basis import Basis, consult
from assistant.rules.engine import Decider
from assistant.rules.indicators.decide import IndicatorFinding, modifier_verdict
from assistant.rules.payment.decide import PaymentVerdict, payment_verdict
from assistant.rules.validity.changes import came_after
from corpus.addresses import read_addresses
from corpus.codes import Code, CodeSystem, HcpcsCode, Icd10CmCode, Modifier
from corpus.editions import nearest_edition
from corpus.records import CodeRecord
from corpus.relations import (
    MUE_TABLES,
    PTP_TABLES,
    CodeListing,
    CoverageRole,
    ProcedureCode,
    Setting,
    Table,
)
from corpus.store.knowledge_base import KnowledgeBase
from corpus.store.published_rows import Cut, ptp_partners

# Modifiers on which the fee schedule has an indicator, as a coder reads them.
_DECIDED_MODIFIERS = tuple(map(Modifier, ("26", "TC", "50", "51", "62", "66", "80", "AS")))
_PROCEDURE_TABLES = (
    Table.FEE_SCHEDULE,
    Table.MUE_PRACTITIONER,
    Table.MUE_HOSPITAL,
    Table.ADD_ON,
    Table.PTP_PRACTITIONER,
    Table.PTP_HOSPITAL,
    Table.OPPS,
    Table.ASC,
    Table.TELEHEALTH,
)
_DIAGNOSIS_TABLES = (Table.ICD10CM_CODES, Table.POA_EXEMPT, Table.RISK_CATEGORIES, Table.CODE_EDITS)
_SAYS_NOTHING = (IndicatorFinding.NOT_LOADED, IndicatorFinding.NOT_LISTED, IndicatorFinding.NO_INDICATOR)
FIRST_PARTNERS = Cut(limit=12)
_PARTNERS_KEPT = 256
_MOST_RELATIVES = 60
_LISTS = {
    CodeSystem.HCPCS: Table.HCPCS,
    CodeSystem.MODIFIER: Table.HCPCS,
    CodeSystem.ICD10CM: Table.ICD10CM_CODES,
    CodeSystem.ICD10PCS: Table.ICD10PCS_CODES,
}


class CodeFile:
    """Reads the files of codes from one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge, self._tables = knowledge, knowledge.tables
        # A knowledge base never changes.
        self.editions = {edition.id: edition for edition in knowledge.editions()}
        self._decider = Decider(knowledge.catalog, knowledge.tables, self.editions.values())
        # The edits of a visit are counted among 14,000 rows: once a day and edition.
        self._partners = lru_cache(maxsize=_PARTNERS_KEPT)(partial(ptp_partners, knowledge.tables))
        self._addresses = {table: one for one in read_addresses().values() for table in one.tables}

    def about(self, code: Code, day: date) -> AboutCode:
        """Everything, for a date of service."""
        if code not in self._knowledge.existing([code]):
            return AboutCode(code, day, known=False)
        records = self._knowledge.catalog.all_records([code], day).get(code, ())
        common = AboutCode(
            code,
            day,
            known=True,
            records=records,
            status=self._decider.status(code, day),
            coverage=tuple(self._coverage(code)),
            sections=sections_naming(
                code, records[0] if records else None, self._knowledge.lexical.get(GUIDELINES), self._knowledge.catalog
            ),
            history=tuple(self._history(code, records)),
        )
        if isinstance(code, ProcedureCode):
            return self._procedure(common, code)
        if isinstance(code, Icd10CmCode):
            return self._diagnosis(common, code)
        return common

    def edits(self, code: ProcedureCode, setting: Setting, day: date, cut: Cut = FIRST_PARTNERS) -> Edits:
        """The PTP edits of a code, as many as are asked for."""
        basis = self._ptp_basis(setting, day)
        if basis.edition is None:
            return Edits(setting, basis)
        return Edits(setting, basis, self._partners(code, basis.edition.id, day, cut))

    def pays(self, code: ProcedureCode, day: date) -> tuple[PaymentVerdict, ...]:
        """What the fee schedule pays nationally and in every locality, the whole code and its parts."""
        consulted = consult(self._tables.gpci(), day)
        loaded = self._tables.fee_schedule(code)
        parts = dict.fromkeys([None, *(row.modifier for row in loaded.rows)])
        return tuple(payment_verdict(code, part, loaded, consulted.rows, None, day, consulted.basis) for part in parts)

    # --- procedures ----------------------------------------------------------------------------------------------

    def _procedure(self, common: AboutCode, code: ProcedureCode) -> AboutCode:
        day = common.day
        fees = self._tables.fee_schedule(code)
        limits = [(setting, self._tables.mue_limits(code, setting)) for setting in MUE_TABLES]
        told = [fact for fact in self._decider.facts(code, day) if not fact.key.startswith(("fee-schedule", "mue"))]
        indicators = (modifier_verdict(code, modifier, fees, day) for modifier in _DECIDED_MODIFIERS)
        return replace(
            common,
            facts=(*fee_schedule_lines(fees, day), *limit_lines(limits, day), *table_lines(told)),
            payment=payment_verdict(code, None, fees, (), None, day),
            pairing=self._decider.pairing(code, day),
            add_ons=self._decider.add_ons(code, day),
            edits=tuple(self.edits(code, setting, day) for setting in PTP_TABLES),
            modifiers=tuple(verdict for verdict in indicators if verdict.finding not in _SAYS_NOTHING),
            missing=tuple(self._lacking((*_PROCEDURE_TABLES, *_further(code)))),
        )

    def _ptp_basis(self, setting: Setting, day: date) -> Basis:
        """The edition whose pairs are shown: the nearest whole one, else the nearest."""
        table = PTP_TABLES[setting]
        editions = self._tables.editions(table)
        whole = [edition for edition in editions if edition.complete]
        return Basis(table, day, nearest_edition(whole or editions, day))

    # --- diagnoses -----------------------------------------------------------------------------------------------

    def _diagnosis(self, common: AboutCode, code: Icd10CmCode) -> AboutCode:
        record = common.record
        return replace(
            common,
            facts=tuple(diagnosis_facts(code, self._tables, common.day)),
            notes=(*record.sections, *inherited_sections(record, self._knowledge.catalog)) if record else (),
            tree=self._tree(code, record),
            missing=tuple(self._lacking(_DIAGNOSIS_TABLES)),
        )

    def _tree(self, code: Icd10CmCode, record: CodeRecord | None) -> Tree:
        above: list[Code] = []
        parent = record.parent if record else None
        beside: tuple[Code, ...] = ()
        while parent is not None and isinstance(parent, Icd10CmCode) and len(above) < len(code.undotted):
            found = self._knowledge.catalog.records([parent]).get(parent)
            if found is None:
                break
            if not above:
                beside = tuple(child for child in found.children if child != code)
            above.insert(0, parent)
            parent = found.parent
        return Tree(tuple(above), record.children[:_MOST_RELATIVES] if record else (), beside[:_MOST_RELATIVES])

    # --- both ----------------------------------------------------------------------------------------------------

    def _coverage(self, code: Code) -> Iterator[CoverageLine]:
        roles = {row.document_id: row.role for row in self._tables.coverage_codes(code).rows}
        if not roles:
            return
        about = [name for name, role in roles.items() if role is CoverageRole.PROCEDURE]
        covered: dict[str, list[Code]] = {}
        for row in self._tables.coverage_codes_of(about).rows if about else ():
            if row.role is CoverageRole.COVERED_DIAGNOSIS:
                covered.setdefault(row.document_id, []).append(row.code)
        for document in self._tables.coverage_documents(sorted(roles)).rows:
            yield CoverageLine(document, roles[document.id], tuple(sorted(covered.get(document.id, ()), key=str)))

    def _history(self, code: Code, records: Sequence[CodeRecord]) -> Iterator[HistoryLine]:
        lines: dict[str, HistoryLine] = {}
        for record in records:
            if (edition := self.editions.get(record.source.edition_id)) is not None:
                lines[edition.id] = HistoryLine(edition, f"{record.status.value}: {record.description}")
        if code.system in _LISTS:
            for row in self._tables.listings(code, _LISTS[code.system]).rows:
                lines[row.source.edition_id] = HistoryLine(self.editions[row.source.edition_id], _listing_words(row))
        if isinstance(code, ProcedureCode):
            for naming in self._tables.naming(code):
                says = [f"status {naming.status}" if naming.status else "named"]
                # The first day of its rows there, which is the edits' and not the code's.
                says += [f"its first edit in force from {naming.since}"] if naming.since else []
                says += [f"last day {naming.last_day}"] if naming.last_day else []
                lines.setdefault(naming.edition.id, HistoryLine(naming.edition, ", ".join(says)))
        yield from sorted(lines.values(), key=lambda line: line.edition.effective_from or date.min, reverse=True)

    def _lacking(self, tables: Iterable[Table]) -> Iterator[Missing]:
        for table in tables:
            if not self._tables.editions(table):
                yield Missing(table, self._addresses.get(table.value))


def _further(code: ProcedureCode) -> tuple[Table, ...]:
    """The tables that price what the fee schedule doesn't, as far as the code can be in them."""
    if isinstance(code, HcpcsCode):
        return (Table.HCPCS, Table.ASP_PRICES, Table.EQUIPMENT)
    if str(code).startswith("0") and str(code).isdecimal():
        return (Table.ANESTHESIA_UNITS,)
    return (Table.LABORATORY,) if str(code).startswith("8") or str(code).endswith(("U", "M")) else ()


def _listing_words(row: CodeListing) -> str:
    told = [
        {True: "billable", False: "header", None: "listed"}[row.billable],
        f"added {row.added}" if row.added else "",
        f"last changed as of {row.effective}" if row.effective and row.effective != row.added else "",
        f"ended {row.terminated}" if row.terminated else "",
        f"in its place: {', '.join(map(str, came_after(row)))}" if row.terminated and came_after(row) else "",
    ]
    return f"{', '.join(filter(None, told))}: {row.description or row.short_description}".rstrip(": ")
