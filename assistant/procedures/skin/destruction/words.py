"""How the codes of destroyed lesions are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import CaseLine
from assistant.procedures.skin.destruction.decide import DISTINCT, Outcome
from assistant.procedures.skin.repairs.words import cm, said
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code

_SITES = {
    "face": "face, ears, eyelids, nose, lips",
    "scalp_neck_hands_feet": "scalp, neck, hands, feet, genitals",
    "trunk_arms_legs": "trunk, arms, legs",
}
_NAMES = {"premalignant": "premalignant (AK)", "benign": "benign", "tags": "skin tags"}
_ONE_UNIT = ("17003", "17004", "17110", "17111", "11201")
_OWN = ("170", "171", "112", "172")


def tell(outcome: Outcome, lines: tuple[CaseLine, ...], day: date, *, asks_whether: bool = False) -> Verdict:
    """The outcome in words: the codes with units, then what was counted."""
    codes = frozenset((*(line.code for line in outcome.lines), *(code for _, code in outcome.branches)))
    named = [line for line in lines if str(line.code).startswith(_OWN) and str(line.code) != "17250"]
    units = {line.code: line.units for line in outcome.lines}
    wrong = [line.code for line in named if line.code not in codes]
    many = [f"{line.code} x{line.units}" for line in named if line.units and line.units != units.get(line.code, 0)]
    instead = [
        *map(str, dict.fromkeys(wrong)),
        *(text for text in many if text.partition(" ")[0] not in map(str, wrong)),
    ]
    answer = "No: " if many and asks_whether else ""
    modified = any(line.modifiers for line in outcome.lines)
    mentions: set[Code] = {*codes, *(line.code for line in lines)}
    mentions.update([DISTINCT] if modified else [])
    return Verdict(
        key=f"destruction:{'/'.join(sorted(map(str, codes)))}",
        title="Destruction of lesions by kind, number, site and size",
        stance=Stance.AFFIRMS if outcome.lines else Stance.CONDITIONS,
        conclusion=answer + _conclusion(outcome, f", not {', '.join(instead)}" if instead else ""),
        reasons=tuple(_reasons(outcome, modified)),
        row=f"{outcome.parameter.edition.title}; {_told(outcome)}.",
        mentions=frozenset(mentions),
        basis=outcome.parameter.basis(day),
        locator="destruction of lesions",
        about=codes | frozenset(wrong),
        denies=frozenset(wrong),
        billed=outcome.lines,
        missing=() if outcome.lines else ("site",),
        rests_on=outcome.destroyed.rests_on,
    )


def _said(lines: tuple[Billed, ...]) -> str:
    """The lines; an add-on and a lone code that stands for many say also that they are one unit."""
    one = [line.units == 1 and str(line.code) in _ONE_UNIT for line in lines]
    return ", ".join(said([line]) + (" x1" if single else "") for line, single in zip(lines, one, strict=True))


def _told(outcome: Outcome) -> str:
    cancers = [f"cancer of {cm(cancer.diameter)}" for cancer in outcome.destroyed.cancers]
    return ", ".join([*cancers, *(f"{count} {_NAMES[kind]}" for kind, count in outcome.destroyed.counts)])


def _conclusion(outcome: Outcome, instead: str) -> str:
    if outcome.lines:
        return f"{_said(outcome.lines)}{instead}: {_told(outcome)}."
    options = "; ".join(f"{_SITES[name]}: **{code}**" for name, code in outcome.branches)
    return f"By the site, for a {_told(outcome)}{instead}: {options}."


def _reasons(outcome: Outcome, modified: bool) -> list[str]:
    reasons = list(outcome.why)[:2]
    if modified:
        reasons.append(
            "59 (or XS) stands on the column 2 code, for other lesions than those of the first code (edits of 2024 Q3)."
        )
    reasons.append("The method does not matter; local anesthesia is included.")
    return reasons
