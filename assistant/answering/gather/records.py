"""Records, table facts and verdicts as numbered evidence. Blocking I/O where notes are inherited."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import passages
from assistant.answering.evidence import EvidenceBook, EvidenceKind
from assistant.answering.gather.tallies import Tally
from assistant.retrieval.exact import inherited_sections
from assistant.rules.verdict import Ruling, Verdict, as_of
from assistant.understand.query import Query
from corpus.codes import Icd10CmCode, code_key
from corpus.records import CodeRecord, SourceRef
from corpus.store.catalog import Catalog


def add_record(record: CodeRecord, catalog: Catalog, book: EvidenceBook) -> int:
    """A code's record as evidence, with the notes it inherits; gives its number."""
    inherited = inherited_sections(record, catalog) if isinstance(record.code, Icd10CmCode) else ()
    text = passages.record_passage(record, inherited, book.editions)
    title = passages.code_name(record.code)
    return book.add(code_key(record.code), EvidenceKind.CODE, title, text, record.source, record.code)


def add_verdict(verdict: Verdict, question: Query, book: EvidenceBook) -> Ruling:
    """A verdict as evidence: its words and its row, in the edition that decided or, where none did, by name."""
    if not verdict.rests_on:
        # A rule that speaks of a modifier on a code's line has used that modifier too.
        used = (
            modifier
            for line in question.lines
            if line.code in verdict.about
            for modifier in line.modifiers
            if modifier in verdict.mentions
        )
        named = dict.fromkeys((*verdict.about, *used))
        places = dict.fromkeys(span for code in named for span in question.places.get(code, ()))
        verdict = replace(verdict, rests_on=tuple(places))
    text = "\n".join((as_of(verdict.conclusion, verdict.basis), *verdict.reasons, f"Row: {verdict.row}"))
    edition = verdict.basis.edition
    source = SourceRef(edition.id if edition else "", verdict.locator)
    number = book.add(
        rule_reference(verdict.key),
        EvidenceKind.VERDICT,
        verdict.title,
        text,
        source,
        *verdict.mentions,
        edition_title=edition.title if edition else f"{verdict.basis.table}, not loaded",
    )
    return Ruling(verdict, number)


def rule_reference(key: str) -> str:
    """The reference of a verdict's evidence: apart from that of a record, which a code's key is."""
    return f"rule:{key}"


def add_tally(tally: Tally, book: EvidenceBook) -> int:
    """A list as evidence, complete."""
    named = "\n".join(
        f"{member.code}: {member.words}" if member.words else str(member.code) for member in tally.members
    )
    text = "\n".join(filter(None, (tally.headline, named, *tally.lines)))
    edition = tally.basis.edition
    source = SourceRef(edition.id if edition else "", tally.locator)
    name = edition.title if edition else tally.title or f"{tally.basis.table}, not loaded"
    title = f"List from {edition.title}" if edition else tally.title or "A list that cannot be made"
    key = f"list:{tally.headline}"
    return book.add(key, EvidenceKind.TABLE, title, text, source, *tally.codes, edition_title=name)
