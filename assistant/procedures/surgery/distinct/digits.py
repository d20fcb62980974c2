"""Which modifier names a finger or a toe: "modifier for the left ring finger". Pure.

Source: the HCPCS Level II file; ``digit_modifiers`` in parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import parameters
from assistant.understand.story import Mention, Told

FAMILY = "distinct"
FOLDER = Path(__file__).parent
# The modifier of a side by the words that tell it.
SIDES = {"left": "LT", "l": "LT", "lt": "LT", "right": "RT", "r": "RT", "rt": "RT"}
_DIGITS = tuple(
    f"{kind}_{name}"
    for kind, names in (("finger", "thumb index middle ring small"), ("toe", "great second third fourth fifth"))
    for name in names.split()
)
# Words that ask for the modifier alone; a longer message tells a case of its own.
_MOST_WORDS = 14


@dataclass(frozen=True, slots=True)
class Digit:
    """One finger or toe by the words of the question, with its modifier."""

    modifier: str
    words: str
    rests_on: tuple[Span, ...]


def digits_of_side(told: Told, day: date, *more: str) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """The modifiers of all fingers and toes that a family is told with one side, in order, and where they stand.

    ``more`` are the family's own concepts of a side, "left" and "right", beside the common ones.
    """
    table = parameters(FOLDER).at("digit_modifiers", day)
    sides = [name for name in ("left", "right") if told.has(f"{name}_side", *(each for each in more if each == name))]
    if table is None or len(sides) != 1:
        return (), ()
    (side,) = sides
    found = {name: modifier for name, modifier in table.value[SIDES[side]].items() if told.has(name)}
    return tuple(found.values()), told.spans(*found, f"{side}_side")


def digit_of(case: Case, day: date) -> Digit | None:
    """The digit that is told last with its side, where its modifier is asked; None for anything else."""
    told = case.told(FAMILY)
    table = parameters(FOLDER).at("digit_modifiers", day)
    words = [token for token in case.story.tokens if not token.is_sign]
    if table is None or not told.has("asks_modifier") or len(words) > _MOST_WORDS or len(case.procedures) > 1:
        return None
    if told.has("global_period", "denied"):
        return None
    found = [(mention, name) for name in _DIGITS for mention in told.mentions(name) if not mention.negated]
    if not found:
        return None
    mention, name = max(found, key=lambda each: (each[0].start, each[0].end))
    side = _side_of(told, mention)
    if side is None:
        return None
    return Digit(
        modifier=str(table.value[side][name]),
        words=f"{'left' if side == 'LT' else 'right'} {_words(name)}",
        rests_on=((mention.start, mention.end), *told.spans("asks_modifier", "left_side", "right_side")),
    )


def _words(name: str) -> str:
    """ "finger_ring" -> "ring finger"."""
    kind, _, which = name.partition("_")
    return which if which == "thumb" else f"{which} {kind}"


def _side_of(told: Told, digit: Mention) -> str | None:
    """The side that stands nearest before the digit, else behind it."""
    sides = [(token.start, SIDES[token.word]) for token in told.story.tokens if token.word in SIDES]
    before = [each for each in sides if each[0] <= digit.start]
    return (max(before) if before else min(sides, default=(0, "")))[1] or None
