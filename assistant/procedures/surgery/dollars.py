"""Amounts of money that a case tells: "$1,250", "1,000 dollars". Pure."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from assistant.procedures.case import Case, Span

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_CENT = Decimal("0.01")
_WORDS = frozenset("dollar dollars usd".split())


def dollars_of(case: Case) -> tuple[tuple[Decimal, Span], ...]:
    """The amounts with their places, in order."""
    tokens, found = case.story.tokens, []
    for at, token in enumerate(tokens):
        if not _NUMBER.fullmatch(token.text):
            continue
        before = tokens[at - 1] if at else None
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        if (before and before.word == "$") or (behind and behind.word in _WORDS):
            found.append((Decimal(token.text.replace(",", "")), (token.start, token.end)))
    return tuple(found)


def share(amount: Decimal, percent: Decimal | int | float | str) -> Decimal:
    """A percentage of an amount, to the cent."""
    return (amount * Decimal(str(percent)) / 100).quantize(_CENT, ROUND_HALF_UP)


def shown(amount: Decimal) -> str:
    """ "$1,250" for whole dollars, else with cents."""
    return f"${amount:,.0f}" if amount == amount.to_integral_value() else f"${amount:,.2f}"
