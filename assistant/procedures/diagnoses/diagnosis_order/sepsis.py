"""Sepsis in order: the systemic infection, its severity, the failing organs, the local infection. Pure.

there at admission  -> systemic infection, local infection, R65.2- with organs behind it
came later          -> the local infection or other reason for admission leads
Sources: corpus/text/guidelines/icd10cm-sepsis-infections.md; parameters.yaml.
"""

from __future__ import annotations

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Told

_ORGANISMS = (
    "mrsa mssa ecoli pseudomonas enterococcus group_a group_b pneumococcus strep gram_negative candida covid"
).split()
_ORGANS = ("acute_kidney_sepsis", "encephalopathy", "dic")
_SOURCES = ("aspiration_pneumonia", "pneumonia", "pyelonephritis", "uti")


def sepsis_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of a sepsis that is told with a severity, an organ, an organism or a local infection."""
    told = case.told(FAMILY)
    if not told.has("sepsis") or told.has("not_this_sepsis", "urosepsis", "pregnant", "delivered"):
        return None
    parameter = tables.entry("sepsis_organisms")
    if parameter is None or not tables.have("covid_codes"):
        return None
    organism = first_of(told, _ORGANISMS) or "unspecified"
    organs, sources = _organs(told, tables), _sources(told, tables)
    severity = _severity(told, tables, bool(organs))
    systemic = [tables.of("sepsis_organisms")[organism]]
    covid = [tables.of("covid_codes")["covid"]] if told.has("covid") else []
    if not (severity or organs or sources or covid or organism != "unspecified"):
        return None
    later = told.has("later_in_stay")
    if later:
        codes = [*covid, *sources, *systemic, severity, *organs]
    else:
        codes = [*systemic, *covid, *sources, severity, *organs]
    if later and not sources and not covid:
        return None
    return Listed(
        name="sepsis",
        codes=unique(codes),
        lead=(
            "sepsis came after admission, so the infection that led to admission goes first"
            if later
            else "the systemic infection leads when sepsis was there at admission"
        ),
        reasons=tuple(_reasons(told, severity, tuple(organs), later)),
        judged=("A41", "A40", "R65"),
        rests_on=told.spans(
            "sepsis",
            *"severe_sepsis septic_shock organ_failure respiratory_failure hypoxia cellulitis later_in_stay".split(),
            *_ORGANISMS,
            *_ORGANS,
            *_SOURCES,
        ),
        parameter=parameter,
        place="section I.C.1.d",
    )


def _severity(told: Told, tables: Tables, fails: bool) -> str | None:
    codes = tables.of("sepsis_severity")
    if told.has("septic_shock"):
        return str(codes["shock"])
    return str(codes["severe"]) if told.has("severe_sepsis", "organ_failure") or fails else None


def _organs(told: Told, tables: Tables) -> list[str]:
    known = tables.of("sepsis_organs")
    found = [known[name] for name in _ORGANS if told.has(name)]
    if told.has("respiratory_failure"):
        codes = tables.of("respiratory_failure")
        kinds = [name for name in ("hypoxia", "hypercapnia") if told.has(name)] or ["unspecified"]
        found += [codes[name] for name in kinds]
    return found


def _sources(told: Told, tables: Tables) -> list[str]:
    known = tables.of("sepsis_sources")
    if told.has("covid") and told.has("pneumonia"):
        found = [tables.of("covid_codes")["pneumonia"]]
    else:
        name = first_of(told, _SOURCES[:2])
        found = [known[name]] if name else []
    found += [known[name] for name in _SOURCES[2:] if told.has(name)]
    if told.has("cellulitis"):
        sites = tables.of("cellulitis")
        found.append(sites[first_of(told, ("right_leg", "left_leg", "leg")) or "unspecified"])
    return found


def _reasons(told: Told, severity: str | None, organs: tuple[str, ...], later: bool) -> list[str]:
    reasons = []
    if severity:
        reasons.append(f"{severity} is never the principal diagnosis: it follows the systemic infection.")
    if organs:
        reasons.append("Each organ dysfunction is added when the record links it to the sepsis; else query.")
    if later:
        reasons.append("Sepsis that was not present on admission is a secondary diagnosis.")
    elif told.has("covid"):
        reasons.append("If sepsis developed after admission, the COVID-19 code goes first.")
    else:
        reasons.append("If sepsis developed after admission, the local infection goes first instead.")
    return reasons
