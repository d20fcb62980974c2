"""How add-on codes and units beyond the MUE are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.procedures.surgery.distinct.decide import add_on_outcome, limit_outcome
from assistant.procedures.surgery.distinct.digits import Digit
from assistant.procedures.surgery.distinct.facts import AddOn, Limit
from assistant.procedures.surgery.spoken import Said, said

FOLDER = Path(__file__).parent
_MOST_PRIMARIES = 6


def say_add_on(add_on: AddOn) -> Said:
    """The add-on code with its primaries, the first of many."""
    shown = [str(code) for code in add_on.primaries[:_MOST_PRIMARIES]]
    more = f" and {len(add_on.primaries) - len(shown)} more" if len(add_on.primaries) > len(shown) else ""
    outcome = add_on_outcome(add_on)
    beside = outcome in ("add-on-with-primary", "add-on-no-fifty-one")
    denied = () if beside else (str(add_on.code),)
    return said(
        FOLDER,
        outcome,
        denies=denied,
        mentions=(str(add_on.code), *shown, *map(str, add_on.beside), *map(str, add_on.others)),
        code=str(add_on.code),
        primary=str(add_on.beside[0]) if add_on.beside else "",
        primaries=", ".join(shown) + more,
        others=" or ".join(map(str, add_on.others)),
    )


def say_digit(digit: Digit) -> Said:
    """The modifier of a finger or toe."""
    made = said(FOLDER, "digit", mentions=(digit.modifier,), modifier=digit.modifier, words=digit.words)
    return replace(made, billed=(digit.modifier,))


def say_limit(limit: Limit) -> Said:
    """The edit of a code, and what may be done beyond it."""
    return said(
        FOLDER,
        limit_outcome(limit),
        mentions=(str(limit.code),),
        code=str(limit.code),
        units=str(limit.units),
        mai=limit.mai,
        told=f"{limit.told} unit{'s' if limit.told != 1 else ''}",
        patient="Denied units may not be billed to the patient, with or without an ABN." if limit.patient else "",
    )
