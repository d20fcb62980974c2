"""The minutes of a told visit that count: of the practitioner, on the visit itself. Pure.

A total that is told leads; else the parts are added. Minutes of staff and of what is reported separately are left out,
and taken off a total that includes them. The words are those of the family that asks (``staff_time``, ``apart_time``,
``included_in``, ``left_out``, ``joint_time``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.procedures.case import Span
from assistant.understand.story import Amount, Kind, Role, Told

_COUNTED = (Role.TOLD, Role.TOTAL)
# "35 minutes extra", "an additional 35 minutes", "plus 35 min": beyond what is named.
_BEYOND_BEFORE = frozenset("additional addl extra another further".split())
_ADDED = frozenset(("plus", "+"))
_BEYOND_AFTER = frozenset("extra additional more beyond over past above".split())
_OF_A_RULE = frozenset("each every per first next".split())
_DATES = frozenset("day morning evening date".split())
# "9 of those", "minus 10": a part of minutes that were told.
_FEWEST_PARTS = 2
_SHORTEST_PART = 3
# How far behind the whole its parts may begin: a level or a count may stand between.
_PARTS_REACH = 4
_TOOK = frozenset("took take spent lasted".split())
_WHOLE = frozenset("that those it them these which the this".split())
_CHART_WORK = frozenset("charting documentation documenting notes note prep chart".split())
_TAKEN_OFF = frozenset("minus less subtract subtracting".split())


@dataclass(frozen=True, slots=True)
class Minutes:
    """``total`` are the minutes that count; ``left_out`` those told that do not. ``beyond`` are minutes told as more
    than what a named code stands for. ``at_least`` and ``at_most`` mark "over 30" and "less than 30"."""

    total: int
    left_out: int = 0
    beyond: int = 0
    at_least: bool = False
    at_most: bool = False
    rests_on: tuple[Span, ...] = ()


def minutes_told(told: Told, vocabulary: str = "levels") -> Minutes | None:
    """The minutes that a case tells; None where it tells none."""
    said = [
        amount
        for amount in as_minutes(told.story.amounts)
        if amount.kind is Kind.MINUTES and not amount.ranged and not _is_of_a_rule(amount)
    ]
    spans = tuple(amount.span for amount in said)
    beyond = [amount for amount in said if _is_beyond(told, amount) and not _is_apart(told, amount, vocabulary)]
    counted = [amount for amount in said if amount.role in _COUNTED and amount not in beyond]
    if not counted:
        bound = next((amount for amount in said if amount.role is Role.BOUND and amount not in beyond), None)
        if bound is None and not beyond:
            return None
        if bound is None:
            return Minutes(0, beyond=sum(int(amount.value) for amount in beyond), rests_on=spans)
        most = bool({"under", "than", "below", "most", "to"} & set(bound.before[-2:])) and not (
            {"more", "greater", "longer", "over"} & set(bound.before)
        )
        return Minutes(int(bound.value), at_least=not most, at_most=most, rests_on=spans)
    apart = [amount for amount in counted if _is_apart(told, amount, vocabulary)]
    own = [amount for amount in counted if amount not in apart]
    totals = [amount for amount in own if amount.role is Role.TOTAL]
    if not own:
        return None
    whole = max(totals, key=lambda amount: amount.value) if totals else None
    total = int(whole.value) if whole else sum(int(amount.value) for amount in own)
    parts = sum(int(amount.value) for amount in counted if amount is not whole)
    summed = whole is not None and parts == int(whole.value)
    taken_off = sum(
        int(amount.value)
        for amount in apart
        if _is_part_of(told, amount, summed, vocabulary) or _is_in_the_sum(amount, own)
    )
    total = max(total - taken_off, 0)
    more = sum(int(amount.value) for amount in beyond)
    return Minutes(total, sum(int(amount.value) for amount in apart), more, rests_on=spans)


def _is_of_a_rule(amount: Amount) -> bool:
    """ "each additional 15 minutes"; not "the next morning 8 minutes"."""
    return bool(_OF_A_RULE.intersection(amount.before[-2:])) and not _DATES.intersection(amount.before[-1:])


def as_minutes(amounts: Sequence[Amount]) -> Iterator[Amount]:
    """The amounts, where "52 minutes, but 9 of those for the EKG" has 9 minutes and "less 10 for it" has 10. Minutes,
    or a total, that are the sum of two or more before them are the whole that these are parts of; bare numbers that
    add up to minutes before them are its parts ("60 min: 23 for meds, 37 therapy")."""
    whole: Amount | None = None
    parts: list[Amount] = []
    for amount in _with_parts(amounts):
        if _is_their_sum(amount, parts):
            amount = replace(amount, kind=Kind.MINUTES, unit="minute", role=Role.TOTAL)
        if amount.kind is Kind.MINUTES:
            whole = amount
            parts += [amount] if amount.role is Role.TOLD else []
        elif whole is not None and (_is_a_part(amount, whole) or _is_of_the_chart(amount, whole)):
            amount = replace(amount, kind=Kind.MINUTES, unit=whole.unit, role=Role.TOLD)
        yield amount


def _with_parts(amounts: Sequence[Amount]) -> list[Amount]:
    told = list(amounts)
    for place, whole in enumerate(amounts):
        if whole.kind is Kind.MINUTES and not whole.ranged and whole.role in _COUNTED:
            for index in _adding_up(amounts, place):
                if told[index].kind is Kind.COUNT:
                    told[index] = replace(told[index], kind=Kind.MINUTES, unit="minute", role=Role.TOLD)
    return told


def _adding_up(amounts: Sequence[Amount], place: int) -> range:
    """Which amounts, one after another behind a whole, make it up: two or three of them; none for any other."""
    whole = amounts[place]
    for first in range(place + 1, min(place + 1 + _PARTS_REACH, len(amounts))):
        for count in (_FEWEST_PARTS, _FEWEST_PARTS + 1):
            parts = amounts[first : first + count]
            if len(parts) == count and all(map(_may_be_part, parts)) and sum(p.value for p in parts) == whole.value:
                return range(first, first + count)
    return range(0)


def _may_be_part(amount: Amount) -> bool:
    bare = amount.kind is Kind.COUNT and not amount.unit
    return (bare or amount.kind is Kind.MINUTES) and not amount.ranged and amount.value >= _SHORTEST_PART


def _is_their_sum(amount: Amount, parts: Sequence[Amount]) -> bool:
    if len(parts) < _FEWEST_PARTS or amount.value != sum(part.value for part in parts):
        return False
    return (amount.kind is Kind.MINUTES and amount.role is Role.TOLD) or (
        amount.kind is Kind.COUNT and amount.role is Role.TOTAL
    )


def _is_a_part(amount: Amount, whole: Amount) -> bool:
    if amount.kind is not Kind.COUNT or amount.value >= whole.value or amount.sentence != whole.sentence:
        return False
    of_it = amount.noun[:1] == ("of",) and bool(_WHOLE.intersection(amount.noun[1:2]))
    return of_it or bool((_TAKEN_OFF | _TOOK).intersection(amount.before[-1:]))


def _is_of_the_chart(amount: Amount, whole: Amount) -> bool:
    """ "22 min face to face + 15 charting"."""
    near = amount.kind is Kind.COUNT and amount.sentence == whole.sentence and not amount.unit
    return near and bool(_CHART_WORK.intersection(amount.noun[:4]))


def two_practitioners(told: Told) -> bool:
    """True where minutes of a physician and of an NP or PA are told side by side: another family decides on them."""
    amounts = [amount for amount in told.story.amounts if amount.kind is Kind.MINUTES]
    return len(amounts) > 1 and told.has("midlevel") and told.has("physician", "split_shared.physician")


def _is_beyond(told: Told, amount: Amount) -> bool:
    if _is_of_a_rule(amount):
        return False
    before = [token.word for token in told.story.tokens if token.end <= amount.start][-2:]
    if len(before) == 2 and before[1] in _ADDED and before[0][:2] == "99":
        return True
    words = _words(told, amount.end, 1)
    inside = {token.word for token in told.story.tokens if amount.start <= token.start < amount.end}
    if _BEYOND_AFTER & inside:
        return True  # "35 additional minutes"
    return bool(_BEYOND_BEFORE.intersection(amount.before[-1:])) or bool(_BEYOND_AFTER.intersection(words))


def _words(told: Told, place: int, count: int) -> list[str]:
    """The words behind a place."""
    behind = [token.word for token in told.story.tokens if token.start >= place and not token.is_sign]
    return behind[:count]


def _concepts(vocabulary: str, *names: str) -> Iterable[str]:
    return tuple(f"{vocabulary}.{name}" for name in names)


def _is_apart(told: Told, amount: Amount, vocabulary: str) -> bool:
    """True where the amount's clause tells of staff or of something reported separately, and the amount is the one
    nearest to it."""
    others = [other for other in as_minutes(told.story.amounts) if other.kind is Kind.MINUTES]
    for mention in told.mentions(*_concepts(vocabulary, "staff_time", "apart_time", "other_date")):
        if mention.clause != amount.clause or _is_left_out(told, amount, mention.start, vocabulary):
            continue
        nearest = told.nearest_amount((mention.start, mention.end), others)
        if nearest is not None and nearest.span == amount.span:
            return True
    return False


def _is_left_out(told: Told, amount: Amount, place: int, vocabulary: str) -> bool:
    """ "45 minutes excluding the procedure": the amount stands for itself, what is left out stands behind it."""
    words = told.mentions(*_concepts(vocabulary, "left_out"))
    return any(amount.end <= word.start <= place for word in words if word.sentence == amount.sentence)


def _is_part_of(told: Told, amount: Amount, summed: bool, vocabulary: str) -> bool:
    """True where minutes that do not count are inside those that were counted."""
    left_out = told.mentions(*_concepts(vocabulary, "left_out"))
    if any(word.start < amount.start and word.clause == amount.clause for word in left_out):
        return False
    if summed:
        return True
    inside = told.mentions(*_concepts(vocabulary, "included_in"))
    staff = told.mentions(*_concepts(vocabulary, "staff_time"))
    if any(word.clause == amount.clause for word in staff):  # "22 min incl the note, MA spent 11 more"
        inside = tuple(word for word in inside if word.clause == amount.clause)
    return any(word.sentence == amount.sentence and abs(word.start - amount.start) < _NEAR for word in inside)


def _is_in_the_sum(amount: Amount, own: Sequence[Amount]) -> bool:
    """ "10 min the next morning, so 45": the minutes behind "so" hold those before it."""
    sums = [other for other in own if other.start > amount.end and other.sentence == amount.sentence]
    return any(_SUMS.intersection(other.before[-2:]) for other in sums)


_SUMS = frozenset("so making make total altogether =".split())
_NEAR = 40
