"""What CasePilot can be asked for as functions: one definition, for a model that drafts and for programs (MCP).

Each takes an object of short texts and gives what it found as evidence, with the verdicts that were decided and a
summary in a line. They do blocking work: call them off the event loop. None raises for what its arguments hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.answer import Part
from assistant.answering.compose import compose
from assistant.answering.evidence import Evidence
from assistant.answering.gather.gathering import Gatherer
from assistant.answering.summaries import counted
from assistant.drafting.messages import FunctionSpec
from assistant.rules.verdict import Ruling
from assistant.understand.query import Conversation

_LONGEST_ARGUMENT = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a call brought: ``text`` for a program, ``evidence`` and ``rulings`` for a draft, ``summary`` for a reader.

    ``refused`` is True where the arguments were of no use; ``text`` then says what is asked for.
    """

    text: str
    summary: str
    evidence: tuple[Evidence, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function and what a model is told of it."""

    spec: FunctionSpec
    call: Callable[[Mapping[str, Any]], Found]


def functions_of(gatherer: Gatherer, today: date) -> tuple[Function, ...]:
    """The functions over one knowledge base. ``today`` is the date of service where none is given."""

    def asking(prefix: str, argument: str) -> Callable[[Mapping[str, Any]], Found]:
        return lambda given: _asked(gatherer, prefix, argument, given, today)

    question = _spec(
        "decide",
        "Decide a medical coding question or a told case by CasePilot's rules and procedures (add-on codes, NCCI PTP "
        "edits, MUE, modifiers, time, units, vaccines, global period, claims). Gives verdicts with their table rows.",
        question="One question or case in plain words, with its codes, times, amounts and date of service.",
    )
    code = _spec(
        "look_up_code",
        "What the loaded editions have on one code or modifier: description, billable or not, notes, status, limits.",
        code="One CPT, HCPCS, ICD-10-CM or ICD-10-PCS code, or a modifier.",
    )
    diagnosis = _spec(
        "search_codes", "Find codes by words. Gives the nearest ones with their descriptions.", words="What to find."
    )
    guideline = _spec(
        "search_guidelines",
        "Find passages of the loaded guidelines, policies and the user's own documents by words.",
        words="The topic.",
    )
    return (
        Function(question, asking("", "question")),
        Function(code, asking("what is ", "code")),
        Function(diagnosis, asking("which code for ", "words")),
        Function(guideline, asking("guidelines for ", "words")),
    )


def _spec(name: str, description: str, **arguments: str) -> FunctionSpec:
    properties = {name: {"type": "string", "description": told} for name, told in arguments.items()}
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(arguments),
        "additionalProperties": False,
    }
    return FunctionSpec(name, description, schema)


def _asked(gatherer: Gatherer, prefix: str, argument: str, given: Mapping[str, Any], today: date) -> Found:
    words = given.get(argument)
    if not isinstance(words, str) or not words.strip() or len(words) > _LONGEST_ARGUMENT:
        return Found(f"Give {argument!r} as a text of up to {_LONGEST_ARGUMENT} characters.", "unusable", refused=True)
    question = gatherer.read(Conversation(), prefix + " ".join(words.split()), today)
    findings = gatherer.gather(question, today)
    draft = compose(question, findings)
    text = "".join(block.lead + block.text for block in draft.blocks if block.part is not Part.DETAILS).strip()
    summary = f"{counted(len(findings.evidence), 'piece')} of evidence" if findings.evidence else "nothing here"
    return Found(text, summary, findings.evidence, findings.rulings)
