"""What is told of helpers and second surgeons at one operation: their role, the code and its indicator. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.case import Case, Figures, Span
from assistant.procedures.surgery.dollars import dollars_of
from assistant.procedures.surgery.proposals import proposed_modifiers
from assistant.rules.basis.parameters import parameters
from assistant.understand.story import Told
from corpus.codes import CptCode
from corpus.relations import ProcedureCode

FAMILY = "multiple"
FOLDER = Path(__file__).parent
_VISITS = ("992", "993")
# Modifiers by the role that they tell; "AS" is read by its capitals, since "as" is a word.
_ROLES = {"80": "assistant", "81": "assistant", "82": "assistant", "62": "co_surgeon", "66": "team"}


@dataclass(frozen=True, slots=True)
class Facts:
    """``role`` is assistant, co_surgeon or team, as the fee schedule's fields are called; ``helper`` is physician,
    practitioner, nurse or "" where it is not told.

    ``alone`` are named codes that one of two surgeons reports without 62; ``fee`` is the one amount of money told.
    """

    role: str
    helper: str
    teaching: bool
    no_resident: bool
    proposed: tuple[str, ...]
    indicators: tuple[tuple[ProcedureCode, str], ...]
    alone: tuple[ProcedureCode, ...]
    fee: Decimal | None
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date, figures: Figures) -> Facts | None:
    """The facts of a helper or second surgeon at a named operation; None where either is not told."""
    told = case.told(FAMILY)
    operations = [code for code in case.procedures if not str(code).startswith(_VISITS)]
    by_words = not operations
    operations = operations or _by_words(told, day)
    if not operations:
        return None
    named = proposed_modifiers(case, (*_ROLES, "AS"))
    capitals = "AS" in named
    role = _role(told, named, capitals)
    if not role or not (told.mentions("asks") or named or (by_words and told.has("practitioner", "nurse_first"))):
        return None
    indicators = [(code, _indicator(code, role, day, figures)) for code in operations]
    apart = parameters(FOLDER).at("without_62", day) if role == "co_surgeon" else None
    alone = tuple(code for code in operations if apart and str(code) in apart.value)
    known = tuple((code, value) for code, value in indicators if value and code not in alone)
    known = known or tuple((code, value) for code, value in indicators if value or code in alone)
    money = dollars_of(case)
    if not known:
        return None
    used: tuple[str, ...] = (
        "assistant",
        "practitioner",
        "nurse_first",
        "teaching",
        "no_resident",
        "co_surgeons",
        "team",
        "asks",
    )
    used += ("how_much", "allowed_word", "instrumented", "medicare", "surgery")
    used += ("physician_helper", "surgery", "same_code", "minimum_help", "other_surgeon_two", "same_group_specialty")
    return Facts(
        role=role,
        helper=_helper(told, capitals),
        teaching=told.has("teaching") or told.has("no_resident"),
        no_resident=told.has("no_resident"),
        proposed=named,
        indicators=known,
        alone=alone,
        fee=money[0][0] if len(money) == 1 else None,
        rests_on=(
            *told.spans(*used),
            *(span for _, span in money),
            *case.spans_of(operations),
            *case.spans_of(case.modifiers),
        ),
    )


def _by_words(told: Told, day: date) -> list[ProcedureCode]:
    """The one operation that is told by its words."""
    table = parameters(FOLDER).at("operations_by_word", day)
    found = [code for word, code in (table.value if table else {}).items() if told.has(word)]
    return [CptCode(found[0])] if len(found) == 1 else []


def _role(told: Told, named: tuple[str, ...], capitals: bool) -> str:
    """What the second person was."""
    if told.has("assistant") or capitals or any(_ROLES.get(each) == "assistant" for each in named):
        return "assistant"
    if told.has("nurse_first"):
        return "assistant"
    if told.has("team") or "66" in named:
        return "team"
    # "In CO, surgeon there": a sign between is no hyphen.
    together = [
        each
        for each in told.mentions("co_surgeons")
        if not any(each.start < token.start < each.end and token.text == "," for token in told.story.tokens)
    ]
    return "co_surgeon" if together or "62" in named else ""


def _helper(told: Told, capitals: bool) -> str:
    if told.has("nurse_first"):
        return "nurse"
    if told.has("practitioner") or capitals:
        return "practitioner"
    return "physician" if told.has("physician_helper") else ""


def _indicator(code: ProcedureCode, role: str, day: date, figures: Figures) -> str:
    figure = figures.figure(code, role, day)
    if figure is not None:
        return figure.value
    kept = parameters(FOLDER).at("indicators", day)
    return str(kept.value[role].get(str(code), "")) if kept else ""
