"""Several procedures and several surgeons: 51, 62, 66, 80, 82, AS, 22, 52, 53, 73, 74, 76, 77."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.multiple.decide import decide
from assistant.procedures.surgery.multiple.facts import FAMILY, facts_of
from assistant.procedures.surgery.multiple.ranking import ranking_of
from assistant.procedures.surgery.multiple.total import total_of
from assistant.procedures.surgery.multiple.words import say, say_ranking, say_total
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the order of named procedures, else on a helper or second surgeon; none where none is told."""
    if ranking := ranking_of(case, day, figures):
        made = verdict_of(FAMILY, say_ranking(ranking), case, day, ranking.rests_on)
        yield replace(made, row=f"{ranking.edition.title}.", basis=replace(made.basis, edition=ranking.edition))
        return
    if total := total_of(case, day):
        yield verdict_of(FAMILY, say_total(total), case, day, total.rests_on)
        return
    if case.told(FAMILY).has_all("exposure_surgeon", "spine_fusion"):
        return  # the row on the exposure speaks, also where the word "assist" is told
    facts = facts_of(case, day, figures)
    if facts is not None and (answer := decide(facts)):
        yield verdict_of(FAMILY, say(answer, day), case, day, facts.rests_on)
