"""Compares what the authored text states of codes with the editions that are loaded: facts, add-on pairs, codes named.

The text's facts were read out of one edition each (``facts.csv``). Where that edition is loaded it is compared with;
otherwise the newest loaded edition of the same table is, so that a new release shows which facts have grown old.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from corpus.authored import AuthoredCode
from corpus.codes import Code, Icd10CmCode
from corpus.editions import Edition
from corpus.mentions import find_codes
from corpus.records import CodeRecord, GuidelineSection
from corpus.relations import AddOnPair, FeeScheduleRow, IndexTerm, Loaded, MueLimit, ProcedureCode, Relation, Setting
from corpus.store.tables import Tables

_Row = TypeVar("_Row", bound=Relation)


@dataclass(slots=True)
class Comparison:
    """One thing compared: with what, how often, and what was found. ``edition`` is None when nothing was loaded."""

    name: str
    edition: Edition | None = None
    compared: int = 0
    findings: list[str] = field(default_factory=list)


def compare_with_tables(codes: Iterable[AuthoredCode], tables: Tables) -> tuple[Comparison, ...]:
    """Status and global days, MUE values, and add-on pairs of every entry against the loaded tables."""
    fees = Comparison("status, global days and add-on flag")
    limits = Comparison("MUE values")
    pairs = Comparison("add-on pairs")
    for entry in codes:
        code = entry.record.code
        assert isinstance(code, ProcedureCode)
        facts = {fact.name: fact for fact in entry.record.facts}
        fee_rows = rows_to_compare(fees, tables.fee_schedule(code), _cited(entry.record, "status"))
        _compare_fees(fees, entry, [row for row in fee_rows if row.modifier is None])
        mue = facts.get("mue_practitioner")
        mue_source = _cited(entry.record, "mue_practitioner")
        mue_rows = rows_to_compare(limits, tables.mue_limits(code, Setting.PRACTITIONER), mue_source)
        _compare_limit(limits, code, mue.value if mue else None, mue_rows)
        cited = next((pair.source.edition_id for pair in entry.pairs), None)
        _compare_pairs(pairs, entry, rows_to_compare(pairs, tables.add_on_pairs_of(code), cited))
    return fees, limits, pairs


def compare_diagnoses(
    records: Iterable[CodeRecord],
    sections: Iterable[GuidelineSection],
    terms: Iterable[IndexTerm],
    existing: Callable[[Iterable[Code]], frozenset[Code]],
) -> Comparison:
    """ICD-10-CM codes named in prose and lay terms; ``existing`` gives those of some codes that are loaded."""
    texts = {
        str(record.code): "\n".join([record.description, *(s.as_text() for s in record.sections)]) for record in records
    }
    texts |= {section.key: section.text for section in sections}
    named = {place: set(_diagnoses(text)) for place, text in texts.items()}
    for term in terms:
        named.setdefault(term.source.locator, set()).add(term.code)
    everything = frozenset(code for codes in named.values() for code in codes)
    found = existing(everything)
    result = Comparison("ICD-10-CM codes named", compared=len(everything))
    for place, codes in named.items():
        result.findings += [f"{place}: names {code}, which no loaded edition has" for code in codes - found]
    return result


def _diagnoses(text: str) -> Iterator[Code]:
    for mention in find_codes(text):
        for code in (mention.code, mention.through):
            if mention.certain and isinstance(code, Icd10CmCode):
                yield code


def _cited(record: CodeRecord, fact: str) -> str | None:
    return next((item.source.edition_id for item in record.facts if item.name == fact), None)


def rows_to_compare(comparison: Comparison, loaded: Loaded[_Row], cited: str | None) -> list[_Row]:
    """The rows of the edition to compare with: the cited one, or else the newest whole one."""
    whole = [edition for edition in loaded.editions if edition.complete]
    chosen = next((edition for edition in whole if edition.id == cited), None)
    if chosen is None and comparison.edition is None and whole:
        chosen = max(whole, key=lambda edition: (str(edition.effective_from or ""), edition.id))
    comparison.edition = chosen or comparison.edition
    if comparison.edition is None:
        return []
    return [row for row in loaded.rows if row.source.edition_id == comparison.edition.id]


def _compare_fees(result: Comparison, entry: AuthoredCode, rows: list[FeeScheduleRow]) -> None:
    if not rows:
        return
    result.compared += 1
    code, row = entry.record.code, rows[0]
    # A drug (status E) carries a filler for its global days that means nothing.
    published = {"status": row.status} | ({"global_days": row.global_days} if row.status != "E" else {})
    stated = {fact.name: fact.value for fact in entry.record.facts}
    for name, value in published.items():
        if stated.get(name) != value:
            result.findings.append(f"{code}: {name} is stated as {stated.get(name)}, the edition has {value}")
    if row.global_days == "ZZZ" and not entry.pairs:
        result.findings.append(f"{code}: global days ZZZ mark an add-on code, the text has no pair for it")


def _compare_limit(result: Comparison, code: ProcedureCode, stated: str | None, rows: list[MueLimit]) -> None:
    published = f"{rows[0].value} (MAI {rows[0].mai})" if rows else None
    if result.edition is None:
        return
    result.compared += 1
    if stated != published:
        result.findings.append(f"{code}: MUE is stated as {stated}, the edition has {published}")


def _compare_pairs(result: Comparison, entry: AuthoredCode, rows: list[AddOnPair]) -> None:
    if result.edition is None:
        return
    published = {(row.primary, row.edit_type) for row in rows if row.last_day is None}
    stated = {(pair.primary, pair.edit_type) for pair in entry.pairs}
    result.compared += len(published | stated)
    for lacking, pairs in (("the text lacks", published - stated), ("the edition lacks", stated - published)):
        for primary, kind in sorted(pairs, key=str):
            named = primary or "any code the payer names"
            result.findings.append(f"{entry.record.code}: {lacking} the pair with {named} (type {kind})")
