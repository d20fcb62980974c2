"""What is told of films and scans: region, views, side, contrast. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.understand.story import Kind, Told

_ANOTHER_QUESTION = (
    "over_read", "outside_films", "repeat", "quality_repeat", "after_reduction", "line_check", "comparison",
    "mammogram", "date_asked", "no_report", "component_mod", "sent_to_radiologist", "guidance",
)  # fmt: skip
_MOST_VIEWS = 12
_SHORT_VIEWS = re.compile(r"[1-9]v")


@dataclass(frozen=True, slots=True)
class Films:
    """Films of one region: how many views, of one side or both."""

    region: str
    views: int
    both_sides: bool
    rests_on: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A CT or MRI of one region; ``contrast`` is without, with, both, or empty while it is not told."""

    region: str
    contrast: str
    oral_only: bool
    rests_on: tuple[Span, ...]


def films_of(case: Case, regions: Iterable[str]) -> Films | None:
    """The films that are told; None where region or views are not told, or where another question is asked."""
    told = case.told("imaging")
    if told.has(*_ANOTHER_QUESTION) or (told.has("denial_word") and not told.has("bilateral_word")):
        return None
    return told_films(case, regions)


def told_films(case: Case, regions: Iterable[str]) -> Films | None:
    """The films that are told, whatever is asked of them."""
    told = case.told("imaging")
    if told.has("ct", "mri"):
        return None
    views = _views(told)
    if views is None or not (told.has("film") or told.has("view_word") or _short_views(told)):
        return None
    found = [region for region in regions if told.has(region)]
    if "whole_spine" in found:
        found = ["whole_spine"]
    if len(found) != 1:
        return None
    return Films(
        found[0],
        views[0],
        told.has("bilateral_word") or case.said.both_sides,
        (
            views[1],
            *told.spans("film", "view_word", "bilateral_word", "denial_word", "add_59", "second_line", found[0]),
        ),
    )


def _views(told: Told) -> tuple[int, Span] | None:
    """The number of views: "3 views", "three-view", "2v"; None where none or several differ."""
    counts = [
        amount
        for amount in told.story.amounts
        if amount.kind is Kind.COUNT and {"view", "v"}.intersection(amount.noun[:1]) and not amount.ranged
    ]
    values = {int(amount.value) for amount in counts}
    if not values:
        return _short_views(told) or _projections(told)
    if len(values) != 1 or not 0 < min(values) <= _MOST_VIEWS:
        return None
    return values.pop(), counts[0].span


def _short_views(told: Told) -> tuple[int, Span] | None:
    """ "3V foot"."""
    for token in told.story.tokens:
        if _SHORT_VIEWS.fullmatch(token.word):
            return int(token.word[:-1]), (token.start, token.end)
    return None


def _projections(told: Told) -> tuple[int, Span] | None:
    """ "AP, lateral and mortise" are three views, "obliques" two."""
    mentions = told.mentions("projection")
    words = {token.text.lower() for token in told.story.tokens if any(token.start == m.start for m in mentions)}
    count = len(words) + ("obliques" in words)
    return (count, (mentions[0].start, mentions[-1].end)) if len(words) > 1 else None


_CT_REGIONS = ("sinus", "cervical", "thoracic", "lumbar", "chest")


def scan_of(case: Case) -> Scan | None:
    """The CT or MRI that is told; None where none, several or a study of vessels is."""
    told = case.told("imaging")
    if told.has("denial_word", "component_mod", "outside_films"):
        return None
    return told_scan(case)


def told_scan(case: Case) -> Scan | None:
    """The CT or MRI that is told, whatever is asked of it."""
    told = case.told("imaging")
    if told.has("angiography", "injection_code", "guidance"):
        return None
    if told.has("ct") == told.has("mri"):
        return None
    region = _ct_region(told) if told.has("ct") else _mri_region(told)
    if not region:
        return None
    contrast = _contrast(told)
    if not contrast and not told.has("oral_contrast"):
        return None
    oral_only = not contrast
    spans = told.spans("ct", "mri", "with_contrast", "without_contrast", "both_contrast", "oral_contrast")
    return Scan(region, contrast or "without", oral_only, (*spans, *told.spans(*_spine_and_trunk())))


def _spine_and_trunk() -> tuple[str, ...]:
    return (
        "head",
        "chest",
        "abdomen",
        "pelvis",
        "cervical",
        "thoracic",
        "lumbar",
        "sinus",
        "upper_joint",
        "lower_joint",
    )


def _contrast(told: Told) -> str:
    without, with_it = bool(told.mentions("without_contrast")), told.has("with_contrast")
    if told.mentions("both_contrast") or (without and with_it):
        return "both"
    if without or told.denies("with_contrast"):
        return "without"
    return "with" if with_it else ""


def _ct_region(told: Told) -> str:
    found = [name for name in (*_CT_REGIONS, "head", "abdomen", "pelvis") if told.has(name)]
    if set(found) == {"abdomen", "pelvis"}:
        return "ct_abdomen_pelvis"
    if found == ["cervical"] and any(
        mention for mention in told.mentions("cervical") if _said_neck(told, mention.start)
    ):
        return "ct_neck"
    return f"ct_{found[0]}" if len(found) == 1 else ""


def _said_neck(told: Told, start: int) -> bool:
    """True for "CT neck", the soft parts, unlike "C spine"."""
    return any(token.start == start and token.word == "neck" for token in told.story.tokens)


def _mri_region(told: Told) -> str:
    found = [name for name in ("cervical", "thoracic", "lumbar", "head", "abdomen", "pelvis") if told.has(name)]
    joints = [name for name in ("upper_joint", "lower_joint") if told.has(name)]
    if len(found) + len(joints) != 1:
        return ""
    if joints:
        return "mri_arm_joint" if joints == ["upper_joint"] else "mri_leg_joint"
    if found == ["cervical"] and any(_said_neck(told, mention.start) for mention in told.mentions("cervical")):
        return ""
    return f"mri_{found[0]}"


def pair_is_asked(case: Case) -> bool:
    """True where codes are asked about together, of one side and one session."""
    told = case.told("imaging")
    return told.has("asks") and not told.has(
        "bilateral_word", "repeat", "difference", "denial_word", "after_reduction", "comparison", "view_word"
    )
