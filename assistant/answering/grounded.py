"""The composer's blocks through the same grounding as a model's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.answer import CheckKind, Part, Sentence
from assistant.answering.compose import Block
from assistant.answering.findings import Findings
from assistant.checking.grounding import ground
from assistant.understand.query import Query

_CITED = re.compile(r"\[(\d+)\]")


def grounded(blocks: Iterable[Block], findings: Findings, question: Query) -> Iterator[Sentence]:
    """A sentence for each block, checked and in its part."""
    near = (code for codes in findings.unknown.values() for code in codes)
    allowed = frozenset((*question.codes, *question.modifiers, *findings.subjects, *question.choices, *near))
    for block in blocks:
        if block.part in (Part.FACTS, Part.DETAILS) or question.outside:
            # Values of rows, the evidence itself, what a question is not about: there is nothing to strike.
            numbers = tuple(dict.fromkeys(map(int, _CITED.findall(block.text))))
            yield Sentence(block.text, block.lead, numbers, part=block.part)
            continue
        sentence = ground(block.lead, block.text, findings.evidence, allowed)
        if not block.claim:
            kept = tuple(check for check in sentence.checks if check.kind is not CheckKind.UNCITED)
            sentence = replace(sentence, checks=kept)
        yield replace(sentence, part=block.part)
