"""What is told of equipment: the rental month, oxygen flow, strips, CPAP use. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.understand.story import Amount, Kind, Role, Told
from assistant.understand.story.tokens import Token

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
).split()
_ORDINAL = re.compile(r"(?P<number>\d{1,2})(?:st|nd|rd|th)")
_MONTH = frozenset("month mo mth".split())
_ANY = (Role.TOLD, Role.TOTAL, Role.EACH, Role.BOUND, Role.AGO, Role.LATER)
_DAYS_OF_MONTH = 30
_CPAP = "E0601"


@dataclass(frozen=True, slots=True)
class Rental:
    """A month of a rental; ``oxygen`` has its own limit. ``code`` is the item's, empty where it is not known."""

    month: int
    code: str
    oxygen: bool
    cpap: bool
    adherent: bool | None
    asks_title: bool
    asks_sequence: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """The oxygen that is prescribed, in liters a minute."""

    liters: Decimal
    portable: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Strips:
    """Strips or lancets; ``insulin`` is None while it is not told; ``count`` is for three months."""

    code: str
    insulin: bool | None
    count: int | None
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """How a CPAP was used: hours a night on a percentage of nights."""

    hours: Decimal | None
    percent: Decimal | None
    rests_on: tuple[Span, ...]


def rental_of(case: Case) -> Rental | None:
    """The rental month that is told; None where none is, or where another question is asked of the item."""
    told = case.told("equipment")
    oxygen = told.has("oxygen")
    asked = told.has("capped") and told.has("asks_modifier_here", "denied_word", "purchase")
    rents = asked or told.has("rental", "rental_modifier", "month_number")
    if not rents or not (told.has("capped", "dme", "rental_modifier") or oxygen):
        return None
    if told.has("repair", "replacement", "break_in_need", "partial_month", "maintenance", "choice"):
        return None
    found = _month(case.story.tokens)
    if found is None or (told.has("purchase") and not told.has("cpap")):  # a CPAP is never bought at once
        return None
    month, span = found
    failed = told.has("failed_word") or told.denies("adherence_told")
    spans = told.spans(
        "rental", "capped", "oxygen", "rental_modifier", "compliance", "adherence_told", "failed_word", "owns",
        "asks_modifier_here", "by_month", "kx", "cpap", "purchase",
    )  # fmt: skip
    return Rental(
        month,
        _item(case, told),
        oxygen,
        told.has("cpap"),
        False if failed else True if told.has("adherence_told") else None,
        told.has("owns"),
        told.has("by_month"),
        (span, *spans),
    )


def _item(case: Case, told: Told) -> str:
    """The one item that is named by its code, else the device that words alone name."""
    named = [str(code) for code in case.procedures if str(code)[0] in "EK"]
    if len(named) == 1:
        return named[0]
    return _CPAP if not named and told.has("cpap_word") else ""


def _month(tokens: Sequence[Token]) -> tuple[int, Span] | None:
    """ "month 5", "5th month", "third rental month", "rented for 14 months"; of several the one told last."""
    found: tuple[int, Span] | None = None
    for at, token in enumerate(tokens):
        number = _ordinal(token.word)
        ahead = [other for other in tokens[at + 1 : at + 3] if not other.is_sign]
        if number is not None and any(other.word in _MONTH for other in ahead):
            found = number, (token.start, token.end)
        if token.word in _MONTH and ahead and ahead[0].word.isdigit() and len(ahead[0].word) <= 2:
            found = int(ahead[0].word), (token.start, ahead[0].end)
    return found


def _ordinal(word: str) -> int | None:
    if match := _ORDINAL.fullmatch(word):
        return int(match["number"])
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else None


def flow_of(case: Case) -> Flow | None:
    """The oxygen flow that is told; None where none or several are."""
    told = case.told("equipment")
    if not told.has("oxygen") or told.has("after_cap"):
        return None
    found = [
        amount
        for amount in case.story.amounts
        if (amount.kind is Kind.DOSE and amount.unit == "l")
        or (amount.kind is Kind.COUNT and {"lpm", "liter", "l"} & set(amount.noun[:1]))
    ]
    if len(found) != 1 or found[0].ranged:
        return None
    return Flow(found[0].value, told.has("portable"), (found[0].span, *told.spans("oxygen", "portable", "liters")))


def strips_of(case: Case) -> Strips | None:
    """The glucose strips or lancets that are told."""
    told = case.told("equipment")
    if not told.has("strips") or told.has("cgm", "refill", "delivery", "repair"):
        return None
    without = bool(told.mentions("no_insulin"))
    insulin = False if without else True if told.has("insulin") else None
    code = "A4259" if told.has("lancets") and not _mentions(case, "strip") else "A4253"
    spans = told.spans("strips", "insulin", "no_insulin", "kx")
    return Strips(code, insulin, _count(told), spans)


def _mentions(case: Case, word: str) -> bool:
    return any(token.word == word for token in case.story.tokens)


def _count(told: Told) -> int | None:
    """Strips for three months: a told number that is no box count, or a number a day for 90 days."""
    counts = [amount for amount in told.story.amounts if amount.kind is Kind.COUNT and not amount.ranged]
    for amount in counts:
        if amount.value >= _DAYS_OF_MONTH and "strip" in (*amount.noun, *amount.before):
            return int(amount.value)
    return None


def use_of(case: Case) -> Use | None:
    """The use of a CPAP that is told in hours a night and percent of nights."""
    told = case.told("equipment")
    if not told.has("cpap") or told.has("cpap_supplies"):
        return None
    percents = told.amounts(Kind.PERCENT, roles=_ANY)
    hours = [a for a in told.amounts(Kind.MINUTES, roles=_ANY) if a.unit in ("hour", "hr", "hrs", "h")]
    if len(percents) > 1 or len(hours) > 1 or not (percents or hours):
        return None
    if not percents:
        return None
    return Use(
        hours[0].value / 60 if hours else None,
        percents[0].value,
        (*_spans(percents), *_spans(hours), *told.spans("cpap", "compliance")),
    )


def _spans(amounts: Sequence[Amount]) -> tuple[Span, ...]:
    return tuple(amount.span for amount in amounts)
