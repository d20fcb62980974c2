"""Mohs surgery: stages and blocks by site, the repair beside it, and what is included."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from assistant.procedures.case import Case, Figures
from assistant.procedures.skin.diagnosis import with_diagnosis
from assistant.procedures.skin.mohs.decide import decide
from assistant.procedures.skin.mohs.facts import mohs_of
from assistant.procedures.skin.mohs.words import tell
from assistant.procedures.skin.repairs.decide import decide as decide_repairs
from assistant.procedures.skin.repairs.decide import decide_flap
from assistant.procedures.skin.repairs.facts import flap_of, repairs_of
from assistant.procedures.skin.repairs.grafts import decide_graft, graft_of
from assistant.procedures.skin.repairs.words import billed_of
from assistant.rules.basis.parameters import parameters
from assistant.rules.verdict import Billed, Verdict
from corpus.codes import Code


def speak(case: Case, day: date, figures: Figures) -> Iterator[Verdict]:
    """The verdict on the Mohs surgery that a case tells, with its repair; none where stages are not told."""
    mohs = mohs_of(case)
    if mohs is not None and (outcome := decide(mohs, day)):
        yield with_diagnosis(case, tell(outcome, _closure(case, day), case.lines, _slides(case, day), day), day)


def _slides(case: Case, day: date) -> tuple[Code, ...]:
    """Codes of pathology on the claim that the stages hold; none where other tissue or another reader is told."""
    inside = parameters(Path(__file__).parent).at("pathology", day)
    if inside is None or case.told("mohs").has("biopsied", "stains", "pathologist_apart", "no_diagnosis"):
        return ()
    return tuple(line.code for line in case.lines if str(line.code) in inside.value)


def _closure(case: Case, day: date) -> tuple[Billed, ...]:
    flap = flap_of(case)
    moved = decide_flap(flap, day) if flap is not None else None
    if moved is not None and len(moved.lines) == 1:
        further = (Billed(moved.add_on, moved.further),) if moved.add_on is not None else ()
        return (Billed(moved.lines[0][1]), *further)
    graft = graft_of(case)
    grafted = decide_graft(graft, day) if graft is not None else None
    if grafted is not None:
        return grafted.lines
    repairs = repairs_of(case)
    closed = decide_repairs(repairs, day) if repairs is not None else None
    return billed_of(closed.lines) if closed is not None else ()
