"""Hypertension, heart failure, chronic kidney disease and diabetes that one patient has: their codes in order.

hypertension with heart failure or kidney disease -> one combination code (link presumed), then type and stage
diabetes with what the Index links to it          -> a combination code for each, then stage, ulcer or manifestation
the provider says that they are unrelated         -> nothing here: a row of decisions.yaml speaks

Sources: corpus/text/guidelines/icd10cm-hypertension-heart-kidney.md, icd10cm-diabetes.md; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.diabetes import Diabetes, diabetes_of
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Told

_STAGES = ("esrd", "stage_5", "stage_4", "stage_3b", "stage_3a", "stage_3", "stage_2", "stage_1")
_SEVERAL = 2
_REACH = 6  # words in which "acute" or "chronic" belongs to what follows
_CONCEPTS = (
    "hypertension heart_failure systolic diastolic combined_failure heart_disease ckd dialysis aki kidney_transplant "
    "anemia_ckd diabetes insulin oral_drug injectable_drug"
).split()


@dataclass(frozen=True, slots=True)
class _Kidney:
    stage: str | None
    additions: tuple[str, ...]


def heart_and_kidney(case: Case, tables: Tables) -> Listed | None:
    """The codes of a case that tells at least two of these diseases, or one with what belongs to it."""
    told = case.told(FAMILY)
    if told.has("unrelated") and not told.has("not_said_unrelated"):
        return None
    if told.has("pregnant", "other_diabetes", "prediabetes", "secondary_hypertension", "rejection"):
        return None
    if told.has("elevated_reading") and not told.has("ckd", "heart_failure"):
        return None
    kidney = _kidney(told, _named(case, "N18"), tables, len(case.diagnoses) == 1 and bool(_named(case, "I13")))
    sugar = diabetes_of(told, tables, _named(case, "E1"))
    pressure, failure = told.has("hypertension"), told.has("heart_failure")
    disease = told.has("heart_disease")
    count = sum((pressure, failure or disease, kidney.stage is not None, sugar is not None))
    belongs = bool(kidney.stage and kidney.additions) or (sugar is not None and sugar.says_more)
    apart = count == _SEVERAL and pressure and sugar is not None
    if ((count < _SEVERAL or apart) and not belongs) or not (pressure or kidney.stage or sugar):
        return None
    if not tables.have("hypertension", "kidney_stages", "diabetes_types", "diabetes_drugs"):
        return None
    return _listed(case, tables, kidney, sugar)


def _listed(case: Case, tables: Tables, kidney: _Kidney, sugar: Diabetes | None) -> Listed | None:
    told = case.told(FAMILY)
    pressure = _pressure(told, tables, kidney)
    heart = _failure(told, tables) if told.has("heart_failure") else None
    named = _named(case, "I50")
    if heart and heart.endswith(".9") and len(named) == 1 and "." in named[0]:
        heart = named[0]  # the code tells the type that no words tell
    parameter = tables.entry("hypertension")
    if parameter is None:
        return None
    stages, additions = tables.of("kidney_stages"), tables.of("kidney_additions")
    stage = stages[kidney.stage] if kidney.stage else None
    own, drugs = (sugar.codes, sugar.drugs) if sugar else ((), ())
    codes = unique((pressure, heart, *own, stage, *(additions[name] for name in kidney.additions), *drugs))
    if len(codes) < _SEVERAL and (sugar is None or not sugar.says_more):
        return None
    reasons = [*_reasons(told, kidney, pressure, heart), *(sugar.reasons if sugar else ())]
    if not reasons:
        reasons.append("Each disease has a code of its own; the reason for the encounter goes first.")
    missing = [*(("stage of the kidney disease",) if kidney.stage == "unspecified" else ())]
    if heart and told.has("heart_failure") and heart.endswith(".9"):
        missing.append("type of heart failure")
    return Listed(
        name="heart-kidney-diabetes" if pressure or heart or stage else "diabetes",
        codes=codes,
        lead=reasons[0],
        reasons=tuple(reasons[1:4]),
        judged=_judged(pressure, heart, stage, sugar),
        rests_on=told.spans(*_CONCEPTS, *_STAGES, *(sugar.concepts if sugar else ())),
        parameter=parameter,
        place="sections I.C.4.a and I.C.9.a" if pressure and sugar else _place(pressure, sugar),
        missing=tuple(missing),
    )


def _place(pressure: str | None, sugar: Diabetes | None) -> str:
    if pressure:
        return "section I.C.9.a"
    return "section I.C.4.a" if sugar else "section I.C.14.a"


def _judged(pressure: str | None, heart: str | None, stage: str | None, sugar: Diabetes | None) -> tuple[str, ...]:
    """The beginnings of the codes that the case decides on."""
    judged: list[str] = []
    if pressure:
        judged += ["I10", "I11", "I12", "I13"]
    if stage:
        judged += ["N18", "E10.21", "E11.21"]
    if heart:
        judged += ["I50"]
    if sugar:
        judged += ["Z79.4", "Z79.84", "Z79.85"] if sugar.drugs else []
        judged += [f"{kind}.9" for kind in ("E08", "E09", "E10", "E11", "E13")] + ["E11.22", "E10.22"]
    return tuple(judged)


def _pressure(told: Told, tables: Tables, kidney: _Kidney) -> str | None:
    if not told.has("hypertension") and not told.has("heart_disease"):
        return None
    heart = "failure" if told.has("heart_failure") else "disease" if told.has("heart_disease") else "none"
    late = kidney.stage in tables.of("kidney_late")
    place = "none" if kidney.stage is None else "late" if late else "early"
    code: str = tables.of("hypertension")[heart][place]
    return code


def _failure(told: Told, tables: Tables) -> str:
    kind = "unspecified"
    if told.has("combined_failure") or told.has_all("systolic", "diastolic"):
        kind = "combined"
    elif told.has("systolic"):
        kind = "systolic"
    elif told.has("diastolic"):
        kind = "diastolic"
    code: str = tables.of("heart_failure")[kind][_acuity(told)]
    return code


def _acuity(told: Told) -> str:
    """Acute and chronic as they stand beside the heart failure: "chronic kidney disease" says nothing of it."""
    hearts = {start for start, _ in told.spans("heart_failure", "systolic", "diastolic", "combined_failure")}
    kidneys = {start for start, _ in told.spans("ckd", "aki", "esrd")}
    starts = [token.start for token in told.story.tokens if not token.is_sign]
    for name in ("acute_on_chronic", "acute", "chronic"):
        for mention in told.mentions(name):
            at = starts.index(mention.start)
            ahead = starts[at : at + _REACH]
            behind = set(starts[max(0, at - 2) : at])
            nearest = next((start for start in ahead if start in hearts or start in kidneys), None)
            if mention.negated or mention.start in kidneys:
                continue
            if nearest in hearts or (nearest is None and behind & hearts):
                return name
    return "unspecified"


def _named(case: Case, beginning: str) -> tuple[str, ...]:
    return tuple(str(code) for code in case.diagnoses if str(code).startswith(beginning))


def _kidney(told: Told, named: tuple[str, ...], tables: Tables, kidney_code: bool) -> _Kidney:
    """The stage as the words tell it, else as one named code does; ``kidney_code``: a code of I13 alone is named."""
    stage = first_of(told, _STAGES)
    known = {code: name for name, code in (tables.of("kidney_stages") or {}).items()}
    if stage is None and len(named) == 1 and named[0] in known:
        stage = known[named[0]]
    if stage == "stage_5" and told.has("dialysis") and not told.has("acute_dialysis"):
        stage = "esrd"
    if stage is None and not told.has("ckd") and kidney_code:
        stage = "unspecified"
    if stage is None and told.has("ckd"):
        stage = "esrd" if told.has("dialysis") and not told.has("acute_dialysis") else "unspecified"
    if stage is None:
        return _Kidney(None, ())
    additions = []
    if told.has("aki"):
        additions.append("aki")
    if told.has("anemia_ckd"):
        additions.append("anemia")
    if told.has("dialysis") and not told.has("acute_dialysis") and stage == "esrd":
        additions.append("dialysis")
    if told.has("kidney_transplant"):
        additions.append("transplant")
    return _Kidney(stage, tuple(additions))


def _reasons(told: Told, kidney: _Kidney, pressure: str | None, heart: str | None) -> list[str]:
    found: list[str] = []
    if pressure and (heart or kidney.stage):
        parts = " and ".join(
            (*(("heart failure",) if heart else ()), *(("chronic kidney disease",) if kidney.stage else ()))
        )
        found.append(f"hypertension with {parts or 'heart disease'} is presumed related, so one combination code leads")
    if heart and pressure:
        found.append("The type of heart failure stands behind the hypertension code, by its code first note.")
    if kidney.stage == "esrd" and told.has("dialysis"):
        found.append("Chronic dialysis belongs to end stage kidney disease; the dialysis status is an addition.")
    if "anemia" in kidney.additions:
        found.append("The kidney disease goes before its anemia, by the code first note at the anemia.")
    if "aki" in kidney.additions:
        found.append("Acute kidney injury is added; it leads when it was the reason for the encounter.")
    if "transplant" in kidney.additions:
        found.append("Kidney disease after a transplant is no complication by itself: stage and transplant status.")
    return found
