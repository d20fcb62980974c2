"""How many units of which therapy code, and with which modifiers?

timed services with minutes        -> Medicare: units over all minutes of the day; CPT: each service for itself
payer unknown and they differ      -> both
untimed services                   -> one unit each
an assistant furnished a unit      -> that unit on its own line with CQ or CO

Sources: corpus/text/guidelines/therapy-units.md and modifiers-therapy-gp-go-gn-kx-cq-co.md; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.therapy.facts import Day, day_of
from assistant.procedures.medicine.therapy.units import Counting, Shared, each_for_itself, over_all
from assistant.procedures.medicine.therapy.whole import billed_units, units_asked, whole_of
from assistant.procedures.medicine.therapy.year import dollars_of, year_of
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode, Modifier
from corpus.relations import ProcedureCode

FOLDER = Path(__file__).parent
# An assistant's part of a unit that does not count: a tenth of its minutes.
_PART = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One code, how often, and with which modifiers."""

    code: ProcedureCode
    units: int
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """The lines by one payer's counting."""

    payer: Payer
    lines: tuple[Line, ...]
    shared: Shared


@dataclass(frozen=True, slots=True)
class Outcome:
    """``ways`` has one entry where the payers agree or one is known."""

    day: Day
    ways: tuple[Way, ...]
    untimed: tuple[Line, ...]
    bundled: tuple[ProcedureCode, ...]
    grouped: tuple[CptCode, ...]
    agree: bool
    counting: Counting
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Threshold:
    """The year's amounts, and what is told of the patient's."""

    amount: Decimal
    review: Decimal | None
    told: Decimal | None
    parameter: Parameter
    year: int


def decide(case: Case, day: date) -> Outcome | None:
    """The units of one day; None where no therapy is told or no parameters are in force."""
    values = parameters(FOLDER)
    timed, untimed, least = (values.at(name, day) for name in ("timed", "untimed", "least_minutes"))
    if timed is None or untimed is None or least is None:
        return None
    told = day_of(case, timed.value, untimed.value)
    if told is None:
        return None
    by = counting(day)
    payers = (told.payer,) if told.payer else (Payer.MEDICARE, Payer.CPT)
    ways = [_way(told, payer, by, day) for payer in payers]
    agree = len(ways) == 2 and ways[0].shared == ways[1].shared
    bundled = values.at("bundled_by_medicare", day)
    free = [code for code in told.untimed if told.payer is Payer.MEDICARE and bundled and str(code) in bundled.value]
    pairs = values.at("group_pairs", day)
    grouped = [code for code in told.minutes if pairs and str(code) in pairs.value] if _in_group(told) else []
    return Outcome(
        day=told,
        ways=tuple(ways[:1] if agree else ways) if told.minutes else (),
        untimed=tuple(Line(code, 1, _plan(told, day)) for code in told.untimed if code not in free),
        bundled=tuple(free),
        grouped=tuple(grouped),
        agree=agree,
        counting=by,
        parameter=least,
    )


def counting(day: date) -> Counting:
    """How minutes of timed services become units; the first values known, for a day before them."""
    values = parameters(FOLDER)
    unit, least = values.at("unit_minutes", day), values.at("least_minutes", day)
    if unit is None or least is None:
        return counting(date.max)
    return Counting(unit.value, least.value)


def _in_group(told: Day) -> bool:
    return any(str(code) == "97150" for code in told.untimed)


def _way(told: Day, payer: Payer, by: Counting, day: date) -> Way:
    count = over_all if payer is Payer.MEDICARE else each_for_itself
    shared = count(told.minutes, by)
    return Way(payer, tuple(_lines(told, shared, payer, by, day)), shared)


def _plan(told: Day, day: date) -> tuple[Modifier, ...]:
    """The modifier of the plan of care, where Medicare pays and the discipline is told."""
    table = parameters(FOLDER).at("plan_modifiers", day)
    if told.payer is not Payer.MEDICARE or table is None or told.discipline not in table.value:
        return ()
    return (Modifier(table.value[told.discipline]),)


def _lines(told: Day, shared: Shared, payer: Payer, by: Counting, day: date) -> Iterator[Line]:
    table = parameters(FOLDER).at("assistant_modifiers", day)
    for code, units in shared.units.items():
        if not units:
            continue
        plan = _plan(told, day)
        helped = _assisted_units(told, code, units, by) if payer is Payer.MEDICARE and table else 0
        if units - helped:
            yield Line(code, units - helped, plan)
        if helped and table is not None and told.discipline in table.value:
            yield Line(code, helped, (*plan, Modifier(table.value[told.discipline])))
        elif helped:
            yield Line(code, helped, plan)


def _assisted_units(told: Day, code: CptCode, units: int, by: Counting) -> int:
    """Units that an assistant furnished wholly, or by more than a tenth; the therapist's full ones are not of them."""
    helped = told.assisted.get(code, 0)
    alone = told.minutes[code] - helped
    if not helped:
        return 0
    own = min(units, alone // by.unit)
    rest = alone - own * by.unit
    left = units - own
    if left and rest >= by.least:
        return left - 1
    return left if helped * _PART > helped + rest or not rest else 0


def threshold(case: Case, day: date) -> Threshold | None:
    """The year's threshold of KX; None where none is known for the day."""
    values = parameters(FOLDER)
    year = year_of(case)
    day = date(year, 12, 31) if year else day
    amount, review = values.at("kx_threshold", day), values.at("review_threshold", day)
    if amount is None:
        return None
    return Threshold(
        Decimal(amount.value), Decimal(review.value) if review else None, dollars_of(case), amount, day.year
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """Units of minutes that are told as a whole."""

    minutes: int
    units: int
    billed: int
    spans: tuple[tuple[int, int], ...]
    counting: Counting
    parameter: Parameter


def whole(case: Case, day: date) -> Whole | None:
    """How many units a total of timed minutes is by Medicare's rule; None where no such total is told."""
    values = parameters(FOLDER)
    least, timed = values.at("least_minutes", day), values.at("timed", day)
    if least is None or timed is None or (amount := whole_of(case, timed.value)) is None:
        return None
    minutes, by = int(amount.value), counting(day)
    spans = (amount.span, *case.spans_of(case.procedures))
    return Whole(minutes, by.units(minutes), billed_units(case, timed.value), spans, by, least)


@dataclass(frozen=True, slots=True)
class Needed:
    """The first and last minute of the units that are told; ``code`` is the service where one is named."""

    units: int
    first: int
    last: int
    code: ProcedureCode | None
    rests_on: tuple[Span, ...]
    parameter: Parameter


def needed(case: Case, day: date) -> Needed | None:
    """How many minutes the units of a timed service need; None where that is not the question."""
    values = parameters(FOLDER)
    least, timed = values.at("least_minutes", day), values.at("timed", day)
    if least is None or timed is None or (asked := units_asked(case, timed.value)) is None:
        return None
    first, last = counting(day).minutes(asked.units)
    return Needed(asked.units, first, last, asked.code, asked.rests_on, least)


def total_minutes(minutes: Mapping[CptCode, int]) -> int:
    """All timed minutes of the day."""
    return sum(minutes.values())
