"""Whole questions to the chat, without a model: the codes, points and documents that an answer must and must not have."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.answer import Answer, AnswerKind
from assistant.casepilot import CasePilot
from assistant.events import AnswerReady
from assistant.understand.query import Conversation
from corpus.yaml_loader import LOADER
from tests.evals.cases import FOLDER

QUESTIONS = "questions*.yaml"


@dataclass(frozen=True, slots=True)
class QuestionCase:
    """``codes``: numbers that must be named; ``must``/``must_not``: words in lower case; ``document``: a guideline
    document among the sources; ``history``: earlier turns; ``abstain``: nothing here answers it."""

    ask: str
    codes: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    document: str | None = None
    history: tuple[str, ...] = ()
    abstain: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was wrong with an answer, one short phrase a fault; none means that it is right."""

    case: QuestionCase
    faults: tuple[str, ...]
    milliseconds: float


def read_questions(folder: Path = FOLDER) -> list[QuestionCase]:
    cases = []
    for path in sorted(folder.glob(QUESTIONS)):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or ():
            cases.append(QuestionCase(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}))
    return cases


def ask_all(casepilot: CasePilot, cases: Iterable[QuestionCase]) -> list[Outcome]:
    return asyncio.run(_ask_all(casepilot, cases))


async def _ask_all(casepilot: CasePilot, cases: Iterable[QuestionCase]) -> list[Outcome]:
    outcomes = []
    for case in cases:
        answer = await converse(casepilot, (*case.history, case.ask))
        outcomes.append(Outcome(case, tuple(faults(case, answer)), answer.timings["total"]))
    return outcomes


async def converse(casepilot: CasePilot, turns: Sequence[str]) -> Answer:
    """The answer to the last turn."""
    conversation = Conversation()
    for text in turns:
        async for event in casepilot.ask(conversation, text):
            if isinstance(event, AnswerReady):
                conversation, answer = event.conversation, event.answer
    return answer


def faults(case: QuestionCase, answer: Answer) -> list[str]:
    """What is wrong with an answer."""
    text = answer.text.lower()
    found: list[str] = []
    if case.abstain != (answer.kind is not AnswerKind.ANSWER):
        found.append("answers what is not here" if case.abstain else f"is a {answer.kind.value}")
    found += [f"lacks {code}" for code in case.codes if code.lower() not in text]
    found += [f"does not say {words!r}" for words in case.must if words.lower() not in text]
    found += [f"says {words!r}" for words in case.must_not if words.lower() in text]
    places = [f"{citation.title} {citation.locator}".lower() for citation in answer.citations]
    if case.document and not any(case.document in place for place in places):
        found.append(f"does not cite {case.document}")
    return found
