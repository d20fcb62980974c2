"""Is this diagnosis code right? A proposed code against side, stage, type, phase, trimester, age and sex as told."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.diagnoses.right_code.decide import decide
from assistant.procedures.diagnoses.right_code.facts import FAMILY
from assistant.procedures.diagnoses.right_code.words import tell
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """A verdict for each code that fits where another one was named, and, where asked, for one that does fit."""
    outcomes = tuple(decide(case, day))
    asked = case.told(FAMILY).has("asks_check")
    for outcome in outcomes:
        same = tuple(each for each in outcomes if each is not outcome and each.right == outcome.right)
        first = next(each for each in outcomes if each.right == outcome.right)
        confirmed = asked and all(check.confirms for check in outcome.checks)
        if outcome is first and (confirmed or not outcome.agrees or any(not each.agrees for each in same)):
            yield tell(outcome, same, case, day, figures)
