"""How new or established is said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.visits.new_or_established.decide import Outcome
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code


def tell(outcome: Outcome, named: tuple[Code, ...], day: date) -> Verdict:
    """The outcome in words: the status first."""
    codes = frozenset[Code](outcome.codes or ())
    return Verdict(
        key=f"new_or_established:{outcome.is_new}",
        title="New or established patient by date",
        stance=Stance.CONDITIONS if outcome.is_new is None else Stance.AFFIRMS,
        conclusion=_conclusion(outcome),
        reasons=(
            "The last face-to-face service by the practitioner or a same-specialty colleague of the group counts, in "
            "any place.",
            "Reading a test without seeing the patient does not count.",
        ),
        row=f"{outcome.parameter.edition.title}, section 30.6.7.",
        mentions=codes | frozenset(named),
        basis=outcome.parameter.basis(day),
        locator="section 30.6.7",
        about=codes | frozenset(named),
        missing=("date of the last service",) if outcome.is_new is None else (),
        rests_on=outcome.seen.rests_on,
    )


def _conclusion(outcome: Outcome) -> str:
    years = f"{outcome.years} years"
    if outcome.codes is None:
        return (
            f"New only if more than {years} have passed to the day since the last face-to-face service; else "
            "established. The year alone leaves it open."
        )
    first, last = outcome.codes
    if outcome.turns_new is not None:
        told = f"{outcome.seen.when} and {years} are {outcome.turns_new}"
        side = "the visit is after that" if outcome.is_new else "the visit is not after that"
        return f"{'New' if outcome.is_new else 'Established'}: **{first}** to **{last}**; {told}, and {side}."
    side = f"more than {years} ago" if outcome.is_new else f"within {years}"
    status = "New" if outcome.is_new else "Established"
    return f"{status}: **{first}** to **{last}**, since the last service was {side}."
