"""Excision of benign and malignant skin lesions: the code by site, nature and excised diameter."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.lesions.decide import decide
from assistant.procedures.skin.lesions.facts import excision_of
from assistant.procedures.skin.lesions.words import tell
from assistant.rules.verdict import Verdict
from corpus.codes import CptCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the excision that a case tells; none where none is told."""
    excision = excision_of(case)
    if excision is None:
        return
    named = tuple(code for code in case.procedures if isinstance(code, CptCode))
    if outcome := decide(excision, named, day):
        yield tell(outcome, day)
