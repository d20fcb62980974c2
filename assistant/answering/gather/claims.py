"""A pasted claim: every rule over every line, pair and diagnosis, as evidence. Blocking I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from assistant.answering.evidence import EvidenceBook, EvidenceKind
from assistant.answering.findings import Findings
from assistant.answering.gather.records import add_record, add_verdict
from assistant.procedures.billing.denials.remitted import remitted_verdicts, unknown_reasons
from assistant.procedures.billing.on_claim import procedure_verdicts
from assistant.retrieval.exact import near_misses
from assistant.rules.claim.checked import CheckedClaim
from assistant.rules.claim.decide import check_claim
from assistant.rules.claim.verdicts import claim_passage, claim_verdicts, not_paired
from assistant.rules.engine import Decider
from assistant.understand.claims.text import ClaimText
from assistant.understand.query import Query
from corpus.codes import Code
from corpus.records import SourceRef
from corpus.store.knowledge_base import KnowledgeBase


def about_claim(
    claim: ClaimText, question: Query, day: date, knowledge: KnowledgeBase, decider: Decider, book: EvidenceBook
) -> Findings:
    """The claim as it was read, the records of its codes, and the verdicts line by line."""
    done = checked(claim, day, knowledge.existing, decider)
    claim = done.claim
    records = knowledge.catalog.records(question.codes, day)
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
    rulings = tuple(add_verdict(one, question, book) for one in done.verdicts)
    unknown = {item.code: item.near for item in done.check.checks if item.near is not None}
    return Findings(
        book.evidence, book.numbers, question.codes, records, unknown, rulings=rulings, claim=done.check, day=day
    )


def checked(
    claim: ClaimText, day: date, existing: Callable[[Iterable[Code]], frozenset[Code]], decider: Decider
) -> CheckedClaim:
    """A claim decided line by line. ``day`` is that of the lines without their own."""
    codes: list[Code] = list(dict.fromkeys((*(line.code for line in claim.lines), *claim.diagnoses)))
    known = existing(codes)
    # A code that is known to have ended is no misprint, though the loaded editions have it no more.
    lacking = [code for code in codes if code not in known and not decider.statuses.is_gone(code, day)]
    unknown = {code: near_misses(code, existing) for code in lacking}
    claim = replace(claim, notes=(*unknown_reasons(claim, day), *claim.notes))
    told = (
        *remitted_verdicts(claim, day),
        *procedure_verdicts(claim, unknown, day),
        *claim_verdicts(claim, unknown, day, decider),
    )
    lines = {one.verdict.key: one.lines for one in told}
    check = check_claim(
        claim.lines,
        claim.diagnoses,
        [one.verdict for one in told],
        lambda verdict: verdict.told_at or verdict.about,
        (*claim.unread, *not_paired(claim, unknown, day)),
        lambda verdict: lines[verdict.key],
        unknown,
    )
    doubts = tuple(f"{one.kind} {one.value}: {one.doubt}." for one in claim.numbers if one.doubt)
    check = replace(
        check,
        not_services=claim.not_services,
        asked=claim.asked,
        notes=(*claim.notes, *doubts),
        whole=claim.whole,
    )
    return CheckedClaim(claim, day, check, tuple(one.verdict for one in told))
