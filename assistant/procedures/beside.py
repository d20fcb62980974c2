"""What the verdicts of one case mean for each other: a visit beside a procedure takes 25 or 57, a call 93. Pure.

A family decides its own service and does not see the others. When the level of a visit and a procedure with global days
are both concluded, the visit's line gets the modifier: 57 where the procedure has 90 days (the decision for it), 25
where it has 0 or 10. Sources: NCCI policy manual, chapter 1, section D; the fee schedule's global days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.procedures.case import Case, Figure, Figures
from assistant.rules.verdict import Billed, Stance, Verdict, bold
from corpus.codes import Code, Modifier
from corpus.relations import ProcedureCode

_LEVELS = "levels"
_DECISION, _SEPARATE = Modifier("57"), Modifier("25")
_OF_DAYS = {"090": _DECISION, "000": _SEPARATE, "010": _SEPARATE}
# A preventive visit beside a problem: the problem's visit takes 25.
_PREVENTIVE = "preventive"
_PSYCHOTHERAPY = "psychotherapy"
_AUDIO = Modifier("93")


def beside(verdicts: Sequence[Verdict], case: Case, day: date, figures: Figures) -> list[Verdict]:
    """The verdicts, with the modifier on the visit that stands beside a concluded procedure."""
    verdicts = [_by_telephone(each, case) for each in verdicts]
    visit = next((each for each in verdicts if each.rule == _LEVELS and _one_plain_line(each)), None)
    if visit is None or visit.billed[0].code in _named_with_modifiers(case):
        return list(verdicts)
    found = _needed(verdicts, visit, day, figures)
    if found is None:
        return list(verdicts)
    modifier, reason = found
    (line,) = visit.billed
    with_modifier = Billed(line.code, line.units, (modifier,))
    told = replace(
        visit,
        key=f"{_LEVELS}:{with_modifier}",
        conclusion=visit.conclusion.replace(bold(line.code), f"**{with_modifier}**", 1),
        reasons=(reason, *visit.reasons)[:4],
        billed=(with_modifier,),
        mentions=visit.mentions | {modifier},
    )
    return [told if each is visit else each for each in verdicts]


def _by_telephone(verdict: Verdict, case: Case) -> Verdict:
    """Psychotherapy by telephone takes 93, the CPT modifier of audio alone, and the place of the patient.

    Sources: corpus/text/modifiers.yaml (93); POS 10 and 02 in corpus/text/guidelines/telehealth-services.md.
    """
    told = case.told("telehealth")
    if verdict.rule != _PSYCHOTHERAPY or verdict.stance is not Stance.AFFIRMS or len(verdict.billed) != 1:
        return verdict
    if not told.has("audio") or told.has("video", "lost_video"):
        return verdict
    (line,) = verdict.billed
    spoken = Billed(line.code, line.units, (_AUDIO,))
    place = "POS 10 (at home)" if told.has("home") else "POS 10 at home, 02 elsewhere"
    return replace(
        verdict,
        conclusion=verdict.conclusion.replace(bold(line.code), f"**{spoken}**, {place}", 1),
        billed=(spoken,),
        mentions=verdict.mentions | {_AUDIO},
        rests_on=(*verdict.rests_on, *told.spans("audio", "home")),
    )


def _needed(verdicts: Sequence[Verdict], visit: Verdict, day: date, figures: Figures) -> tuple[Modifier, str] | None:
    """The modifier and why, by the procedure of the longest period."""
    best: tuple[str, Code] | None = None
    for verdict in verdicts:
        if verdict is visit or verdict.stance is not Stance.AFFIRMS:
            continue
        if verdict.rule == _PREVENTIVE and verdict.billed:
            return _SEPARATE, "The problem visit beside a preventive visit takes 25, for significant work of its own."
        for line in verdict.billed:
            days = _days(line.code, day, figures)
            if days is not None and days.value in _OF_DAYS and (best is None or days.value > best[0]):
                best = (days.value, line.code)
    if best is None:
        return None
    days_told = int(best[0])
    if _OF_DAYS[best[0]] is _DECISION:
        return _DECISION, f"57 on the visit at which the procedure was decided: {best[1]} has {days_told} global days."
    return _SEPARATE, f"25 only if the visit was significant work beyond {best[1]}, which has {days_told} global days."


def _days(code: Code, day: date, figures: Figures) -> Figure | None:
    return figures.figure(code, "global_days", day) if isinstance(code, ProcedureCode) else None


def _one_plain_line(verdict: Verdict) -> bool:
    return verdict.stance is Stance.AFFIRMS and len(verdict.billed) == 1 and not verdict.billed[0].modifiers


def _named_with_modifiers(case: Case) -> frozenset[Code]:
    return frozenset(line.code for line in case.lines if line.modifiers)
