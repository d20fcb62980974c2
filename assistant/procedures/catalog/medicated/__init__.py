"""A condition told with the drug that is taken for it: the diagnosis, then the status of long-term use."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.catalog.medicated.decide import decide
from assistant.procedures.catalog.medicated.facts import FAMILY, facts_of
from assistant.procedures.catalog.medicated.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a condition under long-term drugs; none where either is not told."""
    if facts := facts_of(case, day):
        yield verdict_of(FAMILY, say(decide(facts)), case, day, facts.rests_on)
