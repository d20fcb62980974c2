"""Obesity and the body mass index: the provider's diagnosis first, the index behind it, never alone. Pure.

Sources: corpus/text/guidelines/icd10cm-diabetes.md, section obesity; parameters.yaml.
"""

from __future__ import annotations

from decimal import Decimal

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Amount, Kind, Role, Told

_DIAGNOSES = ("class_3", "class_2", "class_1", "morbid_obesity", "overweight", "underweight", "obesity")
_GROWN = Decimal(20 * 12)


def body_mass_case(case: Case, tables: Tables) -> Listed | None:
    """Obesity with a told index of an adult."""
    told = case.told(FAMILY)
    if not told.has("body_mass") or told.has("pregnant", "only_bmi"):
        return None
    diagnosis = first_of(told, [name for name in _DIAGNOSES if name != "obesity"])
    if diagnosis is None and told.has("obese"):
        diagnosis = "obesity"
    amount = _index(told)
    parameter = tables.entry("obesity_codes")
    if diagnosis is None or amount is None or parameter is None or _is_child(told):
        return None
    code = _code(tables, amount.value)
    if code is None:
        return None
    own = parameter.value[diagnosis]
    excess = parameter.value["excess"] if told.has_all("morbid_obesity", "excess_calories") else None
    chosen = own if diagnosis.startswith("class") else excess or own
    return Listed(
        name="body-mass",
        codes=unique((chosen, code)),
        lead="the provider's diagnosis first, the body mass index behind it",
        reasons=(
            "The index may come from a nurse's note; the diagnosis must be the provider's.",
            *(("Class 3 and morbid obesity both documented: only class 3.",) if diagnosis == "class_3" else ()),
        ),
        judged=("E66", "Z68"),
        rests_on=(*told.spans("body_mass", "obese", *_DIAGNOSES), amount.span),
        parameter=parameter,
        place="section I.C.4.b",
    )


def _index(told: Told) -> Amount | None:
    counts = [
        amount
        for kind in (Kind.COUNT, Kind.LENGTH)
        for amount in told.amounts(kind, roles=tuple(Role))
        if len(amount.values) == 1 and amount.unit == ""
    ]
    near = [told.nearest_amount(span, counts) for span in told.spans("body_mass")]
    return next((amount for amount in near if amount is not None), None)


def _is_child(told: Told) -> bool:
    return any(amount.value < _GROWN for amount in told.amounts(Kind.AGE))


def _code(tables: Tables, index: Decimal) -> str | None:
    low = next((code for bound, code in (tables.of("body_mass_low") or {}).items() if index * 10 < bound), None)
    if low is not None:
        return str(low)
    whole, bounds = tables.of("body_mass_whole"), tables.of("body_mass_bounds")
    if whole["first"] <= index < whole["last"] + 1:
        return f"{whole['beginning']}{int(index)}"
    fitting = [code for bound, code in bounds.items() if index >= bound]
    return fitting[-1] if fitting else None
