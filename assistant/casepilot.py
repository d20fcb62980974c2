"""``CasePilot.ask``: understand, gather, draft, ground, as a stream of typed events.

    async for event in casepilot.ask(conversation, "what is its primary?"):
        ...                                 # the last event is AnswerReady, with the conversation to go on with

Blocking work (SQL, embedding, search) runs in threads, so that an event loop serves many askers.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import ParamSpec, TypeVar

from assistant.answer import Answer, AnswerKind, CheckKind, CodeCard, Part, Sentence
from assistant.answering.cards import code_cards
from assistant.answering.compose import Block, Draft, compose
from assistant.answering.findings import Findings
from assistant.answering.follow_ups import follow_ups, turn_of
from assistant.answering.gather.gathering import Gatherer
from assistant.answering.several import AnsweredCase, one_answer
from assistant.answering.summaries import gathered_summary, ground_summary, question_summary, warnings_for
from assistant.checking.contradiction import agree
from assistant.checking.grounding import SentenceStream, ground
from assistant.clock import Clock
from assistant.drafting.port import Drafter
from assistant.drafting.prompts import draft_prompt
from assistant.events import (
    AnswerReady,
    DraftDiscarded,
    Event,
    EvidenceGathered,
    SentenceReady,
    Stage,
    StageFinished,
    StageStarted,
)
from assistant.procedures.registry import read_all
from assistant.retrieval import Retriever
from assistant.understand.claims.files.segments import is_x12
from assistant.understand.claims.files.x12 import read_x12
from assistant.understand.claims.text import ClaimText
from assistant.understand.conversation.several import cases_in
from assistant.understand.query import Conversation, Query
from corpus.addresses import lacking, offer, read_addresses
from corpus.codes import Code
from corpus.editions import Edition
from corpus.errors import ModelError
from corpus.store.knowledge_base import KnowledgeBase

COMPOSER = "composer"
_CITED = re.compile(r"\[(\d+)\]")

# Threads beyond the cores only take the interpreter from each other: with six on two cores, 32 askers waited a quarter
# longer. Who comes later waits for a thread, not for a slice of one.
WORKERS = os.cpu_count() or 1

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Status:
    """What answers and from what: for a start page. ``offer`` says what more can be brought; empty for nothing."""

    mode: str
    editions: tuple[Edition, ...]
    built_at: datetime
    counts: dict[str, int]
    offer: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One of several things in a message; ``question`` is filled where there is no text to read."""

    label: str
    text: str
    question: Query | None = None


class CasePilot:
    """Answers questions from one opened knowledge base, with a model when one is given. Safe for concurrent askers."""

    def __init__(self, knowledge: KnowledgeBase, retriever: Retriever, drafter: Drafter | None = None) -> None:
        self._knowledge, self._drafter = knowledge, drafter
        self._editions = knowledge.editions()
        self._gatherer = Gatherer(knowledge, retriever)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="casepilot")
        # Vocabularies and decision tables are read while the page opens, not by the first question.
        self._workers.submit(read_all)

    def status(self) -> Status:
        """Mode, editions, and the size and age of the knowledge base."""
        manifest = self._knowledge.manifest
        counts = {**self._knowledge.catalog.codes_by_system(), **manifest.counts}
        name = self._drafter.name if self._drafter else COMPOSER
        loaded = self._knowledge.tables.editions()
        more = offer(lacking(read_addresses().values(), loaded, date.today()))
        return Status(name, self._editions, manifest.built, counts, more)

    async def ask(
        self, conversation: Conversation, text: str, *, today: date | None = None
    ) -> AsyncGenerator[Event, None]:
        """Answers one question. ``today`` is the date of service when the question names none.

        A message of several cases is answered case by case, the conclusions of all first, and a pasted 837 or 835 claim
        by claim. Raises ClaimFileError for a damaged one.
        Never raises for a model's failure: the composer answers instead and a warning says so.
        """
        day = today or date.today()
        if is_x12(text):
            claims = await self._aside(read_x12, text)
            asked = [_Asked(claim.title, claim.title, Query.of_claim(claim.title, claim)) for claim in claims]
        else:
            asked = [_Asked(case.label, case.text) for case in cases_in(text)]
        async with aclosing(self._ask_each(conversation, asked, day)) as events:
            async for event in events:
                yield event

    async def check(self, claim: ClaimText, *, today: date | None = None) -> AsyncGenerator[Event, None]:
        """Answers one claim that was read from a file, as ``ask`` does for a pasted one."""
        question = Query.of_claim(claim.title, claim)
        async with aclosing(self._ask_one(Conversation(), claim.title, today or date.today(), question)) as events:
            async for event in events:
                yield event

    def known(self, codes: Iterable[Code]) -> frozenset[Code]:
        """Which of these codes any loaded edition has."""
        return frozenset(self._knowledge.existing(tuple(codes)))

    async def _ask_each(
        self, conversation: Conversation, asked: Sequence[_Asked], day: date
    ) -> AsyncGenerator[Event, None]:
        if len(asked) == 1:
            only = asked[0]
            async with aclosing(self._ask_one(conversation, only.text, day, only.question)) as events:
                async for event in events:
                    yield event
            return
        answered: list[AnsweredCase] = []
        timings: Counter[str] = Counter()
        for case in asked:
            before = conversation.anew() if answered else conversation
            async with aclosing(self._ask_one(before, case.text, day, case.question)) as events:
                async for event in events:
                    if isinstance(event, StageStarted | StageFinished | EvidenceGathered):
                        yield event
                    elif isinstance(event, AnswerReady):
                        answered.append(AnsweredCase(case.label, event.answer, headed=case.question is not None))
                        timings.update(event.answer.timings)
                        conversation = event.conversation
        answer = one_answer(answered, dict(timings))
        for sentence in answer.sentences:
            yield SentenceReady(sentence)
        yield AnswerReady(answer, conversation)

    async def _ask_one(
        self, conversation: Conversation, text: str, day: date, read: Query | None = None
    ) -> AsyncGenerator[Event, None]:
        """One question; a claim of a file comes read."""
        clock = Clock()
        yield StageStarted(Stage.UNDERSTAND)
        if read is not None:
            question = conversation.standing.onto(read)
        else:
            question = await self._aside(self._gatherer.read, conversation, text, day)
        yield clock.finish(Stage.UNDERSTAND, question_summary(question))

        yield StageStarted(Stage.GATHER)
        findings = await self._aside(self._gatherer.gather, question, day)
        yield clock.finish(Stage.GATHER, gathered_summary(findings))
        yield EvidenceGathered(findings.evidence)

        draft = compose(question, findings)
        sentences: list[Sentence] = []
        notes: list[str] = []
        mode = COMPOSER
        yield StageStarted(Stage.DRAFT)
        if self._drafter is not None and findings.evidence and draft.kind is AnswerKind.ANSWER:
            mode = self._drafter.name
            try:
                async with aclosing(self._from_model(question, findings, draft, day, clock)) as stream:
                    async for sentence in stream:
                        sentences.append(sentence)
                        yield SentenceReady(sentence)
            except ModelError as error:
                mode = COMPOSER
                sentences.clear()
                notes.append(f"{error} This answer was put together from the knowledge base instead.")
                yield DraftDiscarded(str(error))
        if mode == COMPOSER:
            for sentence in _grounded(draft.blocks, findings, question):
                clock.first_token()
                sentences.append(sentence)
                yield SentenceReady(sentence)
        yield clock.finish(Stage.DRAFT, f"Drafted by {mode}")

        yield StageStarted(Stage.GROUND)
        answer = self._answer(question, findings, draft, sentences, notes, mode, day, clock)
        yield clock.finish(Stage.GROUND, ground_summary(sentences))
        yield AnswerReady(answer, conversation.after(turn_of(question, findings, draft)))

    async def _aside(
        self, work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """Does blocking work off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, partial(work, *given, **named))

    async def _from_model(
        self, question: Query, findings: Findings, draft: Draft, day: date, clock: Clock
    ) -> AsyncGenerator[Sentence, None]:
        """The verdicts by rule, then the model's draft: each sentence grounded, and held against the verdicts."""
        assert self._drafter is not None  # the caller asked
        for sentence in _grounded(draft.verdicts(), findings, question):
            clock.first_token()
            yield sentence
        prompt = draft_prompt(question.text, question.standalone, findings.evidence, day)
        splitter = SentenceStream()
        between = "\n\n" if findings.rulings else ""  # the draft begins a paragraph of its own below the verdicts
        allowed = frozenset((*question.codes, *question.modifiers))
        async with aclosing(self._drafter.draft(prompt)) as deltas:
            async for delta in deltas:
                clock.first_token()
                for lead, text in splitter.feed(delta):
                    yield agree(ground(lead or between, text, findings.evidence, allowed), findings.rulings)
                    between = ""
        for lead, text in splitter.finish():
            yield agree(ground(lead or between, text, findings.evidence, allowed), findings.rulings)
            between = ""
        for sentence in _grounded(draft.details(), findings, question):
            yield sentence

    def _answer(
        self,
        question: Query,
        findings: Findings,
        draft: Draft,
        sentences: list[Sentence],
        notes: list[str],
        mode: str,
        day: date,
        clock: Clock,
    ) -> Answer:
        cited = {number for item in sentences if item.part is not Part.DETAILS for number in item.citations}
        cards = _cards(question, findings, self._editions)
        shown = {number for item in sentences for number in item.citations} | {card.citation for card in cards}
        return Answer(
            kind=draft.kind,
            sentences=tuple(sentences),
            codes=cards,
            citations=tuple(item.citation for item in findings.evidence if item.number in shown),
            warnings=(
                *self._knowledge.damage,
                *notes,
                *draft.warnings,
                *warnings_for(question, findings, cited, sentences, self._editions, question.date_of_service or day),
            ),
            mode=mode,
            timings=clock.timings,
            follow_ups=follow_ups(question, findings),
        )


def _grounded(blocks: Iterable[Block], findings: Findings, question: Query) -> Iterator[Sentence]:
    """The composer's blocks through the same grounding as a model's sentences."""
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


def _cards(question: Query, findings: Findings, editions: Iterable[Edition]) -> tuple[CodeCard, ...]:
    named: tuple[Code, ...] = (*findings.known_subjects, *question.modifiers)
    return code_cards(named, findings, {edition.id: edition for edition in editions})
