"""What is told of one anesthesia service: its minutes, base units, physical status, operations. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.procedures.parameters import parameters
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode

FAMILY = "anesthesia"
FOLDER = Path(__file__).parent
_FIRST, _LAST = "00100", "01999"
_DIGITS = 5
_RIGHT_BEHIND = 4  # characters: "20 min of break"


@dataclass(frozen=True, slots=True)
class Facts:
    """``minutes`` is None where no time is told; ``spans`` are the stretches that add up to it, ``gap`` is left out.

    ``codes`` are anesthesia codes that are named, ``operations`` those of the operations that are told.
    """

    told: Told
    minutes: Decimal | None
    spans: tuple[Decimal, ...]
    gap: Decimal
    base: Decimal | None
    status: str
    codes: tuple[CptCode, ...]
    operations: tuple[CptCode, ...]
    supervised: bool
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date) -> Facts | None:
    """The facts of an anesthesia service; None where none is told."""
    told = case.told(FAMILY)
    codes = tuple(c for c in case.procedures if isinstance(c, CptCode) and is_anesthesia(str(c)))
    if told.has("moderate_sedation") or not (told.has("anesthesia") or codes):
        return None
    minutes = _minutes(told, day)
    mine, gaps = _of_anesthesia(told, minutes)
    base = _base(told)
    gap = sum((amount.value for amount in gaps), Decimal(0))
    total = sum((amount.value for amount in mine), Decimal(0)) if mine else None
    concepts = ("anesthesia", "units_asked", "anesthesia_time", "surgical_time", "break", "base_told", "asks_code")
    operations = _operations(told, day)
    return Facts(
        told=told,
        minutes=total - gap if total is not None and total > gap else total,
        spans=tuple(amount.value for amount in mine),
        gap=gap,
        base=base.value if base else None,
        status=_status(case),
        codes=codes,
        operations=operations,
        supervised=any(token.text == "AD" for token in case.story.tokens),
        rests_on=(
            *told.spans(*concepts, *(f"op_{code}" for code in operations), "physical_status"),
            *(amount.span for amount in minutes),
            *((base.span,) if base else ()),
            *case.spans_of(case.codes),
            *case.spans_of(case.modifiers),
        ),
    )


def is_anesthesia(code: str) -> bool:
    return len(code) == _DIGITS and code.isdigit() and _FIRST <= code <= _LAST


def _minutes(told: Told, day: date) -> tuple[Amount, ...]:
    """All minutes of the case; "127 min units" too, but not the length of a unit itself."""
    unit = parameters(FOLDER).at("minutes_of_a_unit", day)
    found = told.amounts(Kind.MINUTES, roles=(Role.TOLD, Role.TOTAL, Role.EACH))
    return tuple(a for a in found if a.role is not Role.EACH or unit is None or a.value > unit.value)


def _of_anesthesia(told: Told, minutes: tuple[Amount, ...]) -> tuple[list[Amount], list[Amount]]:
    """The stretches of anesthesia, and the gaps in them; times of the surgery itself are neither."""
    targets = {
        "anesthesia": told.spans("anesthesia_time", "base_told"),
        "surgery": told.spans("surgical_time"),
        "gap": told.spans("break"),
    }
    everything = [span for spans in targets.values() for span in spans]
    sorted_by: dict[str, list[Amount]] = {"anesthesia": [], "surgery": [], "gap": []}
    for amount in minutes:
        nearest = _told_of(amount, everything)
        kind = next((name for name, spans in targets.items() if nearest in spans), "anesthesia")
        if kind == "gap" and amount.unit == "clock":
            kind = "anesthesia"  # "7:00 to 8:00, break, 8:20 to 9:00": both are stretches of anesthesia
        sorted_by[kind].append(amount)
    mine = sorted_by["anesthesia"]
    totals = [amount for amount in mine if amount.role is Role.TOTAL]
    clocks = [amount for amount in mine if amount.unit == "clock"]
    if totals or clocks:
        mine = totals[:1] or clocks
    return mine[:1] if not clocks else mine, sorted_by["gap"]


def _told_of(amount: Amount, targets: list[Span]) -> Span | None:
    """What an amount is said of: the words right behind plain minutes, else what stands before it, else behind it."""
    behind = min((span for span in targets if span[0] >= amount.end), default=None)
    before = max((span for span in targets if span[0] < amount.start), default=None)
    if behind and amount.unit != "clock" and behind[0] - amount.end <= _RIGHT_BEHIND:
        return behind
    return before or behind


def _base(told: Told) -> Amount | None:
    """Base units that are told: "base 7", "7 base units"."""
    for amount in told.amounts(Kind.COUNT):
        if "base" in amount.noun[:1] or "bu" in amount.noun[:1] or {"base", "bu"}.intersection(amount.before[-3:]):
            return amount
    return None


def _status(case: Case) -> str:
    named = [str(modifier) for modifier in case.modifiers] + [token.text.upper() for token in case.story.tokens]
    return next((name for name in named if len(name) == 2 and name[0] == "P" and name[1] in "123456"), "")


def _operations(told: Told, day: date) -> tuple[CptCode, ...]:
    """Anesthesia codes of the operations that are told, the longest words first; what others contain is left out."""
    parameter = parameters(FOLDER).at("codes", day)
    found: list[tuple[int, int, str]] = []
    for code in parameter.value if parameter else ():
        mention = told.first(f"op_{code}")
        if mention is not None:
            found.append((mention.start, mention.end, code))
    kept = [
        (start, code)
        for start, end, code in found
        if not any((s <= start and end <= e and (s, e) != (start, end)) for s, e, _ in found)
    ]
    return tuple(CptCode(code) for _, code in sorted(kept))
