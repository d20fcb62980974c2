"""How many units of which code, for a number of lesions, levels, injections, minutes or square centimeters?

a count that reaches a code of its family                   -> UNITS
a count that reaches none (30 minutes of hydration)         -> NONE
payer unknown, and Medicare counts otherwise than CPT       -> DEPENDS, with the verdict for each

``additional_verdict`` counts within one family of ``families.py``. Three services need more than a count:
biopsies by different techniques, vaccines by component or by route, and timed therapy. Limits are another rule's (MUE).

Sources: corpus/text, as each family names it. Biopsies: cpt/skin.yaml, 11102 to 11107 (incision before punch before
tangential). Vaccines: guidelines/vaccine-administration.md. Therapy: Medicare Claims Processing Manual (Pub. 100-04),
chapter 5, section 20.2.C, with its five examples, as First Coast Service Options ("Counting units for therapy
services", 2024-04-09) and Find-A-Code ("Documentation requirements for therapy services", 2015-08-10) print them; that
CPT reaches a unit once its midpoint is passed, each service for itself: UTHealth Houston, coding compliance,
"Calculating time", and Prompt Health, "A deep dive into AMA billing rules".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.procedures.counts.families import Count, Family
from assistant.procedures.medicine.therapy.decide import counting
from assistant.procedures.medicine.therapy.units import each_for_itself, over_all
from assistant.rules.basis import Basis
from assistant.rules.published import AAP_VACCINES, AUTHORED, CMS_THERAPY_UNITS, CPT_TIME, on
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode

_BIOPSIES = {  # the technique that stands first when they are mixed comes first
    "incisional": (CptCode("11106"), CptCode("11107")),
    "punch": (CptCode("11104"), CptCode("11105")),
    "tangential": (CptCode("11102"), CptCode("11103")),
}
_FIRST_COMPONENT, _FURTHER_COMPONENT = CptCode("90460"), CptCode("90461")
_FIRST_INJECTED, _FURTHER_INJECTED = CptCode("90471"), CptCode("90472")
_FIRST_OTHER_ROUTE, _FURTHER_OTHER_ROUTE = CptCode("90473"), CptCode("90474")

# Therapy codes in units of 15 minutes (cpt/therapy.yaml).
TIMED_THERAPY = tuple(map(CptCode, "97032 97035 97110 97112 97116 97140 97530 97535".split()))


class AdditionalFinding(StrEnum):
    """What a count comes to."""

    UNITS = "units"
    NONE = "none"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Units:
    """One code and how often it is reported."""

    code: CptCode
    count: int


@dataclass(frozen=True, slots=True)
class AdditionalVerdict:
    """The finding for one service.

    ``asked`` says what was counted ("3 lesions"); ``source`` is the place of the rule. ``units`` are the codes in the
    order in which they are reported. ``either`` are therapy services that tie for the last ``spare`` units.
    ``both_sides`` says that each level was done on both sides.
    """

    service: str
    asked: str
    finding: AdditionalFinding
    basis: Basis
    source: str
    codes: tuple[CptCode, ...]
    units: tuple[Units, ...] = ()
    payer: Payer | None = None
    family: Family | None = None
    minutes: tuple[tuple[CptCode, int], ...] = ()
    either: tuple[CptCode, ...] = ()
    spare: int = 0
    both_sides: bool = False
    cases: tuple[AdditionalVerdict, ...] = ()

    def of(self, code: CptCode) -> int:
        """The units of a code."""
        return sum(units.count for units in self.units if units.code == code)


def additional_verdict(
    family: Family, count: Count, day: date, payer: Payer | None = None, *, both_sides: bool = False
) -> AdditionalVerdict:
    """The units for a count of one family. Raises ValueError for a negative count, a fraction of what is counted
    whole, and for two sides of a family that is not told by sides: the caller's mistakes."""
    if count < 0 or (family.whole and count != int(count)):
        raise ValueError(f"{count} is no count of {family.nouns}")
    if both_sides and not family.paired:
        raise ValueError(f"{family.name} is not counted by sides")
    if payer is not None or not family.medicare:
        return _of_family(family, count, day, payer, both_sides)
    return _for_each([_of_family(family, count, day, each, both_sides) for each in Payer])


def biopsy_verdict(day: date, *, tangential: int = 0, punch: int = 0, incisional: int = 0) -> AdditionalVerdict:
    """Skin biopsies of one session by the lesions of each technique: one primary code, add-on codes for the rest."""
    lesions = {"incisional": incisional, "punch": punch, "tangential": tangential}
    if min(lesions.values()) < 0:
        raise ValueError("lesions are not negative")
    units: list[Units] = []
    for technique, count in lesions.items():
        first, further = _BIOPSIES[technique]
        primary = 1 if count and not any(each.count for each in units) else 0
        units += [Units(first, primary), Units(further, count - primary)]
    asked = ", ".join(f"{count} {technique}" for technique, count in lesions.items() if count) or "no lesion"
    codes = tuple(code for pair in _BIOPSIES.values() for code in pair)
    return _counted("skin biopsies", asked, units, on(AUTHORED, day), "cpt/skin.yaml", codes)


def component_verdict(components: Sequence[int], day: date) -> AdditionalVerdict:
    """Vaccines with counseling, age 18 or less: the number of components of each vaccine of the date."""
    if any(count < 1 for count in components):
        raise ValueError("a vaccine has one component or more")
    further = sum(components) - len(components)
    units = [Units(_FIRST_COMPONENT, len(components)), Units(_FURTHER_COMPONENT, further)]
    asked = f"{len(components)} {'vaccine' if len(components) == 1 else 'vaccines'} with {sum(components)} components"
    basis = on(AAP_VACCINES, day)
    codes = (_FIRST_COMPONENT, _FURTHER_COMPONENT)
    return _counted("vaccines with counseling", asked, units, basis, "guidelines/vaccine-administration.md", codes)


def route_verdict(day: date, *, injected: int = 0, other_route: int = 0) -> AdditionalVerdict:
    """Vaccines without counseling or above 18: how many by injection, and how many by mouth or nose."""
    if min(injected, other_route) < 0:
        raise ValueError("vaccines are not negative")
    if injected:
        units = [
            Units(_FIRST_INJECTED, 1),
            Units(_FURTHER_INJECTED, injected - 1),
            Units(_FURTHER_OTHER_ROUTE, other_route),
        ]
    else:
        units = [Units(_FIRST_OTHER_ROUTE, min(other_route, 1)), Units(_FURTHER_OTHER_ROUTE, max(other_route - 1, 0))]
    asked = f"{injected} by injection, {other_route} by mouth or nose"
    basis = on(AAP_VACCINES, day)
    codes = (_FIRST_INJECTED, _FURTHER_INJECTED, _FIRST_OTHER_ROUTE, _FURTHER_OTHER_ROUTE)
    return _counted("vaccines by route", asked, units, basis, "guidelines/vaccine-administration.md", codes)


def therapy_verdict(minutes: Mapping[CptCode, int], day: date, payer: Payer | None = None) -> AdditionalVerdict:
    """Timed therapy services of one day by their minutes. Medicare counts units over all of them, CPT each for itself.

    Raises ValueError for no service, for a code that is not known as timed, and for negative minutes.
    """
    if not minutes or any(code not in TIMED_THERAPY or count < 0 for code, count in minutes.items()):
        raise ValueError(f"timed therapy services are {', '.join(map(str, TIMED_THERAPY))}, with minutes of 0 or more")
    if payer is Payer.MEDICARE:
        return _therapy_over_all(minutes, day)
    if payer is Payer.CPT:
        return _therapy_each(minutes, day)
    return _for_each([_therapy_over_all(minutes, day), _therapy_each(minutes, day)])


def units_of_15_minutes(minutes: int) -> int:
    """8 to 22 minutes are one unit, 23 to 37 two, 38 to 52 three, and so on."""
    return counting(date.max).units(minutes)


def _of_family(family: Family, count: Count, day: date, payer: Payer | None, both_sides: bool) -> AdditionalVerdict:
    units = [Units(step.code, step.units(count)) for step in family.steps_for(payer)]
    asked = f"{count} {family.noun if count == 1 else family.nouns}"
    basis = on(family.edition_for(payer), day)
    verdict = _counted(family.name, asked, units, basis, family.source, family.codes)
    return replace(verdict, payer=payer, family=family, both_sides=both_sides)


def _therapy_over_all(minutes: Mapping[CptCode, int], day: date) -> AdditionalVerdict:
    """Whole quarters of an hour stay with their service; what is left of the total goes to the largest remainders."""
    shared = over_all(minutes, counting(day))
    units = [Units(code, count) for code, count in shared.units.items()]
    verdict = _therapy(minutes, units, on(CMS_THERAPY_UNITS, day), Payer.MEDICARE)
    return replace(verdict, either=shared.tied, spare=shared.open) if shared.tied else verdict


def _therapy_each(minutes: Mapping[CptCode, int], day: date) -> AdditionalVerdict:
    shared = each_for_itself(minutes, counting(day))
    units = [Units(code, count) for code, count in shared.units.items()]
    return _therapy(minutes, units, on(CPT_TIME, day), Payer.CPT)


def _therapy(minutes: Mapping[CptCode, int], units: list[Units], basis: Basis, payer: Payer) -> AdditionalVerdict:
    asked = ", ".join(f"{count} minutes of {code}" for code, count in minutes.items())
    verdict = _counted("timed therapy", asked, units, basis, "cpt/therapy.yaml", tuple(minutes))
    return replace(verdict, payer=payer, minutes=tuple(minutes.items()))


def _counted(
    service: str, asked: str, units: Sequence[Units], basis: Basis, source: str, codes: tuple[CptCode, ...]
) -> AdditionalVerdict:
    reached = tuple(each for each in units if each.count)
    finding = AdditionalFinding.UNITS if reached else AdditionalFinding.NONE
    return AdditionalVerdict(service, asked, finding, basis, source, codes, reached)


def _for_each(cases: Sequence[AdditionalVerdict]) -> AdditionalVerdict:
    """One verdict where all payers come to the same, else each."""
    first = replace(cases[0], payer=None)
    if len({(case.units, case.either, case.spare) for case in cases}) == 1:
        return first
    return replace(first, finding=AdditionalFinding.DEPENDS, units=(), either=(), spare=0, cases=tuple(cases))
