"""How often Medicare Part B allowed a code in a year, as the loaded utilization has it."""

from __future__ import annotations

from datetime import date

from assistant.rules.basis import consult
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase
from corpus.listed import Utilization
from corpus.relations import Loaded, ProcedureCode

_PLACES = {"F": "in facilities", "O": "elsewhere"}


def tell_use(code: ProcedureCode, loaded: Loaded[Utilization], day: date) -> Verdict:
    """Services of the year, in facilities and elsewhere. Rare codes are not published: no row is no 0."""
    consulted = consult(loaded, day)
    rows = consulted.rows
    total = sum(row.services for row in rows)
    year = (
        consulted.basis.edition.effective_from.year
        if consulted.basis.edition and consulted.basis.edition.effective_from
        else ""
    )
    parts = ", ".join(f"{row.services:,.0f} {_PLACES.get(row.place, row.place)}" for row in rows)
    return Verdict(
        key=f"utilization:{code}",
        title=f"How often {code} was billed to Medicare",
        stance=Stance.AFFIRMS if rows else Stance.NOT_LOADED,
        conclusion=(
            f"Medicare Part B allowed {total:,.0f} services of {bold(code)} in {year}: {parts}."
            if rows
            else f"I don't have that: the loaded utilization has no row for {bold(code)}."
        ),
        reasons=("It counts Original Medicare alone; codes of very few beneficiaries are left out of it.",),
        row=f"{edition_phrase(consulted.basis)}: {parts or f'no row {code}'}.",
        mentions=frozenset({code}),
        basis=consulted.basis,
        locator=f"row {code}" if rows else f"no row {code}",
        about=frozenset({code}),
    )
