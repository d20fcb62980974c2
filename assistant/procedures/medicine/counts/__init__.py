"""Counted services: levels of the spine, muscles, nails, tags, antibodies; which code how often."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.counts.decide import decide
from assistant.procedures.medicine.counts.facts import counted_of
from assistant.procedures.medicine.counts.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a service whose number is told; none where no such service, or no number of it, is told."""
    counted = counted_of(case, day)
    if counted is None:
        return
    if outcome := decide(counted, day):
        yield tell(outcome, case, day)
