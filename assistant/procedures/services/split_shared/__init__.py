"""Split or shared visits in a facility: who performed the substantive portion and reports the visit."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.services.split_shared.decide import decide
from assistant.procedures.services.split_shared.facts import shared_visit_of
from assistant.procedures.services.split_shared.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a shared visit whose minutes are told; none where they are not."""
    visit = shared_visit_of(case)
    if visit is None:
        return
    if outcome := decide(visit, day):
        yield tell(outcome, day)
