"""Which service of the catalog is told, on which side or digit, and which part of the work is billed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.catalog.named.rows import Service, by_concept
from assistant.procedures.skin.parts import lengths_told
from assistant.procedures.surgery.distinct.digits import digits_of_side
from assistant.understand.story import Told
from assistant.understand.story.lexicon import COMMON
from assistant.understand.wishes.wish import Wish
from corpus.relations import Setting

FAMILY = "named"
# What is asked of a named service: its code, modifier or units. Its payment, coverage, denial or papers are not ours.
_OURS = frozenset(
    {
        Wish.SEARCH,
        Wish.WHICH_CODE,
        Wish.MODIFIER,
        Wish.UNITS,
        Wish.COUNT,
        Wish.TOGETHER,
        Wish.RIGHT,
        Wish.DESCRIBE,
        Wish.ALONE,
        Wish.BILLABLE,
        Wish.DIFFERENCE,
    }
)
# Of the letters of a message, the share that the service and its circumstances must account for: a longer story that
# only names a service is about something else.
_LEAST_SHARE = Decimal("0.30")
_ALWAYS_ENOUGH = 3  # concepts told of one service are no chance hit
_SHORT = 6  # words: a message of so few is about what it names


@dataclass(frozen=True, slots=True)
class Facts:
    """``sides`` are "left", "right" or both; ``digits`` modifiers of fingers or toes, ``lids`` of eyelids.

    ``asks_global``: its global days are wanted too. ``proposed`` are the codes named in the message, or more units of
    its own, that the service turns down.
    """

    service: Service
    sides: frozenset[str]
    digits: tuple[str, ...]
    lids: tuple[str, ...]
    part: str
    asks_global: bool
    proposed: tuple[str, ...]
    rests_on: tuple[Span, ...]


def facts_of(case: Case, day: date) -> Facts | None:
    """The facts of the one service that is told best; None where none is, or where the question is of another kind."""
    told = case.told(FAMILY)
    if not _asks_of_it(case, told) or case.diagnoses or told.has("not_now", "denied"):
        return None
    fitting = [row for row in _near(case) if _fits(row, case, told, day)]
    if not fitting or (case.wish is Wish.DIFFERENCE and not case.procedures):
        return None
    service = max(fitting, key=lambda row: (row.weight, _letters(_spans(row, told))))
    sides, side_spans = _sides(told)
    digits, digit_spans = digits_of_side(told, day, "left", "right") if service.sides == "digits" else ((), ())
    lids, lid_spans = _lids(told, sides) if service.sides == "eyelids" else ((), ())
    part, part_spans = _part(case, told) if service.parts else ("", ())
    spans = (
        *_spans(service, told),
        *(side_spans if service.sides else ()),
        *digit_spans,
        *lid_spans,
        *part_spans,
        *(amount.span for amount in lengths_told(told) if service.cm),
        *(amount.span for amount in told.counts_of(*service.of)),
        *told.spans("asks_code", "asks_modifier", "asks_units", "asks_global"),
        *case.spans_of(case.procedures),
    )
    if not _is_of_it(spans, service, case):
        return None
    return Facts(service, sides, digits, lids, part, told.has("asks_global"), _proposed(service, case), spans)


def _asks_of_it(case: Case, told: Told) -> bool:
    """True where a code, a modifier or units are wanted, also where units are only put forward: "11750 x2?"."""
    if case.wish is Wish.GUIDELINE:
        return told.has("asks_which_code")
    return case.wish in _OURS or (case.wish is Wish.FACTS and any((line.units or 1) > 1 for line in case.lines))


def _proposed(service: Service, case: Case) -> tuple[str, ...]:
    """What is proposed and turned down: other codes, and more units of its own code than are reported."""
    own = {line.code: line.units for line in service.lines}
    other = tuple(str(code) for code in case.procedures if code not in own)
    many = (line for line in case.lines if line.units and line.units > own.get(line.code, line.units))
    return (*other, *(f"{line.code} x{line.units}" for line in many))


def _near(case: Case) -> Iterator[Service]:
    own = case.story.affirmed_by_family
    said = own.get(FAMILY, frozenset()) | own.get(COMMON, frozenset())
    rows = by_concept()
    seen: set[str] = set()
    for concept in sorted(said & rows.keys()):
        for row in rows[concept]:
            if row.id not in seen:
                seen.add(row.id)
                yield row


def _fits(row: Service, case: Case, told: Told, day: date) -> bool:
    if not (row.since <= day <= row.until and all(told.has(*group) for group in row.when)):
        return False
    allowed = {*row.instead, *(str(line.code) for line in row.lines if row.named)}
    if told.has(*row.unless) or not {str(code) for code in case.procedures} <= allowed:
        return False
    if row.age is not None and not (case.said.age is not None and row.age[0] <= case.said.age <= row.age[1]):
        return False
    if row.count is not None and not any(
        row.count[0] <= each.value <= row.count[1] for each in told.counts_of(*row.of)
    ):
        return False
    if row.cm is None:
        return True
    largest = max((amount.value for amount in lengths_told(told)), default=None)
    return largest is not None and row.cm[0] < largest <= row.cm[1]


def _spans(row: Service, told: Told) -> tuple[Span, ...]:
    return tuple(span for group in row.when for span in told.spans(*group))


def _letters(spans: tuple[Span, ...]) -> int:
    places: set[int] = set()
    for start, end in spans:
        places.update(range(start, end))
    return len(places)


def _is_of_it(spans: tuple[Span, ...], service: Service, case: Case) -> bool:
    """True where the service is what the message is about, and is not only named in it."""
    tokens = case.story.tokens
    whole = sum(token.end - token.start for token in tokens)
    return len(service.when) >= _ALWAYS_ENOUGH or len(tokens) <= _SHORT or _letters(spans) >= whole * _LEAST_SHARE


def _sides(told: Told) -> tuple[frozenset[str], tuple[Span, ...]]:
    if told.has("bilateral", "both"):
        return frozenset(("left", "right")), told.spans("bilateral", "both")
    found = {name for name in ("left", "right") if told.has(f"{name}_side", name)}
    return frozenset(found), told.spans("left_side", "left", "right_side", "right")


def _lids(told: Told, sides: frozenset[str]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """E1 and E2 are the left upper and lower lid, E3 and E4 the right ones."""
    levels = [name for name in ("upper", "lower") if told.has(name)]
    if told.has("all_four"):
        levels, sides = ["upper", "lower"], frozenset(("left", "right"))
    of = {("left", "upper"): "E1", ("left", "lower"): "E2", ("right", "upper"): "E3", ("right", "lower"): "E4"}
    found = tuple(of[side, level] for side in ("left", "right") if side in sides for level in levels)
    return found, told.spans("upper", "lower", "all_four")


def _part(case: Case, told: Told) -> tuple[str, tuple[Span, ...]]:
    """26 for who only reads, and for every physician's reading in a hospital; TC for who only takes."""
    spans = told.spans("only_reads", "only_takes", "hospital_place")
    if told.has("only_takes"):
        return "TC", spans
    in_hospital = told.has("hospital_place") or case.setting is Setting.HOSPITAL
    if told.has("only_reads") or (in_hospital and told.has("reads", "our_physician")):
        return "26", (*spans, *told.spans("reads", "our_physician"))
    return "", ()
