"""The lists that a question asks for by name, or that the patient's age and sex bear on: reads rows, asks each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.rules.basis import Basis
from assistant.rules.indicators.lists.edits import conflicts, tell_conflict, tell_edits
from assistant.rules.indicators.lists.exempt import exempt_finding, tell_exempt
from assistant.rules.indicators.lists.former import FormerFinding, tell_former, tell_no_former
from assistant.rules.indicators.lists.risk import risk_finding, tell_risk
from assistant.rules.indicators.lists.telehealth import telehealth_finding, tell_telehealth
from assistant.rules.indicators.lists.use import tell_use
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances import Circumstances
from assistant.understand.outside import TABLES
from assistant.understand.query import Query
from corpus.codes import Code, Icd10CmCode, code_from_key
from corpus.editions import nearest_edition
from corpus.listed import (
    CodeEdit,
    ExemptDiagnosis,
    FormerCode,
    RiskCategory,
    RiskHierarchy,
    RiskLabel,
    RiskWeight,
    TelehealthService,
    Utilization,
)
from corpus.relations import ProcedureCode, Table
from corpus.store.tables import Tables

# Rules that speak only where their list is asked for by name, or where they deny: their verdict is the answer.
BY_NAME = frozenset({"telehealth-list", "poa-exempt", "code-edit", "risk", "former-code", "utilization"})


class Lists:
    """Asks the lists of one knowledge base."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def asked(self, question: Query, codes: Sequence[Code], day: date) -> Iterator[Verdict]:
        """The verdicts of the lists that a question asks for, on its codes."""
        procedures = [code for code in codes if isinstance(code, ProcedureCode)]
        diagnoses = [code for code in codes if isinstance(code, Icd10CmCode)]
        loaded = {edition.table for edition in self._tables.editions()}
        if "telehealth_list" in question.lists and Table.TELEHEALTH.value in loaded:
            for code in procedures:
                rows = self._tables.rows_by(TelehealthService, Table.TELEHEALTH, "code", [code])
                yield tell_telehealth(telehealth_finding(code, rows, day))
        if "poa" in question.lists and diagnoses and Table.POA_EXEMPT.value in loaded:
            exempt = self._tables.rows_by(ExemptDiagnosis, Table.POA_EXEMPT, "code", diagnoses)
            yield tell_exempt(exempt_finding(diagnoses, exempt, day))
        if "hcc" in question.lists and Table.RISK_CATEGORIES.value in loaded:
            yield self._risk(question, diagnoses, day)
        if "code_edits" in question.lists and Table.CODE_EDITS.value in loaded:
            for one in diagnoses:
                yield tell_edits(one, self._tables.rows_by(CodeEdit, Table.CODE_EDITS, "code", [one]), day)
        if loaded.intersection(table.value for table in TABLES["icd9"]) and "icd9" in question.lists:
            yield from self._former(question, diagnoses, day)
        if "utilization" in question.lists and Table.UTILIZATION.value in loaded:
            for code in procedures:
                yield tell_use(code, self._tables.rows_by(Utilization, Table.UTILIZATION, "code", [code]), day)

    def of_patient(self, diagnoses: Sequence[Icd10CmCode], said: Circumstances, day: date) -> Iterator[Verdict]:
        """Conflicts of diagnoses with the patient's age and sex, as far as either is told."""
        if said.sex is None and said.age is None:
            return
        loaded = self._tables.rows_by(CodeEdit, Table.CODE_EDITS, "code", diagnoses)
        sexes = self._tables.values_of(CodeEdit, Table.CODE_EDITS, "sex") if said.sex else {}
        sexed = frozenset(name for name, values in sexes.items() if values & {"F", "M"})
        yield from map(tell_conflict, conflicts(diagnoses, loaded, day, said.sex, said.age, sexed))

    def services(self, keys: Sequence[str]) -> dict[str, int]:
        """How many services of codes (by ``code_key``) Medicare allowed in the last loaded year; none where unknown."""
        editions = self._tables.editions(Table.UTILIZATION)
        if not editions:
            return {}
        last = max(editions, key=lambda edition: edition.effective_from or date.min).id
        codes = {code: key for key in keys if isinstance(code := code_from_key(key), ProcedureCode)}
        found: dict[str, int] = {}
        for row in self._tables.rows_by(Utilization, Table.UTILIZATION, "code", list(codes)).rows:
            if row.source.edition_id == last:
                found[codes[row.code]] = found.get(codes[row.code], 0) + int(row.services)
        return found

    def _risk(self, question: Query, diagnoses: Sequence[Icd10CmCode], day: date) -> Verdict:
        foreign, tables = question.foreign, self._tables
        mapped = tables.rows_by(RiskCategory, Table.RISK_CATEGORIES, "code", diagnoses)
        categories = sorted({row.category for row in mapped.rows} | set(foreign.categories))
        return tell_risk(
            risk_finding(
                diagnoses,
                foreign.categories,
                foreign.model,
                day,
                mapped,
                tables.rows_by(RiskHierarchy, Table.RISK_HIERARCHIES, "above", categories),
                tables.rows_by(RiskLabel, Table.RISK_LABELS, "category", categories),
                tables.rows_by(RiskWeight, Table.RISK_WEIGHTS, "category", categories),
                models=tables.values_of(RiskCategory, Table.RISK_CATEGORIES, "model"),
                ranks=foreign.ranks,
            )
        )

    def _former(self, question: Query, diagnoses: Sequence[Icd10CmCode], day: date) -> Iterator[Verdict]:
        """Each ICD-9-CM code forwards; without one the diagnoses back, where ICD-9-CM is asked for."""
        for former in question.foreign.former:
            yield from self._mapped(former, "former", Table.ICD9_FORWARD, day)
        if not question.foreign.former and question.foreign.to_former:
            if not diagnoses:
                yield tell_no_former("", day)
            for code in diagnoses:
                yield from self._mapped(code, "code", Table.ICD9_BACKWARD, day)

    def _mapped(self, asked: str | Icd10CmCode, column: str, gem: Table, day: date) -> Iterator[Verdict]:
        """By the GEM of this direction; where none is loaded by the map without one."""
        for table in (gem, Table.ICD9_MAP):
            found = self._tables.rows_by(FormerCode, table, column, [asked])
            if edition := nearest_edition(found.editions, day):
                yield tell_former(FormerFinding(asked, found.rows, Basis(table, day, edition), table is gem))
                return
        yield tell_no_former(asked, day)
