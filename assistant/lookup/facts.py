"""The facts of a code as lines of a table: what it is, the publisher's value, what the value means, which edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.indicators.facts import TableFact
from assistant.rules.indicators.values import STATUS_MEANS
from assistant.rules.indicators.words import GLOBAL_PERIODS
from corpus.codes import Icd10CmCode
from corpus.listed import CodeEdit, ExemptDiagnosis, FormerCode, RiskCategory, RiskLabel
from corpus.relations import FeeScheduleRow, Loaded, MueLimit, Setting, Table
from corpus.store.tables import Tables

# The layout of the relative value file, fields PC/TC, Multiple, Bilateral, Assistant, Co-surgeons, Team;
# in our own words. A value that isn't here is shown without a meaning.
_MEANS = {
    "status": STATUS_MEANS,
    "global_days": GLOBAL_PERIODS,
    "multiple_procedure": {"0": "no reduction", "2": "standard reduction", "3": "endoscopy reduction"},
    "bilateral": {
        "0": "no 150 %: bilateral does not apply",
        "1": "150 % with 50",
        "2": "values are for both sides already",
        "3": "each side is paid in full",
        "9": "concept does not apply",
    },
    "assistant": {
        "0": "only with documentation of need",
        "1": "not paid",
        "2": "paid",
        "9": "concept does not apply",
    },
    "co_surgeon": {"0": "not allowed", "1": "with documentation", "2": "two specialties", "9": "does not apply"},
    "team": {"0": "not allowed", "1": "with documentation", "2": "allowed", "9": "does not apply"},
}
_NAMES = (
    ("status", "Medicare status"),
    ("global_days", "Global days"),
    ("work_rvu", "Work RVU"),
    ("nonfacility_total", "Total RVU, non-facility"),
    ("facility_total", "Total RVU, facility"),
    ("pc_tc", "PC/TC"),
    ("multiple_procedure", "Multiple procedure"),
    ("bilateral", "Bilateral"),
    ("assistant", "Assistant at surgery"),
    ("co_surgeon", "Co-surgeons"),
    ("team", "Team surgery"),
    ("endoscopic_base", "Endoscopic base code"),
)
_MAI = {
    1: "counted by claim line",
    2: "by date of service, absolute",
    3: "by date of service; more may be paid on appeal",
}

_NONE_PAID = "no unit is paid in this setting"


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact. ``value`` is as published, ``means`` our words for it, ``basis`` the edition that says it."""

    name: str
    value: str
    means: str
    basis: Basis


def fee_schedule_lines(loaded: Loaded[FeeScheduleRow], day: date) -> Iterator[FactLine]:
    """The fee schedule's columns for the whole code."""
    consulted = consult(loaded, day)
    row = next((row for row in consulted.rows if row.modifier is None), None)
    if row is None:
        if consulted.voice is Voice.SILENT:
            yield FactLine("Medicare status", "no row", "the fee schedule does not have the code", consulted.basis)
        return
    for field, name in _NAMES:
        value = getattr(row, field)
        if field == "nonfacility_total" and row.nonfacility_na:
            value = "NA"
        if field == "facility_total" and row.facility_na:
            value = "NA"
        if value not in (None, ""):
            yield FactLine(name, str(value), _MEANS.get(field, {}).get(str(value), ""), consulted.basis)


def limit_lines(limits: Sequence[tuple[Setting, Loaded[MueLimit]]], day: date) -> Iterator[FactLine]:
    """The unit limits of each setting that has one."""
    for setting, loaded in limits:
        consulted = consult(loaded, day)
        for row in consulted.rows[:1]:
            value = f"{row.value} (MAI {row.mai})"
            yield FactLine(f"MUE, {setting.value}", value, _MAI[row.mai] if row.value else _NONE_PAID, consulted.basis)
        if consulted.voice is Voice.SILENT:
            yield FactLine(f"MUE, {setting.value}", "none published", "", consulted.basis)


def table_lines(facts: Sequence[TableFact]) -> Iterator[FactLine]:
    """What the other tables say, in their own sentence."""
    for fact in facts:
        edition = fact.basis.edition
        said = fact.text.removeprefix(f"{edition.title}: ") if edition else fact.text
        yield FactLine(str(fact.basis.table), fact.short, said, fact.basis)


def diagnosis_facts(code: Icd10CmCode, tables: Tables, day: date) -> Iterator[FactLine]:
    """Present on admission, risk adjustment, age and sex, and the former code of a diagnosis; loaded tables only."""
    exempt = consult(tables.rows_by(ExemptDiagnosis, Table.POA_EXEMPT, "code", [code]), day)
    if exempt.voice is not Voice.NOT_LOADED:
        value = "exempt" if exempt.rows else "needed"
        yield FactLine("Present on admission indicator", value, "for inpatient claims", exempt.basis)
    risk = consult(tables.rows_by(RiskCategory, Table.RISK_CATEGORIES, "code", [code]), day)
    labels = tables.rows_by(RiskLabel, Table.RISK_LABELS, "category", sorted({row.category for row in risk.rows}))
    named = {(row.model, row.category): row.label for row in labels.rows}
    for row in risk.rows:
        yield FactLine(row.model, f"HCC {row.category}", named.get((row.model, row.category), ""), risk.basis)
    if risk.voice is Voice.SILENT:
        yield FactLine("CMS-HCC", "none", "not in a payment category", risk.basis)
    edits = consult(tables.rows_by(CodeEdit, Table.CODE_EDITS, "code", [code]), day)
    for edit in edits.rows:
        ages = f"ages {edit.lowest_age} to {edit.highest_age}" if edit.lowest_age is not None else ""
        yield FactLine("Medicare Code Editor", edit.group, edit.sex or ages, edits.basis)
    for table in (Table.ICD9_BACKWARD, Table.ICD9_MAP):
        former = consult(tables.rows_by(FormerCode, table, "code", [code]), day)
        for line in former.rows:
            yield FactLine("ICD-9-CM", line.former, "exact" if line.exact else "approximate", former.basis)
        if former.voice is not Voice.NOT_LOADED:
            return  # the map without a direction is asked where the one of this direction is not loaded
