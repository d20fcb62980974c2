"""What is told of the repair of wounds: class, part of the skin and length of each; the area of a local flap. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import (
    PARTS,
    alike,
    area_of,
    bare_lengths,
    belonging,
    lengths_told,
    near,
    part_of,
    parts_told,
    whole_lengths,
)
from assistant.understand.story import Amount, Kind, Mention, Role, Told

CLASSES = ("simple", "intermediate", "complex")
_CLOSE = 34  # places between a length and the word that tells what it measures
_BESIDE = 14  # places between a number without a unit and the site or class that makes it a length
_MARGIN = frozenset(("margin", "margins"))
_DIAMETER, _EXCISED = frozenset(("diameter", "dia", "diam")), frozenset(("exc", "excised", "exc'd"))
_MARGIN_WITHIN = 3  # tokens: "1.6 cm incl the margins"
_CODES = ("120", "131")


@dataclass(frozen=True, slots=True)
class Wound:
    """One wound or several of one size: ``kind`` is its class of repair, ``part`` of the skin; None where not told."""

    length: Decimal
    kind: str | None
    part: str | None


@dataclass(frozen=True, slots=True)
class Repairs:
    """All repaired wounds; ``glue`` where nothing else is told to have closed them.

    ``beside_removal`` is true where the size of a lesion that was cut out is told too.
    """

    wounds: tuple[Wound, ...]
    beside_removal: bool
    glue: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Flap:
    """A local flap and the defects in square centimeters; ``parts_of_sum`` are the areas that were told."""

    part: str | None
    areas: tuple[Decimal, ...]
    rests_on: tuple[Span, ...]


def repairs_of(case: Case) -> Repairs | None:
    """The repairs that are told; None where none is, or where something else than skin was repaired."""
    told = case.told("repairs")
    named = [code for code in case.procedures if str(code).startswith(_CODES) and str(code) != "13160"]
    kinds = tuple(mention for mention in told.mentions(*CLASSES) if not mention.negated)
    if told.has("other_repair", "flap", "other_flap", "suture_removal", "dehiscence", "strips"):
        return None
    # Also one that the report takes back ("seb k, not bcc"): its size and margins are none of the closure.
    lesion = bool(told.mentions("skin_lesion")) or any(each.role is Role.MARGIN for each in told.story.amounts)
    closed = told.has("repair") and (told.has("wound") or kinds)
    if not named and not closed and not (told.has("laceration") and kinds):
        return None
    every = lengths_told(told)
    bare = [length for length in bare_lengths(told) if near(told, length, *CLASSES, *PARTS, reach=_BESIDE)]
    if every or bare:
        bare += whole_lengths(told)
    every = tuple(sorted((*every, *bare), key=lambda length: length.start))
    lengths = tuple(length for length in every if _measures_repair(told, length, lesion))
    if not lengths:
        return None
    others = len(every) - len(lengths)
    whole = next((length for length in lengths if length.role is Role.TOTAL), None)
    if whole is not None and len(lengths) > 1:
        lengths = (whole,)
    kind_of, part_of_it = belonging(lengths, kinds), belonging(lengths, parts_told(told))
    glue = told.has("glue") and not kinds and not told.has("with_stitches")
    stapled = told.has("staples") and not kinds  # the skin alone was closed
    soiled = told.has("prolonged_cleaning")
    wounds = [
        Wound(
            max(length.values),
            "simple" if glue or stapled else _kind(kind_of.get(length.span), soiled),
            _part(part_of_it.get(length.span)),
        )
        for length in lengths
        for _ in range(alike(told, length))
    ]
    return Repairs(
        wounds=tuple(wounds),
        beside_removal=lesion and others > 0,
        glue=glue,
        rests_on=(
            *(length.span for length in lengths),
            *told.spans("repair", "wound", "glue", "prolonged_cleaning", *CLASSES, *PARTS),
            *case.spans_of(named),
        ),
    )


def _measures_repair(told: Told, length: Amount, lesion: bool) -> bool:
    """A length of the wound or of the closure; beside a lesion only what stands with the closure."""
    if near(told, length, "not_length", reach=10):
        return False
    if not lesion:
        return True
    if _with_its_margins(told, length) or _is_diameter(length):
        return False
    if near(told, length, "skin_lesion", reach=12) and not near(told, length, *CLASSES, reach=12):
        return False
    return near(told, length, *CLASSES, "repair", reach=_CLOSE)


def _is_diameter(length: Amount) -> bool:
    """ "exc dia 0.4 cm", "excised diameter of 0.5 cm": a lesion's size, which is never part of a closure."""
    return bool(_DIAMETER.intersection(length.before[-2:])) or bool(_EXCISED.intersection(length.before[-1:]))


def _with_its_margins(told: Told, length: Amount) -> bool:
    """ "cyst 1.6 cm w margins": the excised size of a lesion."""
    behind = [token.word for token in told.story.tokens if length.end <= token.start][:_MARGIN_WITHIN]
    return length.role is Role.MARGIN or bool(_MARGIN.intersection(behind))


def _kind(mention: Mention | None, soiled: bool) -> str | None:
    """The class; thorough cleaning of a badly soiled wound makes one layer intermediate."""
    kind = mention.concept.partition(".")[2] if mention else None
    return "intermediate" if soiled and kind in (None, "simple") else kind


def _part(mention: Mention | None) -> str | None:
    return part_of(mention) if mention else None


def flap_of(case: Case) -> Flap | None:
    """The local flap that is told with its areas; None where none is, or another kind of flap."""
    told = case.told("repairs")
    named = [code for code in case.procedures if str(code).startswith("140")]
    if told.has("other_flap") or not (told.has("flap") or named):
        return None
    measured = [
        (amount, area)
        for amount in (*told.amounts(Kind.AREA), *lengths_told(told))
        if (area := area_of(amount)) is not None and not _of_lesion(told, amount)
    ]
    if not measured:
        return None
    whole = [(amount, area) for amount, area in measured if amount.role is Role.TOTAL]
    if whole:
        measured = whole[:1]
    places = belonging([amount for amount, _ in measured], parts_told(told))
    return Flap(
        part=next((part_of(place) for place in places.values()), None),
        areas=tuple(area for _, area in measured),
        rests_on=(
            *(amount.span for amount, _ in measured),
            *told.spans("flap", "primary_area", "secondary_area", "wound", "repair", "skin_lesion", *PARTS),
            *case.spans_of(named),
        ),
    )


def _of_lesion(told: Told, amount: Amount) -> bool:
    """The size of the lesion itself where defects are told too."""
    defects = told.spans("primary_area", "secondary_area", "wound")
    return (
        bool(defects)
        and near(told, amount, "skin_lesion", reach=10)
        and not near(told, amount, "primary_area", "secondary_area", "wound", reach=25)
    )
