"""The answers to several cases of one message as one: every conclusion first, then what stands behind each. Pure.

Evidence is numbered through: the second case's sources go on where the first case's end. The line of facts of each case
goes under the fold, and of its reasons two stay in sight, so that the whole still reads at a glance.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from assistant.answer import Answer, AnswerKind, Citation, CodeCard, Part, Sentence, Usage

_CITED = re.compile(r"\[(\d+)\]")
_MOST_REASONS = 2
_MOST_FOLLOW_UPS = 3


@dataclass(frozen=True, slots=True)
class AnsweredCase:
    """The answer to one case, with the label of the case. ``headed`` puts it above the case's table, too."""

    label: str
    answer: Answer
    headed: bool = False


def one_answer(cases: Sequence[AnsweredCase], timings: dict[str, float]) -> Answer:
    """All as one. ``timings`` are of the whole."""
    shifted = _numbered_through(cases)
    answers = [case.answer for case in shifted]
    kinds = {answer.kind for answer in answers}
    return Answer(
        kind=AnswerKind.ANSWER if AnswerKind.ANSWER in kinds else answers[0].kind,
        sentences=tuple(_arranged(shifted)),
        codes=tuple({card.code: card for answer in reversed(answers) for card in answer.codes}.values()),
        citations=tuple(citation for answer in answers for citation in answer.citations),
        warnings=tuple(dict.fromkeys(warning for answer in answers for warning in answer.warnings)),
        mode=answers[0].mode,
        timings=timings,
        usage=_spent([answer.usage for answer in answers if answer.usage is not None]),
        follow_ups=tuple(dict.fromkeys(each for answer in answers for each in answer.follow_ups))[:_MOST_FOLLOW_UPS],
    )


def _spent(usages: Sequence[Usage]) -> Usage | None:
    return reduce(operator.add, usages) if usages else None


def _arranged(cases: Sequence[AnsweredCase]) -> list[Sentence]:
    conclusions: list[Sentence] = []
    behind: list[Sentence] = []
    details: list[Sentence] = []
    for case in cases:
        heading = f"**{case.label}.** "
        first, rest = _split(case.answer)
        for index, sentence in enumerate(first):
            lead = f"\n\n{heading}" if index == 0 else sentence.lead
            conclusions.append(replace(sentence, lead=lead, part=Part.CONCLUSION))
        reasons = 0
        began = False
        headed = not case.headed
        for sentence in rest:
            reasons += sentence.part is Part.WHY
            if sentence.part in (Part.DETAILS, Part.FACTS) or (sentence.part is Part.WHY and reasons > _MOST_REASONS):
                details.append(replace(sentence, part=Part.DETAILS))
            elif sentence.part is Part.WHY:
                behind.append(replace(sentence, lead=f"\n- {heading}" if began or behind else f"\n\n- {heading}"))
                began = True
            elif not headed:
                headed = True
                behind.append(replace(sentence, lead=f"\n\n{heading.strip()}\n\n"))
            else:
                behind.append(sentence)
    return [*conclusions, *behind, *details]


def _split(answer: Answer) -> tuple[list[Sentence], list[Sentence]]:
    """The conclusion, which is the first passage where none is marked, and the rest."""
    first = [sentence for sentence in answer.sentences if sentence.part is Part.CONCLUSION]
    first = first or list(answer.sentences[:1])
    return first, [sentence for sentence in answer.sentences if sentence not in first]


def _numbered_through(cases: Sequence[AnsweredCase]) -> list[AnsweredCase]:
    """The cases with the evidence of each numbered after that of those before it."""
    told: list[AnsweredCase] = []
    offset = 0
    for case in cases:
        answer = case.answer
        highest = max((citation.number for citation in answer.citations), default=0)
        told.append(replace(case, answer=_shifted(answer, offset) if offset else answer))
        offset += highest
    return told


def _shifted(answer: Answer, offset: int) -> Answer:
    def sentence(old: Sentence) -> Sentence:
        text = _CITED.sub(lambda match: f"[{int(match[1]) + offset}]", old.text)
        return replace(old, text=text, citations=tuple(number + offset for number in old.citations))

    def citation(old: Citation) -> Citation:
        return replace(old, number=old.number + offset)

    def card(old: CodeCard) -> CodeCard:
        return old if old.citation is None else replace(old, citation=old.citation + offset)

    return replace(
        answer,
        sentences=tuple(map(sentence, answer.sentences)),
        citations=tuple(map(citation, answer.citations)),
        codes=tuple(map(card, answer.codes)),
    )
