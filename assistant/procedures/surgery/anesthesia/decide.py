"""How many units is an anesthesia service, and which code has the anesthesia of an operation? Pure.

time units      minutes by 15, to one decimal place (Medicare); gaps without care are left out
total units     base units, where they are told, plus time units; no base units are loaded here
physical status adds nothing for Medicare; other payers may add units

Sources: corpus/text/guidelines/moderate-sedation-and-anesthesia.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assistant.procedures.surgery.anesthesia.facts import FOLDER, Facts
from assistant.rules.basis.parameters import parameters
from corpus.codes import CptCode

_DIRECTED = (("QK", "QX"), ("QY", "QX"))
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Units:
    """``total`` is None where no base units are told; ``added`` are units by physical status of other payers.

    ``paid`` is what a told conversion factor makes of the total for one line; ``shared`` where two lines halve it.
    """

    facts: Facts
    minutes: Decimal
    time_units: Decimal
    base: Decimal | None
    total: Decimal | None
    added: int | None
    paid: Decimal | None
    shared: bool


def units_of(facts: Facts, day: date) -> Units | None:
    """The units of a service whose minutes are told; None where they are not, or labor is what is told."""
    values = parameters(FOLDER)
    length, places = values.at("minutes_of_a_unit", day), values.at("places_of_a_unit", day)
    if facts.minutes is None or length is None or places is None or facts.told.has("labor"):
        return None
    told_whole = bool(facts.operations and facts.performers)
    if not told_whole and not (
        facts.told.has("units_asked", "base_told", "asks_code", "anesthesia_time", "asks_modifier_too") or facts.codes
    ):
        return None
    time_units = (facts.minutes / length.value).quantize(Decimal(1).scaleb(-places.value), ROUND_HALF_UP)
    supervised = values.at("supervised_base_units", day)
    base = Decimal(supervised.value) if facts.supervised and supervised else facts.base
    status = values.at("status_units", day)
    total = base + time_units if base is not None and not facts.supervised else None
    shared = facts.performers in _DIRECTED
    percent = values.at("directed_percent", day)
    share = percent.value if shared and percent else 100
    return Units(
        facts=facts,
        minutes=facts.minutes,
        time_units=time_units,
        base=base,
        total=total,
        added=status.value.get(facts.status) if status and facts.status else None,
        paid=(total * facts.factor * share / 100).quantize(_CENT, ROUND_HALF_UP) if total and facts.factor else None,
        shared=shared,
    )


def codes_of(facts: Facts) -> tuple[CptCode, ...]:
    """The codes of the operations that are told, where the anesthesia code is asked; else a named one's lines."""
    if facts.codes:
        asked = facts.told.has("asks_modifier_too") and bool(facts.performers)
        return facts.codes if len(facts.codes) == 1 and asked else ()
    return facts.operations if facts.told.has("asks_code") else ()
