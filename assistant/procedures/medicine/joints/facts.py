"""What is told of joints treated by needle: which, on which sides, with ultrasound or not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.procedures.case import Case, Span
from assistant.understand.story import Mention, Told

FAMILY = "joints"
_CODES = frozenset("20600 20604 20605 20606 20610 20611".split())
_NEAR = 30  # characters between a side and its joint


@dataclass(frozen=True, slots=True)
class Joint:
    """One joint by name; ``sides`` is 2 where both are told; ``guided`` says that ultrasound guided it."""

    name: str
    sides: int
    side: str
    guided: bool = False


@dataclass(frozen=True, slots=True)
class Treated:
    """The joints of one session."""

    joints: tuple[Joint, ...]
    guided: bool
    rests_on: tuple[Span, ...] = field(default=(), compare=False)


def treated_of(case: Case, names: Iterable[str]) -> Treated | None:
    """The joints that are told as injected or drained; None where none is, or where another target is told."""
    told = case.told(FAMILY)
    if told.has("other_target", "surgery", "diagnosis", "payment"):
        return None
    wanted = tuple(names)
    mentions = [each for each in told.mentions(*wanted) if not each.negated and each.concept.startswith(f"{FAMILY}.")]
    by_code = any(str(code) in _CODES for code in case.procedures) and len({each.concept for each in mentions}) > 1
    if not (told.has("act") or by_code):
        return None
    joints: dict[str, Joint] = {}
    for mention in mentions:
        name = mention.concept.removeprefix(f"{FAMILY}.")
        side = _side(told, mention)
        before = joints.get(name)
        both = side == "both" or (before is not None and {before.side, side} == {"left", "right"})
        joints[name] = Joint(
            name, 2 if both or (before and before.sides == 2) else 1, side, _guided(told, mention, mentions)
        )
    if not joints:
        return None
    if len(joints) == 1 and (case.said.both_sides or told.has("bilateral")):
        (only,) = joints.values()
        joints = {only.name: replace(only, sides=2, side="both")}
    return Treated(
        joints=tuple(joints.values()),
        guided=any(joint.guided for joint in joints.values()),
        rests_on=(
            *((mention.start, mention.end) for mention in mentions),
            *told.spans("act", "guided", "bilateral"),
            *case.spans_of(case.procedures),
        ),
    )


def _guided(told: Told, joint: Mention, joints: Sequence[Mention]) -> bool:
    """What is told of guidance between this joint and the next one; where nothing is, what is told at all."""
    without = told.spans("unguided")
    if not without:
        return told.has("guided")
    nearest = next((each.start for each in joints if each.start > joint.start), 10**9)
    own = [(start, False) for start, _ in without if joint.start <= start < nearest]
    own += [
        (start, True)
        for start, end in told.spans("guided")
        if joint.start <= start < nearest and not any(start < other[1] and other[0] < end for other in without)
    ]
    return max(own)[1] if own else False


def _side(told: Told, joint: Mention) -> str:
    """The side that stands nearest before a joint: left, right, both, or empty."""
    found: list[tuple[int, str]] = []
    for concept, side in (("left_side", "left"), ("right_side", "right"), ("bilateral", "both")):
        found += [
            (start, side)
            for start, _ in told.spans(concept)
            if 0 <= joint.start - start <= _NEAR or (side == "both" and start <= joint.start < start + _NEAR)
        ]
    return max(found)[1] if found else ""
