"""How the codes of Mohs surgery are said. Pure."""

from __future__ import annotations

from datetime import date

from assistant.procedures.case import CaseLine
from assistant.procedures.skin.mohs.decide import Outcome
from assistant.procedures.skin.repairs.words import said
from assistant.rules.verdict import Billed, Stance, Verdict
from corpus.codes import Code

_SITES = {"head_neck_hands_feet": "head, neck, hands, feet, genitals", "trunk_arms_legs": "trunk, arms, legs"}


def tell(
    outcome: Outcome, repairs: tuple[Billed, ...], lines: tuple[CaseLine, ...], slides: tuple[Code, ...], day: date
) -> Verdict:
    """The stages in words, with the repair's codes behind them; ``slides`` are proposed codes that the stages hold."""
    one = len(outcome.lines) == 1
    billed = (*outcome.lines[0][1], *repairs) if one else ()
    every = [line for _, group in outcome.lines for line in group]
    codes = frozenset(line.code for line in every)
    named = [line for line in lines if str(line.code).startswith("1731")]
    units = {line.code: line.units for line in every}
    wrong: list[Code] = list(dict.fromkeys((*(line.code for line in named if line.code not in codes), *slides)))
    many = [
        f"{line.code} x{line.units}" for line in named if line.units and line.units != units.get(line.code, line.units)
    ]
    instead = [*map(str, wrong), *many]
    correction = f", not {', '.join(instead)}" if instead else ""
    told = f"{outcome.mohs.stages} stage{'s' if outcome.mohs.stages > 1 else ''}"
    if any(outcome.mohs.blocks):
        told += f" with {', '.join(str(count) for count in outcome.mohs.blocks if count)} blocks"
    if one:
        conclusion = f"{said(billed)}{correction}: {told}, {_SITES[outcome.lines[0][0]]}."
    else:
        options = "; ".join(f"{_SITES[name]}: {said(group)}" for name, group in outcome.lines)
        conclusion = f"By the site, {told}{correction}: {options}."
    mentions: set[Code] = {*codes, *(line.code for line in lines), *(line.code for line in repairs)}
    mentions.update(modifier for line in repairs for modifier in line.modifiers)
    return Verdict(
        key=f"mohs:{'/'.join(sorted(map(str, codes)))}",
        title="Mohs surgery by site, stages and blocks",
        stance=Stance.AFFIRMS if one else Stance.CONDITIONS,
        conclusion=conclusion,
        reasons=tuple(_reasons(outcome, bool(repairs))),
        row=f"{outcome.parameter.edition.title}; {told}.",
        mentions=frozenset(mentions),
        basis=outcome.parameter.basis(day),
        locator="Mohs surgery",
        about=codes | frozenset(wrong),
        denies=frozenset(wrong),
        billed=billed,
        missing=() if one else ("site",),
        rests_on=outcome.mohs.rests_on,
    )


def _reasons(outcome: Outcome, repaired: bool) -> list[str]:
    reasons = ["One first stage for each tumor; every further stage is one unit of its add-on."]
    if outcome.beyond:
        reasons.append(
            "Blocks past five count stage by stage, one unit each; unused blocks of a stage do not balance another."
        )
    elif not outcome.mohs.blocks:
        reasons.append("A stage holds five blocks; each block past five of one stage is a unit of another add-on.")
    reasons.append(
        "The repair is reported besides, by class, site and length."
        if repaired
        else "Excision, biopsy and pathology of the tumor are included; repairs, flaps and grafts are not."
    )
    return reasons
