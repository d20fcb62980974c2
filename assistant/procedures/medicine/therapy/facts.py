"""What is told of a day of therapy: services with minutes, who furnished them, and under which plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from assistant.procedures.case import Case, Span
from assistant.understand.payers import Payer
from assistant.understand.story import Amount, Kind, Role, Told
from assistant.understand.story.numbers import value_of
from corpus.codes import CptCode
from corpus.relations import ProcedureCode, procedure_code

FAMILY = "therapy"
_FAR = 10**9
_MOST_MINUTES = 300


@dataclass(frozen=True, slots=True)
class Day:
    """One day of therapy. ``assisted`` are minutes of a service that an assistant furnished.

    ``discipline`` is pt, ot, slp or empty; ``total`` are timed minutes told as a whole.
    """

    minutes: Mapping[CptCode, int]
    assisted: Mapping[CptCode, int]
    untimed: tuple[ProcedureCode, ...]
    open: tuple[CptCode, ...]
    discipline: str
    payer: Payer | None
    total: int | None
    rests_on: tuple[Span, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Target:
    code: ProcedureCode
    timed: bool
    place: Span


def day_of(case: Case, timed: Mapping[str, str], untimed: Mapping[str, str]) -> Day | None:
    """The day that is told; None where no therapy service is told with minutes, and no untimed one besides."""
    told = case.told(FAMILY)
    targets = _targets(case, told, timed, untimed)
    amounts = _minutes(told, case)
    pairs = _pairs(targets, amounts)
    minutes: dict[CptCode, int] = {}
    assisted: dict[CptCode, int] = {}
    for target, amount in pairs:
        if not target.timed or not isinstance(target.code, CptCode):
            continue
        count = int(amount.value)
        minutes[target.code] = minutes.get(target.code, 0) + count
        if _by_assistant(told, amount, target):
            assisted[target.code] = assisted.get(target.code, 0) + count
    plain = tuple(dict.fromkeys(each.code for each in targets if not each.timed))
    still = tuple(
        dict.fromkeys(
            each.code for each in targets if each.timed and each.code not in minutes and isinstance(each.code, CptCode)
        )
    )
    if not minutes and not plain:
        return None
    return Day(
        minutes=minutes,
        assisted=assisted,
        untimed=plain,
        open=still,
        discipline=_discipline(told, case),
        payer=_payer(case, told),
        total=_total(told),
        rests_on=(
            *(target.place for target in targets),
            *(amount.span for amount in amounts),
            *told.spans("asks", "medicare", "midpoint", "assistant", "therapist", "timed_word"),
        ),
    )


def _targets(case: Case, told: Told, timed: Mapping[str, str], untimed: Mapping[str, str]) -> list[_Target]:
    """Services by name and by code in the order of the text; a name beside its own code is one."""
    found: list[_Target] = []
    for names, is_timed in ((timed, True), (untimed, False)):
        for name, code in names.items():
            found += [
                _Target(procedure_code(code), is_timed, (mention.start, mention.end))
                for mention in told.mentions(name)
                if not mention.negated and mention.concept == f"{FAMILY}.{name}"
            ]
        known = set(names.values())
        for named in case.procedures:
            if str(named) in known:
                found += [_Target(named, is_timed, place) for place in case.places.get(named, ())]
    return _joined(_longest(found))


def _longest(targets: Iterable[_Target]) -> list[_Target]:
    kept: list[_Target] = []
    for target in sorted(targets, key=lambda each: (each.place[0] - each.place[1], each.place)):
        if all(target.place[1] <= other.place[0] or other.place[1] <= target.place[0] for other in kept):
            kept.append(target)
    return sorted(kept, key=lambda each: each.place)


def _joined(targets: list[_Target]) -> list[_Target]:
    """ "therapeutic exercise (97110)": one service."""
    if not targets:
        return []
    kept = [targets[0]]
    for before, target in pairwise(targets):
        if target.code == before.code and target.place[0] - before.place[1] <= 4:
            kept[-1] = _Target(target.code, target.timed, (kept[-1].place[0], target.place[1]))
        else:
            kept.append(target)
    return kept


def _minutes(told: Told, case: Case) -> list[Amount]:
    """Minutes of services; numbers right behind a code count as minutes where others are told so."""
    timed = [
        amount
        for amount in told.amounts(Kind.MINUTES, roles=(Role.TOLD, Role.EACH))
        if 0 < amount.value <= _MOST_MINUTES and not _is_rule(amount)
    ]
    bare = [
        amount
        for amount in told.amounts(Kind.COUNT)
        if not amount.unit and amount.value == int(amount.value) and 0 < amount.value <= _MOST_MINUTES
    ]
    places = [end for code in case.procedures for _, end in case.places.get(code, ())]
    if timed or told.has("timed_word", "medicare"):
        timed += [amount for amount in bare if any(0 <= amount.start - end <= 3 for end in places)]
    return sorted(timed, key=lambda amount: amount.start)


def _is_rule(amount: Amount) -> bool:
    """ "the 8 minute rule", "each 15 minutes"."""
    if amount.noun[:1] == ("rule",):
        return True
    return amount.role is Role.EACH and amount.before[-1:] != ("first",) and amount.before[-1:] != ("additional",)


def _pairs(targets: list[_Target], amounts: list[Amount]) -> list[tuple[_Target, Amount]]:
    """Which minutes belong to which service: those before each, or those behind each, as the first two stand."""
    if not targets or not amounts:
        return []
    leads = amounts[0].start < targets[0].place[0]
    found: list[tuple[_Target, Amount]] = []
    for index, target in enumerate(targets):
        if leads:
            begin, end = (targets[index - 1].place[1] if index else 0), target.place[0]
        else:
            begin, end = target.place[1], targets[index + 1].place[0] if index + 1 < len(targets) else _FAR
        mine = [amount for amount in amounts if begin <= amount.start < end]
        if mine:
            found += [
                (target, amount) for amount in (mine if not leads and len(mine) > 1 else mine[-1:] if leads else mine)
            ]
    return found


def _by_assistant(told: Told, amount: Amount, target: _Target) -> bool:
    """True when the assistant, and not the therapist, stands nearest to the minutes of a service."""
    helpers = [(place, True) for place in told.spans("assistant")]
    others = [(place, False) for place in told.spans("therapist")]
    if not helpers:
        return False
    if not others:
        return True
    lead = min(amount.start, target.place[0])
    before = [(place, is_helper) for place, is_helper in (*helpers, *others) if place[1] <= lead]
    if before:
        return max(before, key=lambda each: each[0])[1]
    return min((*helpers, *others), key=lambda each: abs(each[0][0] - lead))[1]


def _discipline(told: Told, case: Case) -> str:
    if case.names("GO", "CO") or (told.has("occupational") and not told.has("physical")):
        return "ot"
    if case.names("GN") or (told.has("speech_language") and not told.has("physical")):
        return "slp"
    return "pt" if told.has("physical") or case.names("GP", "CQ") or told.has("assistant") else ""


def _payer(case: Case, told: Told) -> Payer | None:
    if case.payer is not None:
        return case.payer
    if told.has("medicare"):
        return Payer.MEDICARE
    return Payer.CPT if told.has("midpoint") else None


def _total(told: Told) -> int | None:
    totals = told.amounts(Kind.MINUTES, roles=(Role.TOTAL,))
    return int(totals[0].value) if totals else None


def year_of(case: Case) -> int | None:
    """A year that the text names: "the 2025 threshold"."""
    return next((int(t.text) for t in case.story.tokens if t.text.isdigit() and 2018 <= int(t.text) <= 2039), None)


def whole_of(case: Case, timed: Mapping[str, str]) -> Amount | None:
    """The one amount of minutes of a text that names the counting and no service."""
    told = case.told(FAMILY)
    amounts = [each for each in told.amounts(Kind.MINUTES) if not _is_rule(each) or each.role is Role.TOTAL]
    if len(amounts) != 1 or not 0 < amounts[0].value <= 2 * _MOST_MINUTES:
        return None
    return amounts[0] if told.has("eight_minutes") or billed_units(case, timed) else None


def billed_units(case: Case, timed: Mapping[str, str]) -> int:
    """Units that the lines of timed codes have, where each has its own; 0 where one has none."""
    lines = [line for line in case.lines if str(line.code) in timed.values()]
    return sum(line.units or 0 for line in lines) if lines and all(line.units for line in lines) else 0


def dollars_of(case: Case) -> Decimal | None:
    """The first amount of money in the text: "$2,600"."""
    tokens = case.story.tokens
    for sign, number in pairwise(tokens):
        if sign.text == "$" and (value := value_of(number.text)) is not None:
            return value
    return None
