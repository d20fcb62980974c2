"""How anesthesia units and codes are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.procedures.case import Figure
from assistant.procedures.surgery.anesthesia.decide import Units
from assistant.procedures.surgery.anesthesia.facts import FOLDER, Facts
from assistant.procedures.surgery.spoken import Said, said
from corpus.codes import CptCode
from corpus.editions import Edition

_NO_UNITS = "Base units are not loaded here: add CMS's table with `python -m ingest add FILE`."
_WHO = "Modifier: AA physician alone; QK and QX two to four directed cases; QY and QX one; QZ anesthetist alone."


def say_units(units: Units, day: date) -> Said:
    """The line, then time units and, with base units, the total and what it pays."""
    facts = units.facts
    named = facts.codes or (facts.operations if len(facts.operations) == 1 else ())
    code = str(named[0]) if named else ""
    lines = _lines(facts, code)
    values = {
        "lines": f"{_shown(facts, code)}: " if lines else "",
        "minutes": _number(units.minutes),
        "time": str(units.time_units),
        "base": _number(units.base) if units.base is not None else "",
        "total": str(units.total) if units.total is not None else "",
        "pays": _pays(units),
        "stretches": _stretches(facts.spans),
        "gap": f"{_number(facts.gap)} minutes without continuous care are left out." if facts.gap else "",
        "status": _status(units),
        "who": "" if facts.performers else _WHO,
        "tables": _tables(units, day),
    }
    name = "supervised" if facts.supervised else "units-with-base" if units.total is not None else "time-units"
    made = said(FOLDER, name, mentions=_mentions(facts, code), **values)
    return replace(made, billed=lines) if code else made


def say_codes(codes: tuple[CptCode, ...], most: tuple[tuple[CptCode, Figure], ...], facts: Facts, day: date) -> Said:
    """The anesthesia code of an operation with its modifiers, or how to choose among those of several.

    ``most`` are those of the codes with the most base units, none where no table tells.
    """
    if len(codes) == 1:
        code = str(codes[0])
        who = "" if facts.performers else "the modifier of who gave it (AA, QK, QX, QY or QZ) and "
        made = said(
            FOLDER,
            "code",
            mentions=_mentions(facts, code),
            lines=_shown(facts, code),
            first=code,
            add=f"{who}the minutes",
            base=f"It has {most[0][1].value} base units ({_edition(most[0][1].edition, day)})." if most else _NO_UNITS,
        )
        return replace(made, billed=_lines(facts, code))
    everything = " and ".join(f"**{code}**" for code in codes)
    if len(most) != 1:
        equal = f"{_names(most)} have equally many ({most[0][1].value})" if most else ""
        return said(FOLDER, "codes", mentions=tuple(map(str, codes)), all=everything, base=equal or _NO_UNITS)
    first, figure = most[0]
    return said(
        FOLDER,
        "codes-compared",
        mentions=tuple(map(str, codes)),
        lines=_shown(facts, str(first)),
        first=str(first),
        units=figure.value,
        all=everything,
        edition=_edition(figure.edition, day),
    )


def _lines(facts: Facts, code: str) -> tuple[str, ...]:
    """The lines of a claim: code, who gave it, monitored care, physical status."""
    added = (*(("QS",) if facts.told.has("monitored") else ()), *((facts.status,) if facts.status else ()))
    whole = facts.performers or ("",)
    return tuple(line for who in whole if (line := "-".join(part for part in (code, who, *added) if part)))


def _shown(facts: Facts, code: str) -> str:
    """The lines in words; of two the physician's is the first."""
    lines = [f"**{line}**" for line in _lines(facts, code)]
    if len(lines) == 2:
        return f"{lines[0]} (physician), {lines[1]} (anesthetist)"
    return " ".join(lines)


def _mentions(facts: Facts, code: str) -> tuple[str, ...]:
    added = (*facts.performers, *((facts.status,) if facts.status else ()), "QS", "AA", "QK", "QX", "QY", "QZ")
    return (*((code,) if code else ()), *added)


def _pays(units: Units) -> str:
    if units.paid is None or units.factor is None:
        return ""
    each = " each, 50 percent" if units.shared else ""
    place = f" ({units.placed.place})" if units.placed else ""
    return f" At ${units.factor} a unit{place}: **${units.paid:,}**{each}."


def _tables(units: Units, day: date) -> str:
    """Where base units and factor are from; where dollars are asked, what is missing for them."""
    parts = [f"Base units: {_edition(units.published.edition, day)}." if units.published else ""]
    if units.placed:
        parts.append(f"Factor: {_edition(units.placed.edition, day)}.")
    elif units.facts.told.has("how_paid", "conversion_factor") and units.factor is None:
        parts.append(f"For dollars name the factor, or the place: one of {day.year} must be loaded for it.")
    return " ".join(filter(None, parts))


def _edition(edition: Edition, day: date) -> str:
    """The title of an edition, and where the day is not in it its last or first day."""
    if edition.effective_to is not None and edition.effective_to < day:
        return f"{edition.title}, as of {edition.effective_to}"
    if edition.effective_from is not None and day < edition.effective_from:
        return f"{edition.title}, from {edition.effective_from}"
    return edition.title


def _names(most: tuple[tuple[CptCode, Figure], ...]) -> str:
    return " and ".join(f"**{code}**" for code, _ in most)


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
