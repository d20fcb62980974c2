"""Maternity: packages and their parts, visits before birth, transfers, further babies, and what stands outside."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.maternity.decide import decide
from assistant.procedures.surgery.maternity.facts import care_of
from assistant.procedures.surgery.maternity.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the care in pregnancy that a case tells; none where the part that decides is not told."""
    care = care_of(case)
    if care is not None and (outcome := decide(care, day)):
        yield tell(outcome, case, day)
