"""The payment locality of a ZIP code in words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.rules.payment.listed.decide import Listed, ListedFinding
from assistant.rules.payment.listed.words import tell
from assistant.rules.payment.places import Zip
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from corpus.relations import GpciRow


def tell_zip(area: Zip, localities: Sequence[GpciRow]) -> Verdict:
    """The locality by its numbers, and its name where a table of indices is loaded, of whatever year."""
    if not area.rows:
        finding = ListedFinding.NOT_LISTED if area.is_silent else ListedFinding.NOT_LOADED
        return tell(Listed(f"ZIP code {area.zip_code}", finding, area.basis))
    row = area.rows[0]
    places = [place for place in localities if (place.contractor, place.locality) == (row.contractor, row.locality)]
    name = f", {places[0].name.title()}" if places else ""
    split = ("Its nine digits lie in different localities: CMS's file of nine digits decides.",) if row.split else ()
    return Verdict(
        key=f"listed:zip:{area.zip_code}",
        title=f"Payment locality of ZIP code {area.zip_code}",
        stance=Stance.CONDITIONS if row.split else Stance.AFFIRMS,
        conclusion=(
            f"ZIP code {area.zip_code} ({row.state}) is in Medicare payment locality {row.locality} of contractor "
            f"{row.contractor}{name}."
        ),
        reasons=(*split, "The locality is that of the place where the service is given."),
        row=f"{edition_phrase(area.basis)}: {area.zip_code} {row.state}, {row.contractor}, locality {row.locality}.",
        mentions=frozenset(),
        basis=area.basis,
        locator=row.source.locator,
    )
