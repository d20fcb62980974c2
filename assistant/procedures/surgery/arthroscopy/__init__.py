"""Arthroscopy of shoulder, knee and hip: what is reported together on one joint."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.arthroscopy.decide import decide
from assistant.procedures.surgery.arthroscopy.facts import FAMILY, facts_of
from assistant.procedures.surgery.arthroscopy.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on several arthroscopic acts on one joint; none where fewer are told."""
    facts = facts_of(case, day)
    if facts is not None and (choice := decide(facts, day)):
        yield verdict_of(FAMILY, say(choice), case, day, facts.rests_on)
