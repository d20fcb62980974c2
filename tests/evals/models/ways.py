"""The ways of answering that are compared: composer, a model alone, the model with CasePilot around it, ablations."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from assistant.answer import Part, Usage
from assistant.casepilot import CasePilot
from assistant.checking.contradiction import contradicted
from assistant.checking.likeness import Likeness
from assistant.checking.sentences import split_sentences
from assistant.drafting.messages import Prompt
from assistant.drafting.model import Leeway, Model
from assistant.drafting.port import Drafter
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.codes import Code, Modifier
from corpus.errors import ModelError
from corpus.mentions import find_codes
from corpus.store.knowledge_base import KnowledgeBase

COMPOSER, BARE, WHOLE = "composer", "bare", "casepilot"
ABLATIONS = {
    "no-functions": Leeway(functions=False),
    "no-verdicts": Leeway(verdicts=False),
    "no-checks": Leeway(checks=False),
}
WAYS = (COMPOSER, BARE, WHOLE, *ABLATIONS)

_EXPERT = (
    "You are an expert in US medical coding. Answer the question of a professional coder briefly: the codes with their "
    "modifiers and units, or yes or no, first; then why."
)


@dataclass(slots=True)
class Given:
    """What one way answered to one conversation. Times are milliseconds; ``failed`` is a model's failure in a line."""

    texts: list[str] = field(default_factory=list)
    sentences: dict[str, int] = field(default_factory=dict)
    cited: list[tuple[str, str]] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    first_words: float = 0.0
    total: float = 0.0
    read: int = 0
    written: int = 0
    drafted: bool = False
    failed: str = ""


class Way(Protocol):
    """Answers conversations; never raises for a model's failure."""

    async def answer(self, turns: Sequence[str]) -> Given: ...


class Judge:
    """Looks at what a model wrote: codes that no loaded edition has, and sentences that contradict a verdict."""

    def __init__(self, casepilot: CasePilot, knowledge: KnowledgeBase) -> None:
        self._casepilot = casepilot
        self._likeness = Likeness(knowledge.encoder.encode)

    async def look(self, turns: Sequence[str], given: Given, written: Sequence[str]) -> None:
        asked = {mention.code for turn in turns for mention in find_codes(turn)}
        named: set[Code] = {mention.code for text in written for mention in find_codes(text) if mention.certain}
        codes = {code for code in named - asked if not isinstance(code, Modifier)}
        given.invented = sorted(str(code) for code in codes - self._casepilot.known(codes))
        rulings = await self._rulings(turns)
        given.contradictions = [text for text in written if contradicted(text, rulings, self._likeness)]

    async def _rulings(self, turns: Sequence[str]) -> Any:
        """The verdicts on the last turn."""
        gatherer = self._casepilot._gatherer
        conversation = Conversation()
        for turn in turns[:-1]:
            async for event in self._casepilot.ask(conversation, turn):
                if isinstance(event, AnswerReady):
                    conversation = event.conversation
        question = gatherer.read(conversation, turns[-1], date.today())
        return gatherer.gather(question, date.today()).rulings


class Bare:
    """A model without retrieval, rules or checks, which is told only what it is to be."""

    def __init__(self, drafter: Drafter, judge: Judge) -> None:
        self._drafter, self._judge = drafter, judge

    async def answer(self, turns: Sequence[str]) -> Given:
        given = Given()
        before = ""
        for turn in turns:
            text = ""
            began = time.perf_counter()
            first = 0.0
            try:
                async with aclosing(self._drafter.draft(Prompt(_EXPERT, f"{before}{turn}"))) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Usage):
                            given.read, given.written = given.read + piece.read, given.written + piece.written
                        elif isinstance(piece, str):
                            first = first or (time.perf_counter() - began) * 1_000
                            text += piece
            except ModelError as error:
                given.failed = str(error)
            given.drafted = bool(text)
            given.first_words, given.total = first, (time.perf_counter() - began) * 1_000
            given.texts.append(text)
            before += f"Asked before: {turn}\nAnswered: {text}\n\n"
        await self._judge.look(turns, given, [(lead + text) for lead, text in split_sentences(given.texts[-1])])
        return given


class Around:
    """CasePilot with or without a model."""

    def __init__(self, casepilot: CasePilot, judge: Judge) -> None:
        self._casepilot, self._judge = casepilot, judge

    async def answer(self, turns: Sequence[str]) -> Given:
        given = Given()
        conversation = Conversation()
        for turn in turns:
            async for event in self._casepilot.ask(conversation, turn):
                if isinstance(event, AnswerReady):
                    conversation, answer = event.conversation, event.answer
            given.texts.append(answer.text)
            if answer.usage is not None:
                given.read, given.written = given.read + answer.usage.read, given.written + answer.usage.written
        given.first_words, given.total = answer.timings.get("first_token", 0.0), answer.timings["total"]
        given.drafted = answer.mode != COMPOSER
        given.failed = next((line for line in answer.warnings if "knowledge base instead" in line), "")
        written = [sentence for sentence in answer.sentences if sentence.part is Part.BODY]
        passages = {citation.number: citation.text for citation in answer.citations}
        for sentence in written:
            kinds = [check.kind.value for check in sentence.checks] or ["as written"]
            for kind in kinds:
                given.sentences[kind] = given.sentences.get(kind, 0) + 1
            given.cited += [(sentence.text, passages[n]) for n in sentence.citations if n in passages]
        await self._judge.look(turns, given, [sentence.text for sentence in written] if given.drafted else [])
        return given


def way_of(name: str, casepilot: CasePilot, drafter: Drafter, judge: Judge, model: Model) -> Way:
    """One of WAYS over an opened CasePilot without a model."""
    if name == COMPOSER:
        return Around(casepilot, judge)
    if name == BARE:
        return Bare(drafter, judge)
    leeway = ABLATIONS.get(name, Leeway())
    return Around(casepilot.with_model(Model(model.drafters, model.memory, leeway=leeway)), judge)
