"""Procedures on both sides: 50, RT and LT, lines and units, by indicator and by who bills."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.bilateral.decide import decide
from assistant.procedures.surgery.bilateral.facts import FAMILY, facts_of
from assistant.procedures.surgery.bilateral.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a procedure on both sides; none where none is told."""
    facts = facts_of(case, day, figures)
    if facts is not None and (outcome := decide(facts)):
        yield verdict_of(FAMILY, say(outcome, facts, day), case, day, facts.rests_on)
