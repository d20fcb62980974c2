"""How many units is an anesthesia service, and which code has the anesthesia of an operation? Pure.

time units      minutes by 15, to one decimal place (Medicare); gaps without care are left out
total units     base units, those that are told, else those of the loaded table, plus time units
dollars         total units times the conversion factor that is told, else that of the named locality and the year
several codes   the one with the most base units, where the table has them all
physical status adds nothing for Medicare; other payers may add units

Sources: corpus/text/guidelines/moderate-sedation-and-anesthesia.md and the sources it names; parameters.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assistant.procedures.case import Figure, Figures, Placed
from assistant.procedures.surgery.anesthesia.facts import FOLDER, Facts
from assistant.rules.basis.parameters import parameters
from corpus.codes import CptCode

_DIRECTED = (("QK", "QX"), ("QY", "QX"))
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Units:
    """``total`` is None where base units are neither told nor loaded; ``added`` are units by physical status of others.

    ``published`` are base units that a table gave, ``placed`` the factor that one gave. ``paid`` is what the factor
    makes of the total for one line; ``shared`` where two lines halve it.
    """

    facts: Facts
    minutes: Decimal
    time_units: Decimal
    base: Decimal | None
    published: Figure | None
    total: Decimal | None
    added: int | None
    factor: Decimal | None
    placed: Placed | None
    paid: Decimal | None
    shared: bool


def code_of(facts: Facts) -> CptCode | None:
    """The one anesthesia code of the service: named, else that of the one operation that is told."""
    codes = facts.codes or facts.operations
    return codes[0] if len(codes) == 1 else None


def units_of(facts: Facts, day: date, figures: Figures, placed: Placed | None) -> Units | None:
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
    code = code_of(facts)
    known = code is not None and facts.base is None and not facts.supervised
    published = figures.anesthesia_units(code, day) if known and code is not None else None
    base = Decimal(published.value) if published else facts.base
    if facts.supervised and supervised:
        base = Decimal(supervised.value)
    placed = None if facts.factor else placed
    factor = placed.value if placed else facts.factor
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
        published=published,
        total=total,
        added=status.value.get(facts.status) if status and facts.status else None,
        factor=factor,
        placed=placed,
        paid=(total * factor * share / 100).quantize(_CENT, ROUND_HALF_UP) if total and factor else None,
        shared=shared,
    )


def most_units(codes: tuple[CptCode, ...], day: date, figures: Figures) -> tuple[tuple[CptCode, Figure], ...]:
    """The codes with the most base units; none where the table lacks one of them, since that may have more."""
    known = [(code, figure) for code in codes if (figure := figures.anesthesia_units(code, day)) is not None]
    if len(known) != len(codes):
        return ()
    most = max(Decimal(figure.value) for _, figure in known)
    return tuple((code, figure) for code, figure in known if Decimal(figure.value) == most)


def codes_of(facts: Facts) -> tuple[CptCode, ...]:
    """The codes of the operations that are told, where the anesthesia code is asked; else a named one's lines."""
    if facts.codes:
        asked = facts.told.has("asks_modifier_too") and bool(facts.performers)
        return facts.codes if len(facts.codes) == 1 and asked else ()
    who_gave = bool(facts.performers) and len(facts.operations) == 1  # "mac for egd, crna alone": a line of a claim
    return facts.operations if facts.told.has("asks_code") or who_gave else ()
