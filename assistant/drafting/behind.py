"""A model's prose behind what was concluded without it.

What rules and procedures decided, and all that names a code, is shown first and unchanged, before any model is asked.
Then the draft comes sentence by sentence as it is checked, in place of passages that only quote. It stays only where it
adds something that the sources support and contradicts no verdict; otherwise the composer's answer goes on as if no
model were set.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.answer import Check, CheckKind, Part, Sentence, Usage
from assistant.answering.compose import Block, Draft
from assistant.answering.evidence import Evidence, codes_in
from assistant.answering.findings import Findings
from assistant.answering.grounded import grounded
from assistant.answering.summaries import counted, question_summary
from assistant.checking.drafted import DraftCheck
from assistant.checking.likeness import Likeness
from assistant.drafting.messages import Call, Calls, Message, Prompt
from assistant.drafting.model import Model
from assistant.drafting.port import Drafter, ModelRefused, ModelTooLong
from assistant.drafting.prompts import ANSWER_TOKENS, Asked, Known, draft_prompt, result_text
from assistant.drafting.tokens import estimated_tokens
from assistant.events import DraftDiscarded, Event, SentenceReady, StepTaken
from assistant.functions import Found, Function
from assistant.rules.verdict import Ruling
from assistant.understand.query import Query
from corpus.errors import ModelError

ROUNDS = 4
INSTEAD = "This answer was put together from the knowledge base instead."
# Of a context that turned out too small, this share is used: the estimate of tokens was too low by about so much.
_SMALLER = 0.7

Aside = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """One question with what was found and composed for it, and what a model may call."""

    question: Query
    findings: Findings
    draft: Draft
    day: date
    functions: Sequence[Function] = ()
    likeness: Likeness | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it, once all events were taken. ``mode`` is empty where no model's sentence is shown."""

    sentences: list[Sentence] = field(default_factory=list)
    evidence: tuple[Evidence, ...] = ()
    notes: list[str] = field(default_factory=list)
    left_out: list[Check] = field(default_factory=list)
    mode: str = ""
    usage: Usage | None = None


@dataclass(slots=True)
class _Said:
    """What a model said in one request, and what it wants called."""

    text: str = ""
    calls: tuple[Call, ...] = ()


class Behind:
    """Answers one question with a model behind the composer. ``aside`` does blocking work off the event loop."""

    def __init__(self, model: Model, task: Task, aside: Aside) -> None:
        self._model, self._task, self._aside = model, task, aside
        self.outcome = Outcome(evidence=task.findings.evidence)
        seen = [block for block in task.draft.blocks if block.part is not Part.DETAILS]
        kept = [_stays(block) for block in seen]
        ahead = kept.index(False) if False in kept else len(seen)
        while ahead and not seen[ahead - 1].claim:
            ahead -= 1  # notes on how a question was read stand under all
        self._first, self._rest = seen[:ahead], seen[ahead:]
        self._began = False

    async def events(self) -> AsyncGenerator[Event, None]:
        """What is shown, in order; ``outcome`` is whole when it has ended. Raises nothing for a model's failure."""
        first = self._sentences(self._first)
        for sentence in first:
            yield SentenceReady(sentence)
        reason = ""
        for drafter in self._model.drafters:
            shown: list[Sentence] = []
            check = self._check(first)
            self._began = False
            try:
                async with aclosing(self._draft(drafter, check)) as events:
                    async for event in events:
                        if isinstance(event, SentenceReady):
                            shown.append(event.sentence)
                        yield event
                reason = _objection(drafter, check)
            except ModelError as error:
                reason = str(error)
            self.outcome.left_out = check.left_out
            if not reason:
                self.outcome.mode = drafter.name
                self.outcome.evidence = tuple(check.evidence)
                behind = self._sentences([block for block in self._rest if _stays(block)])
                moved = [replace(block, part=Part.DETAILS) for block in self._rest if not _stays(block)]
                break
            if shown:
                yield DraftDiscarded(reason)
                for sentence in first:
                    yield SentenceReady(sentence)
        else:
            self.outcome.notes.append(f"{reason} {INSTEAD}")
            shown, behind, moved = [], self._sentences(self._rest), []
        behind += self._sentences([*moved, *self._task.draft.details()])
        for sentence in behind:
            yield SentenceReady(sentence)
        self.outcome.sentences = [*first, *shown, *behind]

    def _sentences(self, blocks: Sequence[Block]) -> list[Sentence]:
        return list(grounded(blocks, self._task.findings, self._task.question))

    def _check(self, first: Sequence[Sentence]) -> DraftCheck:
        question, findings = self._task.question, self._task.findings
        allowed = frozenset((*question.codes, *question.modifiers))
        return DraftCheck(
            self.outcome.evidence,
            allowed,
            findings.rulings,
            [sentence.text for sentence in first],
            likeness=self._task.likeness,
            checks=self._model.leeway.checks,
        )

    async def _draft(self, drafter: Drafter, check: DraftCheck) -> AsyncGenerator[Event, None]:
        """The sentences of one model's draft that may be shown, and the calls it made."""
        self._model.budget.check(date.today())
        functions = list(self._task.functions) if self._model.leeway.functions else []
        if functions and not (await self._model.abilities(drafter)).functions:
            functions = []
        prompt = self._prompt(drafter.context_tokens)
        for turn in range(ROUNDS + 1):
            offered = functions if turn < ROUNDS else []
            said = _Said()
            try:
                async with aclosing(self._turn(drafter, prompt, offered, check, said)) as sentences:
                    async for sentence in sentences:
                        yield SentenceReady(sentence)
            except ModelTooLong as error:
                if check.supported or turn:
                    raise
                room = error.context_tokens or drafter.context_tokens
                prompt = self._prompt(int(min(room, drafter.context_tokens) * _SMALLER))
                continue
            except ModelRefused:
                if not offered or check.supported:
                    raise
                self._model.lacks_functions(drafter)
                functions = []
                continue
            if check.is_full or not said.calls:
                break
            check.start_again()
            results: list[Message] = []
            room = (drafter.context_tokens - ANSWER_TOKENS - prompt.tokens) // (len(said.calls) + 1)
            for call in said.calls:
                clock = time.perf_counter()
                found = await self._call(call, offered)
                results.append(Message(self._told(found, check, room), answers=call.id))
                took = (time.perf_counter() - clock) * 1_000
                yield StepTaken(call.name, _shortly(call.arguments), found.summary, round(took, 1))
            prompt = replace(prompt, further=(*prompt.further, Message(said.text, said.calls), *results))

    async def _turn(
        self, drafter: Drafter, prompt: Prompt, offered: Sequence[Function], check: DraftCheck, said: _Said
    ) -> AsyncGenerator[Sentence, None]:
        """One request: the sentences that may be shown; ``said`` is what the model said and wants called."""
        counted = False
        try:
            async with aclosing(drafter.draft(prompt, [one.spec for one in offered])) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        self._count(piece)
                        counted = True
                    elif isinstance(piece, Calls):
                        said.calls = piece.calls
                    else:
                        said.text += piece
                        for sentence in check.feed(piece):
                            yield self._placed(sentence)
                        if check.is_full:
                            return
            if not said.calls:
                for sentence in check.finish():
                    yield self._placed(sentence)
        finally:
            if not counted and said.text:  # ended early, or a server that doesn't count
                self._count(Usage(prompt.tokens, estimated_tokens(said.text)))

    def _placed(self, sentence: Sentence) -> Sentence:
        """A drafted sentence where it stands: the first begins a paragraph of its own below the conclusion."""
        mark = sentence.lead.strip()
        lead = sentence.lead or " "
        if not self._began:
            self._began = True
            lead = f"\n\n{mark} " if mark else "\n\n"
        return replace(sentence, lead=lead)

    def _prompt(self, context_tokens: int) -> Prompt:
        question, findings = self._task.question, self._task.findings
        asked = Asked(question.text, question.standalone, question_summary(question), findings.day or self._task.day)
        lead = findings.lead
        rulings = sorted(findings.rulings, key=lambda ruling: ruling != lead)
        cited = frozenset(number for sentence in self._sentences(self._first) for number in sentence.citations)
        known = Known(self.outcome.evidence, rulings, cited)
        return draft_prompt(asked, known, context_tokens, verdicts=self._model.leeway.verdicts)

    def _count(self, usage: Usage) -> None:
        self.outcome.usage = usage if self.outcome.usage is None else self.outcome.usage + usage
        self._model.budget.add(usage, date.today())

    async def _call(self, call: Call, functions: Sequence[Function]) -> Found:
        function = next((one for one in functions if one.spec.name == call.name), None)
        if function is None:
            return Found(f"There is no function {call.name!r}.", "no such function", refused=True)
        try:
            arguments = json.loads(call.arguments or "{}")
        except ValueError:
            arguments = None
        if not isinstance(arguments, Mapping):
            return Found("The arguments must be one JSON object.", "unusable", refused=True)
        found = await self._aside(function.call, arguments)
        assert isinstance(found, Found)
        return found

    def _told(self, found: Found, check: DraftCheck, room: int) -> str:
        """What a call brought, numbered on behind the evidence that is known, as the model is told it."""
        if found.refused or not found.evidence:
            return found.text if found.refused else "Nothing here on that."
        numbers: dict[int, int] = {}
        passages: list[Evidence] = []
        for item in found.evidence:
            known = next((one for one in check.evidence if (one.title, one.text) == (item.title, item.text)), None)
            if known is None:
                known = replace(item, number=len(check.evidence) + 1)
                check.evidence.append(known)
            numbers[item.number] = known.number
            passages.append(known)
        rulings = [Ruling(ruling.verdict, numbers[ruling.number]) for ruling in found.rulings]
        return result_text(Known(passages, rulings), room)


def _objection(drafter: Drafter, check: DraftCheck) -> str:
    """Why a whole draft is not shown, in a sentence; empty where it is."""
    if check.contradiction is not None:
        return f"The draft of the model {drafter.name} contradicted a verdict."
    if not check.supported:
        return f"The draft of the model {drafter.name} added nothing that the sources support."
    return ""


def _stays(block: Block) -> bool:
    """Whether a block stands with a model's draft too: what was decided, facts, notes, and all that names a code."""
    return block.verdict or block.part is Part.FACTS or not block.claim or bool(codes_in(block.text))


def _shortly(arguments: str) -> str:
    try:
        told = json.loads(arguments)
        return ", ".join(str(value) for value in told.values())[:120]
    except (ValueError, AttributeError):
        return ""


def left_out_note(left_out: Sequence[Check]) -> Iterator[str]:
    """A line on the sentences of a draft that are not shown, for a careful reader; nothing where there are none."""
    struck = dict.fromkeys(check.detail for check in left_out if check.kind is CheckKind.CODE_STRUCK)
    if struck:
        yield f"Left out of the draft because no loaded source has it: {', '.join(struck)}."
    others = [check for check in left_out if check.kind in (CheckKind.UNCITED, CheckKind.UNSUPPORTED)]
    if others:
        yield f"Left out of the draft: {counted(len(others), 'sentence')} that no source here supports."
