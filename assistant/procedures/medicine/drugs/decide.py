"""How many units of which drug code, and with JW or JZ?

a drug or its code, and the dose           -> units, a part of one counted as one
the vials or the discarded amount as well  -> whole units of it with JW, or JZ where none is left
a dose in a measure that the code has not  -> the strength is asked for
no dose                                    -> the code and what one unit of it is

Sources: parameters.yaml; corpus/text/guidelines/drug-waste-jw-jz.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import Any

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.drugs.facts import BARE, Dose, doses_of
from assistant.procedures.medicine.drugs.names import FOLDER
from assistant.procedures.medicine.drugs.vials import Quantity, Vials, measured
from assistant.rules.basis.parameters import Parameter, parameters
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Kind
from assistant.understand.story.amounts import read_amounts
from assistant.understand.story.tokens import tokens_of
from corpus.codes import HcpcsCode, Modifier

_DOSE_FACT = "dose_of_one_unit"


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit of a code is. ``ended`` is a code named in the question that was no longer valid on the day,
    ``instead`` one that is another product's."""

    code: HcpcsCode
    size: Quantity
    told: str
    ended: HcpcsCode | None = None
    ended_on: date | None = None
    instead: HcpcsCode | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One drug decided. ``units`` is None where no dose is told or it cannot be compared (``needs`` says why)."""

    dose: Dose
    unit: Unit
    units: int | None
    needs: str = ""
    discarded: int = 0
    no_waste: bool = False
    swallowed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lines of one case, the modifiers in force on the day, and whether Medicare is the payer."""

    lines: tuple[Line, ...]
    jw: Modifier | None
    jz: Modifier | None
    parameter: Parameter
    medicare: bool = False


def decide(case: Case, day: date, figures: Figures) -> Outcome | None:
    """The drug lines of a told case; None where no drug is told, or none whose code is known here."""
    values = parameters(FOLDER)
    table = values.at("drug_codes", day)
    if table is None:
        return None
    lines: list[Line] = []
    for dose in doses_of(case, values):
        unit = unit_for(dose, table, day, figures)
        if unit is not None:
            lines.append(_line(dose, unit, case))
    if not lines:
        return None
    jw, jz = (values.at(name, day) for name in ("waste_modifier", "no_waste_modifier"))
    return Outcome(tuple(lines), _modifier(jw), _modifier(jz), table, case.payer is Payer.MEDICARE)


def _modifier(parameter: Parameter | None) -> Modifier | None:
    return Modifier(parameter.value) if parameter else None


def unit_for(dose: Dose, table: Parameter, day: date, figures: Figures) -> Unit | None:
    """The code in force for a drug, and its unit: the loaded description goes before the table."""
    named = dose.code
    if named is not None:
        drug = dose.drug or _drug_with(named, table)
        row = _row_with(named, table)
        if dose.drug and (own := _other_product(dose, named, table, day)):
            return replace(_unit(own, day, figures), instead=named)
        if row is None or _in_force(row, day):
            size = _published(named, day, figures) or (_of_row(row) if row else None)
            return Unit(named, size[0], size[1]) if size else None
        current = _best(table.value.get(drug, ()), dose.given, day) if drug else None
        return _unit(current, day, figures, named, row.get("until")) if current else None
    row = _best(table.value.get(dose.drug, ()), dose.given, day) if dose.drug else None
    return _unit(row, day, figures) if row else None


def _unit(
    row: dict[str, Any], day: date, figures: Figures, ended: HcpcsCode | None = None, until: date | None = None
) -> Unit:
    code = HcpcsCode(row["code"])
    size, told = _published(code, day, figures) or _of_row(row)
    return Unit(code, size, told, ended, until)


def _in_force(row: dict[str, Any], day: date) -> bool:
    return bool(row["since"] <= day <= row.get("until", date.max))


def _best(rows: Iterable[dict[str, Any]], given: Quantity | None, day: date) -> dict[str, Any] | None:
    """Of codes of one drug in force the one that the dose fills best, with the fewest units."""
    valid = [row for row in rows if _in_force(row, day)]
    if not valid or given is None:
        return valid[0] if valid else None

    def waste(row: dict[str, Any]) -> tuple[Decimal, int]:
        size = _of_row(row)[0].value
        units = ceil(given.value / size)
        return units * size - given.value, units

    return min(valid, key=waste)


def _other_product(dose: Dose, named: HcpcsCode, table: Parameter, day: date) -> dict[str, Any] | None:
    """The code of the drug that is told, where the code named is another product's; None where it may be its own.

    A general name serves its brands too: "infliximab, Q5103" is right, "Inflectra, J1745" is not.
    """
    other = _drug_with(named, table)
    if other is None or dose.drug is None or other.startswith(f"{dose.drug}_"):
        return None
    if other.partition("_")[0] == dose.drug.partition("_")[0] and not dose.drug.startswith(f"{other}_"):
        return None  # two forms of one substance: which code a form takes can rest on its use
    rows = table.value.get(dose.drug, ())
    return None if any(row["code"] == str(named) for row in rows) else _best(rows, dose.given, day)


def _row_with(code: HcpcsCode, table: Parameter) -> dict[str, Any] | None:
    return next((row for rows in table.value.values() for row in rows if row["code"] == str(code)), None)


def _drug_with(code: HcpcsCode, table: Parameter) -> str | None:
    return next((drug for drug, rows in table.value.items() if any(r["code"] == str(code) for r in rows)), None)


def _of_row(row: dict[str, Any]) -> tuple[Quantity, str]:
    amount = Decimal(str(row["amount"]))
    return measured(amount, row["unit"]), _told(amount, row["unit"])


def _published(code: HcpcsCode, day: date, figures: Figures) -> tuple[Quantity, str] | None:
    """The unit as the loaded record has it; None where it names several amounts, or none."""
    record = figures.record(code, day)
    if record is None:
        return None
    text = next((fact.value for fact in record.facts if fact.name == _DOSE_FACT), "")
    if not text and record.official:
        text = record.description
    found = [
        (amount.value, amount.unit or "units")
        for amount in read_amounts(tokens_of(text))
        if amount.kind is Kind.DOSE or (amount.kind is Kind.COUNT and amount.noun[:1] == ("unit",))
    ]
    if len(found) != 1 or found[0][0] <= 0:
        return None
    value, unit = found[0]
    return measured(value, unit), _told(value, unit)


def _told(value: Decimal, unit: str) -> str:
    return f"{_plain(value)} {unit.removesuffix('s') if value == 1 else unit}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}" if value != value.to_integral_value() else f"{int(value):,}"


def _line(dose: Dose, unit: Unit, case: Case) -> Line:
    dose = _in_the_usual_measure(dose, unit)
    if dose.given is None and dose.billed and dose.wasted and unit.size == Quantity(Decimal(1), "units"):
        dose = replace(dose, given=Quantity(Decimal(dose.billed), "units"))  # "J0585 155 units, 45 units discarded"
    if dose.given is None:
        return Line(dose, unit, None, needs="dose")
    if dose.given.measure != unit.size.measure:
        return Line(dose, unit, None, needs="strength" if "ml" in (dose.given.measure, unit.size.measure) else "dose")
    given = dose.given.value * dose.times
    units = ceil(given / unit.size.value)
    if dose.open_times:
        return Line(dose, unit, units, needs="number of places")
    opened = _opened(dose, given)
    told_none = case.told("drugs").denies("waste")
    if told_none or opened == given:
        return Line(dose, unit, units, no_waste=dose.vials is None or dose.vials.single is not False)
    if opened is None or opened < given or (dose.vials is not None and dose.vials.single is False):
        return Line(dose, unit, units, needs="discarded amount" if dose.says_waste and opened is None else "")
    discarded = max(0, floor(opened / unit.size.value) - units)
    return Line(dose, unit, units, discarded=discarded, no_waste=not discarded, swallowed=not discarded)


# A bare number below this part of one unit is no dose in the unit's measure: "rocephin 1" is a gram.
_LEAST_PART = 4


def _in_the_usual_measure(dose: Dose, unit: Unit) -> Dose:
    """The dose with its number in the measure of the unit, where only the number is told: "solumedrol 125"."""
    if dose.given is None or dose.given.measure != BARE:
        return dose
    usual = unit.size.measure in ("mg", "units") and dose.given.value * _LEAST_PART >= unit.size.value
    return replace(dose, given=Quantity(dose.given.value, unit.size.measure) if usual else None)


def _opened(dose: Dose, given: Decimal) -> Decimal | None:
    """What was in the opened containers."""
    if dose.wasted is not None and dose.given is not None and dose.wasted.measure == dose.given.measure:
        return given + dose.wasted.value
    vials: Vials | None = dose.vials
    if vials is None or vials.size is None or dose.given is None or vials.size.measure != dose.given.measure:
        return None
    count = max(vials.count, ceil(given / vials.size.value)) if vials.count == 1 else vials.count
    return vials.size.value * count
