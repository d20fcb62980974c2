"""Behavioral integration, collaborative care, advance care planning and counseling by minutes."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.behavioral.decide import decide
from assistant.procedures.services.behavioral.facts import timed_of
from assistant.procedures.services.behavioral.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a timed service whose minutes are told; none where they are not."""
    timed = timed_of(case)
    if timed is None:
        return
    if outcome := decide(timed, day):
        yield tell(outcome, day)
