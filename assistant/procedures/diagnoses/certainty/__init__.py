"""Certain or not: probable and suspected diagnoses by setting, symptoms beside a diagnosis, findings."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.diagnoses.certainty.decide import decide
from assistant.procedures.diagnoses.certainty.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on an uncertain diagnosis; none where none is told."""
    if (outcome := decide(case, day)) is not None:
        yield tell(outcome, case, day)
