"""How the codes of debridement are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import CaseLine, Span
from assistant.procedures.skin.debridement.decide import DISTINCT, Outcome
from assistant.procedures.skin.debridement.facts import Burn, Debrided, FootCare
from assistant.procedures.skin.repairs.words import number, said
from assistant.rules.verdict import Stance, Verdict
from corpus.codes import Code, Modifier

_LAYERS = {
    "bone": "to bone",
    "muscle": "to muscle or fascia",
    "subcutaneous": "to the fat",
    "selective": "above the fat (selective)",
}
_WOUND_CODES = ("1104", "9759")
_FOOT_CODES = ("1172", "1105", "1171")
_BURN_CODES = ("1602", "1603", "1604")
_FINDINGS = (Modifier("Q7"), Modifier("Q8"), Modifier("Q9"))


def tell_wounds(outcome: Outcome, debrided: Debrided, lines: tuple[CaseLine, ...], day: date) -> Verdict:
    """Debrided wounds in words: codes and units, then the sums."""
    told = "; ".join(
        f"{number(one.total)} sq cm {_LAYERS[one.depth]}"
        + (f" ({' + '.join(map(number, one.areas))})" if len(one.areas) > 1 else "")
        for one in outcome.sums
    )
    reasons = ["The deepest layer removed, not the depth of the wound, chooses the code; the area debrided counts."]
    if any(len(one.areas) > 1 for one in outcome.sums):
        reasons.append("Wounds debrided to the same depth are added up.")
    if any(line.units > 1 or str(line.code) in ("11045", "11046", "11047", "97598") for line in outcome.lines):
        reasons.append(
            "The first code holds 20 sq cm; each further 20 sq cm, or part of it, is one unit of the add-on."
        )
    if len(outcome.sums) > 1:
        reasons.append(
            "Another depth is another wound: 59 or XS on the lesser code. In one wound only the deepest counts."
        )
    return _verdict(outcome, told, reasons, debrided.rests_on, lines, _WOUND_CODES, day)


def tell_feet(outcome: Outcome, care: FootCare, lines: tuple[CaseLine, ...], medicare: bool, day: date) -> Verdict:
    """Nails and calluses in words, with the modifier of class findings for Medicare."""
    told = ", ".join(
        text
        for text in (
            f"{care.calluses} corn{'s' if care.calluses != 1 else ''} or calluses pared" if care.calluses else "",
            f"{care.nails} nail{'s' if care.nails != 1 else ''} debrided" if care.nails else "",
        )
        if text
    )
    reasons = []
    if care.calluses and care.nails:
        reasons.append("59 on the nails only if no callus was pared on the end joint of a toe whose nail was debrided.")
    if outcome.finding is None and medicare:
        reasons.append("Medicare needs Q7 (class A), Q8 (two class B) or Q9 (one B and two C) for routine foot care.")
    if outcome.finding is not None:
        reasons.append(
            f"{outcome.finding}: {care.class_b} class B and {care.class_c} class C findings are told.".replace(
                "Q7: 0 class B and 0 class C findings are", "Q7: a class A finding is"
            )
        )
    reasons.append("Numbers decide: nails 1 to 5 or 6 and more; calluses 1, 2 to 4, or more than 4.")
    return _verdict(outcome, told, reasons, care.rests_on, lines, _FOOT_CODES, day)


def tell_burn(outcome: Outcome, burn: Burn, lines: tuple[CaseLine, ...], day: date) -> Verdict:
    """A burn in words."""
    told = f"partial-thickness burn of {number(burn.percent)}% of the body surface, dressed or debrided"
    reasons = ["Under 5% is small, 5 to 10% medium, more than 10% large; once a session, first or later."]
    return _verdict(outcome, told, reasons, burn.rests_on, lines, _BURN_CODES, day)


def _verdict(
    outcome: Outcome,
    told: str,
    reasons: list[str],
    rests_on: tuple[Span, ...],
    lines: tuple[CaseLine, ...],
    family: tuple[str, ...],
    day: date,
) -> Verdict:
    codes = frozenset(line.code for line in outcome.lines)
    units = {line.code: line.units for line in outcome.lines}
    named = [line for line in lines if str(line.code).startswith(family)]
    wrong = list(dict.fromkeys(line.code for line in named if line.code not in codes))
    many = [
        f"{line.code} x{line.units}" for line in named if line.units and line.units != units.get(line.code, line.units)
    ]
    instead = [*map(str, wrong), *many]
    correction = f", not {', '.join(instead)}" if instead else ""
    mentions: set[Code] = {*codes, *(line.code for line in lines), DISTINCT, *_FINDINGS}
    return Verdict(
        key=f"debridement:{'/'.join(sorted(map(str, codes)))}",
        title="Debridement by depth and area, or by number",
        stance=Stance.AFFIRMS,
        conclusion=f"{said(outcome.lines)}{correction}: {told}.",
        reasons=tuple(reasons),
        row=f"{outcome.parameter.edition.title}; {told}.",
        mentions=frozenset(mentions),
        basis=outcome.parameter.basis(day),
        locator="debridement",
        about=codes | frozenset(wrong),
        denies=frozenset(wrong),
        billed=outcome.lines,
        rests_on=rests_on,
    )
