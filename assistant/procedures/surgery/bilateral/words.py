"""How a procedure on both sides is said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.procedures.surgery.bilateral.decide import Outcome
from assistant.procedures.surgery.bilateral.facts import FOLDER, Facts, pays
from assistant.procedures.surgery.dollars import share, shown
from assistant.procedures.surgery.spoken import Said, said
from assistant.understand.circumstances.payers import Payer


def say(outcome: Outcome, facts: Facts, day: date) -> Said:
    """The outcome in words."""
    wrong = ", not 2 units" if facts.doubled else ""
    made = said(
        FOLDER,
        outcome.value,
        mentions=(str(facts.code),),
        code=str(facts.code),
        share=pays(day),
        amount=_amount(facts, day),
        no_fifty="No **50**: " if facts.fifty else "",
        not_fifty="" if facts.fifty else ", not 50",
        **{"not": wrong},
    )
    if outcome is Outcome.ONE_LINE and facts.payer is Payer.MEDICARE:
        return replace(made, why=tuple(each for each in made.why if "commercial" not in each))
    return made


def _amount(facts: Facts, day: date) -> str:
    """What the told fee comes to for both sides."""
    percent = pays(day)
    if facts.fee is None or not percent:
        return ""
    return f" Of {shown(facts.fee)} that is **{shown(share(facts.fee, percent))}**."
