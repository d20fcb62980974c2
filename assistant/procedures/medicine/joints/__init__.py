"""Joints and bursae treated by needle: the code by size and guidance, both sides, further joints."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.joints.decide import decide
from assistant.procedures.medicine.joints.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the joints that a case tells as injected or drained; none where none is."""
    if outcome := decide(case, day):
        yield tell(outcome, case, day)
