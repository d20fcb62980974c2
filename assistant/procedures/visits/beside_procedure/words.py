"""How the modifier of a visit beside procedures is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import Case
from assistant.procedures.visits.beside_procedure.decide import Outcome
from assistant.rules.verdict import Billed, Stance, Verdict, bold
from corpus.codes import Modifier


def tell(outcome: Outcome, case: Case, day: date) -> Verdict:
    """The visit with its modifier first, then the condition."""
    codes = [code for code, _ in outcome.procedures]
    is_minor = str(outcome.modifier) == "25"
    names = " and ".join(map(bold, codes))
    condition = (
        f"if it was significant and separate from {names}; a decision for that alone is inside it"
        if is_minor
        else f"if it is the visit at which {names} was decided on; else the visit is in its global period"
    )
    periods = ", ".join(f"{code} {days}" for code, days in outcome.procedures)
    named = frozenset({outcome.visit, *codes})
    return Verdict(
        key=f"beside_procedure:{outcome.visit}/{'/'.join(map(str, codes))}",
        title="A visit beside procedures of the day",
        stance=Stance.CONDITIONS,
        conclusion=f"**{outcome.visit}-{outcome.modifier}**, {condition}. The procedures take no modifier for it.",
        reasons=(
            f"Global days: {periods}.",
            "The same diagnosis may serve for both; the note must show the work of the visit.",
        ),
        row=f"{outcome.parameter.edition.title}: chapter I, section D.",
        mentions=frozenset({*named, Modifier("25"), Modifier("57")}),
        basis=outcome.parameter.basis(day),
        locator="chapter I, section D",
        about=named,
        billed=(Billed(outcome.visit, 1, (outcome.modifier,)), *(Billed(code) for code in codes)),
        missing=("what the visit was for beyond the procedures",) if is_minor else ("whether it was decided on then",),
        rests_on=case.spans_of(named),
    )
