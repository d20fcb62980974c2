"""What is told of one anesthesia service: its minutes, base units, physical status, operations. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.procedures.surgery.proposals import proposed_modifiers
from assistant.rules.basis.parameters import parameters
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode

FAMILY = "anesthesia"
FOLDER = Path(__file__).parent
_FIRST, _LAST = "00100", "01999"
_DIGITS = 5
_CLASSES = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_CLASS_WORDS = frozenset("class ps status score physical of is was level".split())
_PERFORMERS = ("AA", "QK", "QX", "QY", "QZ")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_FACTOR_WITHIN = 4  # tokens: "CF is $20", read as tokens since "20" alone can be a modifier
_NO_CODE = "op_none"  # operations whose anesthesia code is not here, lest a shorter word in them count
_RIGHT_BEHIND = 4  # characters: "20 min of break"


@dataclass(frozen=True, slots=True)
class Facts:
    """``minutes`` is None where no time is told; ``spans`` are the stretches that add up to it, ``gap`` is left out.

    ``codes`` are anesthesia codes that are named, ``operations`` those of the operations that are told. ``performers``
    are the modifiers of who gave it, the physician's first; ``factor`` is a conversion factor that is told.
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
    performers: tuple[str, ...]
    factor: Decimal | None
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date) -> Facts | None:
    """The facts of an anesthesia service; None where none is told."""
    told = case.told(FAMILY)
    codes = tuple(c for c in case.procedures if isinstance(c, CptCode) and is_anesthesia(str(c)))
    minutes = _minutes(told, day)
    # "Base units 7, in 7:12, out 8:59": nothing else has base units and minutes.
    counted = bool(minutes) and _base(told) is not None
    if told.has("moderate_sedation") or not (told.has("anesthesia") or codes or counted):
        return None
    mine, gaps = _of_anesthesia(told, minutes)
    base = _base(told)
    gap = sum((amount.value for amount in gaps), Decimal(0))
    total = sum((amount.value for amount in mine), Decimal(0)) if mine else None
    concepts: tuple[str, ...] = (
        "anesthesia",
        "units_asked",
        "anesthesia_time",
        "surgical_time",
        "break",
        "base_told",
        "asks_code",
    )
    concepts += ("anesthesiologist", "nurse_anesthetist", "alone", "directs", "one_case", "few_cases", "undirected")
    concepts += ("steps_met", "monitored", "conversion_factor", "how_paid", "asks_modifier_too", "medicare")
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
        performers=_performers(told) or _named_performer(case),
        factor=_factor(told),
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


def _factor(told: Told) -> Decimal | None:
    """The conversion factor that is told: the first number behind its name."""
    named = told.first("conversion_factor")
    if named is None:
        return None
    behind = [token.text for token in told.story.tokens if token.start >= named.end][:_FACTOR_WITHIN]
    return next((Decimal(text) for text in behind if _NUMBER.fullmatch(text)), None)


def _performers(told: Told) -> tuple[str, ...]:
    """The modifiers of who gave it, by what is told; none where that leaves more than one way."""
    if told.has("steps_missed", "resident", "anesthesiologist_assistant", "surgeon_gave", "surgeon_anesthesia"):
        return ()
    if told.has("many_cases"):
        return ("AD", "QX")
    if told.has("undirected") and not told.has("directs_really"):
        return ("QZ",)
    if told.has("directs") and told.has("one_case", "only_one", "few_cases"):
        return ("QK" if told.has("few_cases") else "QY", "QX")
    alone = told.has("anesthesiologist") and told.has("alone") and not told.has("nurse_anesthetist", "directs")
    return ("AA",) if alone else ()


def _named_performer(case: Case) -> tuple[str, ...]:
    """The one modifier of who gave it that is named; none where several are, since then one is asked for."""
    named = proposed_modifiers(case, _PERFORMERS)
    return named if len(named) == 1 else ()


def _status(case: Case) -> str:
    """The physical status: "P3", and "ASA 3", "ASA class III", "ASA PS 3", which tell the same."""
    named = [str(modifier) for modifier in case.modifiers] + [token.text.upper() for token in case.story.tokens]
    told = next((name for name in named if len(name) == 2 and name[0] == "P" and name[1] in _CLASSES.values()), "")
    words = [token.word for token in case.story.tokens if not token.is_sign]
    for at, word in enumerate(words):
        behind = [each for each in words[at + 1 : at + 4] if each not in _CLASS_WORDS]
        if word == "asa" and behind[:1] and not told:
            digit = _CLASSES.get(behind[0], behind[0])
            told = f"P{digit}" if digit in _CLASSES.values() else ""
    return told


def _operations(told: Told, day: date) -> tuple[CptCode, ...]:
    """Anesthesia codes of the operations that are told, the longest words first; what others contain is left out."""
    parameter = parameters(FOLDER).at("codes", day)
    found: list[tuple[int, int, str]] = []
    for code in parameter.value if parameter else ():
        mention = told.first(f"op_{code}")
        if mention is not None:
            found.append((mention.start, mention.end, code))
    found += [(mention.start, mention.end, "") for mention in told.mentions(_NO_CODE)]
    kept = [
        (start, code)
        for start, end, code in found
        if not any((s <= start and end <= e and (s, e) != (start, end)) for s, e, _ in found) and code
    ]
    return tuple(CptCode(code) for _, code in sorted(kept))
