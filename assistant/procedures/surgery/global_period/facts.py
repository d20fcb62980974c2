"""What is told of a service around an operation: the operation's period, the days between, the event. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from assistant.procedures.case import Case, Figure, Figures, Span
from assistant.procedures.surgery.distinct.digits import SIDES
from assistant.procedures.surgery.global_period.days import days_between_weekdays, is_ago, told_dates
from assistant.procedures.surgery.proposals import proposed_modifiers
from assistant.rules.basis.parameters import parameters
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.editions import Edition
from corpus.relations import ProcedureCode

FAMILY = "global_period"
FOLDER = Path(__file__).parent
_LONG = "090"  # what a major operation has, where only the word for it is told
_ANY_ROLE = (Role.TOLD, Role.TOTAL, Role.LATER, Role.AGO, Role.BOUND)
_JOINTS = tuple(f"joint_{name}" for name in ("knee", "hip", "shoulder", "hand", "foot", "spine"))
_FINGERS = ("thumb", "index", "middle", "ring", "small")
_SIDE_WITHIN = 4  # words before a code
_LONGEST_TOLD = 400
_BESIDE = 3  # characters: "TKA (27447)" is one thing told twice
_VISITS = ("992", "993", "92002", "92004", "92012", "92014")
_MODIFIERS = ("24", "25", "57", "58", "78", "79")
_AFTER = frozenset("after following since post".split())
_OF_THE_FIRST = frozenset("of after following since for had".split())


@dataclass(frozen=True, slots=True)
class Period:
    """The package of the first operation: ``days`` is None where its length is not known; ``code`` where named."""

    code: ProcedureCode | None
    indicator: str
    days: int | None
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class Facts:
    """``elapsed`` are days from the operation to the event; ``operated`` is the operation's date, where told.

    ``side`` is RT or LT where it is told right before the second procedure's code, or the modifier of its finger.
    ``other_part``: two joints or two fingers are told. ``decided_before`` are the days from the visit to the operation
    where both are told by weekdays. ``from_code``: the days are told behind the operation's code, or right before it.
    """

    told: Told
    period: Period
    elapsed: int | None
    operated: date | None
    happened: date | None
    visits: tuple[ProcedureCode, ...]
    second: ProcedureCode | None
    second_indicator: str
    side: str
    other_part: bool
    decided_before: int | None
    proposed: tuple[str, ...]
    after_surgery: bool
    from_code: bool
    medicare: bool
    rests_on: tuple[Span, ...]

    @property
    def inside(self) -> bool | None:
        """Whether the event falls into the days after the operation; None where it cannot be counted."""
        if self.period.days is None or self.elapsed is None:
            return None
        return self.elapsed <= self.period.days

    @property
    def ends(self) -> date | None:
        if self.operated is None or self.period.days is None:
            return None
        return self.operated + timedelta(days=self.period.days)


def facts_of(case: Case, day: date, figures: Figures) -> Facts:
    """The facts of a case; which of them are there is for ``decide`` to weigh."""
    told = case.told(FAMILY)
    operations = tuple(code for code in case.procedures if not str(code).startswith(_VISITS))
    dates = told_dates(told, day)
    counted = counted_days(day)
    spoken = _spoken_period(told, counted)
    lengths = {code: counted.get(_figure(code, day, figures), -1) for code in operations}
    by_words = _told_by_words(case, told, operations, several_days=len(dates) > 1)
    first = None if by_words else _first(case, operations, lengths)
    elapsed, used = _elapsed(told, spoken)
    second = next((code for code in operations if code != first), None)
    fingers = _fingers(told)
    if second is None and (len(fingers) > 1 or (told.has_all("right_side", "left_side") and elapsed is not None)):
        second = first  # the same operation on another finger, or on the other side
    if len(dates) > 1:
        elapsed = (dates[-1][0] - dates[0][0]).days
    elif elapsed is None and dates and is_ago(told, dates[0][1]):
        elapsed = (day - dates[0][0]).days
    concepts = {m.concept for m in told.story.mentions if m.concept.startswith(f"{FAMILY}.")}
    return Facts(
        told=told,
        period=_period(told, first, spoken, day, figures),
        elapsed=elapsed,
        operated=dates[0][0] if dates else None,
        happened=dates[-1][0] if len(dates) > 1 else None,
        visits=tuple(code for code in case.procedures if str(code).startswith(_VISITS)),
        second=second,
        second_indicator=_figure(second, day, figures) if second else "",
        side=_finger_modifier(case, fingers, day) if len(fingers) > 1 else _side(case, second),
        other_part=len(fingers) > 1 or sum(told.has(joint) for joint in _JOINTS) > 1,
        decided_before=days_between_weekdays(told),
        proposed=proposed_modifiers(case, _MODIFIERS),
        after_surgery=_after_surgery(told),
        from_code=any(_counts_from(case, first, amount) for amount in used) if first else False,
        medicare=case.payer is Payer.MEDICARE,
        rests_on=(
            *told.spans(*concepts),
            *case.spans_of(case.codes),
            *case.spans_of(case.modifiers),
            *(amount.span for amount in used),
            *(span for _, span in dates),
        ),
    )


def _counts_from(case: Case, code: ProcedureCode, days: Amount) -> bool:
    """ "10060, seen 12 days later", "12 days after 10060"; not "3 weeks later a new cast, 29075"."""
    begins = [start for start, _ in case.spans_of([code])]
    before = [[token.word for token in case.story.tokens if token.end <= start][-1:] for start in begins]
    return any(start < days.start for start in begins) or any(_AFTER.intersection(word) for word in before)


def _first(
    case: Case, operations: tuple[ProcedureCode, ...], lengths: dict[ProcedureCode, int]
) -> ProcedureCode | None:
    """The operation whose package counts: the one after "of" or "after", else that of the longest package."""
    for code in operations:
        for start, _ in case.spans_of([code]):
            before = [token.word for token in case.story.tokens if token.end <= start][-1:]
            if len(operations) > 1 and _OF_THE_FIRST.intersection(before):
                return code
    return max(operations, key=lambda code: lengths[code], default=None)


def _side(case: Case, code: ProcedureCode | None) -> str:
    """ "Injects the L shoulder 20610": the side that is told shortly before a code, or as its modifier."""
    if code is None:
        return ""
    written = next(
        (str(m) for line in case.lines if line.code == code for m in line.modifiers if str(m) in SIDES.values()), ""
    )
    for start, _ in case.spans_of([code]):
        words = [token.word for token in case.story.tokens if token.end <= start and not token.is_sign]
        behind = [token.word for token in case.story.tokens if token.start > start and not token.is_sign][:1]
        near = [SIDES[word] for word in (*words[-_SIDE_WITHIN:], *behind) if word in SIDES]
        written = written or (near[-1] if near else "")
    return written


def _fingers(told: Told) -> tuple[str, ...]:
    """The fingers that are told, each once, in the order of telling."""
    first = {name: told.first(f"finger_{name}") for name in _FINGERS}
    found = sorted((mention.start, name) for name, mention in first.items() if mention is not None)
    return tuple(name for _, name in found)


def _finger_modifier(case: Case, fingers: tuple[str, ...], day: date) -> str:
    """The modifier of the finger that is told last, where the side is told too."""
    table = parameters(FOLDER).at("finger_modifiers", day)
    sides = [SIDES[token.word] for token in case.story.tokens if token.word in SIDES]
    return str(table.value[sides[-1]][fingers[-1]]) if table and sides else ""


def _told_by_words(case: Case, told: Told, operations: tuple[ProcedureCode, ...], *, several_days: bool) -> bool:
    """True for codes whose first operation is told by words: "27570 six weeks after TKA"."""
    if not operations:
        return False
    starts = [start for start, _ in case.spans_of(operations)]
    named = [m for m in told.mentions("surgery", "major") if any(0 <= start - m.end <= _BESIDE for start in starts)]
    earlier = [m for m in told.mentions("major") if starts and m.end + _BESIDE < min(starts) and m not in named]
    later = several_days or told.has("global", "postop", "time_after")
    alone = len(operations) == 1 and _after_surgery(told) and not named
    return alone or (bool(earlier) and later)


def _after_surgery(told: Told) -> bool:
    """ "After hernia repair": an operation with such a word shortly before it."""
    for mention in told.mentions("surgery", "major"):
        before = [token.word for token in told.story.tokens if token.end <= mention.start and not token.is_sign][-3:]
        if _AFTER.intersection(before):
            return True
    return False


def counted_days(day: date) -> dict[str, int]:
    """Days after the procedure by the fee schedule's indicator, for those that have a length."""
    parameter = parameters(FOLDER).at("days_by_indicator", day)
    return dict(parameter.value) if parameter else {}


def _figure(code: ProcedureCode, day: date, figures: Figures) -> str:
    found = figures.figure(code, "global_days", day)
    return found.value if found else ""


def _period(told: Told, code: ProcedureCode | None, spoken: int | None, day: date, figures: Figures) -> Period:
    counted = counted_days(day)
    figure: Figure | None = figures.figure(code, "global_days", day) if code else None
    if figure is not None:
        return Period(code, figure.value, counted.get(figure.value), figure.edition)
    if spoken is None:
        spoken = counted.get(_LONG) if told.has("major") else None
    return Period(code, f"{spoken:03d}" if spoken is not None else "", spoken, None)


def _spoken_period(told: Told, counted: dict[str, int]) -> int | None:
    """The length that is told: "90 day global"."""
    for amount in _days(told):
        if amount.value in counted.values() and "global" in amount.noun[:2]:
            return int(amount.value)
    return None


def _days(told: Told) -> tuple[Amount, ...]:
    return told.amounts(Kind.DAYS, roles=_ANY_ROLE)


def _elapsed(told: Told, spoken: int | None) -> tuple[int | None, tuple[Amount, ...]]:
    """Days after the operation: "6 weeks after", "POD 12", "on day 45"."""
    found = [amount for amount in _days(told) if not _is_period(amount, spoken)]
    found += [
        amount
        for amount in told.amounts(Kind.COUNT, roles=_ANY_ROLE)
        if amount.role is Role.LATER or amount.before[-1:] == ("day",)
    ]
    later = [amount for amount in found if amount.role in (Role.LATER, Role.AGO)] or found
    chosen = min(later, key=lambda amount: amount.start, default=None)
    if chosen is None or chosen.value > _LONGEST_TOLD:
        return None, ()
    return int(chosen.value.to_integral_value()), (chosen,)


def _is_period(amount: Amount, spoken: int | None) -> bool:
    near = {*amount.noun[:2], *amount.before[-1:]}
    return spoken is not None and amount.value == Decimal(spoken) and bool(near & {"global", "period", "package"})
