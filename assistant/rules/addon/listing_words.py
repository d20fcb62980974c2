"""The add-on codes of a primary, in words. Pure. Sources: ``words.py``."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.addon.decide import AddOnListing, ListingFinding

# Past these a list of primary codes is easier to read in the row, which names every one.
from assistant.rules.addon.words import TYPES, codes_named, edition_and_payer, named, searched, span
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.relations import Table


def tell_add_ons(listing: AddOnListing) -> Verdict:
    """Which add-on codes go with a primary code? Every one of them is named."""
    stances = {
        ListingFinding.LISTED: Stance.AFFIRMS,
        ListingFinding.NONE_LISTED: Stance.SILENT,
        ListingFinding.NOT_LOADED: Stance.NOT_LOADED,
    }
    rows = listing.rows + listing.out_of_force
    edition = edition_phrase(listing.basis)
    return Verdict(
        key=f"add-ons-of:{listing.primary}",
        title=f"Add-on codes of {listing.primary}",
        stance=stances[listing.finding],
        conclusion=_listed(listing),
        reasons=tuple(_listing_reasons(listing)),
        row=searched(edition, listing, rows, f"primary code {listing.primary}"),
        mentions=codes_named((listing.primary, *listing.payer_decides), rows),
        about=frozenset({listing.primary}),
        basis=listing.basis,
        locator=f"rows with primary {listing.primary}" if rows else f"no row with primary {listing.primary}",
    )


def _listed(listing: AddOnListing) -> str:
    primary = bold(listing.primary)
    if listing.finding is ListingFinding.NOT_LOADED:
        whole = "the whole of " if listing.basis.edition else ""
        return f"I don't have {whole}the {Table.ADD_ON} loaded, so I cannot say which add-on codes go with {primary}."
    if listing.finding is ListingFinding.NONE_LISTED:
        return (
            f"No add-on code lists {primary} as its primary code on {listing.basis.day}. Add-on codes whose primary "
            "codes the payer decides (type 2) may still go with it."
        )
    if len(listing.add_ons) == 1:
        return f"One add-on code lists {primary} as its primary code: {bold(listing.add_ons[0])}."
    return f"{len(listing.add_ons)} add-on codes list {primary} as a primary code: {named(listing.add_ons, 'and')}."


def _listing_reasons(listing: AddOnListing) -> Iterator[str]:
    for edit_type in sorted({row.edit_type for row in listing.rows}):
        yield f"{named(listing.of_type(edit_type), 'and')}: {TYPES[edit_type]}."
    for note in dict.fromkeys(row.note for row in listing.rows if row.note):
        noted = named([row.add_on for row in listing.rows if row.note == note], "and")
        yield f"The table's note on {noted}: {note.strip().rstrip('.')}."
    if listing.payer_decides:
        yield f"For these the payer decides which primary codes it accepts: {named(listing.payer_decides, 'and')}."
    if listing.out_of_force and listing.finding is not ListingFinding.NOT_LOADED:
        spans = dict.fromkeys(f"{bold(row.add_on)}, {span(row)}" for row in listing.out_of_force)
        yield f"Not in force on that date: {'; '.join(spans)}."
    if listing.rows and not (listing.basis.edition and listing.basis.edition.complete):
        yield "The loaded edition is not complete: it may lack further add-on codes."
    yield from edition_and_payer(listing)
