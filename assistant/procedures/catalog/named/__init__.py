"""A service told by name: its codes, with the side, digit or part of the work that is told."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.catalog.named.facts import FAMILY, facts_of
from assistant.procedures.catalog.named.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict
from corpus.codes import CptCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the service that is told by name; none where none is what the message is about."""
    if facts := facts_of(case, day):
        code = facts.service.lines[0].code
        wanted = code if facts.asks_global and isinstance(code, CptCode) else None
        days = figures.figure(wanted, "global_days", day) if wanted is not None else None
        yield verdict_of(FAMILY, say(facts, days.value if days else ""), case, day, facts.rests_on)
