"""What a follow-up keeps of the case before it: circumstances, day, lines, story; changed where it names them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta

from assistant.understand.circumstances import Circumstances
from assistant.understand.query import Line, Query
from assistant.understand.story import Amount, Kind, Role, Story
from assistant.understand.story.tokens import Token
from corpus.codes import Code, Icd10CmCode, Modifier
from corpus.relations import ProcedureCode

# Concepts that cannot hold together: the one said later wins.
_OPPOSITES = (
    frozenset({"common.new_patient", "common.established_patient"}),
    frozenset({"common.bilateral", "common.right_side", "common.left_side"}),
    frozenset({"common.office", "common.hospital_outpatient", "common.inpatient", "common.emergency"}),
)
_REPLACED_KINDS = frozenset({Kind.MINUTES, Kind.CLOCK, Kind.AGE, Kind.DOSE, Kind.AREA})
_OF_THE_CASE = frozenset({Role.TOLD, Role.TOTAL})


def circumstances_kept(before: Circumstances, now: Circumstances) -> tuple[Circumstances, tuple[str, ...]]:
    """The circumstances of the case with what is said now, and the names of those that were kept."""
    kept: list[str] = []
    values: dict[str, object] = {}
    nothing = Circumstances()
    for one in fields(Circumstances):
        said, was, empty = getattr(now, one.name), getattr(before, one.name), getattr(nothing, one.name)
        if said == empty and was != empty and not (one.name.startswith("payer") and now.payer_name):
            values[one.name] = was
            kept.append(one.name)
    return replace(now, **values), tuple(kept)  # type: ignore[arg-type]


def story_kept(before: Story, now: Story) -> Story:
    """The told case with the new words behind it. A new amount takes the place of its kind; so does an opposite."""
    if not before.tokens:
        return now
    offset = before.tokens[-1].end + 2
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
    said = {one.concept for one in mentions}
    denied = {one.concept for one in mentions if one.negated}
    dropped = {other for group in _OPPOSITES if said & group for other in group - said} | denied
    old = tuple(one for one in before.mentions if one.concept not in dropped)
    return Story((*before.tokens, *tokens), (*_old_amounts(before.amounts, now.amounts), *amounts), (*old, *mentions))


def _moved(amount: Amount, offset: int, sentence: int, clause: int) -> Amount:
    return replace(
        amount,
        start=amount.start + offset,
        end=amount.end + offset,
        sentence=amount.sentence + sentence,
        clause=amount.clause + clause,
    )


def _old_amounts(before: Sequence[Amount], now: Sequence[Amount]) -> tuple[Amount, ...]:
    """The amounts of the case that no new one replaces."""
    told = [one for one in now if one.role in _OF_THE_CASE]
    kinds = {one.kind for one in told}
    if Kind.CLOCK in kinds:
        kinds.add(Kind.MINUTES)
    replaced = kinds & _REPLACED_KINDS
    counted = [one for one in before if one.kind is Kind.COUNT and one.role in _OF_THE_CASE]
    renewed = {id(counted[0])} if Kind.COUNT in kinds and len(counted) == 1 else set()
    nouns = {one.noun[0] for one in told if one.kind is Kind.COUNT and one.noun}
    return tuple(
        one
        for one in before
        if not (one.kind in replaced and one.role in _OF_THE_CASE)
        and id(one) not in renewed
        and not (one.kind is Kind.COUNT and one.noun and one.noun[0] in nouns)
    )


def codes_replaced(before: Sequence[Code], named: Sequence[Code], *, paired: bool) -> tuple[Code, ...]:
    """ "And 99215?": the new code in the place of the old one of its kind; of a pair, in the place of the second."""
    new = named[0] if len(named) == 1 else None
    alike = [code for code in before if _is_alike(code, new)] if new is not None else []
    if new is None or not alike:
        return tuple(named)
    if len(before) == 1 or not paired or new in before:
        return (new,)
    last = alike[-1]
    return tuple(dict.fromkeys(new if code == last else code for code in before))


def _is_alike(code: Code, other: Code | None) -> bool:
    if isinstance(code, ProcedureCode):
        return isinstance(other, ProcedureCode)
    return isinstance(code, Icd10CmCode) and isinstance(other, Icd10CmCode)


def lines_kept(
    before: Query, codes: Sequence[Code], named: Sequence[Line], modifiers: Sequence[Modifier], units: int | None
) -> tuple[Line, ...]:
    """The lines of the codes: as named now, else as they were, with new modifiers and units where one code is meant."""
    now = {line.code: line for line in named}
    was = {line.code: line for line in before.lines}
    procedures = [code for code in codes if isinstance(code, ProcedureCode)]
    kept = [now.get(code) or was.get(code) or Line(code) for code in procedures]
    if len(kept) == 1:
        (line,) = kept
        if line.units is None and line.code not in was and len(was) == 1:
            line = replace(line, units=next(iter(was.values())).units)  # "and 11104?" after "20610 x2 ok?"
        if units is not None:
            line = replace(line, units=units)
        if modifiers and not line.modifiers:
            line = replace(line, modifiers=tuple(modifiers))
        kept = [line]
    return tuple(kept)


def day_later(before: date | None, story: Story) -> date | None:
    """ "And two days later": a day counted from the day of the case."""
    if before is None:
        return None
    later = [one for one in story.amounts if one.kind is Kind.DAYS and one.role is Role.LATER]
    return before + timedelta(days=int(later[0].value)) if len(later) == 1 else None
