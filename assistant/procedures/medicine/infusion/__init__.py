"""Injections, pushes, infusions and hydration: codes, units and order."""

from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase

from assistant.procedures.case import Case, Figures
from assistant.procedures.medicine.drugs.decide import decide as decide_drugs
from assistant.procedures.medicine.drugs.names import FLUID, classes
from assistant.procedures.medicine.infusion.decide import decide, without_pump
from assistant.procedures.medicine.infusion.facts import FAMILY, Service, encounter_of
from assistant.procedures.medicine.infusion.words import Asked, tell
from assistant.rules.verdict import Billed, Verdict
from assistant.understand.story import Kind
from corpus.codes import Code

_APART = frozenset(("59", "XS", "XU"))
_GIVING = ("9636?", "9637?", "964??")
# Flushing a line, and drawing blood from it: never paid beside giving anything that day.
_FLUSHES = ("96523", "3659[12]")
_VISITS = ("992[01]?", "9928?")


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on what a case tells as given; none where nothing is, or where it belongs to another procedure."""
    told = case.told(FAMILY)
    by_physician = told.has("physician_in_hospital") and not told.has("facility_bills", "office")
    if by_physician or told.has("other_procedure", "history", "rule_question") or not (encounter := encounter_of(case)):
        return
    by_pump = told.has("iv_pump")
    if by_pump and (told.has("refill") or not (encounter := without_pump(encounter, day))):
        return  # a pump alone is a row of the table
    named = [code for code in case.codes if any(fnmatchcase(str(code), pattern) for pattern in _GIVING)]
    levels: list[Code] = [code for code in case.codes if any(fnmatchcase(str(code), pattern) for pattern in _VISITS)]
    if not (
        named
        or levels
        or told.has("asks", "given")
        or encounter.no_times
        or _speaks_for_itself(encounter.services)
        or (told.has("needle", "push") and told.amounts(Kind.DOSE))  # "toradol 60 mg IM"
    ):
        return
    if outcome := decide(encounter, day, by_pump=by_pump):
        fluids = _fluids(case, day, figures)
        own = (*named, *(line.code for line in fluids))
        asked = Asked(
            named=tuple(named),
            levels=tuple(levels),
            proposed={line.code: line.units for line in case.lines if line.code in own},
            whether=told.has("asks_whether", "checks"),
            units=told.has("asks_each"),
            checks=told.has("checks"),
            hydration=told.has("asks_hydration"),
            apart=_apart(case, named),
            flushes=tuple(code for code in case.codes if any(fnmatchcase(str(code), each) for each in _FLUSHES)),
            modified=any(line.modifiers for line in case.lines) or case.names(*_APART),
            fluids=fluids,
        )
        yield tell(outcome, asked, day)


def _apart(case: Case, named: list[Code]) -> tuple[Code, ...]:
    """Codes proposed with 59 or its like; all of them where the modifier stands by itself ("twice with 59")."""
    on_lines = tuple(line.code for line in case.lines if _APART.intersection(map(str, line.modifiers)))
    return on_lines or (tuple(named) if case.names(*_APART) else ())


def _fluids(case: Case, day: date, figures: Figures) -> tuple[Billed, ...]:
    """The codes of fluids whose volume is told."""
    if case.told("drugs").has("not_the_drugs"):
        return ()
    found = decide_drugs(case, day, figures)
    lines = found.lines if found is not None else ()
    return tuple(
        Billed(line.unit.code, line.units)
        for line in lines
        if line.units and (classes().get(line.dose.drug or "") == FLUID or str(line.unit.code).startswith("J70"))
    )


def _speaks_for_itself(services: tuple[Service, ...]) -> bool:
    """Minutes, or several things given: the story of a chart, whose codes are wanted without asking."""
    timed = any(each.minutes is not None for each in services)
    return timed or len(services) > 1 or services[0].times > 1
