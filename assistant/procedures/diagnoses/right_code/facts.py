"""What is told that a proposed diagnosis code must agree with: sides, weeks, phase, age, sex. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from assistant.understand.story import Kind, Role, Told

FAMILY = "right_code"
_WEEKS = re.compile(r"(\d{1,2})w\d?d?")
_DAYS_OF_WEEK = 7
_WEEK_IN_MONTHS = Decimal("0.23")


def side_of(told: Told) -> str | None:
    """right, left or both; None where none is told, or both one and the other."""
    if told.has("both_parts"):
        return "both"
    right, left = told.has("right_part"), told.has("left_part")
    if right == left:
        return None
    return "right" if right else "left"


def weeks_of(told: Told) -> int | None:
    """Completed weeks of a pregnancy."""
    for amount in told.amounts(Kind.DAYS, roles=(Role.TOLD, Role.TOTAL, Role.BOUND)):
        if amount.unit in ("week", "wk", "wks"):
            return int(amount.value) // _DAYS_OF_WEEK
    for amount in told.amounts(Kind.AGE):
        if amount.unit in ("week", "wk", "wks"):
            return round(amount.value / _WEEK_IN_MONTHS)
    return next((int(found[1]) for token in told.story.tokens if (found := _WEEKS.fullmatch(token.word))), None)


def trimester_of(told: Told, bounds: tuple[int, ...]) -> int | None:
    """1, 2 or 3: the weeks go before the word."""
    weeks = weeks_of(told)
    if weeks is not None and told.has("pregnant"):
        return 1 + sum(weeks >= bound for bound in bounds)
    names = ("first_trimester", "second_trimester", "third_trimester")
    told_names = [place for place, name in enumerate(names, start=1) if told.has(name)]
    return told_names[0] if len(told_names) == 1 else None


def months_of(told: Told) -> Decimal | None:
    """The patient's age in months."""
    return next((amount.value for amount in told.amounts(Kind.AGE)), None)


def phase_of(told: Told) -> str | None:
    """The phase of care of an injury; None where none or several are told."""
    for name in ("nonunion", "malunion", "delayed", "sequela"):
        if told.has(name):
            return name
    routine, active = told.has("routine"), told.has("active")
    if routine == active:
        return None
    return "routine" if routine else "active"


def beginnings(table: Any, category: str) -> tuple[str, ...]:
    """What stands behind a category in a table of beginnings: "01 02 A", a hyphen for nothing."""
    return tuple("" if part == "-" else part for part in str(table.get(category, "")).split())
