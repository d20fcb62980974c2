"""Levels of visits: the code by decision making (two of three elements) or by total minutes."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.levels.decide import counts_on, decide
from assistant.procedures.visits.levels.facts import visit_told
from assistant.procedures.visits.levels.whole_stay import codes_of_stay
from assistant.procedures.visits.levels.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the level of the visit that a case tells; or on the codes of a stay of one date that has none."""
    counts = counts_on(day)
    visit = visit_told(case, counts) if counts else None
    if visit is not None and (outcome := decide(visit, day)):
        yield tell(outcome, day)
    elif (whole := codes_of_stay(case, day)) is not None:
        yield whole
