"""How units of drug codes are said. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assistant.procedures.medicine.drugs.decide import Line, Outcome
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, Modifier

_MOST_LINES = 6
_NEEDS = {
    "strength": "the strength in mg of one ml",
    "number of places": "how many places got that dose",
    "discarded amount": "the discarded amount",
}

# Of a drug that is dosed in units, "155 units of 1 unit" says nothing.
_ONE_EACH = "1 unit"


def tell(outcome: Outcome, day: date) -> Verdict | None:
    """The outcome in words, the codes with their units first; None where nothing can be said of any line."""
    lines = [line for line in outcome.lines if line.units is not None or line.needs == "strength"]
    lines = (lines or [line for line in outcome.lines if line.needs == "dose"])[:_MOST_LINES]
    if not lines:
        return None
    billed = tuple(each for line in lines for each in _billed(line, outcome))
    ended = {code for line in lines for code in (line.unit.ended, line.unit.instead) if code}
    modifiers: set[Code] = {modifier for modifier in (outcome.jw, outcome.jz) if modifier is not None}
    codes: set[Code] = {line.unit.code for line in lines}
    open_facts = tuple(dict.fromkeys(line.needs for line in lines if line.needs in _NEEDS))
    return Verdict(
        key=f"drugs:{'/'.join(sorted(map(str, codes)))}",
        title="Units of drug codes",
        stance=Stance.CONDITIONS if open_facts else Stance.AFFIRMS,
        conclusion=_conclusion(lines, outcome),
        reasons=tuple(_reasons(lines, outcome))[:4],
        row=f"{outcome.parameter.edition.title}: "
        + "; ".join(f"{line.unit.code}, one unit {line.unit.told}" for line in lines)
        + ".",
        mentions=frozenset(codes | ended | modifiers),
        basis=outcome.parameter.basis(day),
        locator="drug codes",
        about=frozenset(codes | ended),
        denies=frozenset(ended),
        billed=billed,
        missing=open_facts,
        rests_on=tuple(span for line in lines for span in line.dose.rests_on),
    )


def _billed(line: Line, outcome: Outcome) -> list[Billed]:
    if line.units is None or line.needs in ("strength", "number of places"):
        return []
    modifier = outcome.jz if line.no_waste and not line.discarded else None
    found = [Billed(line.unit.code, line.units, (modifier,) if modifier else ())]
    if line.discarded and outcome.jw is not None:
        found.append(Billed(line.unit.code, line.discarded, (outcome.jw,)))
    return found


def _conclusion(lines: list[Line], outcome: Outcome) -> str:
    if len({line.unit.code for line in lines}) > 1 and all(line.dose.given is None for line in lines):
        return f"Different codes: {'; '.join(_codes(line, outcome) for line in lines)}."
    if len(lines) > 1:
        return "; ".join(f"{_codes(line, outcome)} ({_given(line)})" for line in lines) + "."
    (line,) = lines
    unit = line.unit
    ended = f", not {unit.ended}, which ended on {unit.ended_on}" if unit.ended else ""
    ended = f", not {unit.instead}, which is another product's" if unit.instead else ended
    if line.units is None:
        if line.needs == "strength":
            return f"**{unit.code}**{ended}: one unit is {unit.told}, so the units need the strength in mg of one ml."
        return f"**{unit.code}**{ended}: one unit is {unit.told}."
    if line.needs == "number of places":
        return f"**{unit.code}** x{line.units} for each place{ended}: {_given(line)}, {_units(line.units, unit.told)}."
    billed = line.dose.billed
    wrong = f", not x{billed}" if billed is not None and billed != line.units else ""
    if line.discarded and outcome.jw is not None:
        gone = _number(line.discarded * line.unit.size.value, line.unit.size.measure)
        return (
            f"{_codes(line, outcome)}{wrong}{ended}: {_given(line)}, {_units(line.units, unit.told)}, and {gone} "
            f"discarded{'' if unit.told == _ONE_EACH else f', {_units(line.discarded)}'}. "
            f"{outcome.jw} stands on its own line."
        )
    emptied = f", with **{outcome.jz}** if a single-dose container was emptied" if _asks_of_waste(line, outcome) else ""
    neither = f" Without {outcome.jw} and {outcome.jz}: neither is for a multi-dose vial."
    container = neither if _shared(line, outcome) else ""
    told = f"{_given(line)}, {_units(line.units, unit.told)}{emptied}"
    return f"{_codes(line, outcome)}{wrong}{ended}: {told}.{container}"


def _shared(line: Line, outcome: Outcome) -> bool:
    """True where the drug came from a multi-dose vial, and both modifiers were in force."""
    vials = line.dose.vials
    return vials is not None and vials.single is False and bool(outcome.jw and outcome.jz)


def _asks_of_waste(line: Line, outcome: Outcome) -> bool:
    """True for Medicare where nothing is told of the container or of what was left in it."""
    return outcome.medicare and outcome.jz is not None and not line.no_waste and line.dose.vials is None


def _units(count: int, size: str = "") -> str:
    if size == _ONE_EACH:
        return "one for each unit"
    return f"{count} {'unit' if count == 1 else 'units'}{f' of {size}' if size else ''}"


def _codes(line: Line, outcome: Outcome) -> str:
    billed = _billed(line, outcome)
    if not billed:
        return f"**{line.unit.code}**, one unit {line.unit.told}"
    said = [f"**{'-'.join((str(each.code), *map(str, each.modifiers)))}** x{each.units}" for each in billed]
    return " and ".join(said)


def _given(line: Line) -> str:
    given = line.dose.given
    if given is None:
        return "no dose told"
    if line.dose.times > 1:
        return f"{line.dose.times} times {_number(given.value, given.measure)} given"
    return f"{_number(given.value, given.measure)} given"


def _number(value: Decimal, measure: str) -> str:
    if measure == "mg" and value < 1:
        value, measure = value * 1000, "mcg"
    whole = value == value.to_integral_value()
    measure = measure.removesuffix("s") if value == 1 else measure
    text = f"{int(value):,}" if whole else f"{value.normalize():f}"
    return f"{text} {measure}"


def _reasons(lines: list[Line], outcome: Outcome) -> list[str]:
    found = []
    for line in lines:
        given = line.dose.given
        if line.units and given and given.value * line.dose.times % line.unit.size.value:
            found.append("A part of a unit is billed as one whole unit: round up, never down.")
            break
    if any(line.swallowed for line in lines):
        found.append("What is left lies inside the last billed unit or is less than a unit, so it gets no line.")
    if any(line.discarded for line in lines):
        found.append("The discarded amount must stand in the record; whole units of it are billed.")
    if any(line.needs == "discarded amount" for line in lines):
        found.append("Tell the discarded amount or the vial size: its whole units go on a second line with JW.")
    told = _container(lines, outcome.jw, outcome.jz)
    return [*found, told] if told else found


def _container(lines: list[Line], jw: Modifier | None, jz: Modifier | None) -> str:
    if any(line.dose.vials is not None and line.dose.vials.single is False for line in lines):
        return "From a multi-dose vial neither JW nor JZ is used." if jw and jz and len(lines) > 1 else ""
    if jw is None:
        return ""
    if jz is None:
        return f"Medicare, single-dose container: {jw} on its own line for what was discarded."
    if any(line.discarded or line.no_waste for line in lines):
        return f"{jw} and {jz} are Medicare's for single-dose containers; a multi-dose vial takes neither."
    return f"Medicare, single-dose container: add {jz} when nothing was discarded, {jw} on a second line for what was."
