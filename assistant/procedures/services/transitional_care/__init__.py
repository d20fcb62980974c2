"""Transitional care management: discharge, contact, visit and decision making to 99495 or 99496."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.transitional_care.decide import decide
from assistant.procedures.services.transitional_care.facts import transition_of
from assistant.procedures.services.transitional_care.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a transition whose visit day is told; none where it is not."""
    transition = transition_of(case, day)
    if transition is None:
        return
    if outcome := decide(transition, day):
        yield tell(outcome, day)
