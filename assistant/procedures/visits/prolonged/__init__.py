"""Prolonged visits: which level and how many units of which prolonged code the minutes reach, by payer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.prolonged.beginnings import beginnings
from assistant.procedures.visits.prolonged.decide import prolonged_verdict
from assistant.procedures.visits.prolonged.facts import long_visit
from assistant.procedures.visits.prolonged.words import days_told, tell_prolonged
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the minutes of a long visit that a case tells, or on those that a prolonged code asks for."""
    if (asked := beginnings(case, day)) is not None:
        yield asked
    visit = long_visit(case)
    if visit is None:
        return
    for family in visit.visits:
        verdict = prolonged_verdict(family, visit.minutes, visit.payer, day)
        told = tell_prolonged(replace(verdict, asked=visit.named), visit.added)
        if visit.days is not None:
            told = replace(told, reasons=(days_told(visit.days, visit.minutes), *told.reasons))
        yield replace(told, rests_on=visit.rests_on)
