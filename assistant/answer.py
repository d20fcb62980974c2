"""What comes out: an answer, a clarification or an abstention, and the checks each sentence went through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.codes import Code

# The mode of an answer that no model and no knowledge base gave: the desk's job board did.
JOB_BOARD = "job board"


class AnswerKind(StrEnum):
    """``clarification`` asks one short question back; ``abstention`` says plainly what is not here."""

    ANSWER = "answer"
    CLARIFICATION = "clarification"
    ABSTENTION = "abstention"


class CheckKind(StrEnum):
    """What grounding did to a sentence. A sentence with no checks passed every one of them unchanged."""

    CODE_STRUCK = "code_struck"  # a code in neither evidence nor question was struck out
    CITATION_REMOVED = "citation_removed"  # a [n] that points to no evidence was removed
    UNCITED = "uncited"  # a claim without a citation
    UNSUPPORTED = "unsupported"  # the cited evidence does not say this
    CONTRADICTED = "contradicted"  # a verdict by rule says otherwise: the draft is not shown


class Part(StrEnum):
    """Where a sentence stands in an answer (docs/DESIGN.md, "The form of an answer")."""

    CONCLUSION = "conclusion"  # at most two sentences: the codes, or yes / no / only if, and the reason that decides
    FACTS = "facts"  # one line a code: status, add-on or primary, limits, edition
    WHY = "why"  # at most five short lines
    BODY = "body"  # prose of a model, tables and lists
    DETAILS = "details"  # closed until it is asked for


@dataclass(frozen=True, slots=True)
class Check:
    """One finding about one sentence; ``detail`` is a short phrase for the reader ("0790T", "[9]")."""

    kind: CheckKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as shown, with its citations kept in the text as ``[n]``.

    ``lead`` is the white space, line breaks and list mark that stand before it, so that an answer's text is exactly
    the leads and texts in order. ``citations`` are the evidence numbers left after checking, in order of appearance.
    """

    text: str
    lead: str = ""
    citations: tuple[int, ...] = ()
    checks: tuple[Check, ...] = ()
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True)
class Citation:
    """A cited piece of evidence: its exact passage, title, edition and place.

    ``edition_id`` and, for a section of a document, its key are what a page of the source is found by; empty where a
    passage has neither: what was pasted, a table that is not loaded.
    """

    number: int
    title: str
    edition: str
    locator: str
    text: str
    edition_id: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A named code at a glance. ``official`` False means that the description is CasePilot's own wording."""

    code: Code
    description: str
    official: bool
    status: str
    edition: str
    relations: tuple[str, ...] = ()
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a model as its server counted them; ``cached`` of those read were known from an earlier prompt.

    ``dollars`` is None where no price is set.
    """

    read: int = 0
    written: int = 0
    cached: int = 0
    dollars: float | None = None

    def __add__(self, other: Usage) -> Usage:
        known = [cost for cost in (self.dollars, other.dollars) if cost is not None]
        return Usage(
            self.read + other.read,
            self.written + other.written,
            self.cached + other.cached,
            sum(known) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The finished reply to one question.

    ``mode`` is "composer" or the model's name. ``timings`` are milliseconds by stage. ``follow_ups`` are up to three
    questions that CasePilot can answer next. ``usage`` is what a model cost, also where its draft is not shown.
    """

    kind: AnswerKind
    sentences: tuple[Sentence, ...]
    codes: tuple[CodeCard, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()
    mode: str = "composer"
    timings: dict[str, float] = field(default_factory=dict)
    follow_ups: tuple[str, ...] = ()
    usage: Usage | None = None

    @property
    def text(self) -> str:
        """The answer as Markdown without its details, exactly as streamed."""
        return _joined(sentence for sentence in self.sentences if sentence.part is not Part.DETAILS)

    @property
    def details(self) -> str:
        """What is closed under the answer, as Markdown: rows, about each code, related sections."""
        return _joined(sentence for sentence in self.sentences if sentence.part is Part.DETAILS)

    @property
    def conclusion(self) -> str:
        """The conclusion alone."""
        return _joined(sentence for sentence in self.sentences if sentence.part is Part.CONCLUSION)


def _joined(sentences: Iterable[Sentence]) -> str:
    return "".join(sentence.lead + sentence.text for sentence in sentences).strip()
