"""Chooses what to compose by intent."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assistant.answer import AnswerKind
from assistant.answering.compose import claims, codes, lists, relations, topics
from assistant.answering.compose.draft import Block, Draft, bold, join_codes
from assistant.answering.gather.gathering import Findings
from assistant.understand.question import Question
from assistant.understand.wording import Intent
from corpus.codes import Code, CodeSystem, Modifier

Composer = Callable[[Question, Findings], Iterator[Block]]

_BY_INTENT: dict[Intent, Composer] = {
    Intent.DESCRIBE: codes.describe,
    Intent.PRIMARY_OF: relations.primaries,
    Intent.ADD_ONS_OF: relations.by_rule,
    Intent.ADD_ON_STATUS: relations.by_rule,
    Intent.ALONE: relations.by_rule,
    Intent.TOGETHER: relations.together,
    Intent.UNITS: codes.units,
    Intent.TIME: relations.by_rule,
    Intent.ADDITIONAL: relations.by_rule,
    Intent.MODIFIER: codes.modifier_use,
    Intent.PAYMENT: relations.by_rule,
    Intent.COVERAGE: relations.by_rule,
    Intent.DOCUMENTATION: codes.documentation,
    Intent.DIFFERENCE: codes.difference,
    Intent.BILLABLE: codes.billable,
    Intent.NOTES: codes.notes,
    Intent.FACTS: codes.facts,
    Intent.CROSSWALK: codes.crosswalk,
}

# CPT and HCPCS text is authored code by code, so absence here says nothing about the code book; ICD-10-CM is whole.
_PARTLY_LOADED = "It may still be a valid code: CasePilot describes only part of the CPT and HCPCS code sets."


def compose(question: Question, findings: Findings) -> Draft:
    """The answer the knowledge base gives by itself."""
    if question.choices:
        text = f"Which one do you mean: {join_codes(question.choices, 'or')}?"
        return Draft(AnswerKind.CLARIFICATION, (Block(text, claim=False),), listed=question.choices)
    if question.outside:
        return Draft(AnswerKind.ABSTENTION, (Block(question.outside, claim=False),))
    if question.dangling:
        return Draft(AnswerKind.CLARIFICATION, (Block("Which code do you mean?", claim=False),))
    if question.intent is Intent.GREETING:
        return Draft(AnswerKind.CLARIFICATION, (Block(topics.INVITATION, claim=False),))
    if question.intent is Intent.LISTING:
        return lists.compose_list(findings)
    if question.intent is Intent.CLAIM:
        return Draft(AnswerKind.ANSWER, tuple(claims.claim(question, findings)))
    if not question.codes and findings.rulings:
        return Draft(AnswerKind.ANSWER, tuple(relations.by_rule(question, findings)))
    if not question.codes:
        return topics.compose_topic(question, findings)
    unknown = tuple(unknown_codes(findings))
    if len(findings.unknown) == len(findings.subjects):
        near = tuple(code for codes_ in findings.unknown.values() for code in codes_)
        mentions = tuple(topics.section_blocks(findings.sections, findings))
        if mentions:
            lead = Block("The loaded guidelines mention it:", claim=False)
            return Draft(AnswerKind.ANSWER, (*unknown, lead, *mentions), listed=near)
        return Draft(AnswerKind.ABSTENTION, unknown, listed=near)
    blocks = tuple(_BY_INTENT.get(question.intent, codes.describe)(question, findings))
    return Draft(AnswerKind.ANSWER, unknown + blocks, listed=_listed(question, findings))


def unknown_codes(findings: Findings) -> Iterator[Block]:
    """A block for every subject that no loaded edition has."""
    for code, near in findings.unknown.items():
        hint = f" Did you mean {join_codes(near, 'or')}?" if near else ""
        partly = "" if code.system in (CodeSystem.ICD10CM, CodeSystem.MODIFIER) or near else f" {_PARTLY_LOADED}"
        yield Block(f"{bold(code)} is not in the loaded editions.{hint}{partly}", claim=False)


def _listed(question: Question, findings: Findings) -> tuple[Code, ...]:
    """The codes this answer brings up, for "that one" and "the first one"."""
    if question.intent is Intent.PRIMARY_OF:
        return tuple(dict.fromkeys(primary for v in findings.pairings.values() for primary in v.primaries))
    if question.intent is Intent.ADD_ONS_OF:
        return tuple(dict.fromkeys(code for listing in findings.add_ons.values() for code in listing.add_ons))
    subjects = tuple(code for code in findings.subjects if not isinstance(code, Modifier))
    return subjects if len(subjects) > 1 else ()
