"""How terms are said: what each means, then what follows from it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.procedures.billing.terms.rows import MOST_REASONS, Term
from assistant.procedures.surgery.spoken import Said
from assistant.rules.basis.parameters import sources
from assistant.rules.verdict import Stance


def say(terms: Sequence[Term]) -> Said:
    """One term with its reasons; of two the second one's meaning is the first reason."""
    first, *others = terms
    why = (*(term.means for term in others), *first.why) if others else first.why
    further = {term.reference for term in others} - {first.reference}
    return Said(
        id="-".join(term.id for term in terms),
        stance=Stance.AFFIRMS,
        conclusion=first.means,
        why=why[:MOST_REASONS],
        reference=first.reference,
        place="; ".join(f"with {sources()[name].title}" for name in sorted(further)),
        mentions=tuple(code for term in terms for code in term.mentions),
    )
