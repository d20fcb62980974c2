"""How is a procedure on both sides reported? Pure.

indicator 1   practitioner and hospital: one line, 50, one unit; surgical center: two lines, RT and LT
indicator 0   no bilateral payment: one unit, no 50
indicator 2   the code is already for both sides: one unit, no 50
indicator 3   each side in full: 50, or RT and LT, or two units (mostly diagnostic)
indicator 9   the concept does not apply

Sources: corpus/text/guidelines/modifier-50-rt-lt.md and the sources it names.
"""

from __future__ import annotations

from enum import StrEnum

from assistant.procedures.surgery.bilateral.facts import Facts
from assistant.understand.circumstances.payers import Payer

_DIAGNOSTIC = ("7", "8", "9")  # the sections of radiology, laboratory and medicine
_TAKES_BOTH = "1"
_EACH = "3"


class Outcome(StrEnum):
    """What a case comes to; ``words.py`` says each."""

    ONE_LINE = "one-line"
    HOSPITAL = "one-line-hospital"
    SURGERY_CENTER = "two-lines"
    SURGEON_AND_CENTER = "surgeon-and-center"
    DIAGNOSTIC = "diagnostic"
    EACH_SIDE = "each-side"
    INCLUDED = "already-both"
    ONE_OF_BOTH = "one-side-of-both"
    NEVER = "no-bilateral"
    NO_CONCEPT = "no-concept"
    EAR_WAX = "ear-wax"


_EAR_WAX = "69210"
_OTHERS = {"0": Outcome.NEVER, "2": Outcome.INCLUDED, "9": Outcome.NO_CONCEPT}


def decide(facts: Facts) -> Outcome | None:
    """The outcome; None for an indicator that is none of the schedule's."""
    if str(facts.code) == _EAR_WAX and facts.payer is not Payer.MEDICARE:
        return Outcome.EAR_WAX
    if facts.one_side:
        return Outcome.ONE_OF_BOTH
    if facts.indicator == _EACH:
        return Outcome.EACH_SIDE
    if facts.indicator != _TAKES_BOTH:
        return _OTHERS.get(facts.indicator)
    if str(facts.code).startswith(_DIAGNOSTIC):
        return Outcome.DIAGNOSTIC
    if facts.both_bill:
        return Outcome.SURGEON_AND_CENTER
    if facts.biller == "asc":
        return Outcome.SURGERY_CENTER
    return Outcome.HOSPITAL if facts.biller == "hospital" else Outcome.ONE_LINE
