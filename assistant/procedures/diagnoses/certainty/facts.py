"""What is told of a diagnosis that is not certain: the words, the setting, the symptoms. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.understand.story import Told

FAMILY = "certainty"
# What another row or family decides, though a word of uncertainty stands in the question.
_ELSEWHERE = (
    "allowed_exception newborn preop_postop evidence_of screening path_pending uncertain_behavior unspecified_behavior "
    "accident no_symptoms swallowed lab_result radiology_report"
).split()


class Place(StrEnum):
    """Whose rule counts."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Doubt:
    """An uncertain or a ruled out diagnosis; ``symptoms`` are the concepts of those told, in order."""

    place: Place
    ruled_out: bool
    symptoms: tuple[str, ...]
    rests_on: tuple[Span, ...]


def doubt_of(case: Case, symptoms: Mapping[str, str], contained: Mapping[str, tuple[str, ...]]) -> Doubt | None:
    """The doubt that a case tells; None where none is, or where no diagnosis code is asked for."""
    told = case.told(FAMILY)
    if told.has(*_ELSEWHERE) or not told.has("uncertain", "ruled_out"):
        return None
    if case.procedures and not told.has("says_diagnosis"):
        return None
    found = [name for name in symptoms if told.has(name)]
    # A note that is told without a question, with its symptoms and where it was written, wants its diagnoses.
    told_alone = told.has("tells_only") and bool(found) and _place(case, told) is not Place.UNKNOWN
    asked = told.has("asks_diagnosis", "says_diagnosis") or bool(case.diagnoses)
    if not (asked or told_alone) or told.has("procedural"):
        return None
    needless = {less for name in found for less in contained.get(name, ())}
    kept = sorted((name for name in found if name not in needless), key=lambda name: _place_of(told, name))
    ruled_out = told.has("ruled_out")
    if not kept and not told.has("symptom_word", "office_like", "inpatient_like", "professional"):
        return None
    return Doubt(
        place=_place(case, told),
        ruled_out=ruled_out,
        symptoms=tuple(kept),
        rests_on=told.spans("uncertain", "ruled_out", "office_like", "inpatient_like", "professional", *kept),
    )


def _place_of(told: Told, name: str) -> int:
    first = told.first(name)
    return first.start if first else 0


def _place(case: Case, told: Told) -> Place:
    if told.has("professional"):
        return Place.OUTPATIENT
    inside, outside = told.has("inpatient_like"), told.has("office_like")
    if inside and not outside:
        return Place.INPATIENT
    if outside and not inside:
        return Place.OUTPATIENT
    return Place.UNKNOWN
