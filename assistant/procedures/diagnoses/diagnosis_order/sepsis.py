"""Sepsis in order: the systemic infection, its severity, the failing organs, the local infection. Pure.

there at admission  -> systemic infection, local infection, R65.2- with organs behind it
came later          -> the local infection or other reason for admission leads
Sources: corpus/text/guidelines/icd10cm-sepsis-infections.md; parameters.yaml.
"""

from __future__ import annotations

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.diagnosis_order.additions import proposed_codes
from assistant.procedures.diagnoses.diagnosis_order.listed import FAMILY, Listed, Tables, first_of, unique
from assistant.understand.story import Told

_ORGANISMS = (
    "mrsa mssa ecoli pseudomonas klebsiella proteus serratia haemophilus enterococcus group_a group_b pneumococcus "
    "staph strep anaerobe gram_negative candida covid"
).split()
_ORGANS = ("acute_kidney_sepsis", "encephalopathy", "dic")
_SOURCES = (
    "aspiration_pneumonia pneumonia pyelonephritis uti "
    "cholangitis cholecystitis peritonitis diverticulitis endocarditis"
).split()
_LUNG, _OTHER = _SOURCES[:2], _SOURCES[2:]
_CELLULITIS = ("right_leg", "left_leg", "leg", "right_arm", "left_arm", "face")
_BETWEEN = 3  # words between an organism and the pneumonia that it causes
_CAUSE = frozenset("due to from by with secondary caused 2/2 growing positive for".split())


def sepsis_case(case: Case, tables: Tables) -> Listed | None:
    """The codes of a sepsis that is told with a severity, an organ, an organism or a local infection."""
    told = case.told(FAMILY)
    if not told.has("sepsis") or told.has("not_this_sepsis", "urosepsis", "pregnant", "delivered"):
        return None
    parameter = tables.entry("sepsis_organisms")
    if parameter is None or not tables.have("covid_codes"):
        return None
    organism = first_of(told, _ORGANISMS) or "unspecified"
    organs, sources = _organs(case, told, tables), _sources(told, tables)
    severity = _severity(case, told, tables, bool(organs))
    systemic = [tables.of("sepsis_organisms")[organism]]
    covid = [tables.of("covid_codes")["covid"]] if told.has("covid") else []
    if not (severity or organs or sources or covid or organism != "unspecified"):
        return None
    later = told.has("later_in_stay")
    if later:
        codes = [*covid, *sources, *systemic, severity, *organs]
    else:
        codes = [*systemic, *covid, *sources, severity, *organs]
    if later and ((not sources and not covid) or told.has("other_reason")):
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


def _severity(case: Case, told: Told, tables: Tables, fails: bool) -> str | None:
    """By the words and the failing organs; a code that is named and not proposed stands for its words."""
    codes = tables.of("sepsis_severity")
    listed = frozenset(str(code) for code in case.diagnoses) - frozenset(proposed_codes(case, tables))
    if told.has("septic_shock") or codes["shock"] in listed:
        return str(codes["shock"])
    if told.has("no_organ_failure", "organ_not_linked") and not told.has("severe_sepsis"):
        return None
    return (
        str(codes["severe"])
        if told.has("severe_sepsis", "organ_failure") or fails or codes["severe"] in listed
        else None
    )


def _organs(case: Case, told: Told, tables: Tables) -> list[str]:
    known = tables.of("sepsis_organs")
    found = [known[name] for name in _ORGANS if told.has(name)]
    beginnings = tuple(tables.of("sepsis_organ_codes").split())
    found += [str(code) for code in case.diagnoses if str(code).startswith(beginnings)]
    breath = any(str(code).startswith("J96") for code in case.diagnoses)
    if told.has("arf_word") and not breath and not told.has("respiratory_failure"):
        table = tables.of("respiratory_failure")
        found.append(table["hypoxia"] if told.has("hypoxia") else known["acute_kidney_sepsis"])
    if breath:
        return found
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
        name = first_of(told, _LUNG)
        found = [_pneumonia(told, tables) or known[name]] if name else []
    found += [known[name] for name in _OTHER if told.has(name)]
    if told.has("cellulitis"):
        sites = tables.of("cellulitis")
        found.append(sites[first_of(told, _CELLULITIS) or "unspecified"])
    return found


def _pneumonia(told: Told, tables: Tables) -> str | None:
    """Pneumonia by the organism that stands beside it: "MRSA pneumonia", "pneumonia due to Klebsiella"."""
    words = [token for token in told.story.tokens if not token.is_sign]
    at = {token.start: index for index, token in enumerate(words)}
    if told.has("aspiration_pneumonia"):
        return None
    for name, code in (tables.of("pneumonia_organisms") or {}).items():
        for organism in told.mentions(name):
            for lung in told.mentions("pneumonia"):
                first, second = sorted((organism, lung), key=lambda mention: mention.start)
                between = words[at[first.start] : at[second.start]][1:]
                between = [token for token in between if token.start >= first.end]
                if organism.negated or organism.sentence != lung.sentence or len(between) > _BETWEEN:
                    continue
                if (first is organism and not between) or (first is lung and _CAUSE & {t.word for t in between}):
                    return str(code)
    return None


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
