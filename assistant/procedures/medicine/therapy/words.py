"""How units of therapy are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from assistant.procedures.medicine.therapy.decide import Line, Needed, Outcome, Threshold, Way, Whole, total_minutes
from assistant.procedures.medicine.therapy.facts import Claim
from assistant.procedures.medicine.therapy.units import Counting
from assistant.rules.verdict import Billed, Stance, Verdict
from assistant.understand.circumstances.payers import Payer
from corpus.codes import Code, CptCode, Modifier

_MOST_REASONS = 4
# Low and high complexity of a first evaluation: physical therapy, occupational therapy.
_EVALUATIONS = ((CptCode("97161"), CptCode("97163")), (CptCode("97165"), CptCode("97167")))
_MODIFIERS: tuple[Code, ...] = tuple(map(Modifier, "GP GO GN CQ CO KX 59".split()))


def tell(outcome: Outcome, proposed: dict[Code, int | None], day: date) -> Verdict | None:
    """The outcome in words; None where there is nothing to conclude."""
    open_units = len(outcome.ways) > 1
    lines = [_billed(line) for way in outcome.ways[:1] for line in way.lines] if not open_units else []
    plain = [_billed(line) for line in outcome.untimed]
    codes: set[Code] = {*outcome.day.minutes, *outcome.day.untimed, *outcome.day.open}
    if not outcome.ways and not plain:
        return None
    missing = ["payer"] if open_units else []
    if outcome.day.open and outcome.day.minutes:
        missing.append("minutes of each service")
    return Verdict(
        key=f"therapy:{'/'.join(sorted(map(str, codes)))}",
        title="Units of therapy",
        stance=Stance.CONDITIONS if missing else Stance.AFFIRMS if open_units or lines or plain else Stance.DENIES,
        conclusion=_conclusion(outcome, plain, proposed),
        reasons=tuple(_reasons(outcome))[:_MOST_REASONS],
        row=f"{outcome.parameter.edition.title}, section 20.2.",
        mentions=frozenset({*codes, *_MODIFIERS, *outcome.bundled, CptCode("97150"), *sum(_EVALUATIONS, ())}),
        basis=outcome.parameter.basis(day),
        locator="section 20.2",
        about=frozenset(codes),
        denies=frozenset((*outcome.bundled, *_without_unit(outcome))),
        billed=() if open_units else (*lines, *plain),
        missing=tuple(missing),
        rests_on=outcome.day.rests_on,
    )


def _billed(line: Line) -> Billed:
    return Billed(line.code, line.units, line.modifiers)


def _said(lines: Sequence[Billed]) -> str:
    if not lines:
        return "no unit"
    names = [("-".join((str(line.code), *map(str, line.modifiers))), line.units) for line in lines]
    return ", ".join(f"**{name}** x{units}" for name, units in names)


def _way(way: Way) -> str:
    said = _said([_billed(line) for line in way.lines])
    if way.shared.tied:
        unit = "unit" if way.shared.open == 1 else f"{way.shared.open} units"
        said += f" (the last {unit} may go to {' or '.join(map(str, way.shared.tied))})"
    return said


def _conclusion(outcome: Outcome, plain: Sequence[Billed], proposed: dict[Code, int | None]) -> str:
    besides = f" Untimed: {_said(plain)}." if plain and outcome.ways else ""
    if outcome.day.evaluated:
        low, high = _EVALUATIONS[outcome.day.discipline == "ot"]
        besides += f" The evaluation besides, by its complexity: **{low}** to **{high}**, one unit."
    if not outcome.ways:
        return f"{_said(plain)}: untimed, one unit a day whatever the minutes."
    total = total_minutes(outcome.day.minutes)
    if len(outcome.ways) > 1:
        medicare, midpoint = outcome.ways
        return (
            f"Medicare: {_way(medicare)}, from {total} minutes in all. "
            f"CPT midpoint (many other payers): {_way(midpoint)}.{besides}"
        )
    (way,) = outcome.ways
    if not way.lines:
        return f"No unit: {total} timed minutes do not reach the {outcome.counting.least} of a first unit.{besides}"
    units = _units(way)
    wrong = [f"{code} x{told}" for code, told in proposed.items() if told and units.get(code, told) != told]
    instead = f", not {', '.join(wrong)}" if wrong else ""
    count = sum(units.values())
    if outcome.agree:
        basis = f"{total} minutes, {count} unit{'s' if count != 1 else ''} by Medicare's and CPT's counting alike"
    elif way.payer is Payer.MEDICARE:
        basis = f"Medicare counts all {total} timed minutes, {count} unit{'s' if count != 1 else ''}"
    else:
        basis = f"each service counts for itself from {outcome.counting.least} minutes"
    none = [str(code) for code in _without_unit(outcome)]
    left = f", no unit of {' or '.join(none)}" if none else ""
    return f"{_answer(outcome, units, bool(wrong))}{_way(way)}{left}{instead}: {basis}.{besides}"


def _units(way: Way) -> dict[Code, int]:
    units: dict[Code, int] = {line.code: 0 for line in way.lines}
    for line in way.lines:
        units[line.code] += line.units
    return units


def _without_unit(outcome: Outcome) -> tuple[Code, ...]:
    """Services whose minutes come to no unit, where one counting decides."""
    if len(outcome.ways) != 1:
        return ()
    units = _units(outcome.ways[0])
    tied = outcome.ways[0].shared.tied
    return tuple(code for code in outcome.day.minutes if not units.get(code) and code not in tied)


def _answer(outcome: Outcome, units: Mapping[Code, int], wrong: bool) -> str:
    """Yes or no, where units are proposed, or a service is said to have none."""
    told = outcome.day
    if not told.asks_whether:
        return ""
    count = sum(units.values())
    if wrong or any(not _holds(claim, units, outcome) for claim in told.claims):
        return f"No, {count} unit{'s' if count != 1 else ''}: "
    if told.claims:
        return "Yes: "
    if told.leaves_off and len(told.minutes) > 1:
        least = min(told.minutes, key=lambda code: told.minutes[code])
        return f"No, {least} counts: " if units.get(least) else f"Yes, {least} gets none: "
    return ""


def _holds(claim: Claim, units: Mapping[Code, int], outcome: Outcome) -> bool:
    """True when the units that someone proposes are right."""
    timed = sum(units.values())
    if claim.code is None:
        return claim.units in (timed, timed + len(outcome.untimed))
    right = claim.units == units.get(claim.code, claim.units if claim.code in outcome.day.untimed else 0)
    return right and (not claim.only or timed == claim.units)


def _reasons(outcome: Outcome) -> Iterator[str]:
    told = outcome.day
    if any(way.payer is Payer.MEDICARE for way in outcome.ways) and not outcome.agree and len(told.minutes) > 1:
        yield f"Medicare: of all timed minutes {_steps(outcome.counting)}; full units first, then the largest rest."
    if any(way.payer is Payer.CPT for way in outcome.ways) and len(outcome.ways) > 1:
        least = outcome.counting.least
        yield (
            f"Midpoint: a unit for each service from {least} minutes, two from {least + outcome.counting.unit}; "
            "minutes of services are not added."
        )
    if any(len(line.modifiers) > 1 for way in outcome.ways for line in way.lines):
        yield "A unit that the assistant furnished wholly or by more than 10 percent stands on its own line."
    if outcome.bundled:
        yield f"Medicare pays nothing apart for {', '.join(map(str, outcome.bundled))}."
    if outcome.grouped:
        yield f"Beside group 97150 NCCI wants 59 on {', '.join(map(str, outcome.grouped))} for time apart."
    if told.open and told.minutes:
        yield f"No minutes are told for {', '.join(map(str, told.open))}."
    if told.payer is Payer.MEDICARE and not told.discipline:
        yield "Each line carries the plan's modifier: GP, GO or GN."


def _steps(counting: Counting) -> str:
    """ "8 to 22 are one unit, 23 to 37 two, 38 to 52 three"."""
    bounds = [counting.least + counting.unit * index for index in range(4)]
    ranges = [f"{low} to {high - 1}" for low, high in pairwise(bounds)]
    return f"{ranges[0]} are one unit, {ranges[1]} two, {ranges[2]} three"


def tell_whole(found: Whole, day: date) -> Verdict:
    """How many units a total of minutes is."""
    units = f"{found.units} unit{'s' if found.units != 1 else ''}"
    return Verdict(
        key=f"therapy:whole:{found.minutes}",
        title=f"Units of {found.minutes} timed minutes",
        stance=Stance.AFFIRMS if found.units else Stance.DENIES,
        conclusion=f"{_against(found)}{found.minutes} timed minutes are {units} by Medicare's 8-minute rule.",
        reasons=(
            f"Of all timed minutes of the day {_steps(found.counting)}.",
            "Full units stay with their service, the rest goes to the most minutes left over.",
        ),
        row=f"{found.parameter.edition.title}, section 20.2: {found.minutes} minutes, {units}.",
        mentions=frozenset(),
        basis=found.parameter.basis(day),
        locator="section 20.2",
        rests_on=found.spans,
    )


def tell_needed(found: Needed, day: date) -> Verdict:
    """How many minutes a number of units needs."""
    units = f"{found.units} unit{'s' if found.units != 1 else ''}"
    of_code = f" of **{found.code}**" if found.code else ""
    return Verdict(
        key=f"therapy:minutes:{found.units}",
        title=f"Minutes of {units}",
        stance=Stance.AFFIRMS,
        conclusion=f"**{found.first} to {found.last} minutes** for {units}{of_code} alone, by Medicare's 8-minute rule "
        "and by CPT's midpoint rule alike.",
        reasons=(
            f"Medicare adds the minutes of all timed services of the day first: {found.first} to {found.last} in all "
            f"are {units}, whatever the codes.",
            "CPT's midpoint rule counts each code for itself.",
            "The record shows the timed minutes and the total treatment time.",
        ),
        row=f"{found.parameter.edition.title}, section 20.2: {units}, {found.first} to {found.last} minutes.",
        mentions=frozenset({found.code} if found.code else ()),
        basis=found.parameter.basis(day),
        locator="section 20.2",
        about=frozenset({found.code} if found.code else ()),
        rests_on=found.rests_on,
    )


def _against(found: Whole) -> str:
    """Yes or no, where units are billed."""
    if not found.billed:
        return f"{found.units} unit{'s' if found.units != 1 else ''}: "
    return "Yes: " if found.billed == found.units else f"No, not {found.billed} units: "


def tell_threshold(found: Threshold, day: date) -> Verdict:
    """Whether KX is due, by the year's amount."""
    amount, told = _money(found.amount), found.told
    missing: tuple[str, ...] = ()
    if told is None:
        conclusion = (
            f"**KX** above {amount} in {found.year}: one amount for physical therapy and speech together, one for "
            "occupational therapy."
        )
        stance, missing = Stance.CONDITIONS, ("amount of the year",)
    elif told > found.amount:
        conclusion = (
            f"Yes, **KX**: {_money(told)} is above the {found.year} threshold of {amount}, so each line needs it."
        )
        stance = Stance.AFFIRMS
    else:
        conclusion = f"No **KX** yet: {_money(told)} is not above the {found.year} threshold of {amount}."
        stance = Stance.DENIES
    reasons = ["It attests that skilled therapy is necessary; the record must show why. Without it the line is denied."]
    reasons.append("The amount counts per patient and calendar year, over all providers.")
    if found.review:
        reasons.append(f"Above {_money(found.review)} claims may be selected for review.")
    return Verdict(
        key=f"therapy:KX:{found.year}",
        title=f"Therapy threshold {found.year}",
        stance=stance,
        conclusion=conclusion,
        reasons=tuple(reasons),
        row=f"{found.parameter.edition.title}: {found.year}, {amount}.",
        mentions=frozenset(_MODIFIERS),
        basis=found.parameter.basis(day),
        locator=str(found.year),
        about=frozenset({Modifier("KX")}),
        billed=(Billed(Modifier("KX")),) if told is not None and told > found.amount else (),
        missing=missing,
    )


def _money(value: Decimal) -> str:
    return f"${int(value):,}"
