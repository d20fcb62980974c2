"""Care management between visits by the calendar month: minutes of staff or practitioner to codes and units."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.chronic_care.decide import decide
from assistant.procedures.services.chronic_care.facts import care_month_of
from assistant.procedures.services.chronic_care.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a month whose minutes are told; none where they are not."""
    month = care_month_of(case)
    if month is None:
        return
    if outcome := decide(month, day):
        yield tell(outcome, day)
