"""Fractures: treatment by bone and way, who follows up, casts and splints with supplies, 7th characters."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.fractures.decide import decide_application, decide_character, decide_treatment
from assistant.procedures.surgery.fractures.facts import applied_of, phase_of, treated_of
from assistant.procedures.surgery.fractures.osteoporosis import tell_osteoporotic
from assistant.procedures.surgery.fractures.words import tell_application, tell_character, tell_treatment
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdicts on the fracture that a case tells; none where none is told."""
    treated = treated_of(case)
    if treated is not None and (treatment := decide_treatment(treated, day)):
        yield tell_treatment(treatment, case, day)
    applied = applied_of(case)
    if applied is not None and (application := decide_application(applied, day)):
        yield tell_application(application, case, day)
    yield from tell_osteoporotic(case, day)
    phase = phase_of(case)
    if phase is not None and (character := decide_character(phase, day)):
        yield tell_character(character, day)
