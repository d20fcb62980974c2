"""What is told of lesions that were cut out or shaved off: act, site, nature, size and margin of each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import (
    PARTS,
    alike,
    belonging,
    distance,
    lengths_told,
    part_of,
    parts_told,
    with_margins,
)
from assistant.understand.story import Amount, Kind, Mention, Role, Told

SOFT = (
    *("soft_face", "soft_neck", "soft_back", "soft_abdomen", "soft_shoulder", "soft_upper_arm", "soft_forearm"),
    *("soft_hand", "soft_hip", "soft_thigh", "soft_leg", "soft_foot"),
)
_NOUNS = ("lesion", "cyst", "mole", "nevus", "nevi", "growth")
_CLOSE = 40  # places between a size and the word that tells what it measures


class Act(StrEnum):
    """How the lesion was taken off."""

    EXCISION = "excision"
    SHAVE = "shave"
    SOFT_TISSUE = "soft tissue"


@dataclass(frozen=True, slots=True)
class Lesion:
    """One lesion. ``malignant`` is None while the pathology is not known; ``size`` is the widest diameter and
    ``margin`` the narrowest margin in cm; ``excised`` is the diameter where it is told as a whole; ``deep`` is for
    soft tissue."""

    part: str | None
    malignant: bool | None
    size: Decimal | None
    margin: Decimal | None
    excised: Decimal | None
    deep: bool | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """All lesions that one act removed. ``again`` is true for a further excision, ``days`` after the first one."""

    act: Act
    lesions: tuple[Lesion, ...]
    again: bool
    days: int | None
    rests_on: tuple[Span, ...]


def removal_of(case: Case) -> Removal | None:
    """The removal that is told; None where none is, or where another act on the lesion is told."""
    told = case.told("lesions")
    named = [code for code in case.procedures if str(code)[:3] in ("113", "114", "116")]
    act = _act(told, named=bool(named))
    if act is None or told.has("planned_other_act", "flap"):
        return None
    margins = _margins(told)
    sizes = [size for size in lengths_told(told) if not _of_closure(told, size)]
    if not sizes or _bare_diameters(told):
        return None
    soft = act is Act.SOFT_TISSUE
    places = tuple(m for m in told.mentions(*SOFT) if not m.negated) if soft else parts_told(told)
    at, natures = belonging(sizes, places), _natures(told, sizes)
    margin_of = _margin_of(sizes, margins)
    lesions = []
    for size in sizes:
        place, margin = at.get(size.span), margin_of.get(size.span)
        whole = margin is None and act is Act.EXCISION and _is_whole(told, size, sizes)
        lesions += [
            Lesion(
                part=part_of(place) if place else None,
                malignant=natures.get(size.span),
                size=None if whole else max(size.values),
                margin=margin,
                excised=max(size.values) if whole else None,
                deep=_depth(told) if soft else None,
            )
        ] * alike(told, size)
    if len(lesions) < _number_told(told):
        return None
    return Removal(
        act=act,
        lesions=_without_doubles(lesions, len({mention.start for mention in at.values()})),
        again=told.has("re_excision"),
        days=_days(told),
        rests_on=(
            *(size.span for size in (*sizes, *margins)),
            *told.spans(
                "excision", "lesion", "malignant", "benign", "excised_size", "shave", "soft_tissue", "no_pathology"
            ),
            *(told.spans("simple_closure") if sizes else ()),
            *told.spans(*(SOFT if soft else PARTS), "re_excision"),
            *case.spans_of(named),
        ),
    )


def _number_told(told: Told) -> int:
    """How many lesions are told to have been removed; none of them may be left out. One where no number is told."""
    counts = [count.value for count in told.counts_of(*_NOUNS) if not count.value % 1 and count.noun[:1] != ("x",)]
    return int(min(counts, default=1))


def _act(told: Told, *, named: bool) -> Act | None:
    if told.has("soft_tissue") and told.has("excision", "removal"):
        return Act.SOFT_TISSUE
    punched = told.has("punch_act") and not told.has("shave_sample")  # of another lesion than the one shaved off
    sampled = told.has("biopsy_act") and not told.has("biopsy_history") and not (told.has("shave") and punched)
    if told.has("shave") and not sampled:
        return Act.SHAVE
    if sampled and not told.has("excision"):
        return None
    told_margins = bool(_margins(told)) and not sampled
    if ((told.has("excision", "re_excision") or told_margins) and told.has("lesion", "malignant", "benign")) or named:
        return Act.EXCISION
    return None


def _margins(told: Told) -> tuple[Amount, ...]:
    """Margins in cm; a number without a unit beside the word is one too."""
    found = [amount for amount in told.amounts(Kind.LENGTH, roles=(Role.MARGIN,)) if not with_margins(amount)]
    found += [
        amount
        for amount in told.amounts(Kind.COUNT)
        if amount.value % 1 and ("margin" in amount.noun[:2] or "margin" in amount.before[-2:])
    ]
    return tuple(sorted(found, key=lambda amount: amount.start))


def _margin_of(sizes: Sequence[Amount], margins: Sequence[Amount]) -> dict[Span, Decimal]:
    """The margin behind each size and before the next; a single margin is for all sizes."""
    if len(margins) == 1:
        return {size.span: min(margins[0].values) for size in sizes}
    found: dict[Span, Decimal] = {}
    for place, size in enumerate(sizes):
        end = sizes[place + 1].start if place + 1 < len(sizes) else 10**9
        own = [min(margin.values) for margin in margins if size.end <= margin.start < end]
        if own:
            found[size.span] = min(own)
    return found


def _of_closure(told: Told, size: Amount) -> bool:
    """True for the length of the repair, of a laceration beside, or a depth: it stands nearer to those words than to
    the lesion's."""
    closure = distance(told, size, "closure", "repairs.laceration")
    lesion = distance(told, size, "lesion", "malignant", "benign", "excised_size", "margin_included")
    return closure is not None and closure <= _CLOSE and (lesion is None or closure < lesion)


def _bare_diameters(told: Told) -> bool:
    """True for diameters told without a unit ("excised diameters 1.4 and 1.9"), which no size here stands for."""
    return any(amount.value % 1 and "diameter" in amount.before for amount in told.amounts(Kind.COUNT))


def _is_whole(told: Told, size: Amount, sizes: Sequence[Amount]) -> bool:
    """The size that is told as the excised one, or with its margins."""
    for concept in ("excised_size", "margin_included"):
        for mention in told.mentions(concept):
            if told.nearest_amount((mention.start, mention.end), sizes) is size:
                return True
    return False


def _natures(told: Told, sizes: Sequence[Amount]) -> dict[Span, bool]:
    """Malignant or not, lesion by lesion; nothing where the pathology is not known."""
    mentions = tuple(m for m in told.mentions("malignant", "benign") if not m.negated)
    if told.has("no_pathology") or not mentions:
        return {}
    result = max((mention.end for mention in told.mentions("result")), default=None)
    if result is None and told.has("suspected"):
        return {}
    if len(sizes) == 1:
        return {sizes[0].span: _is_malignant(mentions, result)}
    certain = tuple(m for m in mentions if not _is_vague(m, mentions))
    return {span: mention.concept.endswith("malignant") for span, mention in belonging(sizes, certain).items()}


def _is_malignant(mentions: Sequence[Mention], result: int | None) -> bool:
    after = [mention for mention in mentions if result is not None and mention.start >= result]
    return any(mention.concept.endswith("malignant") for mention in (after or mentions))


def _is_vague(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """A shorter expression at the place of a longer one: "nevus" in "not malignant nevus"."""
    return any(m is not mention and m.start <= mention.start and mention.end <= m.end for m in mentions)


def _depth(told: Told) -> bool | None:
    if told.has("deep"):
        return True
    return False if told.has("subcutaneous") else None


def _days(told: Told) -> int | None:
    later = told.amounts(Kind.DAYS, roles=(Role.LATER, Role.AGO, Role.TOLD))
    return int(max(later[0].values)) if later else None


def _without_doubles(lesions: list[Lesion], places: int) -> tuple[Lesion, ...]:
    """A lesion's own size beside its excised one is told once: the excised diameter counts."""
    if places < 2 and len(lesions) > 1 and sum(lesion.excised is not None for lesion in lesions) == 1:
        whole = next(lesion for lesion in lesions if lesion.excised is not None)
        return (whole,) if len(lesions) == 2 else tuple(lesions)
    return tuple(lesions)
