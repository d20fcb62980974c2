"""The minutes that a day of therapy tells: beside their services, behind an x, said again. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.procedures.case import Case, Span
from assistant.understand.story import Amount, Kind, Role, Told
from assistant.understand.story.amounts import read_amounts

MOST_MINUTES = 300
_NEAR = 3  # characters between a service and its number
_FEWEST_MINUTES = 5  # a smaller number is one of "one on one", or of patients
_SEVERAL = 2  # a number behind one service may be anything, behind each of several it is their time
_LEAST_CODE = 90000  # "97110 x 20 min" reads as two numbers of minutes
_POINTING = (("the",), ("that",), ("those",), ("these",), ("this",))


def minutes_of(told: Told, case: Case, services: Sequence[Span] = ()) -> list[Amount]:
    """Minutes of services; numbers right behind a code, or behind one of several services that are named, count as
    minutes where others are told so, or Medicare's units are asked for: "therex 24, manual 9"."""
    timed = [
        amount
        for amount in told.amounts(Kind.MINUTES, roles=(Role.TOLD, Role.EACH, Role.TOTAL))
        if (amount.role is not Role.TOTAL or amount.noun[:2] == ("total", "unit"))  # "9 min total units?"
        and 0 < amount.value <= MOST_MINUTES
        and not is_rule(told, amount)
    ]
    timed += _minutes_by_x(told)
    bare = [
        amount
        for amount in told.amounts(Kind.COUNT)
        if not amount.unit and amount.value == int(amount.value) and 0 < amount.value <= MOST_MINUTES
        if not _counts_units(told, amount)
    ]
    places = [end for code in case.procedures for _, end in case.places.get(code, ())]
    named = [end for _, end in services]
    long = [amount for amount in bare if amount.value >= _FEWEST_MINUTES]
    if len(long) >= _SEVERAL and all(_right_behind(amount, named) for amount in long):
        places += named  # one number of something unheard would make a wrong sum
    if timed or told.has("timed_word", "medicare"):
        timed += [amount for amount in bare if _right_behind(amount, places)]
    return _told_once(told, sorted(timed, key=lambda amount: amount.start))


def _right_behind(amount: Amount, places: Sequence[int]) -> bool:
    return any(0 <= amount.start - end <= _NEAR for end in places)


def _counts_units(told: Told, amount: Amount) -> bool:
    """ "97110 2 units"; not "10, units?"."""
    return any(token.start - amount.end == 1 and token.word == "unit" for token in told.story.tokens)


def _minutes_by_x(told: Told) -> Iterator[Amount]:
    """ "97110 x 20 min": minutes, though they stand where units do."""
    for amount in read_amounts(told.story.tokens):
        code, minutes = amount.values[0], amount.values[-1]
        if amount.kind is Kind.MINUTES and len(amount.values) > 1 and code > _LEAST_CODE and minutes <= MOST_MINUTES:
            yield replace(amount, value=minutes, values=(minutes,), start=amount.end - 1, role=Role.TOLD)


def by_x(told: Told) -> frozenset[int]:
    """Numbers behind an x that are minutes and no units."""
    return frozenset(int(amount.value) for amount in _minutes_by_x(told))


def _told_once(told: Told, amounts: list[Amount]) -> list[Amount]:
    """Without minutes that are told again: "the 6 min is under 8", "boss says 6 min is too short"."""
    opinions = [mention for mention in told.mentions("opinion") if not mention.negated]
    kept: list[Amount] = []
    for amount in amounts:
        known = any(amount.value == other.value for other in kept)
        again = amount.before[-1:] in _POINTING or any(
            mention.sentence == amount.sentence and mention.end <= amount.start for mention in opinions
        )
        if not (known and again):
            kept.append(amount)
    return kept


def is_rule(told: Told, amount: Amount) -> bool:
    """ "the 8 minute rule", "each 15 minutes"; not "7 min. Units?"."""
    if amount.noun[:1] in (("rule",), ("untimed",)):
        return True
    if any(token.start == amount.end and token.text in ".,?" for token in told.story.tokens):
        return False
    return amount.role is Role.EACH and amount.before[-1:] != ("first",) and amount.before[-1:] != ("additional",)
