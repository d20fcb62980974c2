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
    """The verdict on several arthroscopic acts on one joint; where one of two is inside and named, rows tell that."""
    facts = facts_of(case, day)
    choice = decide(facts, day) if facts else None
    if (
        facts
        and choice
        and (
            len(choice.kept) > 1
            or len(choice.dropped) > 1
            or (case.told(FAMILY).has("tells_only") and not case.told(FAMILY).has("asks"))
        )
    ):
        yield verdict_of(FAMILY, say(choice), case, day, facts.rests_on)
