"""An encounter for the treatment of a cancer, with what it spread to: which goes first. Pure.

radiation, chemotherapy, immunotherapy as the reason     -> Z51.0, Z51.11, Z51.12, then the malignancy
spread told                                              -> the site that is treated before the other; else the primary
dehydration during an admission for chemotherapy         -> behind them

Sources: guidelines I.C.2.a, b and e; parameters.yaml (treatment_encounters, cancer_sites, secondary_sites).
"""

from __future__ import annotations

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.cancer.sites import exact
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, unique
from assistant.understand.story import Kind, Mention, Told

_NOT_THESE = (
    "history_words uncertain rule_out_words pregnant screening_words completed scan_words brachytherapy allergen "
    "primary_gone anemia cancer_anemia neutropenia neutropenic_fever neoplasm_pain pathologic_fracture adverse_words"
).split()
_NEAR = 2  # characters between "brain" and "radiation", "lung" and "ca"
_FAR = 14  # "radiation to the brain"


def treatment_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of an encounter for a treatment of a cancer whose site is told."""
    told = case.told(FAMILY)
    sites, spread, kinds = (tables.entry(name) for name in ("cancer_sites", "secondary_sites", "treatment_encounters"))
    if sites is None or spread is None or kinds is None or told.has(*_NOT_THESE) or told.has("procedural"):
        return None
    if told.amounts(Kind.DOSE) or told.amounts(Kind.MINUTES) or not told.has("malignancy"):
        return None
    treated = [kind for kind in kinds.value if told.has(kind)]
    if not treated or not told.has("encounter_words"):
        return None
    primary, others = sites_told(told, sites.value, spread.value)
    if primary is None or (told.has("metastasis") and not others):
        return None
    named = [str(code) for code in case.diagnoses if str(code).startswith(sites.value[primary][:3])]
    told_site = exact(told, primary, sites.value[primary], tables.of("cancer_parts"))
    first = named[0] if len(named) == 1 else told_site  # "C34.11 or the Z51?" names the lobe
    aimed = [code for place, code in others if "radiation" in treated and _is_target(told, place)]
    metastases = [code for _, code in others]
    malignancies = [*aimed, first, *metastases] if aimed else [first, *metastases]
    effects = tables.of("cancer_effects")
    behind = [effects["dehydration"]] if "chemotherapy" in treated and told.has("dehydration") and effects else []
    return Listed(
        name="treatment",
        codes=unique([*(kinds.value[kind] for kind in treated), *malignancies, *behind]),
        lead=_lead(treated, aimed, behind),
        reasons=_reasons(treated, first),
        judged=(),
        rests_on=told.spans(
            *"malignancy metastasis encounter_words dehydration".split(), *treated, *sites.value, *spread.value
        ),
        parameter=kinds,
        place="section I.C.2.e",
    )


def sites_told(
    told: Told, sites: dict[str, str], spread: dict[str, str]
) -> tuple[str | None, list[tuple[Mention, str]]]:
    """The primary site, and the places of its metastases with their codes."""
    mentions = [each for each in told.mentions(*sites, *spread) if not each.negated]
    cancers = [each for each in told.mentions("cancer_noun") if not each.negated]
    names = [each for each in mentions if _name(each) in sites]
    beside = [each for each in names if any(0 <= other.start - each.end <= _NEAR for other in cancers)]
    primaries = {_name(each) for each in beside or names[:1]}
    if len(primaries) != 1:
        return None, []
    (primary,) = primaries
    if not told.has("metastasis"):
        return primary, []
    return primary, [(each, spread[_name(each)]) for each in mentions if _name(each) in spread and each not in beside]


def _name(mention: Mention) -> str:
    return mention.concept.partition(".")[2]


def _is_target(told: Told, place: Mention) -> bool:
    """True for "brain radiation", "radiation to the brain"."""
    return any(
        0 <= start - place.end <= _NEAR or 0 <= place.start - end <= _FAR for start, end in told.spans("radiation")
    )


def _lead(treated: list[str], aimed: list[str], behind: list[str]) -> str:
    if behind:
        return "the encounter for chemotherapy leads, and what arose during it stands behind the malignancy"
    if aimed:
        return "the encounter for the treatment leads, then the site that is treated, then the rest"
    return "the encounter for the treatment leads, then the malignancy that is treated"


def _reasons(treated: list[str], primary: str) -> tuple[str, ...]:
    found = ["Where the secondary site is what is treated, its code stands before the primary's."]
    if len(treated) > 1:
        found.append("Of several treatments at one encounter each Z51 code is listed, in any order.")
    if primary.endswith(("9", "0")) and len(primary) > len("C61"):
        found.append("Site and side as the record has them make the malignancy's code more exact.")
    return tuple(found)
