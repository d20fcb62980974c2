"""What is told of skin biopsies: how many lesions by each technique. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import PARTS, parts_told
from assistant.understand.story import Amount, Kind, Mention, Told

TECHNIQUES = ("incisional", "punch", "tangential")
SPECIAL = ("eyelid_margin", "external_ear", "lip", "penis", "vulva", "nail", "mouth")
_MOST = 20  # more lesions than that are not biopsied in one session: the number counts something else
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
    """Lesions by technique, in the order told. ``samples_of_one`` where several samples came from one lesion."""

    counts: tuple[tuple[str, int], ...]
    samples_of_one: bool
    rests_on: tuple[Span, ...]


def biopsies_of(case: Case) -> Biopsies | None:
    """The biopsies that are told; None where none is, or where they are of something else than skin."""
    told = case.told("biopsies")
    named = [code for code in case.procedures if str(code)[:4] == "1110"]
    if not told.has("biopsy") or told.has("other_organ", "no_biopsy", "excision", "shave_removal", "mohs", *SPECIAL):
        return None
    techniques = _techniques(told)
    if not techniques:
        return None
    one = told.has("same_lesion") and told.has("several_samples") and not told.has("other_lesion")
    counts = tuple((kind, 1 if one else _count(told, mention, techniques)) for kind, mention in techniques)
    if any(count == 0 for _, count in counts):
        return None
    return Biopsies(
        counts=counts,
        samples_of_one=one,
        rests_on=(
            *(span for _, mention in techniques for span in [(mention.start, mention.end)]),
            *(amount.span for amount in _numbers(told)),
            *told.spans("biopsy", "same_lesion", "several_samples", *PARTS),
            *case.spans_of(named),
        ),
    )


def _techniques(told: Told) -> list[tuple[str, Mention]]:
    """Each technique with its first expression, in the order told."""
    found: dict[str, Mention] = {}
    for mention in told.mentions(*TECHNIQUES):
        kind = mention.concept.partition(".")[2]
        if not mention.negated and kind not in found:
            found[kind] = mention
    return sorted(found.items(), key=lambda item: item[1].start)


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
    sites = [part for part in parts_told(told) if mention.end <= part.start < end]
    if len(sites) > 1 and place + 1 == len(techniques):
        return len(sites)
    several = any(
        token.text.lower() in ("biopsies", "bxs", "punches", "shaves", "lesions") and mention.start <= token.start < end
        for token in told.story.tokens
    )
    return 0 if several and len(sites) < 2 and len(techniques) == 1 else 1
