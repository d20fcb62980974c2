"""How codes of vaccines are said. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.procedures.medicine.vaccines.decide import Line, Outcome, Way
from assistant.rules.verdict import Billed, Stance, Verdict, bold
from corpus.codes import Code, CptCode, HcpcsCode, Icd10CmCode, Modifier

_ADMINISTRATION: tuple[Code, ...] = (
    *map(CptCode, "90460 90461 90471 90472 90473 90474 90480 96372 96380 96381".split()),
    *map(HcpcsCode, "G0008 G0009 G0010 M0201".split()),
)
_INCLUDED = "99211"
_WELLNESS, _MEDICARE_OWN = frozenset("G0402 G0438 G0439".split()), frozenset("G0008 G0009 G0010".split())
_DIAGNOSIS = Icd10CmCode("Z23")
_MOST_REASONS = 4
_MOST_BRANDS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Codes that the question names: administrations, visits; whether it asks for a yes, for units, for a diagnosis."""

    named: tuple[Code, ...]
    levels: tuple[Code, ...]
    proposed: dict[Code, int | None]
    whether: bool
    units: bool = False
    diagnosis: bool = False


def tell(outcome: Outcome, asked: Asked, day: date) -> Verdict:
    """The outcome in words: administration codes first, then products."""
    visits = [code for code in asked.levels if str(code) != _INCLUDED]
    refused = [code for code in asked.levels if str(code) == _INCLUDED]
    lines = [*(_visit(code, outcome) for code in visits), *map(_billed, outcome.lines)]
    concluded = {line.code for line in lines} | {line.code for line in outcome.plain}
    wrong = [code for code in asked.named if code in _ADMINISTRATION and code not in concluded]
    missing = tuple(_missing(outcome))
    products = [_billed(line) for line in outcome.products]
    return Verdict(
        key=f"vaccines:{'/'.join(str(line) for line in lines)}",
        title="Vaccines given",
        stance=Stance.CONDITIONS if missing else Stance.AFFIRMS,
        conclusion=_conclusion(outcome, asked, lines, products, [*wrong, *refused]),
        reasons=tuple(_reasons(outcome, visits, refused)),
        row=f"{outcome.parameter.edition.title}: {', '.join(map(str, lines))}.",
        mentions=frozenset(
            {*concluded, *_ADMINISTRATION, *asked.named, *asked.levels, Modifier("25"), CptCode(_INCLUDED)}
            | {line.code for line in products}
            | {line.code for line in outcome.part_d}
            | {code for _, codes in outcome.by_brand for code in codes}
            | {_DIAGNOSIS}
        ),
        basis=outcome.parameter.basis(day),
        locator="guidelines/vaccine-administration.md",
        about=frozenset((*concluded, *wrong, *refused)),
        denies=frozenset((*wrong, *refused)),
        billed=() if outcome.plain else (*lines, *products),
        missing=missing,
        rests_on=outcome.told.rests_on,
    )


def _visit(code: Code, outcome: Outcome) -> Billed:
    """A visit of the day: with 25, but for Medicare's wellness visits beside its own administrations (no PTP edit)."""
    edited = str(code) not in _WELLNESS or any(str(line.code) not in _MEDICARE_OWN for line in outcome.lines)
    return Billed(code, 1, (Modifier("25"),) if edited else ())


def _billed(line: Line) -> Billed:
    return Billed(line.code, line.units)


def _missing(outcome: Outcome) -> Iterator[str]:
    if outcome.plain:
        if outcome.told.counseled is None:
            yield "counseling"
        if outcome.told.months is None and not outcome.told.child:
            yield "age"
    if outcome.components_open and outcome.way is Way.COUNSELED:
        yield "components"


def _conclusion(
    outcome: Outcome, asked: Asked, lines: Sequence[Billed], products: Sequence[Billed], wrong: Sequence[Code]
) -> str:
    units = {line.code: line.units for line in lines}
    more = [f"{code} x{told}" for code, told in asked.proposed.items() if told and 1 <= units.get(code, 0) < told]
    instead = f", not {', '.join([*map(str, wrong), *more])}" if wrong or more else ""
    if outcome.plain:
        age = "" if outcome.told.child or outcome.told.months is not None else "18 or younger and "
        plain = _listed([_billed(line) for line in outcome.plain], asked)
        return (
            f"{_listed(lines, asked)}{instead} if {age}a physician or other qualified professional counseled; "
            f"without that {plain}.{_diagnosis(asked)}"
        )
    counted = all(number is None or units.get(code) == number for code, number in asked.proposed.items())
    proposes = bool(asked.named or asked.levels) and asked.whether
    answer = ("Yes: " if counted and not wrong else "No: ") if proposes else ""
    with_products = f" Product: {_listed(products)}." if products and len(products) <= 6 else ""
    brands = "".join(
        f" {_capital(name)} by brand: {_either(codes)}." for name, codes in outcome.by_brand[:_MOST_BRANDS]
    )
    told = f"{answer}{_listed(lines, asked)}{instead}: {_because(outcome)}.{_diagnosis(asked)}{with_products}{brands}"
    return f"{told} {_part_d(outcome)}" if outcome.part_d else told


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _either(codes: Sequence[CptCode]) -> str:
    return " or ".join(bold(code) for code in codes)


def _part_d(outcome: Outcome) -> str:
    return f"**{', '.join(str(line.code) for line in outcome.part_d)}** and giving it: **Part D**, not Part B."


def _diagnosis(asked: Asked) -> str:
    return f" Diagnosis: **{_DIAGNOSIS}** for every vaccine." if asked.diagnosis else ""


def _because(outcome: Outcome) -> str:
    told = outcome.told
    count = len(told.vaccines)
    vaccines = "one vaccine" if count == 1 else f"{count} vaccines"
    if any(each.kind in ("antibody", "monthly_antibody") for each in told.vaccines):
        return "an antibody against RSV is no vaccine"
    if outcome.way is Way.COUNSELED:
        total = sum(each.components or 1 for each in told.vaccines if each.kind != "covid")
        return f"{vaccines}, {total} component{'s' if total != 1 else ''}, with counseling"
    if any(str(line.code).startswith("G") for line in outcome.lines):
        return f"Medicare, {vaccines}"
    if outcome.grown and told.counseled:
        return f"{vaccines}; counseling has no code of its own above 18"
    return f"{vaccines}, counted by the way of giving"


def _listed(lines: Sequence[Billed], asked: Asked | None = None) -> str:
    """The codes; one unit is said where units are asked for."""
    said = []
    for line in lines:
        name = "-".join((str(line.code), *map(str, line.modifiers)))
        plain = line.units == 1 and not (asked is not None and asked.units)
        said.append(f"**{name}**" if plain else f"**{name}** x{line.units}")
    return ", ".join(said)


def _reasons(outcome: Outcome, visits: Sequence[Code], refused: Sequence[Code]) -> Iterator[str]:
    told = outcome.told
    reasons = []
    if refused:
        reasons.append(f"{_INCLUDED} is included in the administration, and no modifier changes that.")
    if outcome.medicare_open:
        reasons.append("Medicare: G0008 influenza, G0009 pneumococcal, G0010 hepatitis B in place of these.")
    if outcome.way is not Way.PLAIN:
        reasons.append("90460 counts each vaccine's first component, 90461 every further one of a combination.")
    elif not any(str(line.code).startswith("G") for line in outcome.lines) and len(told.vaccines) > 1:
        reasons.append("The first vaccine of the day once, each further one by its way; components do not count.")
    if any(str(line.code) == "90480" for line in outcome.lines):
        reasons.append("COVID-19 vaccines have 90480, whatever age and counseling.")
    if told.medicare and any(each.kind == "other" and each.name for each in told.vaccines):
        reasons.append("Part B pays other vaccines only after an injury or exposure; otherwise they belong to Part D.")
    if told.home and told.medicare:
        reasons.append("Medicare adds M0201 for a dose at home under its conditions.")
    if visits or told.visit:
        reasons.append("A visit with work of its own takes modifier 25; 99211 never goes beside it.")
    yield from reasons[:_MOST_REASONS]
