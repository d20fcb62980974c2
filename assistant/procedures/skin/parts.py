"""Which size, site and kind belong together when several lesions or wounds are told one after another. Pure.

The parts of the skin are common concepts; every family has in its parameters which group of codes a part is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.procedures.case import Span
from assistant.understand.story import Amount, Kind, Mention, Role, Told

PARTS = (
    *("skin_scalp", "skin_neck", "skin_hands", "skin_feet", "skin_genitals", "skin_axilla", "skin_trunk"),
    *("skin_arms", "skin_legs", "skin_cheek", "skin_nose"),
)
# What may stand behind a length without a unit: anything else is counted ("scalp 3 staples").
_NO_THING = frozenset("and simple intermediate layered complex closed repaired then".split())
_LONGEST = 40  # cm: a longer bare number is something else
_MOST_ALIKE = 30  # "two 1 cm lesions": more than that before a size counts something else


def part_of(mention: Mention) -> str:
    """The part of the skin that a mention names."""
    return mention.concept.partition(".")[2]


def parts_told(told: Told) -> tuple[Mention, ...]:
    """Every part of the skin that is told, the longest expression of each place: "ear" is not in "nasal ear"."""
    found = [mention for mention in told.mentions(*PARTS) if not mention.negated]
    other = told.spans("no_skin_part")
    kept: list[Mention] = []
    for mention in found:
        longer = any(
            one is not mention
            and one.start <= mention.start
            and mention.end <= one.end
            and (one.end - one.start, one.start) > (mention.end - mention.start, mention.start)
            for one in found
        )
        if not longer and not any(start <= mention.start and mention.end <= end for start, end in other):
            kept.append(mention)
    return tuple(kept)


def lengths_told(told: Told) -> tuple[Amount, ...]:
    """Every length of the case but margins: "each" tells of a thing here, not of a rule."""
    roles = (Role.TOLD, Role.TOTAL, Role.EACH, Role.BOUND, Role.MARGIN)
    found = told.amounts(Kind.LENGTH, roles=roles)
    return tuple(amount for amount in found if amount.role is not Role.MARGIN or with_margins(amount))


def bare_lengths(told: Told) -> tuple[Amount, ...]:
    """Numbers with a decimal point and no unit, as lengths in cm: "scalp 4.0 stapled, calf 5.0 layered"."""
    found = (amount for amount in told.story.amounts if amount.kind is Kind.COUNT and amount.unit == "")
    found = (amount for amount in found if "margin" not in amount.before[-2:])
    return tuple(
        replace(amount, kind=Kind.LENGTH, unit="cm")
        for amount in found
        if amount.value.as_tuple().exponent == -1 and 0 < amount.value <= _LONGEST
    )


def whole_lengths(told: Told) -> tuple[Amount, ...]:
    """Whole numbers right behind a part of the skin, as lengths in cm: "lip 2.6 and cheek 3"."""
    ends = {mention.end for mention in parts_told(told)}
    return tuple(
        replace(amount, kind=Kind.LENGTH, unit="cm")
        for amount in told.story.amounts
        if amount.kind is Kind.COUNT
        and amount.unit == ""
        and amount.value.as_tuple().exponent == 0
        and 0 < amount.value <= _LONGEST
        and amount.start - 1 in ends
        and (not amount.noun or amount.noun[0] in _NO_THING)
    )


def with_margins(amount: Amount) -> bool:
    """ "1.8 cm including margins", "2 cm with margins of 0.5": a size, though the word stands close."""
    return amount.role is Role.MARGIN and amount.noun[1:2] == ("margin",)


def belonging(amounts: Sequence[Amount], mentions: Sequence[Mention]) -> dict[Span, Mention]:
    """Which of the mentions each amount belongs to.

    One mention is for all. As many mentions as amounts, all on one side, belong in order. Else that of the same clause,
    else the last one before an amount where mentions lead ("arm 3 cm, face 2 cm"), the next one where amounts do.
    """
    if not mentions:
        return {}
    if len(mentions) == 1:
        return {amount.span: mentions[0] for amount in amounts}
    ordered = sorted(amounts, key=lambda amount: amount.start)
    apart = mentions[-1].end <= ordered[0].start or ordered[-1].end <= mentions[0].start if ordered else False
    if len(ordered) == len(mentions) > 1 and apart:
        return {amount.span: mention for amount, mention in zip(ordered, mentions, strict=True)}
    leads = bool(ordered) and mentions[0].start < ordered[0].start
    return {amount.span: _of(amount, mentions, leads) for amount in ordered}


def _of(amount: Amount, mentions: Sequence[Mention], leads: bool) -> Mention:
    near = [mention for mention in mentions if mention.clause == amount.clause]
    if near:
        return min(near, key=lambda mention: _distance(amount, mention))
    before = [mention for mention in mentions if mention.end <= amount.start]
    after = [mention for mention in mentions if mention.start >= amount.end]
    same = [mention for mention in (before if leads else after) if mention.sentence == amount.sentence]
    if same:
        return same[-1] if leads else same[0]
    if leads:
        return before[-1] if before else after[0]
    return after[0] if after else before[-1]


def _distance(amount: Amount, mention: Mention) -> int:
    return mention.start - amount.end if mention.start >= amount.end else amount.start - mention.end


def alike(told: Told, amount: Amount) -> int:
    """How many things of one size are told: "two 1 cm lesions", "3 lesions, each 0.8 cm", "1 cm x2"; else one."""
    counts = [
        one for one in told.story.amounts if one.kind is Kind.COUNT and one.value == one.value.to_integral_value()
    ]
    for count in counts:
        between = [token for token in told.story.tokens if count.end <= token.start < amount.start]
        close = count.end <= amount.start and all(token.word in ("(", ")") or token.word.isdigit() for token in between)
        if close and 1 < count.value <= _MOST_ALIKE and count.noun[:1] != ("x",):
            return int(count.value)
        if count.unit == "x" and 0 <= count.start - amount.end <= 1 and 1 < count.value <= _MOST_ALIKE:
            return int(count.value)
    if amount.role is Role.EACH or amount.noun[:1] == ("each",) or amount.before[-1:] in (("each",), ("measuring",)):
        whole = next((count for count in counts if 1 < count.value <= _MOST_ALIKE and count.start < amount.start), None)
        sizes = [one for one in told.story.amounts if one.kind is amount.kind and one.sentence == amount.sentence]
        if whole is not None and len(sizes) != whole.value:  # "three cysts measuring 1.0, 1.5 and 2.0 cm": each its own
            return int(whole.value)
    return 1


def area_of(amount: Amount) -> Decimal | None:
    """Square centimeters: told as an area, or as length by width."""
    if amount.kind is Kind.AREA:
        return amount.value if len(amount.values) < 2 or amount.ranged else amount.values[0] * amount.values[1]
    if amount.kind is Kind.LENGTH and len(amount.values) >= 2 and not amount.ranged:
        return amount.values[0] * amount.values[1]
    return None


def near(told: Told, amount: Amount, *concepts: str, reach: int) -> bool:
    """True when one of the concepts stands close to an amount in its clause."""
    return any(
        mention.clause == amount.clause and _distance(amount, mention) <= reach for mention in told.mentions(*concepts)
    )


def distance(told: Told, amount: Amount, *concepts: str) -> int | None:
    """Places between an amount and the nearest expression of the concepts in its clause; None where there is none."""
    found = [_distance(amount, mention) for mention in told.mentions(*concepts) if mention.clause == amount.clause]
    return min(found, default=None)
