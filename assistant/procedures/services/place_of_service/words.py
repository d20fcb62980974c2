"""How a place of service code is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Span
from assistant.procedures.services.place_of_service.decide import Place, edition
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.verdict import Stance, Verdict

_RATES = {
    "F": "Medicare pays the physician's service there at the facility rate.",
    "NF": "Medicare pays the physician's service there at the nonfacility rate.",
}


def tell(code: str, place: Place | None, day: date, spans: tuple[Span, ...]) -> Verdict:
    """What the code stands for; that it is unassigned, where the list has none."""
    reasons = []
    if place is None:
        said = f"**POS {code}** is unassigned: Medicare's list of places of service has no such code."
    elif place.begins_after(day):
        said = f"**POS {code}** is not in force on {day} yet: it began on {place.since}, for {place.stands_for}."
    else:
        said = f"**POS {code}** stands for {place.stands_for}."
        reasons = [_RATES[place.rate]] if place.rate else []
        reasons += [f"In force since {place.since}."] if place.since else []
    return Verdict(
        key=f"place_of_service:{code}",
        title=f"Place of service {code}",
        stance=Stance.AFFIRMS if place is not None and not place.begins_after(day) else Stance.DENIES,
        conclusion=said,
        reasons=tuple(reasons),
        mentions=frozenset(),
        row=f"{edition().title}, {code}.",
        basis=Basis(GUIDANCE, day, edition()),
        locator=f"code {code}",
        rests_on=spans,
    )
