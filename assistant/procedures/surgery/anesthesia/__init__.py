"""Anesthesia: time and total units, the code of an operation, who reports with which modifier."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.decisions import decision_table
from assistant.procedures.surgery.anesthesia.decide import codes_of, most_units, units_of
from assistant.procedures.surgery.anesthesia.facts import FAMILY, FOLDER, facts_of
from assistant.procedures.surgery.anesthesia.words import say_codes, say_units
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict

_WHO = frozenset(
    "personally-performed one-anesthetist-directed two-to-four-directed more-than-four anesthetist-alone "
    "monitored-care physical-status".split()
)


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on units, else on the code, of an anesthesia service; none where neither is told."""
    facts = facts_of(case, day)
    if facts is None:
        return
    if units := units_of(facts, day, figures, figures.anesthesia_factor(case.said, day)):
        yield verdict_of(FAMILY, say_units(units, day), case, day, facts.rests_on)
    elif (codes := codes_of(facts)) and not _decided(case, day):
        said = say_codes(codes, most_units(codes, day, figures), facts, day)
        yield verdict_of(FAMILY, said, case, day, facts.rests_on)


def _decided(case: Case, day: date) -> bool:
    """True where a row tells more than who gave it: that alone stands in the line of the code."""
    return any(verdict.key.partition(":")[2] not in _WHO for verdict in decision_table(FOLDER).decide(case, day))
