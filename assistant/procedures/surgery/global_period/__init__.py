"""Services around an operation: 24, 25, 57, 58, 78, 79, what belongs to the package, and its days."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.global_period.decide import decide
from assistant.procedures.surgery.global_period.facts import FAMILY, facts_of
from assistant.procedures.surgery.global_period.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a service around an operation; none where none is told."""
    facts = facts_of(case, day, figures)
    if outcome := decide(facts):
        yield verdict_of(FAMILY, say(outcome, facts), case, day, facts.rests_on)
