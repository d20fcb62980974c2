"""What is told of a day of therapy: services with minutes, who furnished them, and under which plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.procedures.case import Case, Span
from assistant.procedures.medicine.therapy.amounts import MOST_MINUTES, minutes_of
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode
from corpus.relations import ProcedureCode, procedure_code

FAMILY = "therapy"
_EVALUATIONS = "9716"  # how evaluation and re-evaluation codes of both disciplines begin
_FAR = 10**9
_MOST_UNITS = 24
# "20 of the 30 minutes": the words between a part and its whole.
_OF = frozenset("of the those these total".split())
_MOST_OF = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """Units that someone wants to bill: of one service, or of all (``code`` None); ``only`` says: and nothing else."""

    units: int
    code: ProcedureCode | None
    only: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of therapy. ``assisted`` are minutes of a service that an assistant furnished.

    ``discipline`` is pt, ot, slp or empty; ``total`` are timed minutes told as a whole. ``claims`` are units proposed,
    ``leaves_off`` says that a service is said to have none, ``evaluated`` that an evaluation's complexity is open.
    """

    minutes: Mapping[CptCode, int]
    assisted: Mapping[CptCode, int]
    untimed: tuple[ProcedureCode, ...]
    open: tuple[CptCode, ...]
    discipline: str
    payer: Payer | None
    total: int | None
    claims: tuple[Claim, ...] = ()
    asks_whether: bool = False
    leaves_off: bool = False
    evaluated: bool = False
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
    amounts = minutes_of(told, case, [target.place for target in targets])
    pairs = _each(told, targets) or _pairs(targets, amounts)
    minutes: dict[CptCode, int] = {}
    assisted: dict[CptCode, int] = {}
    for target, amount in pairs:
        if not target.timed or not isinstance(target.code, CptCode):
            continue
        count = int(amount.value)
        part = _part_of(told, amount)
        helped = _by_assistant(told, part or amount, target)
        told_part = int(part.value) if part is not None else count
        share = told_part if helped else count - told_part
        minutes[target.code] = minutes.get(target.code, 0) + count
        if share:
            assisted[target.code] = assisted.get(target.code, 0) + share
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
        claims=tuple(_claims(told, targets)),
        asks_whether=told.has("asks_whether"),
        leaves_off=told.has("leaves_off"),
        evaluated=_open_evaluation(told, plain),
        rests_on=(
            *(target.place for target in targets),
            *(amount.span for amount in amounts),
            *told.spans(
                "asks", "medicare", "midpoint", "assistant", "therapist", "timed_word", "leaves_off", "opinion"
            ),
        ),
    )


def _each(told: Told, targets: list[_Target]) -> list[tuple[_Target, Amount]]:
    """ "3 codes, 8 min each (97110, 97140, 97530)": the same minutes for every timed service."""
    timed = [target for target in targets if target.timed]
    own = {target.code for target in timed}
    shared = [
        amount
        for amount in told.story.amounts
        if amount.kind is Kind.MINUTES and amount.noun[:1] in _SHARED and 0 < amount.value <= MOST_MINUTES
    ]
    if len(own) < _FEWEST_SHARING or len(shared) != 1 or len(timed) != len(own):
        return []
    return [(target, shared[0]) for target in timed]


_SHARED = (("each",), ("apiece",))
_FEWEST_SHARING = 2


def _open_evaluation(told: Told, plain: Iterable[ProcedureCode]) -> bool:
    other = told.has("performance_test") or any(str(code).startswith(_EVALUATIONS) for code in plain)
    return told.has("evaluation") and not other


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
        if "ultrasound" in names:
            found += [_Target(procedure_code(names["ultrasound"]), is_timed, place) for place in _us(told)]
        known = set(names.values())
        for named in case.procedures:
            if str(named) in known:
                found += [_Target(named, is_timed, place) for place in case.places.get(named, ())]
    return _joined(_longest(found))


def _us(told: Told) -> Iterator[Span]:
    """ "US 7": ultrasound where a number stands right behind; "tell us" otherwise."""
    numbers = {amount.start for amount in told.story.amounts}
    for mention in told.mentions("us_word"):
        if not numbers.isdisjoint(range(mention.end, mention.end + 3)):
            yield mention.start, mention.end


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


def _claims(told: Told, targets: list[_Target]) -> Iterator[Claim]:
    """ "bill 2 units of 97112", "3 units total": of the service that stands right beside, else of all."""
    for amount in told.amounts(Kind.COUNT, roles=(Role.TOLD, Role.TOTAL, Role.BOUND)):
        is_units = "unit" in amount.noun[:2] and amount.noun[0] in ("unit", "total", "timed") and not amount.ranged
        if not is_units or amount.value % 1 or not 0 < amount.value <= _MOST_UNITS:
            continue
        of = "of" in amount.noun[:2]
        beside = [
            target.code
            for target in targets
            if 0 <= amount.start - target.place[1] <= 3 or (of and 0 <= target.place[0] - amount.end <= 14)
        ]
        yield Claim(
            int(amount.value), beside[0] if beside else None, bool({"only", "just"}.intersection(amount.before))
        )


def _pairs(targets: list[_Target], amounts: list[Amount]) -> list[tuple[_Target, Amount]]:
    """Which minutes belong to which service: those before each, or those behind each, as the first two stand."""
    if not targets or not amounts:
        return []
    leads = amounts[0].start < targets[0].place[0] or _leads_timed(targets, amounts)
    found: list[tuple[_Target, Amount]] = []
    for index, target in enumerate(targets):
        if leads:
            begin, end = (targets[index - 1].place[1] if index else 0), target.place[0]
        else:
            begin, end = target.place[1], targets[index + 1].place[0] if index + 1 < len(targets) else _FAR
        mine = [amount for amount in amounts if begin <= amount.start < end]
        before = [amount.value for amount in amounts if mine and amount.start < mine[-1].start]
        if len(before) > 1 < len(mine) and mine[-1].value == sum(before):
            mine = mine[:-1]  # "97112 34 min, 97530 6 min, so 40 min"
        if mine:
            found += [
                (target, amount) for amount in (mine if not leads and len(mine) > 1 else mine[-1:] if leads else mine)
            ]
    return found


def _leads_timed(targets: list[_Target], amounts: list[Amount]) -> bool:
    """True for "eval, and 30 min of exercises": minutes behind an untimed service, right before the timed one."""
    timed = [target.place for target in targets if target.timed]
    others = [target.place for target in targets if not target.timed]
    if not timed or not others or others[0] > timed[0] or amounts[-1].start >= timed[-1][0]:
        return False
    first = next((amount for amount in reversed(amounts) if amount.end <= timed[0][0]), None)
    before = [end for _, end in others if first and end <= first.start]
    return first is not None and bool(before) and timed[0][0] - first.end < first.start - before[-1]


def _part_of(told: Told, whole: Amount) -> Amount | None:
    """ "The assistant did 20 of the 30 minutes": the part, where the assistant is told at all."""
    if not told.has("assistant"):
        return None
    for amount in told.story.amounts:
        between = [token.word for token in told.story.tokens if amount.end <= token.start < whole.start]
        if amount.value < whole.value and between and len(between) <= _MOST_OF and between[0] == "of":
            return amount if set(between) <= _OF else None
    return None


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
