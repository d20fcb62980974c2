"""What is told of a skin lesion that was cut out: nature, site, excised diameter. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.understand.story import Amount, Kind, Role, Told

SITES = ("face", "scalp_neck_hands_feet", "trunk_arms_legs")


@dataclass(frozen=True, slots=True)
class Excision:
    """One excision. ``malignant`` is None while the pathology is not known; ``lesion`` is the widest diameter and
    ``margin`` the narrowest margin in cm; ``excised`` is the diameter where it is told as a whole."""

    site: str | None
    malignant: bool | None
    lesion: Decimal | None
    margin: Decimal | None
    excised: Decimal | None
    rests_on: tuple[Span, ...]


def excision_of(case: Case) -> Excision | None:
    """The excision that is told; None where none is, or where another act on the lesion is told."""
    told = case.told("lesions")
    named = any(str(code)[:3] in ("114", "116") for code in case.procedures)
    if told.has("subcutaneous") or told.has("other_act") or not (told.has("excision") or named):
        return None
    if not (told.has("lesion", "malignant", "benign") or named):
        return None
    sizes = told.amounts(Kind.LENGTH)
    margins = told.amounts(Kind.LENGTH, roles=(Role.MARGIN,))
    whole = _whole(told, sizes)
    lesion = next((size for size in sizes if size is not whole), None)
    if whole is None and lesion is None:
        return None
    return Excision(
        site=next((site for site in SITES if told.has(site)), None),
        malignant=_nature(told),
        lesion=max(lesion.values) if lesion else None,
        margin=min(margins[0].values) if margins else None,
        excised=max(whole.values) if whole else None,
        rests_on=(
            *(amount.span for amount in (*sizes, *margins)),
            *told.spans("excision", "lesion", "malignant", "benign", "excised_size", *SITES),
            *case.spans_of(case.procedures),
        ),
    )


def _nature(told: Told) -> bool | None:
    if told.has("no_pathology"):
        return None
    if told.has("malignant"):
        return True
    return False if told.has("benign") else None


def _whole(told: Told, sizes: tuple[Amount, ...]) -> Amount | None:
    """The size that is told as the excised one."""
    for size in sizes:
        nearest = told.nearest(size, told.spans("excised_size"))
        if nearest is not None and told.nearest_amount(nearest, sizes) is size:
            return size
    return None
