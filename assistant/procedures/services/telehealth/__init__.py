"""Virtual contacts by minutes; the rules of telehealth visits stand in the table."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.telehealth.decide import decide
from assistant.procedures.services.telehealth.facts import minutes_of
from assistant.procedures.services.telehealth.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a contact whose minutes are told; none where they are not."""
    minutes = minutes_of(case)
    if minutes is None:
        return
    if outcome := decide(minutes, day):
        yield tell(outcome, day)
