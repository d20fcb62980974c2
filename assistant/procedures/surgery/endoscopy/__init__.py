"""Endoscopy of the bowel and of the upper tract: codes of what was done, screening, lesions, two scopes."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.endoscopy.decide import decide
from assistant.procedures.surgery.endoscopy.facts import FAMILY, FOLDER, facts_of
from assistant.procedures.surgery.endoscopy.words import say
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on one session of endoscopy; none where none is told."""
    facts = facts_of(case, day)
    if facts is None or not (choice := decide(facts, day)):
        return
    known = parameters(FOLDER).at("value_order", day)
    screens = parameters(FOLDER).at("screening_codes", day)
    mine = {*(known.value if known else ()), *(screens.value.values() if screens else ())}
    named = tuple(str(code) for code in case.procedures if str(code) in mine)
    yield verdict_of(FAMILY, say(choice, named), case, day, facts.rests_on)
