"""A visit and procedures that are named by their codes: which modifier the visit takes, by the global days."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.beside_procedure.decide import decide
from assistant.procedures.visits.beside_procedure.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a visit beside procedures with a global period; none where anything else is asked."""
    if outcome := decide(case, day, figures):
        yield tell(outcome, case, day)
