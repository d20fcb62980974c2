"""Units that are told in words beside a code: "three 20610", "3 units of 20610", "20610, three of them". Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.understand.query import Line, Query, Span
from assistant.understand.story import Amount, Kind, Role
from corpus.codes import Code

# What may stand between a number and the code it counts.
_BETWEEN = frozenset("unit of x time line each".split())
_OF_THEM = ("of", "them")
_TIMES = ("time",)
_MOST_UNITS = 999  # four digits beside a code are a year, or money
# "Prevnar 20 90677": the number is of the product's name.
_OF_PRODUCTS = "vaccines."
# "Week 4 of 25600", "day 3 of 47562": the number is of the word before it, which no unit is counted by.
_NUMBERED = frozenset(
    (word,) for word in "week wk day month mo visit session pod stage year yr hour step phase line item page".split()
)
# "Three 20610 on one day": the code follows within a few letters.
_NEAR = 16


def with_told_units(query: Query) -> Query:
    """The query whose lines have the units that its words tell; units written on a code stand."""
    named = [one for one in query.story.mentions if one.concept.startswith(_OF_PRODUCTS)]
    counts = [
        one
        for one in query.story.amounts
        if one.kind is Kind.COUNT
        and one.role is Role.TOLD
        and not one.ranged
        and one.before[-1:] not in _NUMBERED
        and not any(product.start < one.start < product.end for product in named)
    ]
    if not counts or not query.lines or query.claim is not None:
        return query
    return replace(query, lines=tuple(_counted(line, counts, query.places) for line in query.lines))


def _counted(line: Line, counts: list[Amount], places: Mapping[Code, tuple[Span, ...]]) -> Line:
    if line.units is not None:
        return line
    for start, end in places.get(line.code, ()):
        for amount in counts:
            if amount.value != int(amount.value) or not 1 <= amount.value <= _MOST_UNITS:
                continue
            if 0 < start - amount.end <= _NEAR and _names(line.code, amount.noun):
                return replace(line, units=int(amount.value))
            behind = amount.noun[:2] == _OF_THEM or amount.noun[:1] == _TIMES or amount.before[-1:] == _TIMES
            if 0 <= amount.start - end <= _NEAR and behind:
                return replace(line, units=int(amount.value))
    return line


def _names(code: Code, noun: tuple[str, ...]) -> bool:
    """True when the words behind a number come to the code with nothing but "units of" between."""
    for word in noun:
        if word == str(code).lower():
            return True
        if word not in _BETWEEN:
            return False
    return False
