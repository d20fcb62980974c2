"""The order of diagnoses: which codes a told set of conditions comes to, and which goes first."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.diagnoses.diagnosis_order.decide import decide
from assistant.procedures.diagnoses.diagnosis_order.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdicts on the conditions that a case tells."""
    for listed in decide(case, day):
        yield tell(listed, case, day)
