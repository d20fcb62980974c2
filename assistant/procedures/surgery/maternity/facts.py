"""What is told of care in pregnancy: visits before birth, way of birth, care afterward, and who gave what. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.understand.story import Amount, Kind, Told

WAYS = ("failed_vbac", "vbac", "cesarean", "vaginal")  # the more special first
_MOST_VISITS = 40  # a larger number counts something else
_LOST = ("miscarriage", "missed", "stillbirth", "newborn", "anesthesia", "medical_treatment", "circumcision")


@dataclass(frozen=True, slots=True)
class Care:
    """What one practice gave. ``visits`` before birth, None where no number is told; ``way`` of birth, None where it
    did not deliver or it is not told; ``shared`` where another practice or payer had part of the care before birth.

    ``first_payer`` are visits under an earlier payer, ``visits`` then those under the later one.
    ``ending``: it is asked whether the packages are still there.
    ``afterward`` is None where nothing is said of care after birth. ``babies`` beyond one by their ways of birth.
    """

    visits: int | None
    first_payer: int | None
    way: str | None
    delivered: bool
    shared: bool
    whole: bool
    alone: bool
    afterward: bool | None
    extra: tuple[str, ...]
    insurance: bool
    ending: bool
    rests_on: tuple[Span, ...]


def care_of(case: Case) -> Care | None:
    """The care that is told; None where none is, or where another question is asked."""
    told = case.told("maternity")
    if not told.has("obstetric") or told.has(*_LOST):
        return None
    counts = _visit_counts(told)
    way, extra = _ways(told)
    others = bool(counts) and told.has("other_deliverer") and not told.has("same_group")
    elsewhere = told.has("delivered_elsewhere") or others
    out = elsewhere or (told.has("transferred_out") and not told.has("transferred_in"))
    delivered = way is not None and not out and told.has("delivered")
    if not delivered and not (out or told.has("insurance_change")):
        return None
    if not delivered and not counts:
        return None
    if told.has("insurance_change") and delivered and len(counts) != 2:
        return None
    return Care(
        visits=int(counts[-1 if told.has("insurance_change") and delivered else 0].value) if counts else None,
        first_payer=int(counts[0].value) if told.has("insurance_change") and delivered else None,
        way=way if delivered else None,
        delivered=delivered,
        shared=told.has("transferred_in", "insurance_change") or (told.has("other_practice") and not out),
        whole=told.has("all_care"),
        alone=told.has("delivery_only"),
        afterward=False if told.has("no_postpartum") else True if told.has("postpartum") else None,
        extra=extra,
        insurance=told.has("insurance_change"),
        ending=told.has("packages_gone"),
        rests_on=(
            *(amount.span for amount in counts),
            *told.spans("obstetric", "delivered", *WAYS, "postpartum", "transferred_out", "transferred_in", "twins"),
            *told.spans("insurance_change", "delivery_only", "other_practice", "all_care", "visits_word"),
            *told.spans("first_vaginal_second_section", "triplets", "delivered_elsewhere", "no_postpartum"),
        ),
    )


def _visit_counts(told: Told) -> list[Amount]:
    """Numbers of visits before birth; visits after birth are not among them."""
    found = []
    for amount in told.story.amounts:
        if amount.kind is not Kind.COUNT or amount.value % 1 or not 0 < amount.value <= _MOST_VISITS:
            continue
        words = amount.noun[:3]
        at = next((place for place, word in enumerate(words) if word in ("visit", "appointment", "time")), None)
        if any(word.isdigit() for word in words[: at or 0]):
            continue  # "59425 vs 26: 6 visits"
        if at is not None and not {"postpartum", "pp", "post"} & set(words[:at]):
            found.append(amount)
    return found


def _ways(told: Told) -> tuple[str | None, tuple[str, ...]]:
    """The way of birth of the first code, and the ways of further babies."""
    several = told.has("twins", "triplets")
    former = told.has("vbac", "failed_vbac")
    way = _way(told)
    if not several or way is None:
        return way, ()
    further = 2 if told.has("triplets") else 1
    vaginal = "vbac" if former else "vaginal"
    if told.has("first_vaginal_second_section") or (told.has("vaginal") and told.has("cesarean")):
        return ("failed_vbac" if former else "cesarean"), (vaginal,) * further
    if way in ("cesarean", "failed_vbac"):
        return way, ()
    return way, (vaginal,) * further


def _way(told: Told) -> str | None:
    labored = told.has_all("prior_section", "labor_failed", "cesarean")
    if (told.has("failed_vbac") or labored) and not told.has("successful"):
        return "failed_vbac"
    if told.has("vbac") or (told.has("failed_vbac") and told.has("successful")):
        return "vbac"
    if told.has("cesarean"):
        return "cesarean"
    return "vaginal" if told.has("vaginal") else None
