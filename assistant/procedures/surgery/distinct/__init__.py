"""Distinct services: 59 and the X modifiers, fingers and toes, units beyond the MUE, add-on codes, guidance once."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.surgery.distinct.digits import digit_of
from assistant.procedures.surgery.distinct.facts import FAMILY, add_on_of, limit_of
from assistant.procedures.surgery.distinct.words import say_add_on, say_digit, say_limit
from assistant.procedures.surgery.spoken import verdict_of
from assistant.rules.verdict import Verdict


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on an add-on code, and on units against the edit; none where neither is told."""
    if add_on := add_on_of(case, day, figures):
        yield verdict_of(FAMILY, say_add_on(add_on), case, day, add_on.rests_on)
    elif limit := limit_of(case, day, figures):
        yield verdict_of(FAMILY, say_limit(limit), case, day, limit.rests_on)
    if digit := digit_of(case, day):
        yield verdict_of(FAMILY, say_digit(digit), case, day, digit.rests_on)
