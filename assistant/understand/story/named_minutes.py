"""Minutes whose unit stands before them: "staff minutes for November add up to 47", "total time: 35". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.story.amount import Amount, Kind
from assistant.understand.story.tokens import Token

_UNIT = frozenset(("min", "minute"))
# Words before the number; farther away the minutes are another thing's.
_REACH = 7
_MOST = 600
_FEWEST = 5  # a smaller number behind the word counts something else: "minutes of 2 staff"


def with_named_minutes(found: Sequence[Amount], tokens: Sequence[Token]) -> list[Amount]:
    """The amounts; a bare number that ends its clause is minutes where the word stands before it and has no number."""
    told = list(found)
    if not any(token.word in _UNIT for token in tokens):
        return told
    own = {token.start for amount in found for token in tokens if amount.start <= token.start < amount.end}
    for place, amount in enumerate(told):
        if amount.kind is Kind.COUNT and not amount.unit and not amount.ranged and _FEWEST <= amount.value <= _MOST:
            at = next(index for index, token in enumerate(tokens) if token.start == amount.start)
            if _ends_a_clause(tokens, at) and _named_before(tokens, at, own):
                told[place] = replace(amount, kind=Kind.MINUTES, unit="minute", noun=())
    return told


def _ends_a_clause(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 == len(tokens) or tokens[at + 1].is_sign or tokens[at + 1].clause != tokens[at].clause


def _named_before(tokens: Sequence[Token], at: int, own: set[int]) -> bool:
    """Whether the unit stands before, of no amount itself, and no other number between."""
    before = [token for token in tokens[max(0, at - _REACH) : at] if token.sentence == tokens[at].sentence]
    named = [index for index, token in enumerate(before) if token.word in _UNIT and token.start not in own]
    return bool(named) and not any(token.word[:1].isdigit() for token in before[named[-1] :])
