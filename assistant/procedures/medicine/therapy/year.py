"""What is told of a patient's therapy year: the year, and the amount used in it. Pure."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from assistant.procedures.case import Case
from assistant.understand.story.numbers import value_of


def year_of(case: Case) -> int | None:
    """A year that the text names: "the 2025 threshold"."""
    return next((int(t.text) for t in case.story.tokens if t.text.isdigit() and 2018 <= int(t.text) <= 2039), None)


def dollars_of(case: Case) -> Decimal | None:
    """The first amount of money in the text: "$2,600"."""
    tokens = case.story.tokens
    for sign, number in pairwise(tokens):
        if sign.text == "$" and (value := value_of(number.text)) is not None:
            return value
    return None
