"""What CasePilot ships as facts, as editions like those of added files: add-on edits, drug names, ICD-10-CM of today.

The code list of a fiscal year is that of ``simple-icd-10-cm`` (April of the year before) with the shipped changes
applied: which codes there are, and which can be reported. It names no note; notes are the tabular list's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from corpus.add_on_facts import ADD_ON_EDITION, ADD_ON_FACTS_FILE, read_pairs
from corpus.authored import TEXT_FOLDER
from corpus.codes import Icd10CmCode
from corpus.drug_names import DRUG_NAMES_EDITION, DRUG_NAMES_FILE, read_drug_names
from corpus.editions import Edition
from corpus.errors import RowError
from corpus.icd10cm_changes import CodeChange, change_section, fiscal_year_of, listing_of, parents_of, read_changes
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table
from ingest.sources import Item
from ingest.sources.dates import fiscal_year_span
from ingest.sources.icd10cm import read_titles

_ADD_ONS = Edition(
    ADD_ON_EDITION,
    Table.ADD_ON.value,
    "CMS",
    "Medicare NCCI Add-on Code Edits, 2026 Q2, as facts kept by CasePilot",
    date(2026, 4, 1),
    date(2026, 6, 30),
)
_PUBLISHER = "CMS and NCHS"


def shipped_add_ons() -> Iterator[Item]:
    """The edition of the shipped add-on code edits, and its pairs."""
    yield _ADD_ONS
    yield from read_pairs((TEXT_FOLDER / ADD_ON_FACTS_FILE).read_text(encoding="utf-8"), ADD_ON_EDITION)


def shipped_drug_names() -> Iterator[Item]:
    """The edition of the shipped drug names, and a row a name and code."""
    yield DRUG_NAMES_EDITION
    yield from read_drug_names((TEXT_FOLDER / DRUG_NAMES_FILE).read_text(encoding="utf-8"))


def shipped_changes(path: Path, categories: frozenset[str] | None = None) -> Iterator[Item]:
    """The changes of one fiscal year: a row a code, and the records of codes that are new, headers now, or gone."""
    year = fiscal_year_of(path)
    begin, end = fiscal_year_span(year)
    title = f"ICD-10-CM code changes, FY {year}, as facts kept by CasePilot"
    edition = Edition(
        f"icd10cm-changes-fy{year}", Table.ICD10CM_CHANGES.value, _PUBLISHER, title, begin, end, complete=True
    )
    yield edition
    before = {code: title for code, title, _ in read_titles(categories)}
    changes = []
    for change in read_changes(path):
        if isinstance(change, RowError):
            yield change
        elif categories is None or change.code.category in categories:
            changes.append(change)
    parents = parents_of([*before, *(change.code for change in changes)])
    children: dict[Icd10CmCode | None, list[Icd10CmCode]] = {}
    for code, parent in parents.items():
        children.setdefault(parent, []).append(code)
    for change in changes:
        source = SourceRef(edition.id, f"row {change.code}")
        yield listing_of(change, begin, change.title or before[change.code], source)
        family = parents[change.code], tuple(children.get(change.code, ()))
        yield _record(change, begin, before, family, source)


def _record(
    change: CodeChange,
    begin: date,
    before: Mapping[Icd10CmCode, str],
    family: tuple[Icd10CmCode | None, tuple[Icd10CmCode, ...]],
    source: SourceRef,
) -> CodeRecord:
    """The record of a changed code; ``family`` is its parent and its children."""
    status = RecordStatus.BILLABLE if change.billable else RecordStatus.HEADER
    return CodeRecord(
        change.code,
        change.title or before[change.code],
        official=not change.title,
        status=RecordStatus.TERMINATED if change.gone else status,
        source=source,
        synonyms=change.synonyms,
        sections=(change_section(change, begin),),
        parent=family[0],
        children=family[1],
    )


def shipped_codes(path: Path, categories: frozenset[str] | None = None) -> Iterator[Item]:
    """The whole code list of one fiscal year, in the order of its codes."""
    year = fiscal_year_of(path)
    begin, end = fiscal_year_span(year)
    title = f"ICD-10-CM code list, FY {year}, of April {year - 1} with the changes of October"
    edition = Edition(f"icd10cm-order-fy{year}", Table.ICD10CM_CODES.value, _PUBLISHER, title, begin, end)
    yield edition
    listed: dict[Icd10CmCode, CodeListing] = {}
    for code, words, billable in read_titles(categories):
        listed[code] = CodeListing(code, _place(edition, code), description=words, billable=billable)
    for change in read_changes(path):
        if isinstance(change, RowError) or (categories is not None and change.code.category not in categories):
            continue  # told with the changes themselves
        if change.gone:
            listed.pop(change.code, None)
        else:
            words = change.title or listed[change.code].description
            listed[change.code] = listing_of(change, begin, words, _place(edition, change.code))
    yield from (listed[code] for code in sorted(listed, key=lambda code: code.undotted))


def _place(edition: Edition, code: Icd10CmCode) -> SourceRef:
    return SourceRef(edition.id, f"code {code}")
