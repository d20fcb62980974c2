"""May a helper or a second surgeon be billed for an operation, and with which modifier? Pure.

assistant 0   only with the reason for the help; 1: never; 2: yes, 80 physician, AS practitioner, 82 teaching hospital
co-surgeons   0: no; 1: with the reason for two surgeons; 2: yes for two specialties
team          0: no; 1 and 2: by report
9             the concept does not apply

Sources: corpus/text/guidelines/modifier-80-82-as-assistants.md, modifier-62-66-co-surgeons.md and what they name.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.surgery.multiple.facts import Facts
from corpus.relations import ProcedureCode

NEVER_BY_FIELD = {"assistant": "1", "co_surgeon": "0", "team": "0"}
WITH_REASON = {"assistant": "0", "co_surgeon": "1", "team": "1"}
_ALLOWED = "2"


@dataclass(frozen=True, slots=True)
class Answer:
    """``outcome`` names the words; ``code`` is the operation that decides and ``modifier`` what fits the person."""

    facts: Facts
    outcome: str
    code: ProcedureCode
    modifier: str


def decide(facts: Facts) -> Answer | None:
    """The answer for the first operation whose indicator is known; None for an indicator that is none."""
    code, indicator = facts.indicators[0]
    modifier = modifier_of(facts)
    if facts.role == "assistant" and facts.helper == "nurse":
        return Answer(facts, "nurse-first-assistant", code, modifier)
    if facts.role == "co_surgeon" and facts.alone:
        return Answer(facts, "co_surgeon-not-alone" if code in facts.alone else "co_surgeon-partly", code, modifier)
    if indicator == NEVER_BY_FIELD[facts.role]:
        return Answer(facts, f"{facts.role}-never", code, modifier)
    if indicator == WITH_REASON[facts.role]:
        return Answer(facts, f"{facts.role}-with-reason", code, modifier)
    return Answer(facts, f"{facts.role}-allowed", code, modifier) if indicator == _ALLOWED else None


def modifier_of(facts: Facts) -> str:
    """The modifier of the person: "" where it is not told who assisted."""
    if facts.role != "assistant":
        return "62" if facts.role == "co_surgeon" else "66"
    if facts.helper == "practitioner":
        return "AS"
    if facts.no_resident:
        return "82"
    return "80" if facts.helper == "physician" and not facts.teaching else ""
