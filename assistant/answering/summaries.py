"""One-line summaries of the stages, and the warnings an answer carries. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.answer import Check, CheckKind, Sentence
from assistant.answering.findings import Findings
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import code_key
from corpus.editions import Edition

# Answers that state a code's figures, each of which has an edition of its own.
_SHOWS_FACTS = frozenset({Wish.DESCRIBE, Wish.DIFFERENCE, Wish.UNITS, Wish.FACTS, Wish.BILLABLE})


def question_summary(question: Query) -> str:
    """What was understood: "primary of 0709T", "guideline: E/M services"."""
    about = ", ".join(map(str, (*question.codes[:6], *question.modifiers))) or question.topic
    if len(question.codes) > 6:
        about += f" and {len(question.codes) - 6} more"
    text = f"{question.intent.value.replace('_', ' ')}: {about}" if about else question.intent.value
    return text + (f" (read as: {question.standalone})" if question.standalone != question.text else "")


def gathered_summary(findings: Findings) -> str:
    """What was found, by title."""
    if not findings.evidence:
        return "nothing in the loaded sources"
    titles = [item.title for item in findings.evidence]
    more = f" and {len(titles) - 5} more" if len(titles) > 5 else ""
    return f"{counted(len(titles), 'piece')} of evidence: " + "; ".join(titles[:5]) + more


def counted(number: int, thing: str) -> str:
    """ "1 piece", "2 pieces"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def warnings_for(
    question: Query,
    findings: Findings,
    cited: set[int],
    sentences: Sequence[Sentence],
    editions: Iterable[Edition],
    day: date,
) -> tuple[str, ...]:
    """What a careful reader must know: struck codes, unsupported sentences, editions that do not cover the date."""
    warnings: list[str] = []
    struck = [check.detail for item in sentences for check in item.checks if check.kind is CheckKind.CODE_STRUCK]
    if struck:
        warnings.append(f"Removed from the draft because no loaded source has it: {', '.join(dict.fromkeys(struck))}.")
    if any(check.kind is CheckKind.UNSUPPORTED for item in sentences for check in item.checks):
        warnings.append("A marked sentence is not supported by the source it cites: verify it before you rely on it.")
    by_id = {edition.id: edition for edition in editions}
    used = {item.edition_id for item in findings.evidence if item.number in cited and item.edition_id}
    if question.intent in _SHOWS_FACTS:
        shown = [record for code, record in findings.records.items() if findings.numbers.get(code_key(code)) in cited]
        used |= {fact.source.edition_id for record in shown for fact in record.facts}
    # What an answer dates itself ("As of ...", "to ...") is not said again.
    dated = {fact.basis.edition.id for facts in findings.facts.values() for fact in facts if fact.basis.edition}
    if findings.lead is not None and findings.lead.verdict.basis.edition is not None:
        dated.add(findings.lead.verdict.basis.edition.id)
    past = [by_id[name] for name in sorted(used - dated) if name in by_id and not by_id[name].covers(day)]
    if past:
        when = f"on the date of service, {day:%Y-%m-%d}" if question.date_of_service else f"today, {day:%Y-%m-%d}"
        spans = "; ".join(f"{edition.title} ({_span(edition)})" for edition in past)
        warnings.append(f"Not in force {when}: {spans}. Check the current release before you bill.")
    return tuple(warnings)


def _span(edition: Edition) -> str:
    if edition.effective_to is not None:
        return f"through {edition.effective_to:%Y-%m-%d}"
    return f"from {edition.effective_from:%Y-%m-%d}"


def ground_summary(sentences: list[Sentence]) -> str:
    """What the checks of the sentences come to, in a line."""
    checks: list[Check] = [check for sentence in sentences for check in sentence.checks]
    passages = f"{counted(len(sentences), 'passage')} checked"
    if not checks:
        return f"{passages}, nothing to object to"
    kinds = sorted({check.kind.value.replace("_", " ") for check in checks})
    return f"{passages}, {counted(len(checks), 'objection')}: {', '.join(kinds)}"
