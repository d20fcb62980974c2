"""What is told of Mohs surgery: the site, the number of stages, and the blocks of each stage. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.skin.parts import PARTS, part_of, parts_told
from assistant.understand.story import Amount, Kind, Told

_MOST_STAGES, _MOST_BLOCKS = 12, 40  # a larger number counts something else
_BEHIND = 26  # characters from a number of blocks to the stage that they are said of
_TRUNK, _HEAD = frozenset(("17313", "17314")), frozenset(("17311", "17312"))
_STAGES = frozenset(("stage", "layer", "level", "pass"))
_BLOCKS = frozenset(("block", "section", "piece", "specimen"))
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}


@dataclass(frozen=True, slots=True)
class Mohs:
    """One tumor. ``blocks`` are those of each stage as far as they are told; ``deep`` where deep structures are."""

    part: str | None
    stages: int
    blocks: tuple[int, ...]
    rests_on: tuple[Span, ...]


def mohs_of(case: Case) -> Mohs | None:
    """The Mohs surgery that is told with its stages; None where it is not, or where several tumors are."""
    told = case.told("mohs")
    if not told.has("mohs") or told.has("separate_tumor", "pathologist_apart"):
        return None
    stages = _stages(told)
    if stages is None:
        return None
    blocks = _blocks(told, stages)
    part = "head" if told.has("deep_structure") else next((part_of(place) for place in parts_told(told)), None)
    part = part or ("head" if told.has("head") else _part_by_code(case))
    return Mohs(
        part=part,
        stages=stages,
        blocks=blocks,
        rests_on=(
            *(amount.span for amount in _counts(told)),
            *told.spans("mohs", "stage", "block", "repair", "deep_structure", *PARTS),
            *case.spans_of([code for code in case.procedures if str(code)[:4] == "1731"]),
        ),
    )


def _part_by_code(case: Case) -> str | None:
    """The site that the named codes stand for, where none is told."""
    named = {str(code) for code in case.procedures if str(code)[:4] == "1731"}
    if named and named <= _TRUNK:
        return "skin_trunk"
    return "head" if named and named <= _HEAD else None


def _counts(told: Told) -> list[Amount]:
    return [a for a in told.story.amounts if a.kind is Kind.COUNT and not a.value % 1 and 0 < a.value <= _MOST_BLOCKS]


def _stages(told: Told) -> int | None:
    """ "3 stages", or the highest stage that is told by its number ("stage 2", "second stage", "stage II"), where that
    is more: "one stage ..., needed a second stage"."""
    numbered = max((number for number, _ in _numbered(told)), default=0)
    for amount in _counts(told):
        counts_stages = _STAGES & set(amount.noun[:2]) and not _BLOCKS & set(amount.noun[:1])
        if counts_stages and amount.value <= _MOST_STAGES and not _STAGES & set(amount.before[-1:]):
            return max(int(amount.value), numbered)
    if numbered:
        return numbered
    for amount in _counts(told):
        if amount.unit == "x" and _STAGES & set(amount.before[-2:]):
            return int(amount.value)
    return None


def _numbered(told: Told) -> list[tuple[int, int]]:
    """Stages told by number, with the place of each."""
    tokens = [token for token in told.story.tokens if not token.is_sign]
    found = []
    for at, token in enumerate(tokens):
        if token.word not in _STAGES:
            continue
        behind = tokens[at + 1].word if at + 1 < len(tokens) else ""
        before = tokens[at - 1].word if at else ""
        counted = at + 2 < len(tokens) and tokens[at + 2].word in _BLOCKS  # "first stage 5 blocks"
        told_number = int(behind) if behind.isdigit() and int(behind) <= _MOST_STAGES and not counted else None
        number = _ORDINALS.get(before) or _ROMAN.get(behind) or told_number
        if number:
            found.append((number, token.start))
    return found


def _says_in(told: Told, begin: int, end: int) -> bool:
    return any(token.word in ("in", "of", "for", "at") and begin <= token.start < end for token in told.story.tokens)


def _blocks(told: Told, stages: int) -> tuple[int, ...]:
    """Blocks of each stage: "with 7 blocks" belongs to the stage told last; "each" makes it all stages'."""
    counts = [amount for amount in _counts(told) if _BLOCKS & set(amount.noun[:2])]
    if not counts:
        return ()
    if told.has("each_stage") and len(counts) == 1:
        return (int(counts[0].value),) * stages
    if len(counts) == stages:
        return tuple(int(amount.value) for amount in counts)
    numbered = _numbered(told)
    found = dict.fromkeys(range(1, stages + 1), 0)
    for amount in counts:
        own = [number for number, place in numbered if place < amount.start]
        # "7 blocks in the second stage"
        behind = [(number, place) for number, place in numbered if 0 < place - amount.end <= _BEHIND][:1]
        if behind and _says_in(told, amount.end, behind[0][1]):
            own = [behind[0][0]]
        if not own and stages > 1:
            return ()
        found[own[-1] if own else 1] = int(amount.value)
    return tuple(found.values())
