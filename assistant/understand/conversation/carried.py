"""What a follow-up keeps of the case before it: circumstances, day, lines, story; changed where it names them. Pure."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import yaml

from assistant.understand.circumstances import Circumstances
from assistant.understand.conversation.changes import Changes
from assistant.understand.conversation.renewed import OF_THE_CASE, amounts_kept
from assistant.understand.conversation.things import at_its_part, of_the_nth, part_given_way, parted, things_changed
from assistant.understand.query import Line, Query
from assistant.understand.story import Amount, Kind, Mention, Role, Story
from assistant.understand.story.lexicon import place_of
from assistant.understand.story.tokens import Token
from corpus.codes import Code, Icd10CmCode, Modifier
from corpus.relations import ProcedureCode
from corpus.yaml_loader import LOADER

_OPPOSITES = Path(__file__).with_name("opposites.yaml")


def circumstances_kept(before: Circumstances, now: Circumstances) -> tuple[Circumstances, tuple[str, ...]]:
    """The circumstances of the case with what is said now, and the names of those that were kept."""
    kept: list[str] = []
    values: dict[str, object] = {}
    nothing = Circumstances()
    for one in fields(Circumstances):
        said, was, empty = getattr(now, one.name), getattr(before, one.name), getattr(nothing, one.name)
        renamed = one.name.startswith("payer") and now.payer_name
        # "And in a hospital?" after an office: who bills there is open again.
        moved = one.name == "setting" and before.facility is False and now.facility is True
        if said == empty and was != empty and not (renamed or moved):
            values[one.name] = was
            kept.append(one.name)
    return replace(now, **values), tuple(kept)  # type: ignore[arg-type]


def offset_of(before: Story) -> int:
    """Where a message begins in the story that it goes on with."""
    return before.tokens[-1].end + 2 if before.tokens else 0


def story_kept(before: Story, now: Story, changes: Changes, things: Collection[str] = frozenset()) -> Story:
    """The told case with the new words behind it. A new amount takes the place of its kind; so does an opposite.

    What is said to be added stands beside what was told; what is put right takes its place.
    """
    if not before.tokens:
        return now
    offset = offset_of(before)
    sentence, clause = before.tokens[-1].sentence + 1, before.tokens[-1].clause + 1
    tokens = tuple(
        Token(t.word, t.text, t.start + offset, t.end + offset, t.sentence + sentence, t.clause + clause)
        for t in now.tokens
    )
    amounts = tuple(_moved(one, offset, sentence, clause) for one in now.amounts)
    mentions = tuple(
        replace(
            one,
            start=one.start + offset,
            end=one.end + offset,
            sentence=one.sentence + sentence,
            clause=one.clause + clause,
        )
        for one in now.mentions
    )
    now = Story(tokens, amounts, mentions)
    before, now = things_changed(before, now, changes, things)
    if (halves := parted(before, now, _corrected())) is not None:
        before, now = halves
        changes = replace(changes, kinds=frozenset({"adds"}))
    if (own := at_its_part(before, now, _corrected())) is not None:
        return Story((*before.tokens, *tokens), own.amounts, tuple(sorted(own.mentions, key=place_of)))
    dropped = _dropped(now.mentions, changes) | part_given_way(before, now, changes)
    old = tuple(one for one in before.mentions if one.concept not in dropped)
    kept = _counts_kept(before, now, amounts_kept(before, now, changes, things), changes)
    if changes.corrects and (every := _every(before, tokens, dropped)) is not None:
        kept = (every, *(one for one in kept if one.kind is not Kind.COUNT or one.start >= offset))
        old = tuple(one for one in old if not any(one.concept in group and group & dropped for group in _corrected()))
    return Story((*before.tokens, *tokens), kept, (*old, *now.mentions))


@functools.cache
def _opposites() -> Mapping[str, tuple[frozenset[str], ...]]:
    told = yaml.load(_OPPOSITES.read_text(encoding="utf-8"), Loader=LOADER)
    return {name: tuple(map(frozenset, groups)) for name, groups in told.items()}


def _corrected() -> tuple[frozenset[str], ...]:
    return _opposites()["corrected"]


def _dropped(mentions: Sequence[Mention], changes: Changes) -> frozenset[str]:
    """The concepts that hold no more once these are said."""
    said = {one.concept for one in mentions if not one.negated}
    once = () if changes.adds else _opposites()["unless_added"]
    groups = (*_opposites()["always"], *once, *(_corrected() if changes.corrects and not changes.adds else ()))
    others = {other for group in groups if said & group for other in group - said}
    return frozenset(others | {one.concept for one in mentions if one.negated})


def _every(before: Story, tokens: Sequence[Token], dropped: frozenset[str]) -> Amount | None:
    """ "The biopsies were both shave": all that were counted, of the one kind; None where none was of another."""
    every = next((token for token in tokens if token.word in ("both", "all")), None)
    if every is None or not any(one.concept in dropped for one in before.mentions):
        return None
    counted = [one for one in before.amounts if one.kind is Kind.COUNT and one.role in OF_THE_CASE]
    total = sum((one.value for one in counted), Decimal(0)) or Decimal(2)
    behind = tuple(token.word for token in tokens if token.start >= every.end and not token.is_sign)[:3]
    return Amount(
        Kind.COUNT, total, "", every.start, every.end, every.sentence, every.clause, values=(total,), noun=behind
    )


def _moved(amount: Amount, offset: int, sentence: int, clause: int) -> Amount:
    return replace(
        amount,
        start=amount.start + offset,
        end=amount.end + offset,
        sentence=amount.sentence + sentence,
        clause=amount.clause + clause,
    )


def _counts_kept(before: Story, now: Story, amounts: Sequence[Amount], changes: Changes) -> tuple[Amount, ...]:
    """The amounts without the counts that new ones renew: the only one that was told, or one of the same things."""
    if changes.adds:
        return tuple(amounts)
    if (numbered := of_the_nth(before, now, amounts)) is not None:
        return numbered
    fresh = {id(one) for one in now.amounts}
    told = [one for one in now.amounts if one.kind is Kind.COUNT and one.role in OF_THE_CASE]
    told = [one for one in told if any(one is other for other in amounts)]
    counted = [one for one in before.amounts if one.kind is Kind.COUNT and one.role in OF_THE_CASE]
    counted = [one for one in counted if not _is_base(one)]
    renewed = {id(counted[0])} if told and len(counted) == 1 else set()
    nouns = {one.noun[0] for one in told if one.noun}
    return tuple(
        one
        for one in amounts
        if id(one) in fresh
        or (id(one) not in renewed and not (one.kind is Kind.COUNT and one.noun and one.noun[0] in nouns))
    )


def _is_base(amount: Amount) -> bool:
    """Base units of anesthesia belong to a code: no number of rooms or lesions takes their place."""
    return bool({"base", "bu"} & {*amount.before[-2:], *amount.noun[:1]})


def codes_replaced(
    before: Sequence[Code], named: Sequence[Code], *, paired: bool, leads: bool = False
) -> tuple[Code, ...]:
    """ "And 99215?": the new code in the place of the old one of its kind; of a pair, in the place of the second.

    Unless the second is of another section and the first is not: "and 99214?" after "99213 with 20610". ``leads``: the
    first was asked about, "is 31500 part of 99291", so that a code of neither's section takes its place.
    """
    new = named[0] if len(named) == 1 else None
    if new is None:
        return tuple(named)
    alike = [code for code in before if _is_alike(code, new)]
    if not alike:
        return tuple(named)
    if len(before) == 1 or not paired or new in before:
        return (new,)
    same = [code for code in alike if _section(code) == _section(new)]
    old = same[-1] if same else alike[0 if leads else -1]
    return tuple(dict.fromkeys(new if code == old else code for code in before))


def most_alike(codes: Sequence[Code], new: Code) -> Code | None:
    """The code of the same kind that begins most as the new one does, the last of several; None without one."""
    alike = [code for code in codes if _is_alike(code, new)]
    return max(reversed(alike), key=lambda code: _shared(code, new), default=None)


def _section(code: Code) -> str:
    """The section of the code book, by how a code begins: visits are a section of their own."""
    return str(code)[: 2 if str(code).startswith("99") else 1]


def _shared(code: Code, other: Code) -> int:
    pairs = zip(str(code), str(other), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_alike(code: Code, other: Code) -> bool:
    if isinstance(code, ProcedureCode):
        return isinstance(other, ProcedureCode)
    return isinstance(code, Icd10CmCode) and isinstance(other, Icd10CmCode)


# Codes that begin so alike are done with the same modifiers: 20610-RT and 20611-RT, 99213-25 and 99214-25.
_SAME_FAMILY = 3
_RIGHT, _LEFT = Modifier("RT"), Modifier("LT")
_OTHER_SIDE = {_RIGHT: _LEFT, _LEFT: _RIGHT}


@dataclass(frozen=True, slots=True)
class Told:
    """What a follow-up says of lines: lines as they are written in it, modifiers and units beside them."""

    lines: tuple[Line, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    units: int | None = None
    takes_away: bool = False
    side: Modifier | None = None


def lines_kept(before: Query, codes: Sequence[Code], told: Told) -> tuple[Line, ...]:
    """The lines of the codes: as named now, else as they were, with new modifiers and units where one code is meant.

    A new code takes the modifiers and units of the line in whose place it stands; a new side takes that of the old.
    """
    now = {line.code: line for line in told.lines}
    was = {line.code: line for line in before.lines}
    procedures = [code for code in codes if isinstance(code, ProcedureCode)]
    left = [line for code, line in was.items() if code not in procedures]
    kept = [_line(code, now, was, left) for code in procedures]
    if told.takes_away:
        kept = [replace(line, modifiers=_without(line.modifiers, told.modifiers)) for line in kept]
    elif len(kept) == 1:
        (line,) = kept
        if told.units is not None:
            line = replace(line, units=told.units)
        if told.modifiers and not now.get(line.code, Line(line.code)).modifiers:
            line = replace(line, modifiers=told.modifiers)
        kept = [line]
    elif len(now) == 1 and told.modifiers:
        kept = [_with(line, told.modifiers) if line.code in now else line for line in kept]  # "put LT on the 20550"
    if told.side is not None:
        other = _OTHER_SIDE[told.side]
        kept = [
            replace(line, modifiers=tuple(told.side if one == other else one for one in line.modifiers))
            for line in kept
        ]
    return tuple(kept)


def modifiers_kept(before: Query, query: Query, told: Told) -> tuple[Modifier, ...]:
    """The modifiers beside the codes: those that are named now, else those before while the same is asked."""
    if told.takes_away:
        return _without(before.modifiers, told.modifiers)
    again = "wish" in query.carried or not set(query.codes).isdisjoint(before.codes)
    same = query.intent is before.intent and again
    return query.modifiers or (before.modifiers if same else ())


def _line(
    code: ProcedureCode,
    now: Mapping[ProcedureCode, Line],
    was: Mapping[ProcedureCode, Line],
    left: Sequence[Line],
) -> Line:
    line = now.get(code, Line(code))
    old = was.get(code)
    if old is None and len(left) == 1 and len(now) == 1:
        (old,) = left
        if _shared(old.code, code) < _SAME_FAMILY:
            old = replace(old, modifiers=())  # "and 11104?" after "20610-RT x2 ok?"
    if old is None:
        return line
    units = old.units if line.units is None else line.units
    return Line(code, line.modifiers or old.modifiers, units)


def _with(line: Line, modifiers: Sequence[Modifier]) -> Line:
    return replace(line, modifiers=tuple(dict.fromkeys((*line.modifiers, *modifiers))))


def _without(modifiers: Sequence[Modifier], taken: Sequence[Modifier]) -> tuple[Modifier, ...]:
    return tuple(one for one in modifiers if one not in taken)


def side_told(story: Story) -> Modifier | None:
    """The one side that a message tells, as a modifier."""
    sides = story.affirmed & {"common.right_side", "common.left_side", "common.bilateral"}
    if len(sides) != 1:
        return None
    return {"common.right_side": _RIGHT, "common.left_side": _LEFT}.get(next(iter(sides)))


def day_later(before: date | None, story: Story) -> date | None:
    """ "And two days later": a day counted from the day of the case."""
    if before is None:
        return None
    later = [one for one in story.amounts if one.kind is Kind.DAYS and one.role is Role.LATER]
    return before + timedelta(days=int(later[0].value)) if len(later) == 1 else None
