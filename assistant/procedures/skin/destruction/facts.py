"""What is told of destroyed lesions: how many of which kind; of cancers site and size. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import PARTS, belonging, lengths_told, part_of, parts_told
from assistant.understand.story import Amount, Kind, Mention, Told

COUNTED = ("premalignant", "benign", "tags")
_FURTHER = frozenset(("on", "at", "from", "more"))  # "3 on the scalp and 2 on the ear"
_WARTS = ("wart", "verruca", "plantar", "flat", "condyl")
_BESIDE = 12  # characters between a number and its word
_MOST = 200  # a larger number is no count of lesions


@dataclass(frozen=True, slots=True)
class Cancer:
    """One destroyed cancer: its own diameter in cm, and the part of the skin where it is told."""

    diameter: Decimal
    part: str | None


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Numbers by kind (None where open), and the cancers."""

    counts: tuple[tuple[str, int | None], ...]
    cancers: tuple[Cancer, ...]
    rests_on: tuple[Span, ...]


def destroyed_of(case: Case) -> Destroyed | None:
    """The destructions that are told; None where none is, or where a number that decides is open."""
    told = case.told("destruction")
    named = [code for code in case.procedures if str(code)[:3] in ("170", "171", "112")]
    loosely = told.has("loose_act") and not lengths_told(told)
    if not (told.has("destroy") or loosely or named) or told.has(
        "other_act", "genital_wart", "acne", "granulation", "vascular"
    ):
        return None
    kinds = _kinds(told)
    if told.has("excised") and {kind for kind, _ in kinds} != {"tags"}:
        return None
    cancers = _cancers(told) if told.has("malignant") else ()
    if not kinds and not cancers:
        return None
    if told.has("genital_site") and "benign" in dict(kinds):
        return None
    counts = tuple((kind, _with_others(told, mention, _count(told, mention, kinds))) for kind, mention in kinds)
    if any(count is None for _, count in counts):
        return None
    return Destroyed(
        counts=counts,
        cancers=cancers,
        rests_on=(
            *((mention.start, mention.end) for _, mention in kinds),
            *(amount.span for amount in _numbers(told)),
            *(amount.span for amount in lengths_told(told) if cancers),
            *case.spans_of(named),
            *told.spans(
                "destroy", "loose_act", "malignant", "same_day", "number_asked", *COUNTED, *(PARTS if cancers else ())
            ),
        ),
    )


def _kinds(told: Told) -> list[tuple[str, Mention]]:
    """Each kind of counted lesion with the expression that is told in words, in order; a code alone is no lesion."""
    found: dict[str, Mention] = {}
    for mention in told.mentions(*COUNTED):
        kind = mention.concept.partition(".")[2]
        if not mention.negated and kind not in found and _is_word(told, mention):
            found[kind] = mention
    if not found and told.counts_of("lesion"):
        by_code = told.mentions(*COUNTED)
        found = {mention.concept.partition(".")[2]: mention for mention in reversed(by_code)}
        found = found if len(found) == 1 else {}
    return sorted(found.items(), key=lambda item: item[1].start)


def _is_word(told: Told, mention: Mention) -> bool:
    token = next(token for token in told.story.tokens if token.start == mention.start)
    return not token.word[0].isdigit()


def _numbers(told: Told) -> list[Amount]:
    return [
        amount
        for amount in told.story.amounts
        if amount.kind is Kind.COUNT and not amount.value % 1 and 0 < amount.value <= _MOST and not amount.ranged
    ]


def _count(told: Told, mention: Mention, kinds: list[tuple[str, Mention]]) -> int | None:
    """The number before the kind, else "x7" or a number behind it; one where it is told in the singular.

    A number that is told again as a correction ("recount: 17 AKs") goes before the first one.
    """
    if corrected := _corrected(told, mention):
        return corrected
    place = next(at for at, (_, other) in enumerate(kinds) if other is mention)
    begin = kinds[place - 1][1].end if place else 0
    end = kinds[place + 1][1].start if place + 1 < len(kinds) else 10**9
    numbers = [n for n in _numbers(told) if not set(n.noun[:1]) & {"unit", "code", "line", "week", "visit"}]
    times = [n for n in numbers if n.unit == "x" and mention.end <= n.start < end]
    if times:
        return int(times[0].value)
    before = [n for n in numbers if begin <= n.start < mention.start and n.unit != "x"]
    if before:
        more = [n for n in numbers if mention.end <= n.start < end and set(n.noun[:1]) & _FURTHER and n.unit != "x"]
        return int(before[-1].value) + sum(int(number.value) for number in more)
    last = place + 1 == len(kinds)  # a number in the sentence of the next kind is the next kind's
    behind = [
        n
        for n in numbers
        if mention.end <= n.start < end and n.unit != "x" and (last or n.sentence == mention.sentence)
    ]
    if behind:
        return int(behind[0].value)
    words = [token for token in told.story.tokens if mention.start <= token.start < mention.end]
    plural = any(token.text.lower() != token.word or token.word.endswith(("ae", "a", "um")) for token in words)
    return None if plural or len(kinds) > 1 else _single(told, mention)


def _with_others(told: Told, mention: Mention, count: int | None) -> int | None:
    """Warts, molluscum and keratoses are counted together: the number of each that is told beside its own word."""
    if count is None or mention.concept != "destruction.benign" or _corrected(told, mention):
        return count
    others = [each for each in told.mentions(mention.concept) if not each.negated and _is_word(told, each)]
    known, at, total = {_growth(told, mention)}, mention, count
    before = [n for n in _numbers(told) if n.end <= mention.start and n.start >= mention.start - _BESIDE]
    for other in others:
        if (name := _growth(told, other)) in known:
            continue
        if before:
            numbers = [n for n in _numbers(told) if at.end <= n.start < other.start and n.unit != "x"][-1:]
        else:
            numbers = [n for n in _numbers(told) if other.end <= n.start < other.end + _BESIDE][:1]
        known.add(name)
        at = other
        total += sum(int(number.value) for number in numbers)
    return total


def _growth(told: Told, mention: Mention) -> str:
    """What kind of benign growth a word names."""
    word = next(token.word for token in told.story.tokens if token.start == mention.start)
    if word.startswith("mollusc"):
        return "molluscum"
    return "wart" if word.startswith(_WARTS) else "keratosis"


def _corrected(told: Told, mention: Mention) -> int | None:
    """The number of the same kind right before it behind a word of correction."""
    again = [other for other in told.mentions(mention.concept) if other.start > mention.end]
    for other in reversed(again):
        words = [word for word in told.mentions("correction") if mention.end <= word.start < other.start]
        numbers = [n for n in _numbers(told) if words and words[-1].start <= n.start < other.start and n.unit != "x"]
        if numbers and numbers[-1].sentence == other.sentence:
            return int(numbers[-1].value)
    return None


def _single(told: Told, mention: Mention) -> int | None:
    """One, where an article or "one", "single" stands before it."""
    before = [token.word for token in told.story.tokens if mention.start - 24 <= token.start < mention.start]
    return 1 if {"a", "an", "single", "the", "one"} & set(before[-3:]) else None


def _cancers(told: Told) -> tuple[Cancer, ...]:
    sizes = lengths_told(told)
    places = belonging(sizes, parts_told(told))
    return tuple(
        Cancer(max(size.values), part_of(places[size.span]) if size.span in places else None) for size in sizes
    )
