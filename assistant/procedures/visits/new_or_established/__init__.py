"""New or established patient: who gave which service within three years; and by the date of the last one."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.new_or_established.decide import decide
from assistant.procedures.visits.new_or_established.facts import last_seen
from assistant.procedures.visits.new_or_established.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict by the date on which the patient was last seen; none where no date is told."""
    seen = last_seen(case)
    if seen is not None and (outcome := decide(seen, day)):
        yield tell(outcome, case.procedures, day)
