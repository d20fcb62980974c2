"""Verdicts of the payment tables: what a table has on a code or a place."""

from __future__ import annotations

from typing import Any

from assistant.rules.basis.bringing import not_here
from assistant.rules.payment.listed.decide import Listed, ListedFinding
from assistant.rules.payment.listed.row_words import SAID
from assistant.rules.payment.listed.said import WITHOUT_A_ROW, Said, not_loaded
from assistant.rules.verdict import Stance, Verdict, edition_phrase
from corpus.codes import Code

_STANCES = {
    ListedFinding.LISTED: Stance.AFFIRMS,
    ListedFinding.NOT_LISTED: Stance.SILENT,
    ListedFinding.NOT_LOADED: Stance.NOT_LOADED,
}


def tell(found: Listed[Any]) -> Verdict:
    """What a table has on a code or a place."""
    table = found.basis.table
    said = SAID[table](found) if found.finding is ListedFinding.LISTED else _silent(found)
    codes: frozenset[Code] = frozenset({found.code} if found.code else set())
    edition = edition_phrase(found.basis)
    return Verdict(
        key=f"listed:{table.name.lower()}:{found.subject}",
        title=f"{found.subject} in {table}",
        stance=_STANCES[found.finding],
        conclusion=said.conclusion,
        reasons=said.reasons,
        row=f"{edition}: {said.values}." if said.values else f"{edition}.",
        mentions=codes | said.mentions,
        about=codes,
        basis=found.basis,
        locator=said.locator,
    )


def _silent(found: Listed[Any]) -> Said:
    if found.finding is ListedFinding.NOT_LOADED:
        return Said(not_loaded(found.basis.table), (not_here(found.basis.table),), "", "")
    name = f"**{found.subject}**" if found.code else found.subject
    title = found.basis.edition.title if found.basis.edition else str(found.basis.table)
    no_row = f"no row {found.subject}"
    return Said(f"{name} is not in {title}.", (WITHOUT_A_ROW[found.basis.table],), no_row, no_row)
