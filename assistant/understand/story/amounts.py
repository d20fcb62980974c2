"""Amounts of a told case: minutes, clock times, doses, sizes, ages, counts, each with what stands around it. Pure.

Nothing is decided here: "45 minutes" before "of hydration" is an amount with the words after it, and which service it
belongs to is asked of the story. All readings are linear in the number of tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.story.amount import Amount, Kind
from assistant.understand.story.clock import clock_at, elapsed
from assistant.understand.story.named_minutes import with_named_minutes
from assistant.understand.story.numbers import NUMBER_WORDS, names_something, number_at
from assistant.understand.story.roles import in_context
from assistant.understand.story.tokens import Token

# A told case has a dozen; what has hundreds is a table or noise, and is read by other readers.
MOST_AMOUNTS = 200

_TIME = {
    **dict.fromkeys("min minute mins".split(), (Kind.MINUTES, Decimal(1))),
    **dict.fromkeys("h hr hrs hour".split(), (Kind.MINUTES, Decimal(60))),
    **dict.fromkeys(("day",), (Kind.DAYS, Decimal(1))),
    **dict.fromkeys("week wk wks".split(), (Kind.DAYS, Decimal(7))),
    **dict.fromkeys("month mo mos mth".split(), (Kind.DAYS, Decimal(30))),
    **dict.fromkeys("year yr yrs".split(), (Kind.DAYS, Decimal(365))),
}
# Months in one; weeks and days as parts of a month, to two and three places.
_OF_AGE: dict[str, Decimal] = {
    **dict.fromkeys("year yr yrs y".split(), Decimal(12)),
    **dict.fromkeys("month mo mos mth".split(), Decimal(1)),
    **dict.fromkeys("week wk wks".split(), Decimal("0.23")),
    "day": Decimal("0.033"),
}
_DOSE = {
    form: unit
    for unit, forms in {
        "mg": "mg mgs milligram",
        "mcg": "mcg ug microgram",
        "g": "g gm gms gram",
        "kg": "kg kgs kilogram",
        "ml": "ml mls cc ccs milliliter",
        "l": "l liter",
        "units": "iu u",
        "meq": "meq",
        "mci": "mci millicurie",
    }.items()
    for form in forms.split()
}
_LENGTH = {
    **dict.fromkeys("cm cms centimeter".split(), Decimal(1)),
    **dict.fromkeys("mm mms millimeter".split(), Decimal("0.1")),
    "inch": Decimal("2.54"),
}
_SQUARE = frozenset("sq square sqcm".split())
_AREA = frozenset("cm2 sqcm".split())

_POINTERS = frozenset("this that which the other first second last every another a an".split())
_AFTER_POINTING = frozenset(
    "is was does do did need needs can could should would will has have get gets take takes go goes to for with in on "
    "and or be too also instead then if".split()
)
_LISTS = frozenset("and & + ,".split())
_MOST_LISTED = 4
_JOINED = frozenset("- to through thru or".split())
_ARTICLES = frozenset("a an".split())


# "44f", "72yom": years and sex in one word; "62m" may be minutes.
_AGE_AND_SEX = re.compile(r"(\d{1,3})(?:y|yo)?f|(\d{1,3})yo?m")
_BEGIN_AN_AMOUNT = NUMBER_WORDS | _ARTICLES | {"x"}


def read_amounts(tokens: Sequence[Token], taken: Sequence[tuple[int, int]] = ()) -> tuple[Amount, ...]:
    """Every amount, in order. ``taken`` are places that are something else: codes, dates, modifiers."""
    free = _Free(tokens, taken)
    found: list[Amount] = []
    at = 0
    while at < len(tokens) and len(found) < MOST_AMOUNTS:
        word = free.words[at]
        if (sexed := _AGE_AND_SEX.fullmatch(word)) and free.at(at):
            years = Decimal(sexed[1] or sexed[2])
            made_age = _make(free, Kind.AGE, (years * 12,), "year", at, at + 1)
            found.append(in_context(made_age, tokens, at, at + 1))
            at += 1
            continue
        begins = word.lstrip(".")[:1].isdigit() or word in _BEGIN_AN_AMOUNT
        made = _amount_at(free, at) if begins and free.at(at) else None
        if made is None:
            at += 1
            continue
        amount, after = made
        found.append(in_context(amount, tokens, at, after))
        at = after
    return tuple(_spans_of_clock(with_named_minutes(found, tokens), tokens))


class _Free:
    """The tokens, and which of them are not taken by something else."""

    def __init__(self, tokens: Sequence[Token], taken: Sequence[tuple[int, int]]) -> None:
        self.tokens = tokens
        self.words = [token.word for token in tokens]
        self._taken = [False] * len(tokens)
        spans = sorted(taken)
        index = 0
        for at, token in enumerate(tokens):
            while index < len(spans) and spans[index][1] <= token.start:
                index += 1
            if index < len(spans) and spans[index][0] < token.end:
                self._taken[at] = True

    def at(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and not self._taken[at]

    def word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""


def _amount_at(free: _Free, at: int) -> tuple[Amount, int] | None:
    token = free.tokens[at]
    if clock := clock_at(free.tokens, at):
        minutes, after = clock
        return _make(free, Kind.CLOCK, (Decimal(minutes),), "", at, after), after
    if token.word == "x" and free.at(at + 1) and (number := number_at(free.words, at + 1)):
        after = at + 1 + number[1]
        return replace(_make(free, Kind.COUNT, (number[0],), "x", at, after), noun=("x",)), after
    if token.word in ("half",) and free.word(at + 1) in ("an", "a") and free.word(at + 2) in ("hour", "hr"):
        return _make(free, Kind.MINUTES, (Decimal(30),), "hour", at, at + 3), at + 3
    if token.word in _ARTICLES and free.word(at + 1) in _TIME:
        return _time(free, (Decimal(1),), at, at + 1)
    number = number_at(free.words, at)
    if number is None or _points(free, at) or names_something(free.words, at):
        return None
    return _measured(free, *_numbers(free, at, number[0], at + number[1]), at)


def _points(free: _Free, at: int) -> bool:
    """ "That one", "which one gets it": no number, unless it counts what follows ("that one lesion")."""
    following = free.word(at + 1)
    return (
        free.word(at) == "one"
        and (free.word(at - 1) in _POINTERS or (free.word(at - 2) in _POINTERS and free.word(at - 1).isalpha()))
        and (not following or not following[0].isalnum() or following in _AFTER_POINTING)
    )


def _numbers(free: _Free, at: int, first: Decimal, after: int) -> tuple[tuple[Decimal, ...], int, bool]:
    """ "20-29", "30 to 45", "2 x 1.5 x 1": the values, where they end, and whether they are a range."""
    values, ranged = [first], False
    while True:
        unit = 1 if free.word(after) in _LENGTH and free.word(after + 1) in ("x", "by") else 0
        sign, further = free.word(after + unit), after + unit + 1
        if not free.at(further) or not free.word(further)[:1].isdigit():
            break
        number = number_at(free.words, further)
        if number is None or ":" in free.word(further):
            break
        if sign in ("x", "by") and (values or unit):
            values.append(number[0])
        elif sign in _JOINED and len(values) == 1:
            values.append(number[0])
            ranged = True
        else:
            break
        after = further + number[1]
    return tuple(values), after, ranged


def _measured(free: _Free, values: tuple[Decimal, ...], after: int, ranged: bool, at: int) -> tuple[Amount, int] | None:
    """The amount that numbers and the unit behind them are."""
    hyphen = 1 if free.word(after) == "-" and free.word(after + 1).isalpha() else 0
    unit_at = after + hyphen
    if (
        free.word(unit_at) in ("total", "more", "extra", "additional", "further") and free.word(unit_at + 1) in _TIME
    ):  # "110 total min"
        unit_at += 1
    unit = free.word(unit_at)
    if unit in _OF_AGE and (aged := _age(free, values, at, unit_at)):
        return aged
    if unit in ("yo", "y/o", "yr/o") or (unit == "y" and free.word(unit_at + 1) in ("o", "/")):
        end = unit_at + (1 if unit == "yo" else 3 if free.word(unit_at + 1) == "/" else 2)
        return _make(free, Kind.AGE, tuple(value * 12 for value in values), "year", at, end), end
    if unit in _TIME:
        made, end = _time(free, values, at, unit_at)
        return replace(made, ranged=ranged), end
    if unit in _SQUARE and free.word(unit_at + 1) in _LENGTH:
        return _make(free, Kind.AREA, values, "sq cm", at, unit_at + 2), unit_at + 2
    if unit in _AREA:
        return _make(free, Kind.AREA, values, "sq cm", at, unit_at + 1), unit_at + 1
    if unit in _LENGTH:
        factor, end = _LENGTH[unit], unit_at + 1
        if free.word(end) in ("2", "sq", "square", "squared"):
            return _make(free, Kind.AREA, values, "sq cm", at, end + 1), end + 1
        made = _make(free, Kind.LENGTH, tuple(value * factor for value in values), unit, at, end)
        return replace(made, ranged=ranged), end
    if unit in _DOSE:
        return _make(free, Kind.DOSE, values, _DOSE[unit], at, unit_at + 1), unit_at + 1
    if unit in ("%", "percent"):
        return _make(free, Kind.PERCENT, values, "%", at, unit_at + 1), unit_at + 1
    if len(values) == 1 and (shared := _unit_of_a_list(free, after)):
        kind, factor, unit = shared
        return _make(free, kind, (values[0] * factor,), unit, at, after), after
    if not all(value == value.to_integral_value() for value in values) and not ranged:
        kind = Kind.LENGTH if len(values) > 1 else Kind.COUNT
        return _make(free, kind, values, "", at, after), after
    if free.word(at - 1) in ("$", "#") and free.word(at - 1) == "$":
        return None
    return replace(_make(free, Kind.COUNT, values, "", at, after), ranged=ranged), after


def _unit_of_a_list(free: _Free, after: int) -> tuple[Kind, Decimal, str] | None:
    """The length or area that the last of several numbers names for all: "12 and 16 sq cm", "2, 3 and 4 cm"."""
    sign = free.word(after)
    for _ in range(_MOST_LISTED):
        if sign not in _LISTS or not free.at(after + 1) or (number := number_at(free.words, after + 1)) is None:
            return None
        last, after = sign, after + 1 + number[1]
        unit, sign = free.word(after), free.word(after)
        if last == ",":
            continue  # a comma joins also what has nothing in common
        if unit in _AREA or (unit in _SQUARE and free.word(after + 1) in _LENGTH):
            return Kind.AREA, Decimal(1), "sq cm"
        if unit in _LENGTH and free.word(after + 1) not in ("2", "sq", "square", "squared", "x", "by"):
            return Kind.LENGTH, Decimal(_LENGTH[unit]), unit
    return None


def _time(free: _Free, values: tuple[Decimal, ...], at: int, unit_at: int) -> tuple[Amount, int]:
    kind, factor = _TIME[free.word(unit_at)]
    after = unit_at + 1
    scaled = tuple(value * factor for value in values)
    if kind is Kind.MINUTES and factor > 1 and len(values) == 1:  # "1 hour 20 minutes", "an hour and a half"
        ahead = after + (free.word(after) in ("and", ","))
        number = number_at(free.words, ahead) if free.at(ahead) else None
        if free.words[ahead : ahead + 2] == ["a", "half"]:
            scaled, after = (scaled[0] + 30,), ahead + 2
        elif number and free.word(unit_at) == "h" and ahead == after and number[0] < 60 and not number[0] % 1:
            scaled, after = (scaled[0] + number[0],), ahead + number[1]
            after += free.word(after) == "m" or _TIME.get(free.word(after), (None, 0))[1] == 1
        elif number and _TIME.get(free.word(ahead + number[1]), (None, 0))[1] == 1 and number[0] < 60:
            scaled, after = (scaled[0] + number[0],), ahead + number[1] + 1
    return _make(free, kind, scaled, free.word(unit_at), at, after), after


def _age(free: _Free, values: tuple[Decimal, ...], at: int, unit_at: int) -> tuple[Amount, int] | None:
    """ "15 month old", "72-year-old", "age 5 years"."""
    after = unit_at + 1
    skipped = after + (free.word(after) == "-")
    months = tuple(value * _OF_AGE[free.word(unit_at)] for value in values)
    if free.word(skipped) in ("old", "o"):
        return _make(free, Kind.AGE, months, free.word(unit_at), at, skipped + 1), skipped + 1
    if free.word(at - 1) in ("age", "aged"):
        return _make(free, Kind.AGE, months, free.word(unit_at), at, after), after
    return None


def _make(free: _Free, kind: Kind, values: tuple[Decimal, ...], unit: str, at: int, after: int) -> Amount:
    first, last = free.tokens[at], free.tokens[min(after, len(free.tokens)) - 1]
    return Amount(kind, values[0], unit, first.start, last.end, first.sentence, first.clause, values=values)


def _spans_of_clock(found: Sequence[Amount], tokens: Sequence[Token]) -> list[Amount]:
    """Two clock times that begin and end one thing become its minutes; a lone clock time stays one."""
    joined: list[Amount] = []
    for amount in found:
        first = joined[-1] if joined else None
        if (
            first is not None
            and amount.kind is first.kind is Kind.CLOCK
            and (minutes := elapsed(tokens, first.start, first.end, amount.start, amount.end)) is not None
        ):
            joined[-1] = replace(
                first,
                kind=Kind.MINUTES,
                unit="clock",
                value=Decimal(minutes),
                values=(first.value, amount.value),
                end=amount.end,
                noun=amount.noun,
            )
        else:
            joined.append(amount)
    return joined
