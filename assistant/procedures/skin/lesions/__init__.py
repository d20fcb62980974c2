"""Removal of skin lesions by excision or shave, and of soft tissue tumors: codes by site, nature and size."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.diagnosis import with_diagnosis
from assistant.procedures.skin.lesions.decide import decide
from assistant.procedures.skin.lesions.facts import removal_of
from assistant.procedures.skin.lesions.words import tell
from assistant.procedures.skin.repairs.decide import decide as decide_repairs
from assistant.procedures.skin.repairs.facts import repairs_of
from assistant.rules.verdict import Verdict
from corpus.codes import CptCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the removal that a case tells, with the repairs of its wounds; none where none is told."""
    removal = removal_of(case)
    if removal is None:
        return
    named = tuple(code for code in case.procedures if isinstance(code, CptCode))
    repairs = repairs_of(case)
    # A laceration is closed for itself: its repair is none of the excision's.
    beside = repairs is not None and repairs.beside_removal and not case.told("repairs").has("laceration")
    closed = decide_repairs(repairs, day) if repairs is not None and beside else None
    if outcome := decide(removal, closed if closed and closed.lines else None, day):
        verdict = tell(outcome, named, day)
        closure = repairs.rests_on if repairs is not None and closed is not None else ()
        verdict = with_diagnosis(case, verdict, day)
        yield replace(verdict, rests_on=(*verdict.rests_on, *closure, *case.told("lesions").spans("small")))
