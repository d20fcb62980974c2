"""Answers by rule: the verdicts first, then why, then the row each rests on; and what a code is on the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Part
from assistant.answering import passages
from assistant.answering.compose.draft import Block, bullets, cite, join_codes
from assistant.answering.compose.topics import section_blocks
from assistant.answering.findings import Findings
from assistant.answering.gather.records import rule_reference
from assistant.rules.indicators.facts import gone_words
from assistant.rules.validity.decide import CodeStatus, ValidityFinding
from assistant.rules.validity.words import changes
from assistant.rules.verdict import Ruling, Stance, as_of, bold
from assistant.understand.query import Query
from corpus.authored import REPORTED
from corpus.codes import Code, code_key
from corpus.icd10cm_changes import CHANGE
from corpus.records import CodeRecord, RecordStatus

# More verdicts than these are a line each; their reasons and rows are in the sources.
_EXPLAINED = 3
_DESCRIBED = 4
# A header may have dozens of codes below it; past these the evidence passage is the place to look.
_NAMED_CHILDREN = 12
# Verdicts on whether a code can be reported on the day.
OF_STATUS = frozenset({"validity", "icd10cm"})
_SAID_IN_THE_ROW = "The edition does not cover the date of service"


def verdict_blocks(question: Query, findings: Findings) -> Iterator[Block]:
    """Every verdict, then why and the row of each while there are few; and the day it was decided for."""
    rulings = _lead_first(findings)
    if len(rulings) > _EXPLAINED:
        for index, ruling in enumerate(rulings[:1] + tuple(_by_weight(rulings[1:]))):
            yield Block(cite(_said(ruling), ruling.number), "\n\n- " if index == 0 else "\n- ", verdict=True)
    else:
        for ruling in rulings:
            yield Block(cite(_said(ruling), ruling.number), verdict=True)
            yield from bullets([cite(reason, ruling.number) for reason in _reasons(ruling)])
            if ruling.verdict.basis.edition is not None:
                yield Block(cite(f"**Row:** {ruling.verdict.row}", ruling.number))
    yield from decided_for(question, findings)


def _said(ruling: Ruling) -> str:
    return as_of(ruling.verdict.conclusion, ruling.verdict.basis)


def _lead_first(findings: Findings) -> tuple[Ruling, ...]:
    """The rulings, the leading one before the others."""
    lead = findings.lead
    return findings.rulings if lead is None else (lead, *(one for one in findings.rulings if one is not lead))


def decided_for(question: Query, findings: Findings) -> Iterator[Block]:
    """The date of service that was decided for, and whose word it is."""
    if findings.day is None or not findings.rulings:
        return
    if question.date_of_service:
        text = f"*Decided for the date of service {findings.day}.*"
    else:
        text = f"*Decided for today, {findings.day}: name a date of service for another day.*"
    yield Block(text, claim=False)


def _reasons(ruling: Ruling) -> list[str]:
    """Why; that the edition does not cover the day is in the row, and under the answer, already."""
    return [reason for reason in ruling.verdict.reasons if not reason.startswith(_SAID_IN_THE_ROW)]


def _by_weight(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Denials before conditions before the rest: what costs a claim is read first."""
    order = [Stance.DENIES, Stance.CONDITIONS, Stance.NOT_LOADED, Stance.AFFIRMS, Stance.SILENT]
    return sorted(rulings, key=lambda ruling: order.index(ruling.verdict.stance))


def by_rule(question: Query, findings: Findings) -> Iterator[Block]:
    """The verdicts, and the codes they speak of in a line each."""
    yield from verdict_blocks(question, findings)
    yield from _without_rule(findings)
    shown = [code for code in findings.records if code not in findings.subjects][:_DESCRIBED]
    yield from bullets(described([*findings.known_subjects[:_DESCRIBED], *shown], findings))


def of_codes_alone(question: Query, findings: Findings) -> Iterator[Block]:
    """The verdicts, and what the codes asked about are: their relatives have no part in a payment or a policy."""
    yield from verdict_blocks(question, findings)
    yield from bullets(described(findings.known_subjects[:_DESCRIBED], findings))


def primaries(question: Query, findings: Findings) -> Iterator[Block]:
    """Which primary codes each subject is reported with; of a primary code, its add-on codes."""
    yield from verdict_blocks(question, findings)
    yield from _without_rule(findings)
    for code in findings.subjects:
        if code in findings.pairings and not findings.pairings[code].rows:
            yield from add_ons_line(code, findings)
    listed = [code for code in findings.records if code not in findings.subjects]
    yield from bullets(described(listed[:_DESCRIBED], findings))


def together(question: Query, findings: Findings) -> Iterator[Block]:
    """Two codes on one day: what the tables decide, then what the entries say of each code."""
    yield from verdict_blocks(question, findings)
    for code in findings.known_subjects:
        record, number = findings.records[code], findings.numbers[code_key(code)]
        yield Block(cite(f"**{passages.code_name(code)}**: {record.description}", number))
        if reported := record.section(REPORTED):
            yield Block(cite(reported.text, number))
    if not any(ruling.verdict.stance is Stance.AFFIRMS for ruling in findings.rulings):
        yield from section_blocks(findings.sections[:2], findings)


def _without_rule(findings: Findings) -> Iterator[Block]:
    for code in findings.subjects:
        if code not in findings.pairings and not findings.rulings:
            yield Block(
                f"I don't have an add-on rule for {bold(code)}: only CPT and HCPCS codes have one.", claim=False
            )


def standing_line(code: Code, findings: Findings) -> Iterator[Block]:
    """One line on the primary codes of an add-on code, for a description."""
    number = findings.numbers.get(rule_reference(f"primaries:{code}"))
    if number is not None and code in findings.pairings and findings.pairings[code].rows:
        yield Block(cite(_first_line(findings, number), number))


def add_ons_line(code: Code, findings: Findings) -> Iterator[Block]:
    """One line naming the add-on codes of a primary, for a description."""
    number = findings.numbers.get(rule_reference(f"add-ons-of:{code}"))
    if number is not None:
        yield Block(cite(_first_line(findings, number), number))


def _first_line(findings: Findings, number: int) -> str:
    return findings.evidence[number - 1].text.splitlines()[0]


def described(codes: Sequence[Code], findings: Findings) -> list[str]:
    """A line for each code that has a record among the evidence."""
    return [
        cite(f"**{passages.code_name(code)}**: {findings.records[code].description}", findings.numbers[code_key(code)])
        for code in dict.fromkeys(codes)
        if code in findings.records and code_key(code) in findings.numbers
    ]


def each_status(findings: Findings) -> Iterator[Block]:
    """Whether each of several codes can be reported on the day: first those that cannot, then a line a code."""
    told = [ruling for ruling in findings.rulings if ruling.rule in OF_STATUS]
    gone = [ruling for ruling in told if ruling.verdict.stance is Stance.DENIES]
    names = ", ".join(bold(code) for ruling in gone for code in sorted(ruling.about, key=str))
    said = f"Not on {findings.day}: {names}." if gone else f"None of them is turned down on {findings.day}."
    yield Block(cite(said, *(ruling.number for ruling in gone or told)), verdict=True, part=Part.CONCLUSION)
    yield from (replace(block, verdict=True, part=Part.WHY) for block in bullets([_with_number(one) for one in told]))


def _with_number(ruling: Ruling) -> str:
    return cite(_said(ruling), ruling.number)


# --- what a code is on the day ----------------------------------------------------------------------------------------


def gone_lead(code: Code, findings: Findings) -> Iterator[Block]:
    """That a code cannot be reported on the day comes before what it is."""
    status = findings.statuses.get(code)
    if status is not None and status.is_gone:
        text = f"{bold(code)} cannot be reported on {status.basis.day}: {gone_words(status)}."
        yield Block(cite(text, findings.numbers[f"status:{code}"]), part=Part.CONCLUSION)


def without_status(findings: Findings) -> Findings:
    """The findings without the facts that ``gone_lead`` has told."""
    facts = {
        code: tuple(fact for fact in told if fact.key != f"status:{code}") for code, told in findings.facts.items()
    }
    return replace(findings, facts=facts)


def otherwise_that_day(record: CodeRecord, status: CodeStatus) -> str:
    """What the list of the day says of a diagnosis that the record has otherwise; empty where they agree."""
    edition = status.basis.edition
    title = edition.title if edition else ""
    day = status.basis.day
    if status.is_gone:
        return f"cannot be reported on {day}: {gone_words(status)}."
    if status.finding is ValidityFinding.ACTIVE and record.status is not RecordStatus.BILLABLE:
        return " ".join((f"is billable on {day}: {title} has it at its full length.", *changes(status)))
    if status.finding is ValidityFinding.HEADER and record.status is RecordStatus.BILLABLE:
        return f"is not billable on {day}: it is a header in {title} and needs more characters."
    return ""


def billable_line(record: CodeRecord, findings: Findings) -> str:
    """ICD-10-CM: at full length, or a header with the codes below it; as the list of the day has it."""
    number = findings.numbers[code_key(record.code)]
    name = f"{bold(record.code)} ({record.description})"
    status = findings.statuses.get(record.code)
    if status is not None and (otherwise := otherwise_that_day(record, status)):
        return cite(f"{name} {otherwise}", number)
    if record.status is RecordStatus.BILLABLE:
        return cite(f"{name} is billable: it is at its full length.", number)
    if record.status is RecordStatus.TERMINATED:
        said = record.section(CHANGE)
        return cite(f"{name} cannot be reported any more. {said.text if said else ''}".strip(), number)
    named = join_codes(record.children[:_NAMED_CHILDREN])
    more = len(record.children) - _NAMED_CHILDREN
    rest = f" ({more} more are in the source)" if more > 0 else ""
    return cite(f"{name} is not billable: it is a header and needs more characters. Below it: {named}{rest}.", number)


def table_facts(code: Code, findings: Findings) -> Iterator[Block]:
    """What each loaded table says of a code, a line a table."""
    facts = findings.facts.get(code, ())
    yield from bullets([cite(fact.text, findings.numbers[fact.key]) for fact in facts])
