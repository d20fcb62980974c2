"""Which administration and product codes for vaccines given, and how many of each?

age of 18 or less and counseling told       -> by vaccine and component
no counseling, or older                     -> by injection, and by mouth or nose
age of 18 or less, counseling not told      -> both ways are told
Medicare: influenza, pneumococcal, hepatitis B -> its own codes; others, unless after an injury, go to Part D
COVID-19 vaccines and RSV antibodies have their codes with any payer

Sources: corpus/text/guidelines/vaccine-administration.md; parameters.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.procedures.case import Case
from assistant.procedures.medicine.vaccines.facts import Vaccination, Vaccine, vaccination_of
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import CptCode, HcpcsCode
from corpus.relations import ProcedureCode

FOLDER = Path(__file__).parent
_MONTHS = 12


class Way(StrEnum):
    """By which rule the vaccines are counted."""

    COUNSELED = "counseled"
    PLAIN = "plain"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Line:
    """One code and its units."""

    code: ProcedureCode
    units: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """``lines`` by the rule that holds; ``plain`` those without counseling where both are told. ``by_brand`` are the
    products of a vaccine whose brand is not told."""

    told: Vaccination
    way: Way
    lines: tuple[Line, ...]
    plain: tuple[Line, ...]
    products: tuple[Line, ...]
    by_brand: tuple[tuple[str, tuple[CptCode, ...]], ...]
    part_d: tuple[Line, ...]
    components_open: tuple[str, ...]
    medicare_open: bool
    grown: bool
    parameter: Parameter


def decide(case: Case, day: date) -> Outcome | None:
    """The codes for the vaccines of one day; None where none is told or no table is in force."""
    values = parameters(FOLDER)
    table, codes, by_age = (values.at(name, day) for name in ("vaccines", "codes", "by_age"))
    if table is None or codes is None or by_age is None:
        return None
    told = vaccination_of(case, table.value, by_age.value)
    if told is None:
        return None
    special, rest = list(_special(told, day)), [each for each in told.vaccines if not _is_special(each, told, day)]
    # Beside its own vaccines Part B pays one only after an injury or exposure.
    elsewhere = [each for each in rest if each.name] if told.medicare and not told.injured else []
    rest = [each for each in rest if each not in elsewhere]
    if elsewhere and not special and not rest:
        return None  # the row on Part D speaks
    age = values.at("counseling_age", day)
    way = _way(told, age.value if age else 0)
    counseled = _counseled(rest, codes.value)
    plain = list(_plain(rest, codes.value, follows=any(line.code.value.startswith("G") for line in special)))
    lines = counseled if way is Way.COUNSELED else plain if way is Way.PLAIN else counseled
    unknown = tuple(each.name for each in rest if each.components is None and way is not Way.PLAIN)
    kinds = {each.kind for each in told.vaccines}
    asks_payer = told.medicare is None and bool(kinds & {"flu", "pneumococcal", "hepatitis_b"})
    young = told.child if told.months is None or age is None else told.months < (age.value + 1) * _MONTHS
    return Outcome(
        told=told,
        way=way if rest else Way.PLAIN,
        lines=(*special, *lines),
        plain=(*special, *plain) if way is Way.EITHER and rest else (),
        products=tuple(Line(CptCode(each.product)) for each in told.vaccines if each.product and each not in elsewhere),
        by_brand=tuple(_by_brand(told, table.value)) if not elsewhere else (),
        part_d=tuple(Line(CptCode(each.product)) for each in elsewhere if each.product),
        components_open=unknown,
        medicare_open=asks_payer and not young,
        grown=not young and (told.adult or told.months is not None),
        parameter=codes,
    )


def _by_brand(told: Vaccination, table: Mapping[str, Any]) -> Iterator[tuple[str, tuple[CptCode, ...]]]:
    """The products of each vaccine that has one a brand: their rows are named after it ("rotavirus_five")."""
    for vaccine in told.vaccines:
        if vaccine.name and not vaccine.product:
            rows = [row for name, row in table.items() if name.startswith(f"{vaccine.name}_") and row["product"]]
            if codes := tuple(CptCode(row["product"]) for row in rows):
                yield vaccine.name.replace("_", " "), codes


def _way(told: Vaccination, last_age: int) -> Way:
    if told.counseled is False or told.medicare or told.adult:
        return Way.PLAIN
    if told.months is not None:
        if told.months >= (last_age + 1) * _MONTHS:
            return Way.PLAIN
        return Way.COUNSELED if told.counseled else Way.EITHER
    if told.child:
        return Way.COUNSELED if told.counseled else Way.EITHER
    return Way.EITHER if told.counseled else Way.PLAIN


def _special_code(vaccine: Vaccine, told: Vaccination, day: date) -> ProcedureCode | None:
    """The administration code of a vaccine that has its own; None for the others."""
    values = parameters(FOLDER)
    if vaccine.kind == "covid":
        covid = values.at("covid_code", day)
        return CptCode(covid.value) if covid else None
    if vaccine.kind == "antibody":
        antibody = values.at("antibody_codes", day)
        return CptCode(antibody.value["counseled" if told.counseled else "plain"]) if antibody else None
    if vaccine.kind == "monthly_antibody":
        return CptCode("96372")
    medicare = values.at("medicare_codes", day)
    if told.medicare and medicare and vaccine.kind in medicare.value:
        return HcpcsCode(medicare.value[vaccine.kind])
    return None


def _is_special(vaccine: Vaccine, told: Vaccination, day: date) -> bool:
    return _special_code(vaccine, told, day) is not None


def _special(told: Vaccination, day: date) -> Iterator[Line]:
    found: dict[ProcedureCode, int] = {}
    for vaccine in told.vaccines:
        if code := _special_code(vaccine, told, day):
            found[code] = found.get(code, 0) + 1
    for code, units in found.items():
        yield Line(code, units)


def _counseled(vaccines: Sequence[Vaccine], codes: dict[str, str]) -> list[Line]:
    if not vaccines:
        return []
    further = sum((each.components or 1) - 1 for each in vaccines)
    lines = [Line(CptCode(codes["counseled"]), len(vaccines))]
    return [*lines, Line(CptCode(codes["component"]), further)] if further else lines


def _plain(vaccines: Sequence[Vaccine], codes: dict[str, str], *, follows: bool) -> Iterator[Line]:
    """First and further ones by way; ``follows`` says that a Medicare code is the first of the day."""
    injected = sum(each.injected for each in vaccines)
    other = len(vaccines) - injected
    if injected and not follows:
        yield Line(CptCode(codes["first"]))
    elif other and not injected and not follows:
        yield Line(CptCode(codes["first_other"]))
    rest = injected - (not follows and bool(injected))
    if rest:
        yield Line(CptCode(codes["further"]), rest)
    rest = other - (not follows and not injected and bool(other))
    if rest:
        yield Line(CptCode(codes["further_other"]), rest)
