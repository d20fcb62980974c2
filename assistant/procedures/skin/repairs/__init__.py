"""Repair of wounds by class, site and summed length; local flaps by area; glue, strips and what goes with them."""

from collections.abc import Iterator
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.repairs.decide import decide, decide_flap
from assistant.procedures.skin.repairs.facts import flap_of, repairs_of
from assistant.procedures.skin.repairs.grafts import decide_graft, graft_of
from assistant.procedures.skin.repairs.words import tell, tell_flap, tell_graft
from assistant.rules.verdict import Verdict
from assistant.understand.circumstances.payers import Payer
from corpus.codes import CptCode


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the flap or the repairs that a case tells.

    None where none is told, where the family of lesions tells it with the removal, or where glue alone closed a wound
    of a Medicare patient, which has a code without length.
    """
    named = tuple(code for code in case.procedures if isinstance(code, CptCode))
    flap = flap_of(case)
    if flap is not None and (moved := decide_flap(flap, day)):
        yield tell_flap(moved, named, day)
    graft = graft_of(case)
    if graft is not None and (grafted := decide_graft(graft, day)):
        yield tell_graft(grafted, named, day)
    repairs = repairs_of(case)
    if repairs is None or repairs.beside_removal or (repairs.glue and case.payer is Payer.MEDICARE):
        return
    if closed := decide(repairs, day):
        yield tell(closed, case.lines, repairs, repairs.glue and case.payer is None, day)
