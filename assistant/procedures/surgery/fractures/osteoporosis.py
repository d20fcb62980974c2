"""The code of a fracture in known osteoporosis: site, side and phase of care -> M80.051D. Pure.

Source: ICD-10-CM category M80.0 (age-related osteoporosis) and guideline I.C.13.d: with known osteoporosis a break in a
fall that would not break a healthy bone is coded there, not as an injury.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case
from assistant.procedures.surgery.fractures.facts import BONES, PHASES
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Billed, Stance, Verdict, bold
from corpus.codes import Icd10CmCode

FOLDER = Path(__file__).parent
_SITES = (*BONES, "forearm", "lower_leg", "vertebra", "hip")
_TOLD_PHASES = ("sequela", "nonunion", "malunion", "delayed", "routine", "active")


def tell_osteoporotic(case: Case, day: date) -> Iterator[Verdict]:
    """The verdict, where osteoporosis, a site, its side and the phase are told; none where one of them is not."""
    told = case.told("fractures")
    values = parameters(FOLDER)
    table, letters = values.at("osteoporotic_sites", day), values.at("seventh_characters", day)
    if table is None or letters is None or not told.has("osteoporo") or told.has("other_joint", "no_osteoporosis"):
        return
    place = next((table.value[site] for site in _SITES if told.has(site) and site in table.value), None)
    phase = next((name for name in _TOLD_PHASES if told.has(name)), None)
    right, left = told.has("right_side", "right_letter"), told.has("left_side", "left_letter")
    if place is None or phase is None or (right == left and place != "8X"):
        return
    letter = letters.value[phase][0]
    stem = "M80.0" + (place if place == "8X" else f"{place}{1 if right else 2}")
    code = Icd10CmCode(f"{stem}{letter}")
    wrong = tuple(each for each in case.diagnoses if str(each)[0] == "S")
    instead = f", not {', '.join(map(bold, wrong))}" if wrong else ""
    yield Verdict(
        key=f"fractures:{code}",
        title="Fracture in known osteoporosis",
        stance=Stance.AFFIRMS,
        conclusion=(
            f"{bold(code)}{instead}: known osteoporosis, and a fall that would not break a healthy bone, make it a "
            "pathological fracture (M80)."
        ),
        reasons=(
            f"7th character {letter}: {_SAID[phase]}.",
            "The provider's statement decides; osteoporosis of another kind has another subcategory.",
        ),
        row=f"{table.edition.title}, category M80.0.",
        mentions=frozenset((code, *wrong)),
        basis=table.basis(day),
        locator="category M80.0",
        about=frozenset((code, *wrong)),
        denies=frozenset(wrong),
        billed=(Billed(code),),
        rests_on=(
            *told.spans("fracture", "osteoporo", *PHASES, *_SITES, "right_side", "left_side"),
            *case.spans_of(case.diagnoses),
        ),
    )


_SAID = {
    "sequela": "sequela",
    "nonunion": "nonunion",
    "malunion": "malunion",
    "delayed": "delayed healing",
    "routine": "active treatment is over and the fracture heals as usual",
    "active": "active treatment",
}
