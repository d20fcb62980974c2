"""What is told of skin biopsies: how many lesions by each technique. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import PARTS, parts_told
from assistant.understand.story import Amount, Kind, Mention, Told

TECHNIQUES = ("incisional", "punch", "tangential")
SPECIAL = ("eyelid_margin", "external_ear", "lip", "penis", "vulva", "nail", "mouth")
_MOST = 20  # more lesions than that are not biopsied in one session: the number counts something else
_BESIDE = 3  # characters between two words that stand together
_SIGNS = (":", ",", ".", ";", "-", "=", "(")
_SIDES = frozenset("l r lt rt left right upper lower mid".split())
_COUNTED = (
    "biopsy",
    "bx",
    "bxs",
    "lesion",
    "punch",
    "shave",
    "tangential",
    "incisional",
    "site",
    "mole",
    "nevus",
    "spot",
)


@dataclass(frozen=True, slots=True)
class Biopsies:
    """Lesions by technique, in the order told. ``samples_of_one`` where several samples came from one lesion.

    ``beside_removal``: another lesion was shaved off for good.
    """

    counts: tuple[tuple[str, int], ...]
    samples_of_one: bool
    rests_on: tuple[Span, ...]
    beside_removal: bool = False


def biopsies_of(case: Case) -> Biopsies | None:
    """The biopsies that are told; None where none is, or where they are of something else than skin."""
    told = case.told("biopsies")
    named = [code for code in case.procedures if str(code)[:4] == "1110"]
    if told.has("other_organ", "no_biopsy", "excision", "mohs", *SPECIAL):
        return None
    removed = _removed(told)
    if not removed and (told.has("shave_removal") or not told.has("biopsy")):
        return None
    groups = _groups(told)
    if not groups:
        return None
    one = told.has("same_lesion") and told.has("several_samples") and not told.has("other_lesion")
    counts = _counts(told, groups)
    if removed:
        counts.pop("tangential", None)
    if not counts:
        return None
    if one:
        counts = dict.fromkeys(counts, 1)
    if any(count == 0 for count in counts.values()):
        return None
    if told.has("further_biopsy") and sum(counts.values()) == 1:
        return None  # the first one is not told: rows of decisions.yaml answer for a further one
    return Biopsies(
        counts=tuple(counts.items()),
        samples_of_one=one,
        rests_on=(
            *((mention.start, mention.end) for _, mention in groups),
            *(amount.span for amount in _numbers(told)),
            *told.spans("biopsy", "same_lesion", "several_samples", "other_lesion"),
            *told.spans(*(("shave_removal", "tangential") if removed else (*TECHNIQUES, *PARTS))),
            *case.spans_of(named),
        ),
        beside_removal=removed,
    )


def _removed(told: Told) -> bool:
    """True for "shave 0.8 cm cheek and punch of back": what has a size is a removal, and the punch a biopsy."""
    sampled = [start for start, _ in told.spans("biopsy")]
    shaves = [
        mention
        for mention in told.mentions("tangential", "shave_removal")
        if not mention.negated and not any(0 <= start - mention.end <= _BESIDE for start in sampled)
    ]
    punches = [mention for mention in told.mentions("punch") if not mention.negated]
    sizes = told.amounts(Kind.LENGTH)
    return bool(
        shaves
        and punches
        and len(sizes) == 1
        and min(abs(sizes[0].start - each.start) for each in shaves)
        < min(abs(sizes[0].start - each.start) for each in punches)
    )


def _groups(told: Told) -> list[tuple[str, Mention]]:
    """Each technique with the expression that tells of lesions, in order: "punch bx arm, punch bx back" are two.

    A technique told again without a number or a site of its own, or again with a site that it had, is no further one.
    """
    mentions = [mention for mention in told.mentions(*TECHNIQUES) if not mention.negated]
    parts = parts_told(told)
    found: list[tuple[str, Mention]] = []
    for at, mention in enumerate(mentions):
        kind = mention.concept.partition(".")[2]
        end = mentions[at + 1].start if at + 1 < len(mentions) else 10**9
        own = [part for part in parts if mention.end <= part.start < end]
        before = [other for name, other in found if name == kind]
        if before:
            between = [part for part in parts if before[-1].end <= part.start < mention.start]
            elsewhere = {_place(told, part) for part in parts if part.start < mention.start}
            if not between or not own or any(_place(told, part) in elsewhere for part in own):
                continue
        found.append((kind, mention))
    return found


def _place(told: Told, part: Mention) -> tuple[str, ...]:
    """A part of the skin with the side before it: "l arm"."""
    words = [token.word for token in told.story.tokens if part.start <= token.start < part.end]
    before = [token.word for token in told.story.tokens if token.end <= part.start and not token.is_sign][-1:]
    return (*(side for side in before if side in _SIDES), *words)


def _counts(told: Told, groups: list[tuple[str, Mention]]) -> dict[str, int]:
    """Lesions by technique; 0 where a number is open. A number of all lesions in front of them is not the first's."""
    each = [_count(told, mention, groups) for _, mention in groups]
    numbers = [n for n in _numbers(told) if n.start < groups[0][1].start and n.unit != "x"]
    if numbers and len(groups) > 1 and int(numbers[-1].value) == each[0]:
        apart = any(
            numbers[-1].end <= token.start < groups[0][1].start and token.word in _SIGNS for token in told.story.tokens
        )
        if apart and each[0] == 1 + sum(each[1:]):
            each[0] = 1
    counts: dict[str, int] = {}
    for (kind, _), number in zip(groups, each, strict=True):
        counts[kind] = 0 if number == 0 or counts.get(kind) == 0 else counts.get(kind, 0) + number
    return counts


def _numbers(told: Told) -> list[Amount]:
    return [
        amount
        for amount in told.story.amounts
        if amount.kind is Kind.COUNT
        and not amount.value % 1
        and 0 < amount.value <= _MOST
        and (set(amount.noun[:3]) & set(_COUNTED) or amount.unit == "x")
    ]


def _count(told: Told, mention: Mention, techniques: list[tuple[str, Mention]]) -> int:
    """How many lesions by one technique: the number before it, "x3" behind it, the sites told, or one; 0 if open."""
    place = next(at for at, (_, other) in enumerate(techniques) if other is mention)
    begin = techniques[place - 1][1].end if place else 0
    end = techniques[place + 1][1].start if place + 1 < len(techniques) else 10**9
    end = min([end, *(start for start, _ in told.spans("destruction") if start > mention.end)])
    numbers = _numbers(told)
    before = [n for n in numbers if begin <= n.start < mention.start and n.unit != "x"]
    behind = [n for n in numbers if n.unit == "x" and mention.end <= n.start < end]
    if behind:
        return int(behind[0].value)
    if before:
        return int(before[-1].value)
    after = [n for n in numbers if mention.end <= n.start < end and n.unit != "x"]
    if after and not (place + 1 < len(techniques) and after[-1].end >= end - 2):
        return int(after[0].value)
    sites = {_place(told, part) for part in parts_told(told) if mention.end <= part.start < end}
    if len(sites) > 1 and place + 1 == len(techniques):
        return len(sites)
    several = any(
        token.text.lower() in ("biopsies", "bxs", "punches", "shaves", "lesions") and mention.start <= token.start < end
        for token in told.story.tokens
    )
    return 0 if several and len(sites) < 2 and len(techniques) == 1 else 1
