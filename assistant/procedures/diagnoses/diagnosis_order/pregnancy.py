"""A condition in pregnancy: the chapter 15 code of its trimester first, what says more, then the completed weeks. Pure.

Sources: corpus/text/guidelines/icd10cm-pregnancy.md; parameters.yaml.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, unique
from assistant.understand.story import Amount, Kind, Role, Told

_WEEK = 7
_WEEK_IN_MONTHS = Decimal("0.23")
_CONCEPTS = (
    "pregnant gestational_diabetes gestational_hypertension preeclampsia advanced_age twins hypertension "
    "diabetes type_1 type_2 insulin oral_drug diet_controlled tobacco obesity anemia pregnancy_uti "
    "first_trimester second_trimester third_trimester routine_prenatal preterm_labor severe"
).split()
_WEEKS = re.compile(r"(\d{1,2})w\d?d?")


def pregnancy_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of a pregnant patient whose condition, and trimester where the code needs it, are told."""
    told = case.told(FAMILY)
    if not told.has("pregnant", "gestational_diabetes", "gestational_hypertension", "advanced_age"):
        return None
    if told.has("delivered", "incidental"):
        return None
    parameter = tables.entry("pregnancy_codes")
    if parameter is None:
        return None
    weeks, amount = _weeks(told)
    trimester = _trimester(told, tables, weeks)
    conditions = _conditions(told)
    if not conditions:
        return None
    codes, open_trimester = _codes(told, tables, conditions, trimester)
    if not codes or open_trimester or _only_named(case, tables, codes):
        return None
    gestation = _gestation(tables, weeks)
    return Listed(
        name="pregnancy",
        codes=unique((*codes, gestation)),
        lead="chapter 15 goes first on the mother's record; other chapters and the weeks say more",
        reasons=tuple(_reasons(weeks, trimester, conditions)),
        judged=("O", "Z34", "Z3A", "E11.9", "E10.9", "I10", "Z79.4", "Z79.84"),
        rests_on=(*told.spans(*_CONCEPTS), *((amount.span,) if amount else ())),
        parameter=parameter,
        place="section I.C.15",
        missing=() if gestation else ("weeks of gestation",),
    )


def _only_named(case: Case, tables: Tables, codes: list[str | None]) -> bool:
    """True where gestational diabetes is told by a code alone, without its control."""
    control = tables.of("gestational_diabetes")
    return control["unspecified"] in codes and any(str(code) in control.values() for code in case.diagnoses)


def _weeks(told: Told) -> tuple[int | None, Amount | None]:
    roles = (Role.TOLD, Role.TOTAL, Role.BOUND)
    for amount in told.amounts(Kind.DAYS, roles=roles):
        if amount.unit in ("week", "wk", "wks"):
            return int(amount.value) // _WEEK, amount
    for amount in told.amounts(Kind.AGE):
        if amount.unit in ("week", "wk", "wks"):
            return round(amount.value / _WEEK_IN_MONTHS), amount
    for token in told.story.tokens:
        if match := _WEEKS.fullmatch(token.word):
            return int(match[1]), None
    return None, None


def _trimester(told: Told, tables: Tables, weeks: int | None) -> int | None:
    """0, 1 or 2; the weeks go before the word."""
    if weeks is not None:
        bounds: tuple[int, ...] = tables.of("trimester_weeks")
        return sum(weeks >= bound for bound in bounds)
    names = ("first_trimester", "second_trimester", "third_trimester")
    return next((place for place, name in enumerate(names) if told.has(name)), None)


def _conditions(told: Told) -> list[str]:
    found: list[str] = []
    if told.has("gestational_diabetes"):
        found.append("gestational_diabetes")
    elif told.has("diabetes") and told.has("type_1", "type_2"):
        found.append("type_1" if told.has("type_1") and not told.has("type_2") else "type_2")
    if told.has("preeclampsia"):
        if told.has("severe"):
            found.append("preeclampsia_severe")
        else:
            found.append("preeclampsia_mild" if told.has("mild") else "preeclampsia")
    elif told.has("gestational_hypertension"):
        found.append("gestational_hypertension")
    elif told.has("hypertension") and told.has("preexisting"):
        found.append("chronic_hypertension")
    pairs = {"pregnancy_uti": "uti", "tobacco": "tobacco", "obesity": "obesity", "anemia": "anemia"}
    found += [name for concept, name in pairs.items() if told.has(concept)]
    if told.has("preterm_labor"):
        found.append("preterm_labor")
    if told.has("advanced_age"):
        if told.has("first_pregnancy") or told.has("later_pregnancy"):
            found.append("age_first" if told.has("first_pregnancy") else "age_later")
    elif not found and told.has("routine_prenatal") and not told.has("twins"):
        found.append(
            "routine_first"
            if told.has("first_pregnancy")
            else "routine_later"
            if told.has("later_pregnancy")
            else "routine"
        )
    return found


def _codes(told: Told, tables: Tables, conditions: list[str], trimester: int | None) -> tuple[list[str | None], bool]:
    """The codes, and whether a trimester is lacking that one of them needs."""
    known, seconds = tables.of("pregnancy_codes"), tables.of("pregnancy_seconds")
    codes: list[str | None] = []
    lacking = False
    for name in conditions:
        if name == "gestational_diabetes":
            codes.append(_gestational(told, tables))
            continue
        if trimester is None or known[name][trimester] is None:
            lacking = True
            continue
        codes += [known[name][trimester], seconds.get(name)]
        if name == "anemia" and told.has("iron_deficiency"):
            codes.append(seconds["iron_deficiency"])
        if name == "type_2":
            drugs = tables.of("diabetes_drugs")
            codes += [drugs["insulin"]] if told.has("insulin") else []
            codes += [drugs["oral"]] if told.has("oral_drug") else []
    return codes, lacking


def _gestational(told: Told, tables: Tables) -> str:
    control = tables.of("gestational_diabetes")
    if told.has("insulin"):
        return str(control["insulin"])
    if told.has("oral_drug"):
        return str(control["oral"])
    return str(control["diet" if told.has("diet_controlled") else "unspecified"])


def _gestation(tables: Tables, weeks: int | None) -> str | None:
    bounds = tables.of("gestation_codes")
    if weeks is None or not bounds["first"] <= weeks <= bounds["last"]:
        return None
    return f"{bounds['beginning']}.{weeks:02d}"


def _reasons(weeks: int | None, trimester: int | None, conditions: list[str]) -> list[str]:
    reasons = []
    if weeks is not None and trimester is not None:
        reasons.append(f"{weeks} completed weeks is the {('first', 'second', 'third')[trimester]} trimester.")
    if "gestational_diabetes" in conditions:
        reasons.append("Gestational diabetes takes no drug status code; of diet and insulin, insulin decides.")
    if any(name.startswith("age_") for name in conditions):
        reasons.append("Supervision for maternal age is a high-risk visit, not a routine one.")
    if any(name.startswith("routine") for name in conditions):
        reasons.append("A routine visit code is never used with a chapter 15 code.")
    if weeks is None:
        reasons.append("Add the completed weeks when the record has them.")
    return reasons
