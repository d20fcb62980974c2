"""The stream of one question: what a screen or a command line is told while CasePilot answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import Answer, Sentence
from assistant.answering.evidence import Evidence
from assistant.understand.query import Conversation


class Stage(StrEnum):
    """The four stages of one question, in order (the way of one question, docs/DESIGN.md)."""

    UNDERSTAND = "understand"
    GATHER = "gather"
    DRAFT = "draft"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class StageStarted:
    stage: Stage


@dataclass(frozen=True, slots=True)
class StageFinished:
    """``summary`` is one line for the reader: what was understood, found, drafted or checked."""

    stage: Stage
    summary: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class EvidenceGathered:
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence that passed grounding and may be shown now."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A function that the model called: its name, what it was asked, what that brought in a line."""

    name: str
    asked: str
    summary: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """The model's draft failed part-way: forget the sentences so far, the composer's follow. ``reason`` is one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """The last event of every question. ``conversation`` is what the next question is asked with."""

    answer: Answer
    conversation: Conversation


Event = StageStarted | StageFinished | EvidenceGathered | SentenceReady | StepTaken | DraftDiscarded | AnswerReady
