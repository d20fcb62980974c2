"""The order of diagnoses: which codes a told set of conditions comes to, which goes first, and which are not added."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.diagnoses.diagnosis_order.decide import answers_alone, answers_for, decide
from assistant.procedures.diagnoses.diagnosis_order.words import tell, tell_answers
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdicts on the conditions that a case tells, each with the answers to the codes that are proposed."""
    found = tuple(decide(case, day))
    for listed in found:
        yield tell(listed, answers_for(listed, case, day), case, day)
    if not found and (answers := answers_alone(case, day)):
        verdict = tell_answers(answers, case, day)
        if verdict is not None:
            yield verdict
