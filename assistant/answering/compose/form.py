"""The form of an answer: conclusion, facts, why; everything else is in closed details. Pure.

An answer has at most 120 words in sight, a code look-up 160 (docs/DESIGN.md). Nothing is shown because it was gathered:
what does not fit is a click away, in the order in which it was composed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.answer import Part
from assistant.answering.compose.draft import Block, cite, stated
from assistant.answering.compose.polarity import said_of_answer, with_yes_or_no, without_answer
from assistant.answering.findings import Findings
from assistant.answering.gather.records import rule_reference
from assistant.answering.leading import answers
from assistant.answering.leading.parts import alike, besides_of, concluded_codes, parts_of
from assistant.answering.leading.settling import edits_behind
from assistant.rules.ptp.summary import pair_told
from assistant.rules.validity.words import named_in_place
from assistant.rules.verdict import Ruling, Stance, as_of, bold
from assistant.understand.query import AboutAnswer, Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, code_key
from corpus.records import CodeRecord
from corpus.relations import ProcedureCode

MOST_WORDS = 120
MOST_WORDS_OF_A_CODE = 160
_MOST_REASONS = 5
_MOST_FACTS = 3
_MOST_EDITS, _BEFORE_EDITS = 2, 1  # one for each setting, behind the first reason
# Tables whose values stand in the line of facts; those of the hospital and the licensed text are in the details.
_AT_A_GLANCE = frozenset({"fee-schedule", "mue", "status"})
# Said elsewhere once: in the conclusion, as "As of ...".
_OF_THE_EDITION = "The edition does not cover the date of service"
_BULLET, _FIRST_BULLET = "\n- ", "\n\n- "
# Verdicts on whether a code can be reported on the day.
_OF_STATUS = frozenset({"validity", "icd10cm"})
_CITATION = re.compile(r"\[\d+\]")


def words(text: str) -> int:
    """Words as a reader counts them: no citations, no marks."""
    return len(_CITATION.sub("", text).replace("*", "").replace("|", " ").split())


def concluded(question: Query, findings: Findings, lead: Ruling) -> list[Block]:
    """Conclusion, facts and why of an answer that a verdict leads."""
    verdict = lead.verdict
    said = with_yes_or_no(question, verdict)
    blocks = said_of_answer(question, findings, lead)
    if question.of_answer in (None, AboutAnswer.SOURCE, AboutAnswer.SURE) or not blocks:
        blocks.append(stated(as_of(said, verdict.basis), lead, "\n\n", Part.CONCLUSION))
    parts = parts_of(findings.rulings, lead)
    for part in parts:
        also = without_answer(_first_sentence(part.verdict.conclusion))
        blocks.append(stated(f"With it: {also}", part, " ", Part.CONCLUSION))
    blocks += [
        stated(_alike(other, lead), other, " ", Part.CONCLUSION)
        for other in alike(question.intent, findings.rulings, lead)
    ]
    # A conclusion never names a code of another day without saying so.
    gone = _gone(findings, lead)
    blocks += [stated(_but(one), one, " ", Part.CONCLUSION) for one in gone]
    blocks += asked_too(question, findings, lead)
    used = sum(words(block.text) for block in blocks)
    facts = [replace(block, part=Part.FACTS) for block in facts_lines(findings)]
    besides = [(_briefly(other), other) for other in besides_of(findings.rulings, lead) if other not in parts]
    reasons = [(reason, lead) for reason in verdict.reasons if not reason.startswith(_OF_THE_EDITION)]
    reasons += [(_briefly(other), other) for other in _against(question, findings, lead) if other not in gone]
    edits = [(_edit(one), one) for one in edits_behind(findings.rulings, lead)][:_MOST_EDITS]
    reasons = [*besides, *reasons[:_BEFORE_EDITS], *edits, *reasons[_BEFORE_EDITS:]]
    fact_words = sum(words(block.text) for block in facts)
    room = MOST_WORDS - used - (fact_words if used + fact_words < MOST_WORDS else 0)
    if used + fact_words < MOST_WORDS:
        blocks += facts
    shown = 0
    for reason, ruling in reasons:
        length = words(reason)
        if shown == _MOST_REASONS or length > room or reason.casefold() in said.casefold():
            continue
        blocks.append(stated(reason, ruling, _BULLET if shown else _FIRST_BULLET, Part.WHY))
        shown, room = shown + 1, room - length
    return blocks


def _edit(ruling: Ruling) -> str:
    """An edit behind a verdict that decides, in a short sentence without its modifiers: none of them is advised."""
    verdict = ruling.verdict
    closed = verdict.stance is Stance.DENIES
    rest = ", whatever the modifier" if closed else " unless the record supports a modifier"
    return as_of(f"Medicare's PTP edit denies {pair_told(verdict)}{rest}.", verdict.basis)


def asked_too(question: Query, findings: Findings, lead: Ruling | None) -> list[Block]:
    """What else one message asks: "what is 64484 and can it be billed alone", "MUE of 20610 and its global period"."""
    blocks: list[Block] = []
    denied = lead.verdict.denies if lead is not None else frozenset()
    for wish in question.wishes if question.further else ():
        if wish is Wish.DESCRIBE and (lead is not None or wish is not question.intent):
            known = findings.known_subjects[:1]
            blocks += [_described(findings.records[code], findings) for code in known]
        if wish is question.intent:
            continue
        told = (
            one
            for one in findings.rulings
            if one is not lead and answers(wish, one) and not (one.verdict.denies and one.verdict.denies <= denied)
        )
        ruling = next(told, None)
        if ruling is not None and (wish is Wish.PAYMENT or ruling.verdict.stance is not Stance.NOT_LOADED):
            blocks.append(stated(_briefly(ruling), ruling, "\n\n", Part.CONCLUSION))
            others = alike(wish, findings.rulings, ruling)
            blocks += [stated(_alike(other, ruling), other, " ", Part.CONCLUSION) for other in others]
    return blocks


def _described(record: CodeRecord, findings: Findings) -> Block:
    text = f"{bold(record.code)}: {record.description}"
    return Block(cite(text, findings.numbers[code_key(record.code)]), "\n\n", part=Part.CONCLUSION)


def _gone(findings: Findings, lead: Ruling) -> list[Ruling]:
    """Of codes and modifiers that the lead concludes, those that the day does not have."""
    billed = concluded_codes(findings.rulings, lead)
    return [ruling for ruling in findings.rulings if ruling.rule in _OF_STATUS and ruling.verdict.denies & billed]


def _but(gone: Ruling) -> str:
    """What is told beside a conclusion of one code of it, with what took its place."""
    said = _briefly(gone)
    return f"But {said[:1].lower()}{said[1:]} {named_in_place(gone.verdict)}".strip()


# Where one of these is asked, an edit is told also beside a conclusion that bills nothing.
_OF_A_PAIR = frozenset({Wish.TOGETHER, Wish.MODIFIER})


def _against(question: Query, findings: Findings, lead: Ruling) -> Iterator[Ruling]:
    """Other verdicts that cost money: a denial on codes that the lead concludes, an edit between two that are named."""
    billed = {line.code for line in lead.verdict.billed}
    about = {*lead.verdict.about, *billed} - lead.verdict.denies
    procedures = {code for code in billed if isinstance(code, ProcedureCode)}
    for ruling in findings.rulings:
        other = ruling.verdict
        # An add-on code that is concluded with its primary stands on it; "never alone" says nothing then.
        stands = other.rule == "add-on" and bool((other.mentions - other.about) & billed)
        denied = other.stance is Stance.DENIES and bool(other.denies & about) and not stands
        # An edit between two codes of which one is not billed anyway, or on another day, says nothing.
        both = other.about <= procedures if procedures else not other.about & lead.verdict.denies
        both = both and (bool(procedures) or question.intent in _OF_A_PAIR)
        edit = other.rule == "ptp" and other.stance in (Stance.DENIES, Stance.CONDITIONS) and both
        denied = denied and (other.rule != "ptp" or both)
        if other.key != lead.verdict.key and (denied or (edit and lead.rule not in ("ptp", "ptp-summary"))):
            yield ruling


def _alike(ruling: Ruling, lead: Ruling) -> str:
    """What is told of a further code, with the day it is true of where that is another."""
    return (
        _first_sentence(ruling.verdict.conclusion) if ruling.verdict.basis == lead.verdict.basis else _briefly(ruling)
    )


def _briefly(ruling: Ruling) -> str:
    return as_of(_first_sentence(ruling.verdict.conclusion), ruling.verdict.basis)


def _first_sentence(text: str) -> str:
    match = re.match(r"(?:(?:No|Yes|Not|Only if)[.:] )?.+?[.](?=\s|$)", text)
    return match[0] if match else text


def facts_lines(findings: Findings) -> list[Block]:
    """A line for each of the first codes that the question names: add-on or primary, and each table's short values."""
    blocks: list[Block] = []
    for code in findings.subjects[:_MOST_FACTS]:
        parts = list(_figures(code, findings))
        if parts:
            lead = "\n\n" if not blocks else "\n"
            blocks.append(Block(f"{bold(code)}: {' · '.join(parts)}", lead, part=Part.FACTS))
    return blocks


def _figures(code: Code, findings: Findings) -> Iterator[str]:
    pairing = findings.pairings.get(code)
    number = findings.numbers.get(rule_reference(f"add-on:{code}")) or findings.numbers.get(
        rule_reference(f"primaries:{code}")
    )
    if pairing is not None and pairing.primaries and number is not None:
        named = ", ".join(map(str, pairing.primaries[:4]))
        more = len(pairing.primaries) - 4
        yield cite(f"add-on to {named}{f' and {more} more' if more > 0 else ''}", number)
    tables = [
        fact
        for fact in findings.facts.get(code, ())
        if fact.short and (fact.key.split(":")[0] in _AT_A_GLANCE or "terminated" in fact.short)
    ]
    for fact in tables:
        edition = fact.basis.edition
        ended = edition.effective_to if edition and edition.effective_to and not fact.basis.covers else None
        yield cite(f"{fact.short}{f' (to {ended})' if ended else ''}", findings.numbers[fact.key])
    record = findings.records.get(code)
    if record is not None and record.facts and not any(fact.key.startswith("fee-schedule") for fact in tables):
        short = {"status": "status", "global_days": "global days", "mue_practitioner": "MUE"}
        told = [f"{short[fact.name]} {fact.value}" for fact in record.facts if fact.name in short]
        if told:
            yield cite(", ".join(told), findings.numbers[code_key(code)])


def arranged(blocks: Sequence[Block], most: int = MOST_WORDS) -> list[Block]:
    """Blocks in their order: the first is the conclusion, what fits is in sight, the rest is details."""
    told: list[Block] = []
    used = 0
    for index, block in enumerate(blocks):
        length = words(block.text)
        fits = used + length <= most or (index == 0 and not told)
        if not fits or (told and told[-1].part is Part.DETAILS):
            told += in_details(blocks[index:])
            break
        used += length
        told.append(block if block.part is not Part.BODY else replace(block, part=_part(index)))
    return told


def within(blocks: Iterable[Block], most: int) -> list[Block]:
    """The blocks that fit into so many words, each in its part; those that do not fit are left out."""
    told: list[Block] = []
    used = 0
    for block in blocks:
        length = words(block.text)
        if told and used + length > most:
            continue
        used += length
        told.append(block)
    return told


def whole_table(blocks: Sequence[Block]) -> list[Block]:
    """A first line and the table below it, which is not cut."""
    return [replace(block, part=_part(index) if index == 0 else Part.BODY) for index, block in enumerate(blocks)]


def _part(index: int) -> Part:
    return Part.CONCLUSION if index == 0 else Part.WHY


def in_details(blocks: Iterable[Block]) -> list[Block]:
    """Blocks under the fold."""
    return [replace(block, part=Part.DETAILS) for block in blocks]
