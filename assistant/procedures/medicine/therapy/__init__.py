"""Timed and untimed therapy: units by Medicare's and CPT's counting, plan and assistant modifiers, the threshold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.therapy.amounts import by_x
from assistant.procedures.medicine.therapy.decide import decide, needed, threshold, whole
from assistant.procedures.medicine.therapy.facts import FAMILY
from assistant.procedures.medicine.therapy.words import tell, tell_needed, tell_threshold, tell_whole
from assistant.rules.verdict import Verdict
from corpus.codes import Code


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on a day of therapy that a case tells, and on KX where it is asked; none for other things."""
    told = case.told(FAMILY)
    if told.has("kx") and told.has("therapy_word"):
        if found := threshold(case, day):
            yield replace(tell_threshold(found, day), rests_on=told.spans("kx", "physical", "medicare", "asks"))
        return
    if asked := needed(case, day):
        yield tell_needed(asked, day)
        return
    outcome = decide(case, day)
    if (outcome is None or not outcome.day.minutes) and (total := whole(case, day)):
        yield tell_whole(total, day)
        return
    if outcome is None or told.has("imaging", "psych") or not (outcome.day.minutes or told.has("asks_units")):
        return
    minutes = by_x(told)
    proposed: dict[Code, int | None] = {line.code: None if line.units in minutes else line.units for line in case.lines}
    if verdict := tell(outcome, proposed, day):
        yield verdict
