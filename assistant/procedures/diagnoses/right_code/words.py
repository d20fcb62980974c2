"""How it is said whether a code is right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.procedures.case import Case, Figures
from assistant.procedures.decisions import code_of
from assistant.procedures.diagnoses.right_code.check import Values
from assistant.procedures.diagnoses.right_code.decide import Outcome
from assistant.procedures.diagnoses.right_code.facts import FAMILY
from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code, Icd10CmCode

_NO_PLACE = (
    "A code that contradicts the record is corrected before the claim goes out; if the record is unclear, query."
)


def tell(outcome: Outcome, others: Sequence[Outcome], case: Case, day: date, figures: Figures) -> Verdict:
    """The code that fits first. ``others`` are further named codes that come to the same one."""
    right = tuple(code_of(code) for code in outcome.right)
    aftercare = _aftercare(outcome, case, day)
    wrong = (*(each.named for each in (outcome, *others) if each.named not in right), *aftercare)
    edition = outcome.checks[-1].edition
    place = outcome.checks[-1].place
    told = case.told(FAMILY)
    together = outcome.checks[-1].together
    return Verdict(
        key=f"{FAMILY}:{outcome.named}",
        title=f"Does {outcome.named} fit",
        stance=Stance.AFFIRMS if len(right) == 1 or together else Stance.CONDITIONS if right else Stance.DENIES,
        conclusion=_conclusion(outcome, right, wrong, refuses=bool(aftercare)),
        reasons=tuple(_reasons(right, wrong, outcome, figures, day)),
        row=f"{edition.title}, {place}.",
        mentions=frozenset((*right, *wrong, *case.diagnoses)),
        basis=Basis(GUIDANCE, day, edition),
        locator=place,
        about=frozenset((*right, *wrong)),
        denies=frozenset(wrong),
        billed=tuple(Billed(code) for code in right) if len(right) == 1 or together else (),
        missing=("the kind",) if len(right) > 1 and not together else (),
        rests_on=(
            *(span for check in outcome.checks for span in told.spans(*check.concepts)),
            *told.spans("asks_check"),
            *case.spans_of((outcome.named, *wrong)),
        ),
    )


def _aftercare(outcome: Outcome, case: Case, day: date) -> tuple[Icd10CmCode, ...]:
    """Aftercare codes named beside an injury in its healing phase: the 7th character says it."""
    if not any(check.concepts[:1] == ("routine",) for check in outcome.checks):
        return ()
    beginnings = tuple(Values(day).of("aftercare_codes") or ())
    return tuple(code for code in case.diagnoses if str(code).startswith(beginnings))


def _conclusion(outcome: Outcome, right: tuple[Code, ...], wrong: tuple[Code, ...], *, refuses: bool = False) -> str:
    why = "; ".join(dict.fromkeys(check.why for check in outcome.checks))
    if refuses and len(right) == 1:
        said = " and no ".join(str(code) for code in wrong)
        return f"No: **{right[0]}** alone, no {said}: {why}, and an injury takes no aftercare Z code."
    said = ", ".join(map(str, wrong))
    if not right:
        return f"No: **{outcome.named}** does not fit, because {why}."
    if outcome.checks[-1].together:
        return f"{' and '.join(f'**{code}**' for code in right)}: {why}."
    if len(right) > 1:
        return f"No: **{outcome.named}** is {why}."
    if not wrong:
        return f"Yes, **{right[0]}** fits as far as told: {why}."
    return f"**{right[0]}**, not {said}: {why}."


def _reasons(
    right: tuple[Code, ...], wrong: tuple[Code, ...], outcome: Outcome, figures: Figures, day: date
) -> list[str]:
    reasons = []
    for code in (*right[:1], *wrong[:1]) if len(right) == 1 else ():
        record = figures.record(code, day)
        if record is not None:
            reasons.append(f"{code}: {record.description}.")
    if any(check.concepts[:1] == ("sequela",) for check in outcome.checks):
        reasons.append("The condition that is left goes first, the injury code with S behind it.")
    if wrong and right:
        reasons.append(_NO_PLACE)
    if len(right) > 1 and not outcome.checks[-1].together:
        reasons.append("The record decides which of them; the unspecified one only when it says nothing more.")
    return reasons
