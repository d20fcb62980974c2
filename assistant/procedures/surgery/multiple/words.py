"""How helpers and second surgeons are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.procedures.surgery.dollars import share as portion
from assistant.procedures.surgery.dollars import shown
from assistant.procedures.surgery.multiple.decide import Answer
from assistant.procedures.surgery.multiple.facts import FOLDER
from assistant.procedures.surgery.multiple.ranking import Ranking
from assistant.procedures.surgery.multiple.total import Total
from assistant.procedures.surgery.spoken import Said, said
from assistant.rules.basis.parameters import parameters

_HELPERS = {"AS": " under the assisting PA's or NP's own NPI"}
_SHARES = {"AS": "practitioner", "80": "physician", "82": "physician"}


def say(answer: Answer, day: date) -> Said:
    """The answer in words; a modifier that does not fit the person is turned down."""
    facts, code = answer.facts, str(answer.code)
    shares = parameters(FOLDER).at("assistant_shares", day)
    share = parameters(FOLDER).at("co_surgeon_share", day)
    wrong = tuple(each for each in facts.proposed if answer.modifier and each != answer.modifier)
    line = f"**{code}-{answer.modifier}**" if answer.modifier else f"**{code}**"
    instead = f" (not {' or '.join(wrong)})" if wrong else ""
    made = said(
        FOLDER,
        answer.outcome,
        denies=wrong,
        mentions=(code, *facts.proposed, *map(str, facts.alone)),
        code=code,
        line=f"{line}{instead}",
        who=""
        if answer.modifier
        else " A physician takes 80 (82 in a teaching hospital without a resident), PA or NP AS.",
        npi=_HELPERS.get(answer.modifier, ""),
        pays=_pays(shares.value) if shares else "",
        share=str(share.value) if share else "",
        alone=" and ".join(f"**{each}**" for each in facts.alone),
        amount=_amount(answer, shares.value if shares else {}, share.value if share else None),
    )
    if answer.outcome == "assistant-allowed" and answer.modifier:
        return replace(made, billed=(f"{code}-{answer.modifier}",))
    return made


def say_ranking(ranking: Ranking) -> Said:
    """The order of several procedures."""
    place = "facility totals" if ranking.facility else "totals outside a facility"
    made = said(
        FOLDER,
        "ranked",
        mentions=tuple(str(code) for code, _ in ranking.codes),
        ranked=", ".join(f"**{code}** ({total})" for code, total in ranking.codes),
        place=place,
    )
    return replace(made, billed=tuple(str(code) for code, _ in ranking.codes))


def say_total(total: Total) -> Said:
    """The sum under the multiple procedure rule, with each part of it."""
    (first, _), *others = total.lines
    parts = [
        f"{shown(first)} in full",
        *(f"{shown(fee)} at {total.percent} percent = {shown(paid)}" for fee, paid in others),
    ]
    parts += [f"the add-on's {shown(fee)} in full" for fee in total.add_ons]
    add_on = " An add-on takes no **51** and is not reduced." if total.add_ons else ""
    made = said(FOLDER, "reduced-total", total=shown(total.total), parts=", ".join(parts), add_on=add_on)
    return replace(made, denies=("51",)) if total.add_ons else made


def _pays(shares: dict[str, object]) -> str:
    return f"Medicare pays a physician {shares['physician']} percent of the fee, AS {shares['practitioner']} percent."


def _amount(answer: Answer, shares: dict[str, object], each: object) -> str:
    """What the told fee comes to for the helper, or for each of two surgeons; "" where no fee is told."""
    fee = answer.facts.fee
    percent = each if answer.facts.role == "co_surgeon" else shares.get(_SHARES.get(answer.modifier, ""))
    if percent is None:
        return ""
    if fee is None:
        return f" Medicare pays {percent} percent of the fee." if answer.facts.role == "assistant" else ""
    who = " each" if answer.facts.role == "co_surgeon" else ""
    return f" {percent} percent of {shown(fee)} is **{shown(portion(fee, str(percent)))}**{who}."
