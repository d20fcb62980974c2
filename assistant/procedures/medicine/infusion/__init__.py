"""Injections, pushes, infusions and hydration: codes, units and order."""

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.infusion.decide import decide
from assistant.procedures.medicine.infusion.facts import FAMILY, Service, encounter_of
from assistant.procedures.medicine.infusion.words import Asked, tell
from assistant.rules.verdict import Verdict
from corpus.codes import Code

_GIVING = ("9636?", "9637?", "964??")
_VISITS = ("992[01]?", "9928?")


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on what a case tells as given; none where nothing is, or where it belongs to another procedure."""
    told = case.told(FAMILY)
    if told.has("other_procedure", "history", "iv_pump", "rule_question") or not (encounter := encounter_of(case)):
        return
    named = [code for code in case.codes if any(fnmatchcase(str(code), pattern) for pattern in _GIVING)]
    levels: list[Code] = [code for code in case.codes if any(fnmatchcase(str(code), pattern) for pattern in _VISITS)]
    if not (
        named or levels or told.has("asks", "given") or encounter.no_times or _speaks_for_itself(encounter.services)
    ):
        return
    if outcome := decide(encounter, day):
        proposed: dict[Code, int | None] = {line.code: line.units for line in case.lines if line.code in named}
        yield tell(outcome, Asked(tuple(named), tuple(levels), proposed, told.has("asks_whether")), day)


def _speaks_for_itself(services: tuple[Service, ...]) -> bool:
    """Minutes, or several things given: the story of a chart, whose codes are wanted without asking."""
    timed = any(each.minutes is not None for each in services)
    return timed or len(services) > 1 or services[0].times > 1
