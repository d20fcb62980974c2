"""Metastases of a cancer whose primary is gone: the secondary sites, then the history of the primary. Pure.

primary removed or treated out, nothing directed to it, spread told -> C77 to C79 first, then Z85.-, no primary code

Sources: guidelines I.C.2.d and I.C.2.m; parameters.yaml (secondary_sites, cancer_history).
"""

from __future__ import annotations

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.cancer.treatments import sites_told
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, unique

_NOT_THESE = (
    "uncertain rule_out_words pregnant screening_words chemotherapy radiation immunotherapy anemia neoplasm_pain "
    "pathologic_fracture procedural"
).split()
_STILL_THERE = "still_on_drug watchful further_planned recurrence".split()


def secondary_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of told metastases and of the primary that was removed; None where a part is not told."""
    told = case.told(FAMILY)
    sites, spread, past = (tables.entry(name) for name in ("cancer_sites", "secondary_sites", "cancer_history"))
    if sites is None or spread is None or past is None or told.has(*_NOT_THESE):
        return None
    if not told.has_all("metastasis", "primary_removed", "primary_past") or case.told("history").has(*_STILL_THERE):
        return None
    primary, others = sites_told(told, sites.value, spread.value)
    if primary not in past.value or not others:
        return None
    category = sites.value[primary][:3]
    named = any(str(code).startswith(category) for code in case.diagnoses)
    return Listed(
        name="metastasis-of-removed-primary",
        codes=unique([*_exact(case, [code for _, code in others]), past.value[primary]]),
        lead="the primary was removed and nothing is directed at it, so it is history, and the metastasis leads",
        reasons=(
            f"{category} is for a primary that is there or is being treated.",
            "Treatment of the metastasis does not bring the primary back.",
        ),
        judged=(category,),
        rests_on=told.spans(
            *"metastasis primary_removed primary_past malignancy cancer_noun encounter_words".split(),
            *sites.value,
            *spread.value,
        ),
        parameter=past,
        place="section I.C.2.d",
        opening="No: " if named else "",
    )


def _exact(case: Case, codes: list[str]) -> list[str]:
    """The codes, each with the one that the question names of its category in its place."""
    named = {code[:5]: code for code in map(str, case.diagnoses)}
    return [named.get(code[:5], code) for code in codes]
