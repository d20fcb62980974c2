"""Preventive visits by age, and Medicare's wellness visits with what stands beside them."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.preventive.decide import decide
from assistant.procedures.visits.preventive.facts import pair_named, preventive_told
from assistant.procedures.visits.preventive.wellness import tell_wellness, wellness_of
from assistant.procedures.visits.preventive.words import tell, tell_pair
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the preventive visit that a case tells with an age; none where none is told."""
    if both := wellness_of(case, day):
        yield tell_wellness(both, day)
        return
    told = preventive_told(case, day)
    if told is not None and (outcome := decide(told, day)):
        yield tell(outcome, case.procedures, day)
    elif pair := pair_named(case):
        yield tell_pair(pair, day)
