"""``CasePilot.ask``: understand, gather, draft, ground, as a stream of typed events.

    async for event in casepilot.ask(conversation, "what is its primary?"):
        ...                                 # the last event is AnswerReady, with the conversation to go on with

Blocking work (SQL, embedding, search) runs in threads, so that an event loop serves many askers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from assistant.answer import Answer, AnswerKind, CodeCard, Part
from assistant.answering.cards import code_cards
from assistant.answering.compose import Draft
from assistant.answering.findings import Findings
from assistant.answering.follow_ups import follow_ups, turn_of
from assistant.answering.gather.gathering import Gatherer
from assistant.answering.grounded import Begun, begun
from assistant.answering.several import AnsweredCase, one_answer
from assistant.answering.summaries import gathered_summary, ground_summary, question_summary, warnings_for
from assistant.checking.likeness import Likeness
from assistant.clock import Clock
from assistant.decisions import Decisions
from assistant.drafting.behind import Behind, Outcome, Task, left_out_note
from assistant.drafting.model import Model
from assistant.events import (
    AnswerReady,
    Event,
    EvidenceGathered,
    SentenceReady,
    Stage,
    StageFinished,
    StageStarted,
)
from assistant.functions import functions_of
from assistant.privacy.hiding import Hidden, hide
from assistant.procedures.registry import read_all
from assistant.retrieval import Retriever
from assistant.understand.claims.files.segments import is_x12
from assistant.understand.claims.files.x12 import read_x12
from assistant.understand.claims.text import ClaimText
from assistant.understand.conversation.several import cases_in
from assistant.understand.query import Conversation, Query
from assistant.working import Budget, Workers
from corpus.addresses import lacking, offer, read_addresses
from corpus.codes import Code
from corpus.editions import Edition
from corpus.store.knowledge_base import KnowledgeBase

COMPOSER = "composer"

# What answers beside CasePilot, such as a job board: a message and the day; None for what isn't its own.
Beside = Callable[[str, date], Answer | None]

# What an asker is told who wrote identifiers of a person; the kinds and their numbers follow.
_REPLACED = "Replaced before anything was searched, kept or sent to a model"


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

    def __init__(
        self, knowledge: KnowledgeBase, retriever: Retriever, model: Model | None = None, *, hides: bool = True
    ) -> None:
        """``hides``: identifiers of persons are replaced before a question is read (``assistant.privacy``)."""
        self._knowledge, self._model, self._hides = knowledge, model, hides
        self._editions = knowledge.editions()
        self._gatherer = Gatherer(knowledge, retriever)
        self.decisions = Decisions(knowledge, self._gatherer)
        self._functions = partial(functions_of, self._gatherer)
        self._likeness = Likeness(knowledge.encoder.encode)
        # Vocabularies and decision tables are read while the page opens, not by the first question.
        self._workers = Workers(read_all)
        self._beside: Beside | None = None

    def with_model(self, model: Model | None) -> CasePilot:
        """The same opened knowledge base with another model, or none: what is measured side by side."""
        other = copy(self)
        other._model = model
        return other

    def with_beside(self, beside: Beside) -> CasePilot:
        """The same with something that answers what isn't ours, before it is read as a coding question."""
        other = copy(self)
        other._beside = beside
        return other

    def wait_until_prepared(self) -> None:
        """Blocks until all vocabularies and decision tables are read: what stays for good is there then."""
        self._workers.wait()

    def status(self) -> Status:
        """Mode, editions, and the size and age of the knowledge base."""
        manifest = self._knowledge.manifest
        counts = {**self._knowledge.catalog.codes_by_system(), **manifest.counts}
        name = self._model.name if self._model else COMPOSER
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
        if self._beside is not None and (answer := await self._workers.aside(self._beside, text, day)):
            for sentence in answer.sentences:
                yield SentenceReady(sentence)
            yield AnswerReady(answer, conversation)
            return
        if is_x12(text):
            claims = await self._workers.aside(read_x12, text)
            asked = [_Asked(claim.title, claim.title, Query.of_claim(claim.title, claim)) for claim in claims]
            hidden = Hidden("")  # of such a file nothing but codes, dates, ages and amounts is kept
        else:
            hidden = await self._workers.aside(hide, text, day) if self._hides else Hidden(text)
            asked = [_Asked(case.label, case.text) for case in cases_in(hidden.text)]
        async with aclosing(self._ask_each(conversation, asked, day)) as events:
            async for event in events:
                if hidden.found and isinstance(event, AnswerReady):
                    warnings = (f"{_REPLACED}: {hidden.told}.", *event.answer.warnings)
                    event = AnswerReady(replace(event.answer, warnings=warnings), event.conversation)
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
        clock, budget, within = Clock(), Budget(), self._workers.within
        yield StageStarted(Stage.UNDERSTAND)
        if read is not None:
            question = conversation.standing.onto(read)
        else:
            question = await within(budget, self._gatherer.read, conversation, text, day)
        yield clock.finish(Stage.UNDERSTAND, question_summary(question))

        yield StageStarted(Stage.GATHER)
        began = await within(budget, self._begun, question, day)
        findings, draft = began.findings, began.draft
        yield clock.finish(Stage.GATHER, gathered_summary(findings))
        yield EvidenceGathered(findings.evidence)

        outcome = Outcome(evidence=findings.evidence)
        yield StageStarted(Stage.DRAFT)
        if self._model is not None and findings.evidence and draft.kind is AnswerKind.ANSWER:
            task = Task(question, findings, draft, day, self._functions(day), self._likeness)
            behind = Behind(self._model, task, self._workers.aside)
            async with aclosing(behind.events()) as events:
                async for event in events:
                    clock.first_token()
                    yield event
            outcome = behind.outcome
        else:
            clock.first_token()
            for sentence in began.first:
                yield SentenceReady(sentence)
            outcome.sentences += began.first
            if not began.is_whole:  # each way to a thread and back takes its time on a busy machine
                findings, draft, left = await within(budget, began.rest)
                for sentence in left:
                    yield SentenceReady(sentence)
                outcome.sentences += left
                outcome.evidence = findings.evidence
        yield clock.finish(Stage.DRAFT, f"Drafted by {outcome.mode or COMPOSER}")

        yield StageStarted(Stage.GROUND)
        findings = replace(findings, evidence=outcome.evidence)
        answer = self._answer(question, findings, draft, outcome, day, clock)
        yield clock.finish(Stage.GROUND, ground_summary(outcome.sentences))
        yield AnswerReady(answer, conversation.after(turn_of(question, findings, draft)))

    def _begun(self, question: Query, day: date) -> Begun:
        return begun(question, self._gatherer.decide(question, day), drafted=self._model is not None)

    def _answer(
        self,
        question: Query,
        findings: Findings,
        draft: Draft,
        outcome: Outcome,
        day: date,
        clock: Clock,
    ) -> Answer:
        sentences = outcome.sentences
        cited = {number for item in sentences if item.part is not Part.DETAILS for number in item.citations}
        cards = _cards(question, findings, self._editions)
        shown = {number for item in sentences for number in item.citations} | {card.citation for card in cards}
        return Answer(
            kind=draft.kind,
            sentences=tuple(sentences),
            codes=cards,
            citations=tuple(item.citation for item in findings.evidence if item.number in shown),
            warnings=(
                *self._knowledge.lacking,
                *outcome.notes,
                *(left_out_note(outcome.left_out) if outcome.mode else ()),
                *draft.warnings,
                *warnings_for(question, findings, cited, sentences, self._editions, question.date_of_service or day),
            ),
            mode=outcome.mode or COMPOSER,
            timings=clock.timings,
            follow_ups=follow_ups(question, findings),
            usage=outcome.usage,
        )


def _cards(question: Query, findings: Findings, editions: Iterable[Edition]) -> tuple[CodeCard, ...]:
    named: tuple[Code, ...] = (*findings.known_subjects, *question.modifiers)
    return code_cards(named, findings, {edition.id: edition for edition in editions})
