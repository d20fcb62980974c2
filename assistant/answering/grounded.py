"""The composer's blocks as checked sentences, and an answer as it is told without a model: the conclusion is said
before what only stands behind it is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.answer import CheckKind, Part, Sentence
from assistant.answering.compose import Block, Draft, compose, concludes
from assistant.answering.findings import Findings
from assistant.answering.gather.gathering import Gathered
from assistant.checking.grounding import Grounds
from assistant.understand.query import Query

_CITED = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer, or its beginning: its sentences in ``first``, the others by ``rest``.

    ``findings`` and ``draft`` are whole, unless what was gathered is ``left`` to be completed.
    """

    question: Query
    findings: Findings
    draft: Draft
    first: tuple[Sentence, ...]
    left: Gathered | None = None

    @property
    def is_whole(self) -> bool:
        return self.left is None and len(self.first) == len(self.draft.blocks)

    def rest(self) -> tuple[Findings, Draft, tuple[Sentence, ...]]:
        """All findings, the whole draft, and the sentences that ``first`` lacks. Blocking I/O."""
        findings = self.findings if self.left is None else self.left.complete()
        draft = self.draft if self.left is None else compose(self.question, findings)
        return findings, draft, grounded(draft.blocks[len(self.first) :], findings, self.question)


def begun(question: Query, gathered: Gathered, *, drafted: bool) -> Begun:
    """Where a verdict is the answer all that is in sight, else the whole; no sentence yet where a model drafts them."""
    findings = gathered.findings
    if not drafted and concludes(question, findings) and not findings.own:
        draft = compose(question, findings)
        seen = draft.seen()
        if seen == draft.blocks[: len(seen)]:
            return Begun(question, findings, draft, grounded(seen, findings, question), gathered)
    findings = gathered.complete()
    draft = compose(question, findings)
    return Begun(question, findings, draft, () if drafted else grounded(draft.blocks, findings, question))


def grounded(blocks: Iterable[Block], findings: Findings, question: Query) -> tuple[Sentence, ...]:
    """The composer's blocks through the same grounding as a model's sentences."""
    near = (code for codes in findings.unknown.values() for code in codes)
    allowed = frozenset((*question.codes, *question.modifiers, *findings.subjects, *question.choices, *near))
    grounds = Grounds(findings.evidence, allowed)
    return tuple(_each_of(blocks, grounds, question))


def _each_of(blocks: Iterable[Block], grounds: Grounds, question: Query) -> Iterator[Sentence]:
    for block in blocks:
        if block.stated or block.part in (Part.FACTS, Part.DETAILS) or question.outside:
            # Verdicts, values of rows, the evidence itself, what a question is not about: there is nothing to strike.
            numbers = tuple(dict.fromkeys(map(int, _CITED.findall(block.text))))
            yield Sentence(block.text, block.lead, numbers, part=block.part)
            continue
        sentence = grounds.ground(block.lead, block.text)
        if not block.claim:
            kept = tuple(check for check in sentence.checks if check.kind is not CheckKind.UNCITED)
            sentence = replace(sentence, checks=kept)
        yield replace(sentence, part=block.part)
