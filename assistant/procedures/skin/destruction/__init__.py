"""Destruction of lesions: premalignant, benign, skin tags by number, cancers by site and size; biopsies beside them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.biopsies.decide import decide as decide_biopsies
from assistant.procedures.skin.biopsies.facts import biopsies_of
from assistant.procedures.skin.destruction.decide import decide
from assistant.procedures.skin.destruction.facts import destroyed_of
from assistant.procedures.skin.destruction.words import tell
from assistant.procedures.skin.diagnosis import with_diagnosis
from assistant.rules.verdict import Billed, Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the destructions that a case tells, with biopsies of other lesions; none where none is told."""
    told = case.told("destruction")
    destroyed = destroyed_of(case)
    if destroyed is None or (told.has("biopsied") and told.has("same_lesion")):
        return
    others: tuple[Billed, ...] = ()
    biopsies = biopsies_of(case) if told.has("biopsied") else None
    if biopsies is not None and (sampled := decide_biopsies(biopsies, day)):
        others = (Billed(sampled.first), *(Billed(code, units) for code, units in sampled.further))
    if outcome := decide(destroyed, others, day):
        verdict = tell(outcome, case.lines, day, asks_whether=told.has("asks_whether"))
        if len(destroyed.cancers) == 1 and not destroyed.counts:
            verdict = with_diagnosis(case, verdict, day)
        besides = biopsies.rests_on if biopsies is not None else ()
        yield replace(verdict, rests_on=(*verdict.rests_on, *besides))
