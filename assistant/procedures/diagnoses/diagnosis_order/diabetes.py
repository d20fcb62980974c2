"""Diabetes with its complications and drugs: a combination code for each complication, in order. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.diagnoses.diagnosis_order.listed import Tables, first_of, unique
from assistant.understand.story import Told

_GRADES = ("retina_proliferative", "retina_severe", "retina_moderate", "retina_mild")
_DEPTHS = ("depth_bone", "depth_muscle", "depth_bone_only", "depth_muscle_only", "depth_fat", "depth_skin")


@dataclass(frozen=True, slots=True)
class Diabetes:
    """``codes`` are the combination codes with their manifestations, ``drugs`` the long-term drugs."""

    codes: tuple[str, ...]
    drugs: tuple[str, ...]
    reasons: tuple[str, ...]
    concepts: tuple[str, ...]
    says_more: bool


def diabetes_of(told: Told, tables: Tables, named: tuple[str, ...] = ()) -> Diabetes | None:
    """The diabetes that is told; None where none is, or where remission is another question."""
    if not told.has("diabetes") or told.has("remission"):
        return None
    if not tables.have("diabetes_types", "diabetes_complications", "diabetes_drugs"):
        return None
    kind = "type_1" if told.has("type_1") and not told.has("type_2") else "type_2"
    if not told.has("type_1", "type_2") and named and all(code.startswith("E10") for code in named):
        kind = "type_1"
    category, after = tables.of("diabetes_types")[kind], tables.of("diabetes_complications")
    found = _complications(told)
    vague = told.has("uncontrolled") and not told.has("hyperglycemia", "hypoglycemia")
    if vague and not found:
        return None
    concepts = tuple(found)
    codes: list[str | None] = []
    for name in found:
        if name == "retinopathy":
            codes.append(category + _retinopathy(told, tables))
        elif name == "foot_ulcer":
            codes += [category + after[name], _ulcer(told, tables)]
        elif name == "autonomic":
            codes += [category + after[name], tables.of("gastroparesis") if told.has("gastroparesis") else None]
        else:
            codes.append(category + after[name])
    exact = [code for code in named if not code.endswith(".9") and code.startswith(category)]
    if not found:
        codes += exact or [category + after["none"]]
    drugs = _drugs(told, tables, kind)
    return Diabetes(
        codes=unique(codes),
        drugs=drugs,
        reasons=tuple(_reasons(told, found or exact, kind, drugs)),
        concepts=("diabetes", "type_1", "type_2", *concepts, "insulin", "oral_drug", "injectable_drug"),
        says_more=bool(found or drugs),
    )


def _complications(told: Told) -> list[str]:
    """The complications in the order of the tabular list, without those that a more exact one holds."""
    coma = "_coma" if told.has("coma") else ""
    found = [name + coma for name in ("hhs", "dka") if told.has(name)]
    if told.has("ckd", "esrd") or first_of(told, ("stage_5", "stage_4", "stage_3", "stage_3a", "stage_3b", "stage_2")):
        found.append("ckd")
    elif told.has("nephropathy"):
        found.append("nephropathy")
    if told.has("retinopathy") and not told.has("traction"):
        found.append("retinopathy")
    found += [name for name in ("cataract",) if told.has(name)]
    if told.has("polyneuropathy"):
        found.append("polyneuropathy")
    if told.has("autonomic"):
        found.append("autonomic")
    if told.has("neuropathy") and not told.has("polyneuropathy", "autonomic"):
        found.append("neuropathy")
    if told.has("angiopathy"):
        found.append("gangrene" if told.has("gangrene") else "angiopathy")
    elif told.has("gangrene"):
        found.append("gangrene")
    found += [name for name in ("charcot", "foot_ulcer") if told.has(name)]
    if told.has("hypoglycemia"):
        found.append("hypoglycemia" + coma)
    if told.has("hyperglycemia"):
        found.append("hyperglycemia")
    return found


def _retinopathy(told: Told, tables: Tables) -> str:
    grade = first_of(told, _GRADES)
    edema = told.has("macular_edema")
    if grade is None:
        name = "retinopathy_edema" if edema else "retinopathy"
        plain: str = tables.of("diabetes_complications")[name]
        return plain
    eye = "unspecified"
    if told.has("both_eyes") or told.has_all("right_eye", "left_eye"):
        eye = "both"
    elif told.has("right_eye"):
        eye = "right"
    elif told.has("left_eye"):
        eye = "left"
    suffix: str = tables.of("retinopathy_grades")[grade]["edema" if edema else "without"]
    return suffix + str(tables.of("retinopathy_eyes")[eye])


def _ulcer(told: Told, tables: Tables) -> str:
    site = tables.of("foot_ulcer_sites")["heel" if told.has("heel") else "foot"]
    right, left = told.has("right_side"), told.has("left_side")
    side = tables.of("foot_ulcer_sides")[
        "right" if right and not left else "left" if left and not right else "unspecified"
    ]
    depth = tables.of("foot_ulcer_depths")[first_of(told, _DEPTHS) or "unspecified"]
    return f"{site}{side}{depth}"


def _drugs(told: Told, tables: Tables, kind: str) -> tuple[str, ...]:
    codes = tables.of("diabetes_drugs")
    found = []
    if told.has("insulin") and not told.has("temporary_insulin") and kind != "type_1":
        found.append(codes["insulin"])
    if told.has("oral_drug"):
        found.append(codes["oral"])
    if told.has("injectable_drug"):
        found.append(codes["injectable"])
    return tuple(found)


def _reasons(told: Told, found: list[str], kind: str, drugs: tuple[str, ...]) -> list[str]:
    reasons = []
    if found:
        reasons.append("diabetes is presumed to cause what the Index links by 'with': a combination code for each")
    elif drugs:
        reasons.append("no complication is told; each kind of long-term drug adds its own code")
    if "ckd" in found:
        reasons.append("The stage stands behind the diabetes code; a code without complications does not fit.")
    if "foot_ulcer" in found:
        reasons.append("The ulcer's site, side and depth stand behind the diabetes code.")
    if kind == "type_1" and told.has("insulin"):
        reasons.append("Type 1 has no note that asks for the insulin status.")
    if told.has("temporary_insulin"):
        reasons.append("Insulin given for a time during the encounter is no long-term use.")
    if told.has("uncontrolled") and not told.has("hyperglycemia", "hypoglycemia"):
        reasons.append("Uncontrolled alone has no code: ask whether hyperglycemia or hypoglycemia is meant.")
    if not told.has("type_1", "type_2") and kind == "type_2" and told.has("diabetes_word"):
        reasons.append("No type is told: type 2 is the default.")
    return reasons
