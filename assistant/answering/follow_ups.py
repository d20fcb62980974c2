"""Up to three questions that CasePilot can answer next (pure): only what the findings show to be answerable."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import AnswerKind
from assistant.answering.compose import Draft
from assistant.answering.compose.topics import shown_sections
from assistant.answering.findings import Findings
from assistant.answering.passages import section_title
from assistant.understand.query import Query, Turn
from assistant.understand.wishes.wish import Wish
from corpus.authored import DOCUMENTATION
from corpus.codes import Code, Icd10CmCode
from corpus.records import RecordStatus

MOST_FOLLOW_UPS = 3


def follow_ups(question: Query, findings: Findings) -> tuple[str, ...]:
    """Questions to offer as buttons, none of them the one just asked."""
    if question.choices:
        return tuple(f"{code}" for code in question.choices[:MOST_FOLLOW_UPS])
    offered: dict[str, None] = dict.fromkeys(_next_readings(question))
    for near in findings.unknown.values():
        offered.update({f"What is {code}?": None for code in near[:1]})
    for code in findings.known_subjects[:1]:
        offered.update(dict.fromkeys(_about_code(code, question.intent, findings)))
    for code in findings.found[:2]:
        offered[f"What is {code}?"] = None
    for section in shown_sections(findings.sections)[1] if not question.codes else findings.sections[1:]:
        offered[f"Guideline: {section_title(section)}"] = None
    offered.pop(question.text, None)
    return tuple(offered)[:MOST_FOLLOW_UPS]


# How the next reading of a guess is offered, by the wish; {} is the codes.
_READINGS = {
    Wish.DESCRIBE: "What is {}?",
    Wish.ALONE: "Can {} be billed alone?",
    Wish.TOGETHER: "Can {} be billed together?",
    Wish.UNITS: "How many units of {} per day?",
    Wish.MODIFIER: "Which modifiers go on {}?",
    Wish.DIFFERENCE: "What is the difference between {}?",
    Wish.BILLABLE: "Is {} billable?",
    Wish.DOCUMENTATION: "What documentation supports {}?",
    Wish.PAYMENT: "What does Medicare pay for {}?",
    Wish.COVERAGE: "Which diagnoses support {}?",
    Wish.NOTES: "Excludes notes for {}",
    Wish.FACTS: "Global days of {}",
    Wish.PRIMARY_OF: "What is the primary code of {}?",
    Wish.ADD_ONS_OF: "Which add-on codes go with {}?",
    Wish.ORDER: "In which order do {} stand?",
}


def _next_readings(question: Query) -> Iterator[str]:
    """A guess offers what else may have been meant."""
    named = " and ".join(map(str, question.codes[:3]))
    if question.guessed and named:
        for wish in question.next_wishes:
            if wish in _READINGS:
                yield _READINGS[wish].format(named)


def _about_code(code: Code, asked: Wish, findings: Findings) -> Iterator[str]:
    record = findings.records[code]
    if isinstance(code, Icd10CmCode):
        if asked is not Wish.NOTES:
            yield f"Excludes notes for {code}"
        if record.status is RecordStatus.HEADER and record.children:
            yield f"What is {record.children[0]}?"
        return
    verdict = findings.pairings.get(code)
    if verdict and verdict.primaries and asked is not Wish.PRIMARY_OF:
        yield f"What is the primary code of {code}?"
    if verdict and verdict.rows and asked not in (Wish.ALONE, Wish.ADD_ON_STATUS):
        yield f"Can {code} be billed alone?"
    if (listing := findings.add_ons.get(code)) and listing.add_ons and asked is not Wish.ADD_ONS_OF:
        yield f"Which add-on codes go with {code}?"
    if record.section(DOCUMENTATION) and asked is not Wish.DOCUMENTATION:
        yield f"What documentation supports {code}?"
    if any(fact.name.startswith("mue") for fact in record.facts) and asked is not Wish.UNITS:
        yield f"How many units of {code} per day?"
    for other in record.related[:1]:
        if asked is not Wish.DIFFERENCE:
            yield f"What is the difference between {code} and {other.code}?"


def turn_of(question: Query, findings: Findings, draft: Draft) -> Turn:
    """What this question leaves for the next."""
    subjects = () if question.choices else question.codes if question.outside else findings.subjects
    if question.relation is not None:
        # "Can its primary be billed alone?" leaves "it" with the code that was asked about.
        subjects = question.codes
    return Turn(
        text=question.text,
        intent=question.intent,
        subjects=subjects,
        listed=draft.listed,
        topic=question.topic if not question.codes else "",
        system=question.system,
        awaiting=draft.kind is AnswerKind.CLARIFICATION,
        query=question,
        led=findings.lead.rule if findings.lead else "",
    )
