"""What a term of the field means: asked for by name, alone or beside another one."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.billing.terms.decide import FAMILY, asked_terms
from assistant.procedures.billing.terms.words import say
from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The meaning of the one or two terms that a message asks for; none where it asks for anything else."""
    if asked := asked_terms(case):
        yield verdict_of(FAMILY, say(asked.terms), case, day, asked.rests_on)
