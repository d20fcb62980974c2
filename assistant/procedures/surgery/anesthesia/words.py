"""How anesthesia units and codes are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from decimal import Decimal

from assistant.procedures.surgery.anesthesia.decide import Units
from assistant.procedures.surgery.anesthesia.facts import FOLDER
from assistant.procedures.surgery.spoken import Said, said
from corpus.codes import CptCode


def say_units(units: Units) -> Said:
    """Time units and, with base units, the total."""
    facts = units.facts
    named = facts.codes or (facts.operations if len(facts.operations) == 1 else ())
    values = {
        "minutes": _number(units.minutes),
        "time": str(units.time_units),
        "base": _number(units.base) if units.base is not None else "",
        "total": str(units.total) if units.total is not None else "",
        "code": f" for {named[0]}" if named else "",
        "stretches": _stretches(facts.spans),
        "gap": f"{_number(facts.gap)} minutes without continuous care are left out." if facts.gap else "",
        "status": _status(units),
    }
    name = "supervised" if facts.supervised else "units-with-base" if units.total is not None else "time-units"
    mentions = (*map(str, named), *((facts.status,) if facts.status else ()))
    return said(FOLDER, name, mentions=mentions, **values)


def say_codes(codes: tuple[CptCode, ...]) -> Said:
    """The anesthesia code of an operation, or how to choose among those of several."""
    if len(codes) == 1:
        return said(FOLDER, "code", first=str(codes[0]), **{"for": " of that operation"})
    return said(FOLDER, "codes", mentions=tuple(map(str, codes)), all=" and ".join(f"**{code}**" for code in codes))


def _stretches(spans: tuple[Decimal, ...]) -> str:
    if len(spans) < 2:
        return ""
    return f"{' + '.join(map(_number, spans))} minutes: stretches around an interruption are added."


def _status(units: Units) -> str:
    if not units.facts.status:
        return ""
    added = f"; other payers may add {units.added}" if units.added else ""
    return f"{units.facts.status} adds no units for Medicare{added}."


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
