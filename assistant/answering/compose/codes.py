"""Answers about named codes from their own records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Part
from assistant.answering import passages
from assistant.answering.compose import form
from assistant.answering.compose.draft import Block, bullets, cite
from assistant.answering.compose.relations import (
    add_ons_line,
    billable_line,
    described,
    gone_lead,
    standing_line,
    table_facts,
    verdict_blocks,
    without_status,
)
from assistant.answering.compose.topics import section_blocks
from assistant.answering.findings import Findings
from assistant.answering.gather.searching.quoting import entry_sentence
from assistant.rules.verdict import bold
from assistant.understand.query import Query
from corpus.authored import DOCUMENTATION, MODIFIERS, REPORTED, UNIT
from corpus.codes import Code, Icd10CmCode, code_key
from corpus.records import CodeRecord, RecordStatus

# More codes than these are listed a line each instead of being described in full.
AT_A_GLANCE = 2
_NOTES_AT_A_GLANCE = 3

_WHOSE_DESCRIPTOR = ", and the official CPT descriptor is the AMA's; it shows here once you add your licensed file"


def number_of(code: Code, findings: Findings) -> int:
    """The evidence number of a code's record."""
    return findings.numbers[code_key(code)]


def look_up(question: Query, findings: Findings, asked: Sequence[Block] = ()) -> Iterator[Block]:
    """One or two codes at a glance: what each is, what else was ``asked``, its figures, when it is reported."""
    shown = [code for code in findings.subjects[:AT_A_GLANCE] if code not in findings.unknown]
    spoken = _spoken(question, shown, findings)
    yield from spoken
    for code in shown:
        yield from gone_lead(code, findings)
        if code in findings.records:
            yield from _glance(findings.records[code], findings)
        else:
            yield replace(next(_from_tables(code, findings)), part=Part.CONCLUSION)
    for modifier in question.modifiers:
        if modifier in findings.records and modifier not in shown:
            yield Block(one_line(findings.records[modifier], findings), part=Part.CONCLUSION)
    yield from asked
    yield from form.facts_lines(without_status(findings))
    for code in shown:
        if not spoken and code in findings.records and (section := findings.records[code].section(REPORTED)):
            text = f"**{section.heading}.** {section.text}" if len(shown) == 1 else f"{bold(code)}: {section.text}"
            yield Block(cite(text, number_of(code, findings)), part=Part.WHY)


def _spoken(question: Query, shown: Sequence[Code], findings: Findings) -> list[Block]:
    """The sentence of the one code's entry that speaks of what is asked beside the code."""
    asks_a_part = question.story.within("rules").has("of_a_part")
    record = findings.records.get(shown[0]) if asks_a_part and len(shown) == 1 else None
    sentence = entry_sentence(question.topic, record) if record is not None else None
    if record is None or sentence is None:
        return []
    text = cite(f"{bold(record.code)}: {sentence}", number_of(record.code, findings))
    return [Block(text, part=Part.CONCLUSION)]


def _glance(record: CodeRecord, findings: Findings) -> Iterator[Block]:
    number = number_of(record.code, findings)
    licensed = next((fact for fact in findings.facts.get(record.code, ()) if fact.key.startswith("descriptor")), None)
    if licensed is not None:
        yield Block(cite(licensed.text, findings.numbers[licensed.key]), part=Part.CONCLUSION)
    wording = "" if record.official else f" *({passages.OWN_WORDING})*"
    text = f"**{passages.code_name(record.code)}**: {record.description}{wording}"
    yield Block(cite(text, number), part=Part.CONCLUSION)
    status = findings.statuses.get(record.code)
    if isinstance(record.code, Icd10CmCode):
        if status is None or not status.is_gone:
            yield Block(billable_line(record, findings), part=Part.FACTS)
        for block in list(_own_notes(record, number))[:_NOTES_AT_A_GLANCE]:
            yield replace(block, part=Part.WHY)


def describe(question: Query, findings: Findings) -> Iterator[Block]:
    """What the codes are, when they are reported, and how they relate."""
    known = findings.known_subjects
    if len(known) > AT_A_GLANCE:
        yield from bullets([one_line(findings.records[code], findings) for code in known])
        return
    for code in findings.subjects[:AT_A_GLANCE]:
        if code in findings.records:
            yield from _in_full(findings.records[code], findings)
        elif code not in findings.unknown:
            yield from _from_tables(code, findings)
    for modifier in question.modifiers:
        if modifier in findings.records:
            yield Block(one_line(findings.records[modifier], findings))
    yield from section_blocks(findings.sections[:1], findings)


def about(findings: Findings) -> Iterator[Block]:
    """Each code that the answer is about, in full while there are few."""
    for code in list(findings.records)[: 2 * AT_A_GLANCE]:
        if code_key(code) in findings.numbers:
            yield from _in_full(findings.records[code], findings)
    for code in findings.subjects:
        yield from table_facts(code, findings)


def _in_full(record: CodeRecord, findings: Findings) -> Iterator[Block]:
    code, number = record.code, number_of(record.code, findings)
    yield Block(cite(f"**{passages.code_name(code)}**: {record.description}", number))
    if isinstance(code, Icd10CmCode):
        yield Block(billable_line(record, findings))
        yield from _own_notes(record, number)
        return
    for heading in (REPORTED, UNIT, DOCUMENTATION, MODIFIERS):
        if section := record.section(heading):
            yield Block(cite(f"**{heading}.** {section.text}", number))
    yield from standing_line(code, findings)
    yield from add_ons_line(code, findings)
    if findings.facts.get(code):
        yield from table_facts(code, findings)
    else:
        yield from _facts_line(record, number)
    if not record.official:
        yield Block(cite(f"*{passages.OWN_WORDING}.*", number))


def _from_tables(code: Code, findings: Findings) -> Iterator[Block]:
    """A code that the tables list and no entry describes: said so, then what the tables have."""
    licensed = next((fact for fact in findings.facts.get(code, ()) if fact.key.startswith("descriptor")), None)
    if licensed is not None:
        yield Block(cite(licensed.text, findings.numbers[licensed.key]))
        return
    whose = "; its official title is the publisher's" if isinstance(code, Icd10CmCode) else _WHOSE_DESCRIPTOR
    yield Block(
        f"I don't have a description of {bold(code)}: CasePilot has not written one{whose}. The loaded tables list "
        "the code.",
        claim=False,
    )
    yield from standing_line(code, findings)
    yield from add_ons_line(code, findings)
    yield from table_facts(code, findings)


def one_line(record: CodeRecord, findings: Findings) -> str:
    text = f"**{passages.code_name(record.code)}**: {record.description}"
    if record.status is RecordStatus.HEADER:
        text += " (header, not billable)"
    elif record.status is RecordStatus.TERMINATED:
        text += " (deleted)"
    return cite(text, number_of(record.code, findings))


def _own_notes(record: CodeRecord, number: int) -> Iterator[Block]:
    for section in record.sections:
        yield Block(cite(f"**{section.heading}:** {section.as_text()}", number))


def _facts_line(record: CodeRecord, number: int) -> Iterator[Block]:
    if record.facts:
        yield Block(cite(f"**Facts:** {passages.facts_in_words(record)}.", number))


def documentation(question: Query, findings: Findings) -> Iterator[Block]:
    """What the record must show for each code."""
    for code in findings.known_subjects:
        record, number = findings.records[code], number_of(code, findings)
        if section := record.section(DOCUMENTATION):
            yield Block(cite(f"**{passages.code_name(code)}.** {section.text}", number))
        else:
            yield Block(f"I don't have documentation guidance for {bold(code)}.", claim=False)


def units(question: Query, findings: Findings) -> Iterator[Block]:
    """The MUE verdicts; without the tables the values that the entries state, and the unit of service they word."""
    if any(ruling.rule == "mue" for ruling in findings.rulings):
        yield from verdict_blocks(question, findings)
        yield from _unit_of_service(findings)
        yield from section_blocks(findings.sections[:1], findings)
        return
    for code in findings.known_subjects:
        record, number = findings.records[code], number_of(code, findings)
        limits = [fact for fact in record.facts if fact.name.startswith("mue")]
        for fact in limits:
            text = f"{bold(code)}: {passages.fact_name(fact.name)} {fact.value}."
            yield Block(cite(text, number))
        if not limits:
            yield Block(f"I don't have an MUE value for {bold(code)}: none is loaded.", claim=False)
        yield Block(one_line(record, findings))
        for heading in (UNIT, REPORTED):
            if section := record.section(heading):
                yield Block(cite(f"**{heading}.** {section.text}", number))
    yield from section_blocks(findings.sections[:1], findings)


def _unit_of_service(findings: Findings) -> Iterator[Block]:
    for code in findings.known_subjects:
        record = findings.records[code]
        if section := record.section(UNIT) or record.section(REPORTED):
            yield Block(cite(f"**{passages.code_name(code)}.** {section.text}", number_of(code, findings)))


def modifier_use(question: Query, findings: Findings) -> Iterator[Block]:
    """What the fee schedule says of a modifier on a code, then what the modifier is."""
    yield from verdict_blocks(question, findings)
    yield from bullets(described([*findings.known_subjects, *question.modifiers], findings))
    for code in findings.known_subjects:
        if section := findings.records[code].section(MODIFIERS):
            text = f"**{section.heading}, {passages.code_name(code)}.** {section.text}"
            yield Block(cite(text, number_of(code, findings)))
    yield from section_blocks(findings.sections[:1], findings)


# The value that a question asks for, by a concept of rules/vocabulary.yaml.
_MINUTES = "typical_minutes"
_ASKED_FACTS = {"global_days": "global_days", "status": "status", _MINUTES: _MINUTES}


def facts(question: Query, findings: Findings) -> Iterator[Block]:
    """The values asked about, as the fee schedule has them or else the entry; then the code at a glance."""
    yield from verdict_blocks(question, findings)
    told = question.story.within("rules")
    asked = [name for concept, name in _ASKED_FACTS.items() if told.has(concept)]
    for code in findings.known_subjects:
        for fact in findings.records[code].facts:
            if fact.name in asked:
                named = f"{passages.fact_name(fact.name)} {fact.value}"
                value = f"{fact.value} minutes" if fact.name == _MINUTES else named
                text = cite(f"{bold(code)}: {value}.", number_of(code, findings))
                yield Block(text, part=Part.CONCLUSION)
    if not findings.rulings:
        yield from look_up(question, findings)


def billable(question: Query, findings: Findings) -> Iterator[Block]:
    """Whether each code can be reported as it stands."""
    yield from verdict_blocks(question, findings)
    decided = {code for ruling in findings.rulings for code in ruling.about}
    for code in findings.known_subjects:
        record, number = findings.records[code], number_of(code, findings)
        if isinstance(code, Icd10CmCode):
            continue
        if code in decided and findings.facts.get(code):
            yield from table_facts(code, findings)
            yield from standing_line(code, findings)
            continue
        status = next((fact for fact in record.facts if fact.name == "status"), None)
        if status:
            yield Block(cite(f"{bold(code)} has Medicare status indicator {status.value}.", number))
        else:
            yield Block(f"I don't have a Medicare status indicator for {bold(code)}.", claim=False)
        yield from standing_line(code, findings)


def crosswalk(question: Query, findings: Findings) -> Iterator[Block]:
    """What the tables say of a code that went, else that no crosswalk is loaded; with what is known of the codes."""
    gone = [code for code, status in findings.statuses.items() if status.is_gone]
    for code in gone:
        yield from gone_lead(code, findings)
        if not findings.statuses[code].replaced_by:
            yield Block(f"No loaded table names what took the place of {bold(code)}.", " ", claim=False)
    yield from describe(question, without_status(findings))
    if not gone:
        yield Block("I don't have a crosswalk table loaded.", claim=False)
