"""Which condition is told with which long-term drugs, as diagnosis codes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.wishes.wish import Wish

FAMILY = "medicated"
FOLDER = Path(__file__).parent
_OURS = frozenset({Wish.SEARCH, Wish.WHICH_CODE, Wish.ORDER, Wish.DESCRIBE, Wish.RIGHT, Wish.TOGETHER})
_MOST_WORDS = 16  # a longer chart has more than these to code


@dataclass(frozen=True, slots=True)
class Facts:
    """``condition`` and ``drugs`` are codes; ``table`` is where the drugs' codes stand."""

    condition: str
    drugs: tuple[str, ...]
    table: Parameter
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date) -> Facts | None:
    """One condition and the drugs taken for it; None where either is missing or something more is told."""
    told = case.told(FAMILY)
    conditions, drugs = (parameters(FOLDER).at(name, day) for name in ("conditions", "drugs"))
    if conditions is None or drugs is None or case.wish not in _OURS or case.procedures:
        return None
    if told.has("not_that") or not told.has("taking") or len(case.story.tokens) > _MOST_WORDS:
        return None
    condition = next((name for name in conditions.value if told.has(name)), None)
    taken = tuple(name for name in drugs.value if told.has(name))
    if condition is None or not taken:
        return None
    return Facts(
        condition=str(conditions.value[condition]),
        drugs=tuple(str(drugs.value[name]) for name in taken),
        table=drugs,
        rests_on=told.spans(condition, *taken, "taking", "asks_diagnosis", "says_diagnosis"),
    )
