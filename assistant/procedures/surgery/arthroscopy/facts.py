"""What is told of several arthroscopic acts on one joint. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case, Span
from assistant.rules.basis.parameters import parameters
from assistant.understand.story import Told

FAMILY = "arthroscopy"
FOLDER = Path(__file__).parent
_ELSEWHERE = (
    "other_knee",
    "open_cuff",
    "open_tenodesis",
    "open_distal_clavicle",
    "total_knee",
    "converted",
    "diagnostic_scope",
)
_BY_COMPARTMENT = ("loose_body", "major_synovectomy", "g_code")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """``codes`` are those of the told acts, the highest value first; ``named`` those that the question names."""

    joint: str
    codes: tuple[str, ...]
    named: tuple[str, ...]
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date) -> Facts | None:
    """At least two acts on one joint whose codes are asked; None where they are not, or where compartments decide."""
    told = case.told(FAMILY)
    table = parameters(FOLDER).at("codes", day)
    if table is None or not told.has("asks_codes", "asks", "same_joint", "tells_only") or told.has(*_ELSEWHERE):
        return None
    for joint, codes in table.value.items():
        acts = _acts(told, tuple(codes))
        if joint == "knee" and (told.has(*_BY_COMPARTMENT) or _smoothing_decides(acts)):
            continue
        if {"meniscus_repair", "meniscectomy_one"}.issubset(acts) and not told.has("asks_codes", "asks", "same_joint"):
            continue  # one meniscus or both: a row asks
        if len(acts) >= _FEWEST:
            return Facts(
                joint=joint,
                codes=tuple(codes[act] for act in acts),
                named=tuple(str(code) for code in case.procedures if str(code) in codes.values()),
                rests_on=(
                    *told.spans(
                        *acts, joint, "scope", "asks", "asks_codes", "different_area", "same_joint", "one_only"
                    ),
                    *told.spans("any_debridement", "manipulation"),
                    *case.spans_of(case.codes),
                    *case.spans_of(case.modifiers),
                ),
            )
    return None


def _acts(told: Told, concepts: tuple[str, ...]) -> list[str]:
    acts = [concept for concept in concepts if told.has(concept)]
    if "meniscectomy_both" in acts and told.has("one_only"):
        acts = [act for act in acts if act != "meniscectomy_both"]
    if "meniscectomy_both" in acts and "meniscectomy_one" in acts:
        acts.remove("meniscectomy_one")
    if "limited_debridement" in acts and "extensive_debridement" in acts:
        acts.remove("limited_debridement")
    return acts


def _smoothing_decides(acts: list[str]) -> bool:
    """Cartilage work without a meniscectomy is a matter of compartments, which rows of the table tell."""
    return "chondroplasty" in acts and not {"meniscectomy_one", "meniscectomy_both"}.intersection(acts)
