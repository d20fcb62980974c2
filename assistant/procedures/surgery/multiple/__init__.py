"""Several procedures and several surgeons: 51, 62, 66, 80, 82, AS, 22, 52, 53, 73, 74, 76, 77."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.multiple.decide import decide
from assistant.procedures.surgery.multiple.facts import FAMILY, facts_of
from assistant.procedures.surgery.multiple.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a helper or second surgeon at a named operation; none where none is told."""
    facts = facts_of(case, day, figures)
    if facts is not None and (answer := decide(facts)):
        yield verdict_of(FAMILY, say(answer, day), case, day, facts.rests_on)
