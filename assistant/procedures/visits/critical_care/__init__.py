"""Critical care: by minutes for CPT and Medicare, by the day for newborns and young children in the hospital."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.visits.critical_care.children import child_care_of, tell_child_care
from assistant.procedures.visits.critical_care.decide import codes_on, decide, lists_on
from assistant.procedures.visits.critical_care.facts import care_told
from assistant.procedures.visits.critical_care.words import tell
from assistant.rules.verdict import Verdict
from corpus.codes import Modifier


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the critical care that a case tells; none where no minutes are told."""
    if child := child_care_of(case, day):
        yield tell_child_care(child, day)
        return
    codes = codes_on(day)
    care = care_told(case, codes, lists_on(day)) if codes else None
    if care is not None and (outcome := decide(care, case.payer, day)):
        verdict = tell(outcome, case.procedures, day)
        yield replace(verdict, mentions=verdict.mentions | {Modifier("25")}) if care.with_visit else verdict
