"""How helpers and second surgeons are said: ``outcomes.yaml`` has the words. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.procedures.parameters import parameters
from assistant.procedures.surgery.multiple.decide import Answer
from assistant.procedures.surgery.multiple.facts import FOLDER
from assistant.procedures.surgery.multiple.ranking import Ranking
from assistant.procedures.surgery.spoken import Said, said


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
        mentions=(code, *facts.proposed),
        code=code,
        line=f"{line}{instead}",
        who=""
        if answer.modifier
        else " A physician takes 80 (82 in a teaching hospital without a resident), PA or NP AS.",
        pays=_pays(shares.value) if shares else "",
        share=str(share.value) if share else "",
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


def _pays(shares: dict[str, object]) -> str:
    return f"Medicare pays a physician {shares['physician']} percent of the fee, AS {shares['practitioner']} percent."
