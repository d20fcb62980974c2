"""The told case with what a follow-up changes of it: an amount takes the place of the one that it means. Pure.

"if it ran til 1235"        the end of the span that was told, and its minutes
"therapy was 35 not 40"     the 40 that was told, whatever it measures
"margins were 0.5"          what the same word owns: a margin, "day 10" after "day 5"
"he got all 500"            a bare number measures what the case's amounts measure
"and zofran at 0850"        a thing that is new brings amounts of its own, and replaces none
"without the second drug"   the thing, its amounts, and what was told of it

``things`` are the names of concepts that name a thing with amounts of its own: drugs, vaccines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.conversation.changes import Changes
from assistant.understand.conversation.retold import values
from assistant.understand.story import Amount, Kind, Mention, Role, Story
from assistant.understand.story.clock import military
from assistant.understand.story.tokens import Token

OF_THE_CASE = frozenset({Role.TOLD, Role.TOTAL})
_RENEWABLE = OF_THE_CASE | {Role.MARGIN}
# Of these a new amount replaces what was told; the rest only where a message puts something right.
_REPLACED = frozenset({Kind.MINUTES, Kind.CLOCK, Kind.AGE, Kind.DOSE, Kind.AREA})
_ONLY_CORRECTED = frozenset({Kind.LENGTH, Kind.PERCENT, Kind.DAYS})
_MEASURES = _REPLACED | {Kind.LENGTH}
_CLOCK = "clock"
_HALF_DAY = 12 * 60
_ENDS = frozenset("stop stopped end ended till til until to out off home left discharged dc finished done gone".split())
_BEGINS = frozenset("start started begin began from".split())
_CONTAINERS = frozenset("vial sdv mdv syringe ampule ampul bag bottle container".split())
_LEFT_OVER = frozenset("wasted waste discarded tossed thrown leftover unused".split())
_RATHER = ({"not"}, {"instead", "of"}, {"rather", "than"})
_SMALL = frozenset(
    "the and was not for min minute mins hour total time mg mcg with but sorry actually instead also what about how it "
    "that this then now only just really have had did does were are from all each same".split()
)
# Words that a number behind them numbers or measures; before other words it counts what is behind it.
_NUMBERED = frozenset("day week month age score bmi ef gaf asa".split())
_CODED = "by_name_and_code"
_APART = frozenset("after later apart before".split())
_ADDING = frozenset("also plus too additionally another added".split())
_FEW = 20  # a bare number above it counts no services
_OF_ITS_THING = 10


def as_measured(before: Story, now: Story) -> Story:
    """The words of a follow-up, whose bare numbers measure what the case before measures: "sorry, 52", "til 1235"."""
    told = [one for one in before.amounts if one.role in OF_THE_CASE]
    timed = any(one.kind is Kind.CLOCK or one.unit == _CLOCK for one in told)
    kinds = {one.kind for one in told} & _MEASURES
    counts = [one.value for one in told if one.kind is Kind.COUNT]
    (kind,) = kinds if len(kinds) == 1 else (None,)
    unit = next((one.unit for one in told if one.kind is kind), "")
    words = {token.start: token.text for token in now.tokens}
    margin = any(one.role is Role.MARGIN for one in before.amounts)

    def heard(one: Amount) -> Amount:
        if one.kind is not Kind.COUNT or one.unit or one.role not in OF_THE_CASE or not _is_bare(one):
            return one
        if margin and "margin" in one.before:
            return replace(one, kind=Kind.LENGTH, unit="cm", role=Role.MARGIN)
        if timed and (minutes := military(words.get(one.start, ""))) is not None:
            return replace(one, kind=Kind.CLOCK, value=Decimal(minutes), values=(Decimal(minutes),))
        measures = kind in (Kind.MINUTES, Kind.DOSE) and unit != _CLOCK
        if measures and kind is not None and (not counts or one.value > max([Decimal(_FEW), *counts])):
            return replace(one, kind=kind, unit=unit)
        return one

    return replace(now, amounts=tuple(map(heard, now.amounts)))


def _is_bare(amount: Amount) -> bool:
    return all(word in _SMALL or word.isdigit() for word in amount.noun[:1])


def amounts_kept(before: Story, now: Story, changes: Changes, things: Collection[str]) -> list[Amount]:
    """The amounts of the case, the new ones in the places of those that they mean; others behind them.

    Only what stands in the clause of the word that adds, or behind it, is added: "no, it was 40 min, and he also did".
    """
    adding = [token for token in now.tokens if token.word in _ADDING]
    old: list[Amount | None] = list(before.amounts)
    fresh = _put_right(old, now)
    own: list[Amount] = []
    for amount in fresh:
        thing = _thing_of(amount, now.mentions, things)
        is_new = thing is not None and thing not in before.affirmed
        adds = changes.adds and (not adding or amount.clause >= adding[0].clause)
        apart = amount.kind is Kind.MINUTES and bool(_APART.intersection(amount.noun[:1]))  # "40 min after the first"
        replaces = amount.role in _RENEWABLE and not adds and not is_new and not apart
        at = _meant(amount, old, before, now, thing, things, changes) if replaces else None
        if at is not None and (was := old[at]) is not None:
            old[at] = _in_place(was, amount)
            continue
        if replaces and amount.kind in _REPLACED and amount.role in OF_THE_CASE:
            _drop(old, amount)
        own.append(amount)
    return [*(one for one in old if one is not None), *own]


def _put_right(old: list[Amount | None], now: Story) -> list[Amount]:
    """The amounts of a follow-up without "35 not 40", whose 35 now stands where the 40 stood."""
    left = list(now.amounts)
    for first, second in zip(now.amounts, now.amounts[1:], strict=False):
        between = {token.word for token in now.tokens if first.end <= token.start < second.start and not token.is_sign}
        behind = any(words <= between and len(between) <= len(words) + 1 for words in _RATHER)
        negated = between <= {"but", "it", "was", "is"} and "not" in first.before[-1:]
        if not (behind or negated) or first not in left or second not in left:
            continue
        right, wrong = (first, second) if behind else (second, first)
        at = next((at for at, one in enumerate(old) if one is not None and one.value == wrong.value), None)
        if at is not None and (was := old[at]) is not None:
            right = right if right.kind is was.kind else replace(was, value=right.value, values=(right.value,))
            old[at] = _in_place(was, right)
            left = [one for one in left if one not in (first, second)]
    return left


def _drop(old: list[Amount | None], amount: Amount) -> None:
    """What an amount of its kind replaces as a whole, where it means none of several."""
    for at, one in enumerate(old):
        if one is None or one.role not in OF_THE_CASE:
            continue
        hours = amount.kind is Kind.MINUTES and one.kind is Kind.CLOCK  # "only there 6 hours", after two clock times
        if (one.kind is amount.kind and _sort(one) == _sort(amount)) or hours:
            old[at] = None


def _sort(amount: Amount) -> str:
    """A dose that was given, the size of a container, or what was left: none takes another's place."""
    if amount.kind is not Kind.DOSE:
        return ""
    around = {*amount.noun[:2], *amount.before[-1:]}
    return "size" if around & _CONTAINERS else "left" if around & _LEFT_OVER else "given"


def _meant(
    amount: Amount,
    old: Sequence[Amount | None],
    before: Story,
    now: Story,
    thing: str | None,
    things: Collection[str],
    changes: Changes,
) -> int | None:
    """The place of the amount that a new one means; None where it means none, or any of several."""
    places = [at for at, one in enumerate(old) if one is not None and _could_be(one, amount)]
    scores = {at: _likeness(amount, one, before, now, thing, things) for at in places if (one := old[at]) is not None}
    best = max(scores.values(), default=0)
    if amount.kind in _ONLY_CORRECTED and not (changes.corrects or best):
        return None
    if len(places) < 2:
        return places[0] if places else None
    nearest = [at for at in places if scores[at] == best]
    if len(nearest) == 1 and best:
        return nearest[0]
    told = [(at, one) for at in nearest if (one := old[at]) is not None]
    if amount.kind is Kind.CLOCK:
        return _by_time(amount, told)
    if amount.unit == _CLOCK:
        return min(told, key=lambda each: abs(_begin(each[1]) - _begin(amount)))[0]
    if amount.role is Role.TOTAL:
        return next((at for at, one in told if one.role is Role.TOTAL), None)
    return told[0][0] if amount.kind is Kind.DOSE else None


def _could_be(one: Amount, amount: Amount) -> bool:
    if one.role not in _RENEWABLE or (one.role is Role.MARGIN) is not (amount.role is Role.MARGIN):
        return False
    if amount.kind is Kind.COUNT:
        return one.kind is Kind.COUNT and one.unit == amount.unit and _owner(one) == _owner(amount) != ""
    if amount.kind is Kind.CLOCK:
        return one.kind is Kind.CLOCK or one.unit == _CLOCK
    if one.kind is not amount.kind or _sort(one) != _sort(amount):
        return False
    return amount.kind is not Kind.DOSE or one.unit == amount.unit


def _owner(amount: Amount) -> str:
    """The word whose number it is, "day 5"; empty for what is counted, "3 lesions"."""
    word = amount.before[-1] if amount.before else ""
    return word if word in _NUMBERED else ""


def _likeness(
    amount: Amount, one: Amount, before: Story, now: Story, thing: str | None, things: Collection[str]
) -> int:
    """How much of what stands around a new amount stands around an old one."""
    shared = _words_around(amount, now.tokens) & _words_around(one, before.tokens)
    concepts_of = _concepts_around(amount, now.mentions)
    concepts = concepts_of & _concepts_around(one, before.mentions)
    words = {token.word for token in before.tokens if token.clause == one.clause}
    coded = any(concepts_of & group and words & group for group in values()[_CODED])
    same = thing is not None and _thing_of(one, before.mentions, things) == thing
    return len(shared) + len(concepts) + (same or coded) * _OF_ITS_THING


def _words_around(amount: Amount, tokens: Iterable[Token]) -> set[str]:
    inside = (token.word for token in tokens if token.clause == amount.clause and token.word[0].isalnum())
    words = {word for word in inside if len(word) > 2 and word not in _SMALL}
    return {word for word in words if not word.isdigit() or len(word) > 4}


def _concepts_around(amount: Amount, mentions: Iterable[Mention]) -> set[str]:
    inside = (one.concept for one in mentions if one.clause == amount.clause)
    return {concept for concept in inside if not concept.startswith("common.")}


def _thing_of(amount: Amount, mentions: Iterable[Mention], things: Collection[str]) -> str | None:
    """The thing that an amount is told of: the last one before it in its sentence, else the first of its clause."""
    named = [one for one in mentions if one.concept in things and one.sentence == amount.sentence and not one.negated]
    led = [one for one in named if one.start <= amount.start]
    if led:
        return led[-1].concept
    return next((one.concept for one in named if one.clause == amount.clause), None)


def _by_time(amount: Amount, told: Sequence[tuple[int, Amount]]) -> int:
    """Of spans the one whose end (or begin) is nearest; of single times the last (or first)."""
    spans = [(at, one) for at, one in told if one.unit == _CLOCK]
    ends = bool(_ENDS.intersection(amount.before))
    if spans:
        near = 1 if ends or not _BEGINS.intersection(amount.before) else 0
        return min(spans, key=lambda each: abs(each[1].values[near] - amount.value))[0]
    return told[-1][0] if ends else told[0][0]


def _begin(amount: Amount) -> Decimal:
    return amount.values[0] if amount.values else amount.value


def _in_place(was: Amount, amount: Amount) -> Amount:
    """The new amount where the old one stood, with the words around that one."""
    if amount.kind is Kind.CLOCK and was.unit == _CLOCK:
        begin, end = was.values[0], was.values[-1]
        ends = bool(_ENDS.intersection(amount.before))
        begins = bool(_BEGINS.intersection(amount.before)) and not ends
        if begins or (not ends and abs(amount.value - begin) < abs(amount.value - end)):
            begin = amount.value
        else:
            end = amount.value
        minutes = end - begin
        return replace(was, value=minutes if minutes > 0 else minutes + _HALF_DAY, values=(begin, end))
    role = amount.role if amount.role is Role.TOTAL else was.role
    return replace(
        was, kind=amount.kind, value=amount.value, unit=amount.unit, values=amount.values, role=role,
        ranged=amount.ranged,
    )  # fmt: skip
