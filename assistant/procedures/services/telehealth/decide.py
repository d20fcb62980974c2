"""Which code for the minutes of a check-in, of messages, or of advice between practitioners?

leads to a visit, or belongs to one of the 7 days before  -> no code
too few minutes, or staff alone                           -> no code
telephone visit after the end of its codes                -> the office code by its minutes, with 93

Sources: corpus/text/cpt/telehealth.yaml and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from assistant.procedures.services.minutes import code
from assistant.procedures.services.telehealth.facts import Contact, Minutes
from assistant.rules.basis.parameters import Parameter, parameters
from corpus.codes import Code

FOLDER = Path(__file__).parent


class Obstacle(StrEnum):
    """What rules the contact out."""

    ENDS_IN_VISIT = "ends in a visit"
    AFTER_VISIT = "belongs to a visit"
    STAFF = "staff"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code`` is what the minutes reach; ``low`` and ``high`` are its bounds, ``least`` the first of the family."""

    minutes: Minutes
    code: Code | None
    low: int
    high: int | None
    least: int
    every: tuple[Code, ...]
    obstacle: Obstacle | None
    parameter: Parameter
    instead: Code | None = None  # the code of plans that take the codes of 2025 for an audio-only visit


def decide(minutes: Minutes, day: date) -> Outcome | None:
    """The code on a day; None where the family is not in force or the minutes are beyond it."""
    found = parameters(FOLDER).at(minutes.contact.value, day)
    if found is None:
        return None
    row = next(
        (row for row in found.value if row[0] <= minutes.minutes and (row[1] is None or minutes.minutes <= row[1])),
        None,
    )
    least = found.value[0][0]
    others = parameters(FOLDER).at("phone_other_payers", day) if minutes.contact is Contact.PHONE else None
    if row is None and (minutes.minutes >= least or others is not None):
        return None
    return Outcome(
        minutes=minutes,
        code=code(row[2]) if row else None,
        low=row[0] if row else least,
        high=row[1] if row else None,
        least=least,
        every=tuple(code(text) for _, _, text in found.value),
        obstacle=_obstacle(minutes, reached=row is not None),
        parameter=found,
        instead=code(others.value[row[2]]) if others is not None and row else None,
    )


def _obstacle(minutes: Minutes, *, reached: bool) -> Obstacle | None:
    if minutes.by_staff and minutes.contact is not Contact.CONSULTATION:
        return Obstacle.STAFF
    if minutes.ends_in_visit:
        return Obstacle.ENDS_IN_VISIT
    if minutes.after_visit:
        return Obstacle.AFTER_VISIT
    return None if reached else Obstacle.SHORT
