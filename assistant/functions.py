"""What CasePilot can be asked for as functions: one definition, for a model that drafts and for programs (MCP).

Each takes an object of short texts and gives what it found as evidence, with the verdicts that were decided and a
summary in a line. They do blocking work: call them off the event loop. None raises for what its arguments hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
_LONGEST_CLAIM = 8_000


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

    def asking(form: str, *arguments: str) -> Callable[[Mapping[str, Any]], Found]:
        return lambda given: _asked(gatherer, form, arguments, given, today)

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
        Function(question, asking("{question}", "question")),
        Function(code, asking("what is {code}", "code")),
        Function(diagnosis, asking("which code for {words}", "words")),
        Function(guideline, asking("guidelines for {words}", "words")),
    )


def functions_for_programs(gatherer: Gatherer, today: date) -> tuple[Function, ...]:
    """Those of a model, and two that a program asks for by name: a pair of codes, and a whole claim."""
    pair = _spec(
        "check_pair",
        "Whether two codes may be billed together on one date: add-on pairing and NCCI PTP edits, or the notes between "
        "two diagnoses.",
        first="A code, with its modifiers if it has any: 99213-25.",
        second="The other code.",
    )
    claim = _spec(
        "check_claim",
        "A claim line by line: what is denied, what needs attention and why.",
        claim="Service lines with modifiers and units, a line each, and the diagnoses; or the text of an 837 or 835.",
    )

    def checked(given: Mapping[str, Any]) -> Found:
        return _asked(gatherer, "check this claim:\n{claim}", ("claim",), given, today, longest=_LONGEST_CLAIM)

    def paired(given: Mapping[str, Any]) -> Found:
        return _asked(gatherer, "can {first} and {second} be billed together?", ("first", "second"), given, today)

    return (*functions_of(gatherer, today), Function(pair, paired), Function(claim, checked))


def _spec(name: str, description: str, **arguments: str) -> FunctionSpec:
    properties = {name: {"type": "string", "description": told} for name, told in arguments.items()}
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(arguments),
        "additionalProperties": False,
    }
    return FunctionSpec(name, description, schema)


def _asked(
    gatherer: Gatherer,
    form: str,
    arguments: Sequence[str],
    given: Mapping[str, Any],
    today: date,
    *,
    longest: int = _LONGEST_ARGUMENT,
) -> Found:
    told: dict[str, str] = {}
    for name in arguments:
        words = given.get(name)
        if not isinstance(words, str) or not words.strip() or len(words) > longest:
            return Found(f"Give {name!r} as a text of up to {longest} characters.", "unusable", refused=True)
        # A claim has its lines; everything else is one.
        lines = [" ".join(line.split()) for line in words.splitlines()]
        told[name] = ("\n" if name == "claim" else " ").join(filter(None, lines))
    question = gatherer.read(Conversation(), form.format(**told), today)
    findings = gatherer.gather(question, today)
    draft = compose(question, findings)
    text = "".join(block.lead + block.text for block in draft.blocks if block.part is not Part.DETAILS).strip()
    summary = f"{counted(len(findings.evidence), 'piece')} of evidence" if findings.evidence else "nothing here"
    return Found(text, summary, findings.evidence, findings.rulings)
