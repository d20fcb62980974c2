"""A pasted claim: every rule over every line, pair and diagnosis, as evidence. Blocking I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.answering.evidence import EvidenceBook, EvidenceKind
from assistant.answering.findings import Findings
from assistant.answering.gather.records import add_record, add_verdict
from assistant.procedures.billing.denials.remitted import remitted_verdicts, unknown_reasons
from assistant.retrieval.exact import near_misses
from assistant.rules.claim.decide import check_claim
from assistant.rules.claim.verdicts import claim_passage, claim_verdicts, concerns, not_paired
from assistant.rules.engine import Decider
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Query
from corpus.records import SourceRef
from corpus.store.knowledge_base import KnowledgeBase


def about_claim(
    claim: ClaimText, question: Query, day: date, knowledge: KnowledgeBase, decider: Decider, book: EvidenceBook
) -> Findings:
    """The claim as it was read, the records of its codes, and the verdicts line by line."""
    claim = replace(claim, notes=(*unknown_reasons(claim, day), *claim.notes))
    records = knowledge.catalog.records(question.codes, day)
    existing = knowledge.existing(question.codes)
    unknown = {code: near_misses(code, knowledge.existing) for code in question.codes if code not in existing}
    book.add(
        "claim",
        EvidenceKind.CLAIM,
        claim.title or "The claim as it was read",
        claim_passage(claim, day),
        SourceRef("", ""),
        *question.codes,
        edition_title="The file" if claim.title else "What you pasted",
    )
    for code in question.codes:
        if code in records:
            add_record(records[code], knowledge.catalog, book)
    told = (*remitted_verdicts(claim, day), *claim_verdicts(claim, unknown, day, decider))
    rulings = tuple(add_verdict(one.verdict, question, book) for one in told)
    about = {ruling.verdict.key: concerns(ruling) for ruling in rulings}
    lines = {one.verdict.key: one.lines for one in told}
    check = check_claim(
        claim.lines,
        claim.diagnoses,
        [ruling.verdict for ruling in rulings],
        lambda verdict: about[verdict.key],
        claim.unread,
        lambda verdict: lines[verdict.key],
    )
    doubts = tuple(f"{one.kind} {one.value}: {one.doubt}." for one in claim.numbers if one.doubt)
    apart = not_paired(claim, unknown, day)
    check = replace(
        check,
        unread=(*check.unread, *apart),
        not_services=claim.not_services,
        asked=claim.asked,
        notes=(*claim.notes, *doubts),
        whole=claim.whole,
    )
    return Findings(
        book.evidence, book.numbers, question.codes, records, unknown, rulings=rulings, claim=check, day=day
    )
