"""May an uncertain diagnosis be coded? By setting.

outpatient and office, professional claims -> no: the symptom, sign or abnormal result
inpatient at discharge                     -> yes, as if it existed
setting not told                           -> both branches
ruled out                                  -> never; the symptom

Sources: corpus/text/guidelines/icd10cm-signs-symptoms-uncertain.md; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case
from assistant.procedures.diagnoses.certainty.facts import Doubt, doubt_of
from assistant.rules.basis.parameters import parameters
from corpus.editions import Edition

FOLDER = Path(__file__).parent
GUIDELINES = "icd10cm-guidelines-fy2026"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``codes`` are the symptoms' codes, in the order told."""

    doubt: Doubt
    codes: tuple[str, ...]
    edition: Edition


def decide(case: Case, day: date) -> Outcome | None:
    """The outcome of a doubt on a day; None where none is told."""
    values = parameters(FOLDER)
    codes, contained = values.at("symptom_codes", day), values.at("contained", day)
    if codes is None or contained is None:
        return None
    doubt = doubt_of(case, codes.value, contained.value)
    if doubt is None:
        return None
    return Outcome(doubt, tuple(codes.value[name] for name in doubt.symptoms), codes.edition)
