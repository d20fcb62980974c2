"""Which verdict leads an answer: of those that decide, the one that accounts for most of what was told. Pure.

A list that is asked for by name leads, also where it has no word of the code: another table's fact is no answer then.
The wish only breaks near ties: asked "can 64484 be billed alone?" the add-on rule leads, however many rules may speak
of 64484. A verdict that decides nothing leads only where it is what was asked for and nothing else speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.leading.settling import (
    OF_A_PAIR,
    TELLS_SOMETHING,
    covered,
    differ_by_setting,
    is_no_code_of_medicare,
    is_told,
    says_not_valid,
    settles,
    status_of_denied,
)
from assistant.rules.indicators.fields.words import FIELD
from assistant.rules.indicators.lists.asked import BY_NAME
from assistant.rules.verdict import Ruling, Stance
from assistant.understand.circumstances.payers import Payer
from assistant.understand.query import Query
from assistant.understand.wishes.wish import Wish
from corpus.codes import Code, Modifier

DECIDES = frozenset({Stance.AFFIRMS, Stance.CONDITIONS, Stance.DENIES})

# The rules that answer a wish, by the first part of their verdicts' keys.
_OF_WISH: dict[Wish, tuple[str, ...]] = {
    Wish.ALONE: ("add-on",),
    Wish.ADD_ON_STATUS: ("add-on",),
    Wish.PRIMARY_OF: ("primaries", "add-on"),
    Wish.ADD_ONS_OF: ("add-ons-of",),
    Wish.TOGETHER: ("ptp-summary", "ptp", "add-on", "icd10cm-pair", "icd10cm-order"),
    Wish.UNITS: ("mue",),
    Wish.BILLABLE: ("icd10cm", "status", "validity", FIELD),
    Wish.FACTS: ("values", "global", "status", "modifier"),
    Wish.MODIFIER: ("ptp", "modifier", FIELD),
    Wish.PAYMENT: ("payment", "listed", "status"),
    Wish.TABLE: ("listed",),
    Wish.COVERAGE: ("coverage", "status"),
    Wish.TIME: ("prolonged", "additional"),
    Wish.ADDITIONAL: ("additional",),
}
# Characters of the question that a rule asked for by name is ahead of one that is not: about two words.
_ASKED_FOR = 14
# Of two verdicts that account for the same, a denial costs a claim and is said first.
_WEIGHT = {Stance.DENIES: 3, Stance.CONDITIONS: 2, Stance.AFFIRMS: 1}
_OF_ONE_THING = frozenset(
    {
        Wish.DESCRIBE,
        Wish.UNITS,
        Wish.FACTS,
        Wish.PAYMENT,
        Wish.TABLE,
        Wish.COVERAGE,
        Wish.BILLABLE,
        Wish.MODIFIER,
        Wish.DOCUMENTATION,
        Wish.NOTES,
    }
)
# Asked of a case that was told before, these are of its codes and not of the case.
_OF_A_FIGURE = frozenset({Wish.FACTS, Wish.PAYMENT, Wish.TABLE, Wish.NOTES})
_STATUS = "validity"
_WHOLE_ANSWER = 10_000
_OF_WHAT_IT_IS = frozenset({Wish.DESCRIBE, Wish.DOCUMENTATION, Wish.DIFFERENCE, Wish.NOTES, Wish.CROSSWALK})
IN_THE_FACTS = frozenset({"add-on", "modifier", "mue"})
# Asked whether 25 is valid on a code, the modifier is asked about and not the code.
_OF_A_MODIFIER = frozenset({Wish.MODIFIER, Wish.BILLABLE})
# Rules that speak because a code is named, whatever is asked: behind all others.
BY_THE_WAY = frozenset({"icd10cm", "validity", "primaries", "add-ons-of", "global", FIELD})


@dataclass(frozen=True, slots=True)
class Turned:
    """What a follow-up does: where it begins in the joined story, the codes that it names, and, where it asks the same
    again, the rule that led the answer before; ``again`` is False for one that asks something new of the case, with
    ``of_figure`` for a figure of its codes."""

    begins: int
    again: bool
    of_figure: bool = False
    named: frozenset[Code] = frozenset()
    led: str = ""


def turned(question: Query) -> Turned | None:
    """The follow-up that a question is; None for one that stands by itself."""
    if "story" not in question.carried or ("codes" not in question.carried and "wish" not in question.carried):
        return None
    begins = question.begins - 1  # a full stop at its end is a token or is none
    spans = question.places.items()
    named = frozenset(code for code, places in spans if any(begin >= begins for begin, _ in places))
    mues = question.story.within("rules").mentions("mue")
    units = question.intent is Wish.UNITS and any(one.start >= begins for one in mues)
    of_figure = units or question.intent in _OF_A_FIGURE
    return Turned(begins, "wish" in question.carried, of_figure, named, question.led)


def lead_of(question: Query, rulings: Sequence[Ruling]) -> Ruling | None:
    """The ruling that the answer to a question begins with."""
    of_medicare = question.circumstances.payer is Payer.MEDICARE
    of_edit = question.story.within("rules").has("includes_it", "included_in", "would_deny")
    now = turned(question)
    return leading(question.intent, rulings, question.modifiers, now, of_medicare=of_medicare, of_edit=of_edit)


def leading(
    intent: Wish,
    rulings: Sequence[Ruling],
    asked_of: Sequence[Modifier] = (),
    now: Turned | None = None,
    *,
    of_medicare: bool = False,
    of_edit: bool = False,
) -> Ruling | None:
    """The ruling that an answer begins with; None where what is known of the codes should lead instead.

    ``asked_of`` are the modifiers that the question names: asked for one, a verdict that concludes it or turns it down
    goes before those that do neither. ``now`` is filled for a follow-up.
    ``of_medicare``: Medicare is named as the payer. ``of_edit``: the edit itself is asked about, which of two codes it
    denies.
    """
    asked = _OF_WISH.get(intent, ())
    candidates = [
        ruling
        for ruling in rulings
        if ruling.verdict.stance in DECIDES
        and (ruling.rule not in BY_THE_WAY or ruling.rule in asked or _is_of_no_code_of_the_day(ruling, intent))
    ]
    if intent in _OF_ONE_THING:
        # "What is 64484?", "MUE of 64484" want just that: only a case that is told, or a denied pair, goes before it.
        candidates = [ruling for ruling in candidates if ruling.rule in asked or _is_of_a_case(ruling)]
    candidates = _of_the_turn(candidates, asked, now)
    if named := [ruling for ruling in rulings if ruling.rule in BY_NAME]:
        candidates = [ruling for ruling in named if ruling.verdict.stance in DECIDES]
        if not candidates:
            return named[0]
    if any(is_told(ruling) and ruling.rule != FIELD for ruling in candidates):
        candidates = [ruling for ruling in candidates if ruling.rule != FIELD]  # a told case is more than its modifier
    if intent in _OF_A_MODIFIER and (decided := [one for one in candidates if _decides_on(one, asked_of)]):
        most = max(map(covered, decided))
        more = [one for one in candidates if is_told(one) and covered(one) >= most + TELLS_SOMETHING]
        candidates = [one for one in candidates if one in decided or one in more]
    if candidates:
        best = max(candidates, key=lambda ruling: _score(ruling, asked))
        if says_not_valid(best) and (of_day := status_of_denied(candidates, rulings)):
            return of_day
        if unpaid := [one for one in candidates if is_no_code_of_medicare(one, best, of_medicare=of_medicare)]:
            return unpaid[0]
        names_the_right = not of_edit and not differ_by_setting(best, rulings)
        settled = [one for one in candidates if settles(one, best, names_the_right=names_the_right)]
        return max(settled, key=covered, default=best)
    return next((ruling for ruling in rulings if ruling.rule in asked), None)


def _of_the_turn(candidates: list[Ruling], asked: Sequence[str], now: Turned | None) -> list[Ruling]:
    """The candidates that answer a follow-up: asked for a figure, what was decided before is none.

    Asked again with one code more, that code's denial is the answer; else the procedure that led, if it used what is
    told now; else what is said of that code.
    """
    if now is None:
        return candidates
    told_now = [one for one in candidates if is_told(one) and any(b >= now.begins for b, _ in one.verdict.rests_on)]
    if not now.again:
        figures = [one for one in candidates if one.rule in asked or one in told_now]
        return figures if now.of_figure else candidates
    denied = [one for one in candidates if one.verdict.stance is Stance.DENIES and one.verdict.denies & now.named]
    if denied or (led := [one for one in told_now if one.rule == now.led]):
        return denied or led
    return [one for one in candidates if one.about & now.named] or candidates


def answers(wish: Wish, ruling: Ruling) -> bool:
    """Whether a ruling is of a rule that answers the wish."""
    return ruling.rule in _OF_WISH.get(wish, ())


def _is_of_no_code_of_the_day(ruling: Ruling, intent: Wish) -> bool:
    """A deleted code, or a made-up modifier, answers whatever is asked of it but what it was."""
    if ruling.rule != _STATUS or intent in _OF_WHAT_IT_IS:
        return False
    made_up = ruling.verdict.stance is Stance.CONDITIONS and any(isinstance(code, Modifier) for code in ruling.about)
    return made_up or ruling.verdict.stance is Stance.DENIES


def _decides_on(ruling: Ruling, modifiers: Sequence[Modifier]) -> bool:
    """True where a verdict concludes one of the modifiers or turns it down, or a table decides on it."""
    verdict = ruling.verdict
    if ruling.rule in _OF_WISH[Wish.MODIFIER] and not verdict.mentions.isdisjoint(modifiers):
        return True
    if ruling.rule in OF_A_PAIR and verdict.stance is Stance.DENIES:
        return True  # with indicator 0 none of them helps
    concluded = {code for line in verdict.billed for code in (line.code, *line.modifiers)} | verdict.denies
    return not concluded.isdisjoint(modifiers)


def _is_of_a_case(ruling: Ruling) -> bool:
    """False for what stands in the line of facts of a code anyway."""
    return ruling.rule not in IN_THE_FACTS


def _score(ruling: Ruling, asked: Sequence[str]) -> tuple[int, int]:
    used = covered(ruling)
    if ruling.rule == _STATUS in asked and ruling.verdict.stance is Stance.DENIES:
        return _WHOLE_ANSWER, _WEIGHT[Stance.DENIES]  # asked of its day, a code that the day does not have
    # The rules of a wish are in the order in which they answer it.
    bonus = _ASKED_FOR - asked.index(ruling.rule) if ruling.rule in asked else 0
    if ruling.rule == "add-on" and ruling.verdict.stance is Stance.CONDITIONS:
        bonus //= 2  # "the payer decides" leaves room for what is told
    return used + bonus, _WEIGHT[ruling.verdict.stance]
