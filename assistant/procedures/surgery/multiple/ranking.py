"""The order of several procedures by the fee schedule's relative values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.procedures.case import Case, Figures, Span
from assistant.procedures.surgery.multiple.facts import FAMILY
from corpus.editions import Edition
from corpus.relations import ProcedureCode

_ADD_ON = "ZZZ"
_VISITS = ("992", "993")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Ranking:
    """Codes with their totals, highest first, add-ons behind; ``edition`` is the schedule that has them."""

    codes: tuple[tuple[ProcedureCode, Decimal], ...]
    facility: bool
    edition: Edition
    rests_on: tuple[Span, ...]


def ranking_of(case: Case, day: date, figures: Figures) -> Ranking | None:
    """The order of the named procedures when it is asked; None where a value is not published here."""
    told = case.told(FAMILY)
    codes = [code for code in case.procedures if not str(code).startswith(_VISITS)]
    if len(codes) < _FEWEST or not told.has("order") or told.has("diagnosis_word"):
        return None
    facility = case.said.facility is not False
    rows = [(code, figures.fee_row(code, day)) for code in codes]
    status = figures.figure(codes[0], "status", day)
    totals: list[tuple[bool, Decimal, ProcedureCode]] = []
    for code, row in rows:
        total = (row.facility_total if facility else row.nonfacility_total) if row else None
        if row is None or total is None:
            return None
        totals.append((row.global_days == _ADD_ON, -total, code))
    if status is None:
        return None
    ordered = sorted(totals, key=lambda each: (each[0], each[1], str(each[2])))
    return Ranking(
        codes=tuple((code, -total) for _, total, code in ordered),
        facility=facility,
        edition=status.edition,
        rests_on=(*told.spans("order", "many", "surgery", "asks"), *case.spans_of(codes)),
    )
