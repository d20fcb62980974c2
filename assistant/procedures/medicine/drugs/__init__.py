"""Units of drug codes from told doses, with discarded amounts."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.drugs import unnamed
from assistant.procedures.medicine.drugs.decide import decide
from assistant.procedures.medicine.drugs.giving import with_procedure
from assistant.procedures.medicine.drugs.words import tell
from assistant.rules.verdict import Verdict
from corpus.codes import HcpcsCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the drugs that a case tells; none where none is given, or only its code is asked without words."""
    told = case.told("drugs")
    if by_unit := unnamed.unnamed_of(case):
        yield unnamed.tell(by_unit, day)
        return
    if told.has("not_given", "patient_supplied", "not_the_drugs") or not (outcome := decide(case, day, figures)):
        return
    told_dose = any(line.dose.given is not None for line in outcome.lines)
    names_code = any(isinstance(code, HcpcsCode) for code in case.codes)
    ended = any(line.unit.ended for line in outcome.lines)
    asks = told.has("asks_drug") and told.has("asks_jcode")
    several = len(outcome.lines) > 1 and not told.has("compares")
    if not told_dose and not ended and (names_code or not asks or several):
        return
    if verdict := tell(outcome, day):
        yield with_procedure(case, verdict, day)
