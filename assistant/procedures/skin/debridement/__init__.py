"""Debridement: wounds by depth and summed area, nails and calluses by number with class findings, burns by extent."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.debridement.decide import decide_burn, decide_feet, decide_wounds
from assistant.procedures.skin.debridement.facts import burn_of, debrided_of, foot_care_of
from assistant.procedures.skin.debridement.words import tell_burn, tell_feet, tell_wounds
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdicts on the debridement that a case tells; none where none is told."""
    debrided = debrided_of(case)
    if debrided is not None and (outcome := decide_wounds(debrided, day)):
        yield tell_wounds(outcome, debrided, case.lines, day)
    care = foot_care_of(case)
    if care is not None and (outcome := decide_feet(care, day)):
        yield tell_feet(outcome, care, case.lines, case.may_be_payer("medicare"), day)
    burn = burn_of(case)
    if burn is not None and (outcome := decide_burn(burn, day)):
        yield tell_burn(outcome, burn, case.lines, day)
