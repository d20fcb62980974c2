"""Drug effects in order: underdosing, adverse effect, poisoning; the condition, the drug's code, the reason. Pure.

taken less than prescribed    -> the condition first, T..6A, the reason (cost, intent, forgetting)
taken as prescribed           -> the reaction first, T..5A
wrong drug, dose or overdose  -> T..1A first (or by intent), then what it caused

Sources: guidelines I.C.19.e.5; corpus/text/guidelines/icd10cm-poisoning-adverse-effect.md; parameters.yaml (drug_...).
"""

from __future__ import annotations

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Told

_REASONS = ("cost_reason", "forgot_reason", "chosen_reason")


def drug_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of a drug that is told with what it did, or with how it was not taken."""
    told = case.told(FAMILY)
    if told.has("pregnant", "counseling_words", "vaccine", "adverse_or_poisoning", "pump_failure", "chemotherapy"):
        return None
    if told.has("heart_failure", "ckd", "drug_induced", "anemia"):
        return None
    parameter = tables.entry("drug_codes")
    if parameter is None or not tables.have("drug_effects", "drug_reasons"):
        return None
    drug = first_of(told, tuple(parameter.value))
    effects = _effects(told, tables)
    kind = _kind(told)
    if drug == "blood_thinner_drug" and kind == "adverse":
        return None
    if drug is None or kind is None or (not effects and kind != "poisoning"):
        return None
    code = f"{parameter.value[drug]}{_character(told, kind)}A"
    if kind == "poisoning":
        codes, lead = (code, *effects), "a drug taken or given wrongly is a poisoning, and its T code leads"
    elif kind == "adverse":
        codes, lead = (*effects, code), "the reaction leads, because the drug was taken as prescribed"
    else:
        reason = tables.of("drug_reasons")[first_of(told, _REASONS) or "chosen_reason"]
        codes, lead = (*effects, code, reason), "the condition leads; an underdosing code is never first"
    return Listed(
        name=f"drug-{kind}",
        codes=unique(codes),
        lead=lead,
        reasons=_reasons(told, kind),
        judged=("T36", "T37", "T38", "T39", "T4", "T50", "Z91.1"),
        rests_on=told.spans(
            *"underdosing adverse_effect overdose wrong_drug alcohol_mix hypertensive_crisis asks_drug_first".split(),
            *"diabetes glucose_value hyperglycemia_word dka".split(),
            *_REASONS,
            *parameter.value,
            *tables.of("drug_effects"),
        ),
        parameter=parameter,
        place="section I.C.19.e.5",
        opening="No: " if kind != "poisoning" and told.has("asks_drug_first") else "",
        missing=() if kind != "underdosing" or told.has(*_REASONS) else ("why less was taken",),
    )


def _kind(told: Told) -> str | None:
    if told.has("overdose", "wrong_drug", "alcohol_mix"):
        return "poisoning"
    if told.has("underdosing", "forgot_reason"):
        return "underdosing"
    return "adverse" if told.has("adverse_effect") else None


def _character(told: Told, kind: str) -> str:
    if kind == "poisoning":
        return "2" if told.has("self_harm") else "1"
    return "5" if kind == "adverse" else "6"


def _effects(told: Told, tables: Tables) -> tuple[str, ...]:
    """The conditions that are told, in the order of the table, without those that a more exact one holds."""
    found: list[str] = []
    for name, codes in tables.of("drug_effects").items():
        if told.has(name) and not (name == "hypertension" and told.has("hypertensive_crisis", "heart_failure")):
            found += codes.split()
    if told.has("diabetes", "oral_drug", "insulin") and told.has("dka", "hyperglycemia_word", "glucose_value"):
        category, after = tables.of("diabetes_types"), tables.of("diabetes_complications")
        kind = category["type_1" if told.has("type_1") and not told.has("type_2") else "type_2"]
        found.append(kind + after["dka" if told.has("dka") else "hyperglycemia"])
    return unique(found)


def _reasons(told: Told, kind: str) -> tuple[str, ...]:
    if kind == "underdosing":
        lab = told.has("glucose_value") and not told.has("dka", "hyperglycemia_word")
        named = ("Hyperglycemia needs the provider's word: a glucose value alone is not coded.",) if lab else ()
        why = "" if told.has(*_REASONS) else " The reason is not told: ask for it."
        return (
            *named,
            "Underdosing is less than prescribed, or stopped by the patient.",
            f"Reason: Z91.120 cost, Z91.128 other intent, Z91.138 not intended.{why}",
        )
    if kind == "adverse":
        return ("Adverse effect: the right drug, taken as prescribed.",)
    return ("Wrong drug, dose, route or person, or a mix with alcohol: accidental where no intent is told.",)
