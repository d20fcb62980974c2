"""What is told of add-on codes and of units beyond the edit. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.procedures.case import Case, Figures, Span
from assistant.understand.story import Kind, Told
from corpus.editions import Edition
from corpus.relations import ProcedureCode

FAMILY = "distinct"
_WITHOUT = frozenset("without no missing lacking".split())
_LIMIT = re.compile(r"(?P<units>\d+) \(MAI (?P<mai>[123])\)")


@dataclass(frozen=True, slots=True)
class AddOn:
    """An add-on code of the question. ``beside`` are named codes of its primaries, ``others`` the other named ones."""

    code: ProcedureCode
    primaries: tuple[ProcedureCode, ...]
    beside: tuple[ProcedureCode, ...]
    others: tuple[ProcedureCode, ...]
    rests_on: tuple[Span, ...]
    asks_fifty_one: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """The practitioner MUE of a code, and the units that are told."""

    code: ProcedureCode
    units: int
    mai: str
    told: int | None
    edition: Edition
    split: bool
    patient: bool
    rests_on: tuple[Span, ...]


def add_on_of(case: Case, day: date, figures: Figures) -> AddOn | None:
    """The first add-on code that stands in a told case; None for a code without one."""
    told = case.told(FAMILY)
    if told.has("mue", "mai", "fluoroscopy_code") or not told.has("fifty_nine", "fifty_one", "alone", "denied"):
        return None
    for code in case.procedures:
        primaries = figures.primaries(code, day)
        if primaries:
            others = tuple(each for each in case.procedures if each != code and not _is_absent(case, each))
            if len(others) > 1 and any(each in primaries for each in others) and not told.has("add_on"):
                continue  # the add-on is well placed: the question is one of the further codes
            return AddOn(
                code=code,
                primaries=primaries,
                beside=tuple(each for each in others if each in primaries),
                others=tuple(each for each in others if each not in primaries),
                # A denial beside a third code is most likely that one's.
                rests_on=(*told.spans("alone", "add_on", "fifty_one"), *case.spans_of([code]))
                if any(each in primaries for each in others) and any(each not in primaries for each in others)
                else _rests_on(case, told, "fifty_nine", "fifty_one", "alone", "denied", "add_on"),
                asks_fifty_one=told.has("fifty_one") and not told.has("fifty_nine", "alone", "denied"),
            )
    return None


def limit_of(case: Case, day: date, figures: Figures) -> Limit | None:
    """The MUE of the one named code when units or the edit are asked; None where it is not published here."""
    told = case.told(FAMILY)
    units = _units(case, told)
    asked = units is not None or told.has("fifty_nine", "appeal", "split_lines", "denied", "bill_patient")
    counted = told.has("mue", "mai") and asked
    counted = counted or (told.has("fifty_nine") and told.has("split_lines", "more_units"))
    if len(case.procedures) != 1 or not counted:
        return None
    code = case.procedures[0]
    figure = figures.figure(code, "mue_practitioner", day)
    match = _LIMIT.fullmatch(figure.value) if figure else None
    if figure is None or match is None:
        return None
    return Limit(
        code=code,
        units=int(match["units"]),
        mai=match["mai"],
        told=units,
        edition=figure.edition,
        split=told.has("fifty_nine", "split_lines", "x_modifier"),
        patient=told.has("bill_patient"),
        rests_on=_rests_on(
            case, told, "mue", "mai", "fifty_nine", "split_lines", "more_units", "appeal", "bill_patient", "denied"
        ),
    )


def _units(case: Case, told: Told) -> int | None:
    line = next((line.units for line in case.lines if line.units), None)
    if line:
        return line
    counts = [a for a in told.amounts(Kind.COUNT) if "unit" in a.noun[:2] or a.unit == "x"]
    return int(counts[0].value) if counts and counts[0].value == counts[0].value.to_integral_value() else None


def _is_absent(case: Case, code: ProcedureCode) -> bool:
    """ "Without 99291": a code that is named as the one that is not there."""
    starts = [start for start, _ in case.spans_of([code])]
    tokens = case.story.tokens
    return any(token.start in starts and at > 0 and tokens[at - 1].word in _WITHOUT for at, token in enumerate(tokens))


def _rests_on(case: Case, told: Told, *concepts: str) -> tuple[Span, ...]:
    return (*told.spans(*concepts), *case.spans_of(case.codes), *case.spans_of(case.modifiers))
