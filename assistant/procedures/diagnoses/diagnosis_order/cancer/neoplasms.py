"""A cancer and what it, or its treatment, brought: which goes first. Pure.

anemia due to the cancer                       -> the malignancy, then D63.0
anemia or neutropenia due to chemotherapy      -> the effect, the malignancy, T45.1X5A
dehydration or pain, the only thing treated    -> the complication, then the malignancy

Sources: guidelines I.C.2.c, I.C.6.b.5; corpus/text/guidelines/icd10cm-neoplasms.md; parameters.yaml (cancer_...).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.cancer.sites import exact
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Told


def neoplasm_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of a cancer whose code or site is told, with one complication."""
    told = case.told(FAMILY)
    sites, effects = tables.entry("cancer_sites"), tables.of("cancer_effects")
    if (
        sites is None
        or effects is None
        or told.has("history_words", "uncertain", "rule_out_words", "pregnant", "screening_words")
    ):
        return None
    malignancy = _malignancy(case, told, sites.value, tables.of("cancer_parts"))
    if malignancy is None:
        return None
    made = _complication(told, effects, malignancy)
    if made is None:
        return None
    codes, lead, reasons, place = made
    return Listed(
        name="neoplasm",
        codes=unique(codes),
        lead=lead,
        reasons=reasons,
        judged=("D63.0", "D64.81", "D64.9"),
        rests_on=told.spans(
            *"malignancy anemia cancer_anemia chemotherapy dehydration neoplasm_pain treated_only".split(),
            *"neutropenic_fever encounter_words asks_first".split(),
            *sites.value,
        ),
        parameter=sites,
        place=place,
    )


def _malignancy(case: Case, told: Told, sites: dict[str, str], parts: Mapping[str, Any] | None) -> str | None:
    named = [str(code) for code in case.diagnoses if str(code).startswith("C") or str(code)[:3] in ("D45", "D46")]
    if len(named) == 1:
        return named[0]
    if named or told.has("metastasis") or not told.has("malignancy"):
        return None
    site = first_of(told, tuple(sites))
    return exact(told, site, sites[site], parts) if site else None


def _complication(
    told: Told, effects: dict[str, str], malignancy: str
) -> tuple[tuple[str, ...], str, tuple[str, ...], str] | None:
    drug = effects["drug"]
    if told.has("radiation", "immunotherapy", "blood_loss", "iron_deficiency"):
        return None
    if told.has("neutropenic_fever") and told.has("chemotherapy"):
        codes = (effects["neutropenia"], effects["fever"], malignancy, drug)
        return codes, "neutropenia due to chemotherapy leads, the fever behind it", (), "section I.C.2.c.2"
    if told.has("anemia") and told.has("chemotherapy"):
        why = (
            "Anemia due to the cancer itself is turned round: the malignancy first, then D63.0.",
            "Site and side as the record has them make the malignancy's code more exact.",
        )
        lead = "anemia due to chemotherapy is an adverse effect, and leads when only it is treated"
        return (effects["chemo_anemia"], malignancy, drug), lead, why, "section I.C.2.c.2"
    if told.has("cancer_anemia") and not told.has("chemotherapy"):
        turned = ("Anemia due to chemotherapy is turned round: D64.81 first.",)
        lead = "with anemia due to the cancer the malignancy leads, even when only the anemia is treated"
        return (malignancy, effects["anemia"]), lead, turned, "section I.C.2.c.1"
    if told.has("dehydration") and not told.has("chemotherapy"):
        lead = "the dehydration leads when only it is treated"
        return (effects["dehydration"], malignancy), lead, (), "section I.C.2.c.3"
    if told.has("neoplasm_pain"):
        lead = "the pain leads when the visit is to manage it; it is second when the cancer is treated"
        return (effects["pain"], malignancy), lead, (), "section I.C.6.b.5"
    return None
