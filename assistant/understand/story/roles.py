"""What the words around an amount make of it: part of a rule, a bound, history, a total. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understand.story.amount import Amount, Kind, Role
from assistant.understand.story.tokens import Token

_EACH_BEFORE = frozenset("each every per additional addl first next initial further extra another".split())
_BOUND_BEFORE = frozenset("over under below above exceed exceed exceeding least most than up within between".split())
_AGO_BEFORE = frozenset("last past previous".split())
_AGO_AFTER = frozenset("ago prior earlier before back".split())
_LATER_BEFORE = frozenset("pod postop postoperative post pp".split())
_LATER_AFTER = frozenset("after later post postop postoperative out following since".split())
_EACH_AFTER = frozenset("increment interval block unit apart each".split())

_AROUND = 3
_CODE_LENGTH = 5


def in_context(amount: Amount, tokens: Sequence[Token], at: int, after: int) -> Amount:
    """The amount with the words around it and the role that they give it."""
    before = [t.word for t in tokens[max(0, at - _AROUND) : at] if not t.is_sign and t.sentence == amount.sentence]
    noun = [t.word for t in tokens[after : after + _AROUND + 1] if not t.is_sign and t.sentence == amount.sentence]
    if amount.kind is Kind.COUNT and before[-1:] in (["age"], ["aged"], ["turned"], ["turn"]) and not amount.unit:
        return replace(amount, kind=Kind.AGE, value=amount.value * 12, values=(amount.value * 12,), unit="year")
    if amount.kind is Kind.COUNT and not amount.unit and _tells_age(amount, before, noun, tokens, after):
        return replace(amount, kind=Kind.AGE, value=amount.value * 12, values=(amount.value * 12,), unit="year")
    clause_before = [t.word for t in tokens[max(0, at - _AROUND) : at] if not t.is_sign and t.clause == amount.clause]
    clause_after = [t.word for t in tokens[after : after + _AROUND] if not t.is_sign and t.clause == amount.clause]
    role = _role(amount, clause_before, clause_after, signed=at > 0 and tokens[at - 1].word in "<>≤≥")
    return replace(amount, role=role, before=tuple(before), noun=amount.noun + tuple(noun[:_AROUND]))


_PERSON = frozenset("he she pt patient who".split())
_PERSON_IS = frozenset("he's hes she's shes who's pt's".split())
_OLDEST = 110


def _tells_age(amount: Amount, before: list[str], noun: list[str], tokens: Sequence[Token], after: int) -> bool:
    """ "The pt is 50", "hes 67 on Medicare": of a person, and nothing is counted behind it."""
    of_a_person = before[-1:] and before[-1] in _PERSON_IS
    of_a_person = of_a_person or (before[-1:] in (["is"], ["was"]) and before[-2:-1] and before[-2] in _PERSON)
    if not of_a_person or not 0 < amount.value <= _OLDEST or amount.value % 1:
        return False
    following = tokens[after] if after < len(tokens) else None
    return following is None or following.is_sign or following.word in _BEHIND_AGE


_BEHIND_AGE = frozenset("and on with has w so now but in who not medicare commercial".split())


def _is_of_the_next(after: Sequence[str]) -> bool:
    """ "8 min. total 42": the total is that of the number behind it; a code is no total."""
    behind = after[after.index("total") + 1 :]
    return bool(behind) and behind[0].isdigit() and len(behind[0]) < _CODE_LENGTH


def _role(amount: Amount, before: Sequence[str], after: Sequence[str], *, signed: bool) -> Role:
    last, first = before[-1:], after[:1]
    timed = amount.kind in (Kind.MINUTES, Kind.DAYS)
    if "total" in before[-2:] or ("total" in after[:2] and not _is_of_the_next(after)):
        return Role.TOTAL
    if timed and _AGO_AFTER.intersection(first):
        return Role.AGO
    if amount.kind is Kind.DAYS and (_LATER_AFTER.intersection(first) or _LATER_BEFORE.intersection(before[-2:])):
        return Role.LATER
    if amount.kind is Kind.COUNT and _LATER_BEFORE.intersection(before[-2:]):
        return Role.LATER
    if timed and _AGO_BEFORE.intersection(before[-2:]):
        return Role.AGO
    if _EACH_BEFORE.intersection(last) or (timed and _EACH_AFTER.intersection(first)):
        return Role.EACH
    if amount.kind is not Kind.COUNT and (
        signed or _BOUND_BEFORE.intersection(last) or list(before[-2:]) == ["up", "to"]
    ):
        return Role.BOUND
    if amount.kind is Kind.LENGTH and ("margin" in after[:2] or "margin" in before[-2:]):
        return Role.MARGIN
    return Role.TOLD
