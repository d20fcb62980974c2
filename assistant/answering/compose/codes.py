"""Answers about named codes from their own records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering import passages
from assistant.answering.compose.draft import Block, bold, bullets, cite, join_codes
from assistant.answering.compose.relations import add_ons_line, described, standing_line, verdict_blocks
from assistant.answering.compose.topics import section_blocks
from assistant.answering.gather.gathering import Findings
from assistant.understand.question import Question
from corpus.authored import DOCUMENTATION, MODIFIERS, REPORTED, UNIT
from corpus.codes import Code, Icd10CmCode, code_key
from corpus.records import CodeRecord, RecordStatus

# More codes than these are listed a line each instead of being described in full.
_DESCRIBED_IN_FULL = 2

# A header may have dozens of codes below it; past these the evidence passage is the place to look.
_NAMED_CHILDREN = 12


def number_of(code: Code, findings: Findings) -> int:
    """The evidence number of a code's record."""
    return findings.numbers[code_key(code)]


def describe(question: Question, findings: Findings) -> Iterator[Block]:
    """What the codes are, when they are reported, and how they relate."""
    known = findings.known_subjects
    if len(known) > _DESCRIBED_IN_FULL:
        yield from bullets([_one_line(findings.records[code], findings) for code in known])
        return
    for code in findings.subjects[:_DESCRIBED_IN_FULL]:
        if code in findings.records:
            yield from _in_full(findings.records[code], findings)
        elif code not in findings.unknown:
            yield from _from_tables(code, findings)
    for modifier in question.modifiers:
        if modifier in findings.records:
            yield Block(_one_line(findings.records[modifier], findings))
    yield from section_blocks(findings.sections[:1], findings)


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
    yield Block(
        f"I don't have a description of {bold(code)}: CasePilot has not written one, and the official CPT descriptor "
        "is the AMA's; it shows here once you add your licensed file. The loaded tables list the code.",
        claim=False,
    )
    yield from standing_line(code, findings)
    yield from add_ons_line(code, findings)
    yield from table_facts(code, findings)


def table_facts(code: Code, findings: Findings) -> Iterator[Block]:
    """What each loaded table says of a code, a line a table."""
    facts = findings.facts.get(code, ())
    yield from bullets([cite(fact.text, findings.numbers[fact.key]) for fact in facts])


def _one_line(record: CodeRecord, findings: Findings) -> str:
    text = f"**{passages.code_name(record.code)}**: {record.description}"
    if record.status is RecordStatus.HEADER:
        text += " (header, not billable)"
    return cite(text, number_of(record.code, findings))


def _own_notes(record: CodeRecord, number: int) -> Iterator[Block]:
    for section in record.sections:
        yield Block(cite(f"**{section.heading}:** {section.as_text()}", number))


def _facts_line(record: CodeRecord, number: int) -> Iterator[Block]:
    if record.facts:
        yield Block(cite(f"**Facts:** {passages.facts_in_words(record)}.", number))


def documentation(question: Question, findings: Findings) -> Iterator[Block]:
    """What the record must show for each code."""
    for code in findings.known_subjects:
        record, number = findings.records[code], number_of(code, findings)
        if section := record.section(DOCUMENTATION):
            yield Block(cite(f"**{passages.code_name(code)}.** {section.text}", number))
        else:
            yield Block(f"I don't have documentation guidance for {bold(code)}.", claim=False)


def difference(question: Question, findings: Findings) -> Iterator[Block]:
    """The codes side by side, and what the entries say of one another."""
    known = findings.known_subjects
    yield from bullets([_one_line(findings.records[code], findings) for code in known])
    for code in known:
        for other in findings.records[code].related:
            if other.code in known:
                text = f"{bold(code)} beside {other.code}: {other.difference}"
                yield Block(cite(text, number_of(code, findings)))
    yield from bullets(list(_differing_facts(known, findings)))
    yield from section_blocks(findings.sections[:1], findings)


def _differing_facts(codes: tuple[Code, ...], findings: Findings) -> Iterator[str]:
    """One line for each checked value in which the codes differ."""
    values = {code: {fact.name: fact.value for fact in findings.records[code].facts} for code in codes}
    for name in dict.fromkeys(name for facts_of in values.values() for name in facts_of):
        if len({facts_of.get(name) for facts_of in values.values()}) > 1:
            stated = ", ".join(f"{code} {values[code].get(name, 'not stated')}" for code in codes)
            yield cite(
                f"{passages.fact_name(name).capitalize()}: {stated}.", *(number_of(code, findings) for code in codes)
            )


def units(question: Question, findings: Findings) -> Iterator[Block]:
    """The MUE verdicts; without the tables the values that the entries state, and the unit of service they word."""
    if findings.rulings:
        yield from verdict_blocks(question, findings)
        yield from _unit_of_service(findings)
        yield from section_blocks(findings.sections[:1], findings)
        return
    for code in findings.known_subjects:
        record, number = findings.records[code], number_of(code, findings)
        yield Block(_one_line(record, findings))
        limits = [fact for fact in record.facts if fact.name.startswith("mue")]
        for fact in limits:
            text = f"{bold(code)}: {passages.fact_name(fact.name)} {fact.value}."
            yield Block(cite(text, number))
        if not limits:
            yield Block(f"I don't have an MUE value for {bold(code)}: none is loaded.", claim=False)
        for heading in (UNIT, REPORTED):
            if section := record.section(heading):
                yield Block(cite(f"**{heading}.** {section.text}", number))
    yield from section_blocks(findings.sections[:1], findings)


def _unit_of_service(findings: Findings) -> Iterator[Block]:
    for code in findings.known_subjects:
        record = findings.records[code]
        if section := record.section(UNIT) or record.section(REPORTED):
            yield Block(cite(f"**{passages.code_name(code)}.** {section.text}", number_of(code, findings)))


def modifier_use(question: Question, findings: Findings) -> Iterator[Block]:
    """What the fee schedule says of a modifier on a code, then what the modifier is."""
    yield from verdict_blocks(question, findings)
    yield from bullets(described([*findings.known_subjects, *question.modifiers], findings))
    for code in findings.known_subjects:
        if section := findings.records[code].section(MODIFIERS):
            text = f"**{section.heading}, {passages.code_name(code)}.** {section.text}"
            yield Block(cite(text, number_of(code, findings)))
    yield from section_blocks(findings.sections[:1], findings)


_FACT_WORDS = (
    ("global", "global_days"),
    ("status", "status"),
    ("minute", "typical_minutes"),
    ("time", "typical_minutes"),
)


def facts(question: Question, findings: Findings) -> Iterator[Block]:
    """The checked values of each code: the one asked about, or all."""
    if findings.rulings:
        yield from verdict_blocks(question, findings)
    if any(findings.facts.values()):
        for code in findings.subjects:
            yield from table_facts(code, findings)
        return
    asked = next((name for word, name in _FACT_WORDS if word in question.text.lower()), None)
    for code in findings.known_subjects:
        record, number = findings.records[code], number_of(code, findings)
        stated = [fact for fact in record.facts if asked is None or fact.name == asked]
        if not stated:
            yield Block(f"I don't have fee schedule facts for {bold(code)}.", claim=False)
        for fact in stated:
            yield Block(cite(f"{bold(code)}: {passages.fact_name(fact.name)} {fact.value}.", number))


def billable(question: Question, findings: Findings) -> Iterator[Block]:
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


def billable_line(record: CodeRecord, findings: Findings) -> str:
    """ICD-10-CM: at full length, or a header with the codes below it."""
    number = number_of(record.code, findings)
    name = f"{bold(record.code)} ({record.description})"
    if record.status is RecordStatus.BILLABLE:
        return cite(f"{name} is billable: it is at its full length.", number)
    named = join_codes(record.children[:_NAMED_CHILDREN])
    more = len(record.children) - _NAMED_CHILDREN
    rest = f" ({more} more are in the source)" if more > 0 else ""
    return cite(f"{name} is not billable: it is a header and needs more characters. Below it: {named}{rest}.", number)


_NOTE_WORDS = (
    (re.compile(r"excludes?\s?1", re.IGNORECASE), ("Excludes1",)),
    (re.compile(r"excludes?\s?2", re.IGNORECASE), ("Excludes2",)),
    (re.compile(r"excludes?", re.IGNORECASE), ("Excludes1", "Excludes2")),
    (re.compile(r"code first|sequenc", re.IGNORECASE), ("Code first", "Use additional code", "Code also")),
    (re.compile(r"use additional", re.IGNORECASE), ("Use additional code",)),
    (re.compile(r"code also", re.IGNORECASE), ("Code also",)),
    (re.compile(r"7th|seventh", re.IGNORECASE), ("7th character",)),
    (re.compile(r"inclu", re.IGNORECASE), ("Includes",)),
)


def notes(question: Question, findings: Findings) -> Iterator[Block]:
    """The tabular notes asked about, at the code and inherited from above, as the evidence passage has them."""
    headings = next((found for pattern, found in _NOTE_WORDS if pattern.search(question.text)), ())
    for code in findings.known_subjects:
        number = number_of(code, findings)
        lines = findings.evidence[number - 1].text.splitlines()
        wanted = [line for line in lines if line.startswith(headings or ("Excludes", "Code", "Use", "Includes"))]
        if findings.records[code].synonyms and "Includes" in headings:
            wanted += [line for line in lines if line.startswith("Inclusion terms")]
        if not wanted:
            name = headings[0] if headings else "instructional"
            yield Block(cite(f"No {name} note stands at {bold(code)} or above it in the loaded edition.", number))
        else:
            yield Block(cite(f"{bold(code)}: {findings.records[code].description}.", number))
            yield from bullets([cite(line, number) for line in wanted])


def crosswalk(question: Question, findings: Findings) -> Iterator[Block]:
    """No crosswalk table exists yet: said plainly, with what is known of the codes."""
    yield Block("I don't have a crosswalk table loaded.", claim=False)
    yield from describe(question, findings)
