"""What the user's own documents say, in the answer: as their payer's rule, before Medicare's as Medicare's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.answer import AnswerKind, Part
from assistant.answering.compose import form
from assistant.answering.compose.draft import Block, Draft, cite
from assistant.answering.findings import Findings
from assistant.answering.gather.own.passage import OwnPassage
from assistant.understand.query import Query

_MOST_QUOTED = 8
_BESIDE = "Medicare's and the code set's rule"
_BESIDE_LOOK_UP = "From the code sets"


def with_own(question: Query, findings: Findings, draft: Draft) -> Draft:
    """The draft with what the user's documents say: first where they are named, else beside."""
    if question.asks_own_documents:
        return _listed(question, findings, draft)
    first = [passage for passage in findings.own if passage.first]
    beside = [passage for passage in findings.own if not passage.first]
    if not findings.own:
        return draft
    told = [block for passage in first for block in _blocks(passage, findings)]
    also = [replace(block, part=Part.WHY) for passage in beside for block in _blocks(passage, findings)]
    rest = () if told and draft.kind is AnswerKind.ABSTENTION and not findings.unknown else draft.blocks
    label = _BESIDE if findings.lead is not None else _BESIDE_LOOK_UP
    seen = [block for block in rest if block.part is not Part.DETAILS]
    if told and seen:
        seen[0] = replace(seen[0], text=f"**{label}:** {seen[0].text}", lead="\n\n")
        seen = _fitting(seen, form.MOST_WORDS - sum(form.words(block.text) for block in (*told, *also)))
    hidden = [block for block in rest if block not in seen and block.part is not Part.DETAILS]
    details = [*form.in_details(hidden), *(block for block in rest if block.part is Part.DETAILS)]
    kind = AnswerKind.ANSWER if told else draft.kind
    return replace(draft, kind=kind, blocks=(*told, *seen, *also, *details))


def _fitting(blocks: list[Block], most: int) -> list[Block]:
    """The first block always, then those that fit; a table is not cut."""
    if any(block.part is Part.BODY for block in blocks):
        return blocks
    return form.within(blocks, max(most, form.words(blocks[0].text)))


def _blocks(passage: OwnPassage, findings: Findings) -> Iterator[Block]:
    """A passage as the rule of its payer."""
    whose = passage.payer or "Your document"
    name = f"**{whose}**, “{passage.edition.title}”{_when(passage, findings)}"
    if not passage.lines:
        said = f"**{whose}**: none of your documents of this payer speaks of it."
        yield Block(said, claim=False, verdict=True, part=Part.CONCLUSION)
        return
    for index, (text, number) in enumerate(passage.lines):
        lead, part = ("\n\n", Part.CONCLUSION) if index == 0 else ("\n\n- ", Part.WHY)
        said = f"{name}: {text}" if index == 0 else text
        yield Block(cite(f"{said}{_doubt(passage) if index == 0 else ''}", number), lead, verdict=True, part=part)


def _when(passage: OwnPassage, findings: Findings) -> str:
    """The version that was chosen, and whether it is in force."""
    begin, end = passage.edition.effective_from, passage.edition.effective_to
    span = f"from {begin}" if begin else ""
    if end:
        span = f"{span} to {end}".strip()
    if not passage.covers and findings.day:
        span = f"{span}, not in force on {findings.day}"
    elif len(passage.versions) > 1:
        span = f"{span or 'without a date'}; one of your {len(passage.versions)} versions"
    return f" ({span})" if span else ""


def _doubt(passage: OwnPassage) -> str:
    return "" if passage.sure else " (the order of that page is not sure: look at it)"


def _listed(question: Query, findings: Findings, draft: Draft) -> Draft:
    """What each of the user's documents says, a line each."""
    subject = ", ".join(map(str, question.codes)) or "this"
    behind = tuple(form.in_details(draft.blocks))
    if not findings.own:
        said = Block(f"None of your documents speaks of {subject}.", claim=False, part=Part.CONCLUSION)
        return replace(draft, kind=AnswerKind.ANSWER, blocks=(said, *behind))
    count = len(findings.own)
    heading = f"{count} of your documents {'speaks' if count == 1 else 'speak'} of {subject}:"
    blocks = [Block(heading, claim=False, verdict=True, part=Part.CONCLUSION)]
    for index, passage in enumerate(findings.own[:_MOST_QUOTED]):
        for block in list(_blocks(passage, findings))[:1]:
            blocks.append(replace(block, lead="\n\n- " if index == 0 else "\n- ", part=Part.BODY))
    if others := findings.own[_MOST_QUOTED:]:
        names = "; ".join(
            cite(f"“{passage.edition.title}”", passage.lines[0][1]) for passage in others if passage.lines
        )
        blocks.append(Block(f"And {len(others)} more: {names}", "\n\n", claim=False, verdict=True, part=Part.BODY))
    return replace(draft, kind=AnswerKind.ANSWER, blocks=(*blocks, *behind))
