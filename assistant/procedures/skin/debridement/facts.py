"""What is told of debridement: depth and area of each wound, numbers of nails and calluses, extent of a burn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import alike, area_of, belonging, lengths_told
from assistant.understand.story import Amount, Kind, Mention, Role, Told

DEPTHS = ("bone", "muscle", "subcutaneous", "selective")  # the deepest first
_CODES = {"11042": "subcutaneous", "11043": "muscle", "11044": "bone", "97597": "selective"}
_CLASS_C = ("class_c_claudication", "class_c_cold", "class_c_edema", "class_c_paresthesia", "class_c_burning")
_TROPHIC = ("trophic_hair", "trophic_nail", "trophic_color", "trophic_skin", "trophic_rubor")
_TROPHIC_NEEDED = 3  # of the skin changes that together are one class B finding
_FEET = 2
_MOST = 40  # more nails or calluses than that are no count of them
_CALLUS_NOUNS = (
    "callus",
    "corn",
    "keratosis",
    "keratoses",
    "hyperkeratotic",
    "hyperkeratosis",
    "tyloma",
    "heloma",
    "calluse",
)


@dataclass(frozen=True, slots=True)
class Wound:
    """One wound: the deepest layer that was removed, and the area debrided in sq cm."""

    depth: str
    area: Decimal


@dataclass(frozen=True, slots=True)
class Debrided:
    """All wounds of a session. ``depth_by_code`` where no layer is told but a code is named."""

    wounds: tuple[Wound, ...]
    depth_by_code: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FootCare:
    """Numbers of debrided nails and pared calluses, None where not told; findings of the classes A, B and C."""

    nails: int | None
    calluses: int | None
    class_a: bool
    class_b: int
    class_c: int
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Burn:
    """A partial-thickness burn that was dressed or debrided: percent of the body surface."""

    percent: Decimal
    rests_on: tuple[Span, ...]


def debrided_of(case: Case) -> Debrided | None:
    """The debrided wounds that are told with their areas; None where none is, or depth and code are open."""
    told = case.told("debridement")
    named = [code for code in case.procedures if str(code) in _CODES]
    if told.has("burn", "nails", "calluses", "other_act", "open_fracture"):
        return None
    # In a wound clinic "18 sq cm subq" is what was removed, though nobody says that it was debrided.
    by_area = told.has("wound") and bool(told.amounts(Kind.AREA)) and bool(_depths(told))
    if not (told.has("debride") or named or by_area):
        return None
    measured = [
        (amount, area)
        for amount in (*told.amounts(Kind.AREA, roles=(*_ROLES,)), *_bare_areas(told), *lengths_told(told))
        if (area := area_of(amount)) is not None
    ]
    areas = [area for amount, area in measured if amount.kind is Kind.AREA]
    measured = [(amount, area) for amount, area in measured if amount.kind is Kind.AREA or area not in areas]
    measured = [pair for pair in measured if pair[0].before[-1:] == ("only",)] or measured
    measured.sort(key=lambda pair: pair[0].start)
    whole = [pair for pair in measured if pair[0].role is Role.TOTAL]
    if len(measured) > 1 and len(whole) == 1:
        measured = whole
    depths = _depths(told)
    as_one = len(whole) == 1 or any(alike(told, amount) > 1 for amount, _ in measured)
    if len(measured) < _wounds_counted(told, measured) and not as_one:
        return None  # of "three ulcers" not every area is told
    by_code = not depths and len(named) == 1
    if not measured or (not depths and not by_code):
        return None
    amounts = [amount for amount, _ in measured]
    fallback = _CODES[str(named[0])] if by_code else ""
    wounds = tuple(
        Wound(_depth(amount, amounts, depths) or fallback, area)
        for amount, area in measured
        for _ in range(1 if named else alike(told, amount))
    )
    return Debrided(
        wounds=wounds,
        depth_by_code=by_code,
        rests_on=(
            *(amount.span for amount in amounts),
            *told.spans("debride", "wound", "other_wound", *DEPTHS),
            *case.spans_of(named),
        ),
    )


_ROLES = (Role.TOLD, Role.TOTAL, Role.EACH, Role.BOUND)


def _bare_areas(told: Told) -> tuple[Amount, ...]:
    """ "heel subq 12 sq cm, toe subq 15": a number right behind a layer, where another area has its unit."""
    areas = told.amounts(Kind.AREA, roles=_ROLES)
    ends = {mention.end for mention in _depths(told)}
    bare = told.amounts(Kind.COUNT) if areas else ()
    return tuple(
        replace(amount, kind=Kind.AREA, unit=areas[0].unit)
        for amount in bare
        if not amount.unit and amount.start - 1 in ends and amount.sentence == areas[0].sentence and not amount.ranged
    )


def _wounds_counted(told: Told, measured: Sequence[tuple[Amount, Decimal]]) -> int:
    """How many wounds are said to be debrided: "3 separate ulcers"; 0 where that is not told."""
    areas = {amount.span for amount, _ in measured}
    counted = [each for each in told.counts_of("wound", "ulcer") if not each.value % 1 and each.span not in areas]
    return max((int(amount.value) for amount in counted if amount.value <= _MOST), default=0)


def _depths(told: Told) -> tuple[Mention, ...]:
    """Layers that are told in words as removed; not what was only exposed, and not a code."""
    other = told.spans("not_depth")
    return tuple(
        mention
        for mention in told.mentions(*DEPTHS)
        if not mention.negated
        and not any(start <= mention.start and mention.end <= end for start, end in other)
        and not any(token.start == mention.start and token.word[0].isdigit() for token in told.story.tokens)
    )


def _depth(amount: Amount, amounts: Sequence[Amount], depths: Sequence[Mention]) -> str:
    """The deepest layer told of a wound: of all layers for one wound, else of those in its clause or that belong."""
    if len(amounts) == 1:
        own = list(depths)
    else:
        own = [mention for mention in depths if mention.clause == amount.clause]
        if not own and depths:
            own = [belonging(list(amounts), list(depths))[amount.span]]
    told = {mention.concept.partition(".")[2] for mention in own}
    return next((depth for depth in DEPTHS if depth in told), "")


def foot_care_of(case: Case) -> FootCare | None:
    """Nails and calluses that are told with their number; None where neither is."""
    told = case.told("debridement")
    if told.has("nail_avulsion"):
        return None
    nails = _number(told, "nail", "toenail") if told.has("nails") and told.has("nail_debride") else None
    if nails and told.has("each_foot"):
        nails *= _FEET
    calluses = _number(told, *_CALLUS_NOUNS) if told.has("calluses") else None
    if nails is None and calluses is None:
        return None
    trophic = told.has("trophic") or sum(told.has(name) for name in _TROPHIC) >= _TROPHIC_NEEDED
    findings = ("class_a", "absent_pt", "absent_dp", "trophic", *_TROPHIC, *_CLASS_C)
    return FootCare(
        nails=nails,
        calluses=calluses,
        class_a=told.has("class_a"),
        class_b=told.has("absent_pt") + told.has("absent_dp") + trophic,
        class_c=sum(told.has(name) for name in _CLASS_C),
        rests_on=(
            *(amount.span for amount in told.counts_of("nail", "toenail", *_CALLUS_NOUNS)),
            *told.spans("nails", "calluses", "nail_debride", "pare", "debride", *findings),
            *case.spans_of([code for code in case.procedures if str(code)[:4] in ("1172", "1105")]),
        ),
    )


def _number(told: Told, *nouns: str) -> int | None:
    """The count whose words behind it hold the noun, or a number right behind the noun ("nails x 8")."""
    wanted = set(nouns)
    counts = [a for a in told.story.amounts if a.kind is Kind.COUNT and not a.value % 1 and 0 < a.value <= _MOST]
    for amount in counts:
        if wanted & set(amount.noun[:3]) and not amount.ranged:
            return int(amount.value)
    for amount in counts:
        if amount.unit == "x" and wanted & set(amount.before[-2:]):
            return int(amount.value)
    return None


def burn_of(case: Case) -> Burn | None:
    """A partial-thickness burn with its extent; None where none is told."""
    told = case.told("debridement")
    percents = told.amounts(Kind.PERCENT)
    if not told.has("burn") or not told.has("burn_care") or told.has("third_degree", "graft_act") or not percents:
        return None
    return Burn(percents[0].value, (percents[0].span, *told.spans("burn", "second_degree", "burn_care", "debride")))
