"""The status of a code in words: may it be reported on the day, since when, until when, and what took its place."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.rules.basis.bringing import not_here
from assistant.rules.validity.decide import CodeStatus, ValidityFinding, Word
from assistant.rules.validity.successors import Successor
from assistant.rules.verdict import Stance, Verdict, bold, edition_phrase, edition_title, either
from corpus.codes import CptCode, Modifier

_STANCES = {
    ValidityFinding.ACTIVE: Stance.AFFIRMS,
    ValidityFinding.HEADER: Stance.DENIES,
    ValidityFinding.NOT_YET: Stance.DENIES,
    ValidityFinding.TERMINATED: Stance.DENIES,
    ValidityFinding.GONE: Stance.DENIES,
    ValidityFinding.NEW: Stance.DENIES,
    ValidityFinding.NEVER: Stance.DENIES,
    ValidityFinding.NOT_LOADED: Stance.NOT_LOADED,
}
# What a later edition may turn round: a code added since, or ended since.
_AS_OF_THE_EDITION = frozenset(
    {ValidityFinding.ACTIVE, ValidityFinding.NEVER, ValidityFinding.GONE, ValidityFinding.NEW}
)
# What the reason begins with that names the codes in place of one that went.
_NAMED_IN_PLACE = "In its place: "
_ABSENT = frozenset({ValidityFinding.NEVER, ValidityFinding.GONE, ValidityFinding.NEW})
# Fee schedule status I: record layout of the relative value file (RVU25D), field Status Code.
_NOT_FOR_MEDICARE = "I"


def tell_validity(status: CodeStatus) -> Verdict:
    """Was the code valid on the day?"""
    stance = _stance(status)
    return Verdict(
        key=f"validity:{status.code}",
        title=f"Validity of {_name(status)}",
        stance=stance,
        conclusion=_conclusion(status),
        mend=_mend(status),
        checked="a code of the day" if status.finding is ValidityFinding.ACTIVE else "",
        reasons=tuple(_reasons(status)),
        row=_row(status),
        mentions=frozenset({status.code, *status.replaced_by, *(status.successor.also if status.successor else ())}),
        about=frozenset({status.code}),
        denies=frozenset({status.code}) if stance is Stance.DENIES else frozenset(),
        basis=status.basis,
        locator=(status.word.locator if status.word else "") or f"no row {status.code}",
    )


def named_in_place(verdict: Verdict) -> str:
    """The reason that names what took the place of a code that went; empty where none does."""
    return next((reason for reason in verdict.reasons if reason.startswith(_NAMED_IN_PLACE)), "")


def _stance(status: CodeStatus) -> Stance:
    """An edition that does not reach the day cannot say yes for it, nor that a code is not there."""
    if status.finding in _AS_OF_THE_EDITION and not status.basis.covers:
        return Stance.CONDITIONS
    if status.finding in _ABSENT and not (status.is_gone or _is_own_list(status)):
        return Stance.CONDITIONS
    return _STANCES[status.finding]


def _is_own_list(status: CodeStatus) -> bool:
    return status.word is not None and status.word.is_own_list


def _name(status: CodeStatus) -> str:
    return f"modifier {status.code}" if isinstance(status.code, Modifier) else str(status.code)


def _conclusion(status: CodeStatus) -> str:
    code, day, word = bold(status.code), status.basis.day, status.word
    if isinstance(status.code, Modifier):
        code = f"modifier {code}"
    if status.finding is not ValidityFinding.TERMINATED:
        code = code[0].upper() + code[1:]
    edition = edition_title(status.basis)
    others = ", ".join(each.title for each in status.others)
    when = f" on {day}" if status.basis.covers else ""
    match status.finding:
        case ValidityFinding.ACTIVE if _is_own_list(status):
            return f"Yes. {code} is active{when}: {edition} lists it{_until(word)}."
        case ValidityFinding.ACTIVE:
            return f"Yes. {code} is valid{when} as far as Medicare's tables tell: {edition} has it{_until(word)}."
        case ValidityFinding.HEADER:
            return f"No. {code} is a header in {edition}: it needs more characters."
        case ValidityFinding.NOT_YET:
            return f"No. {code} is not valid on {day} yet: it is added as of {word.added if word else ''}."
        case ValidityFinding.TERMINATED:
            return f"Not valid on {day}: {code} was deleted, and its last day was {word.last_day if word else ''}."
        case ValidityFinding.GONE if status.basis.covers:
            return f"No. {code} is not in {edition} any more; it was in {others}."
        case ValidityFinding.NEW:
            return f"No. {code} is not in {edition}; only a later edition has it: {others}."
        case ValidityFinding.NEVER if _is_own_list(status):
            return f"No. {code} is in no loaded list of its code set: {edition} does not have it."
        case ValidityFinding.NEVER | ValidityFinding.GONE:
            was = f"; it was in {others}" if others else ""
            return f"Not as far as Medicare's tables tell: {code} is not in {edition}{was}."
        case _:
            return f"I don't have a code list loaded that would say whether {code} was valid on {day}."


def _mend(status: CodeStatus) -> str:
    """What takes the place of a code that cannot be reported on the day; empty for one that can."""
    if not status.is_gone and status.finding is not ValidityFinding.HEADER:
        return ""
    code, day = _name(status), status.basis.day
    if status.finding is ValidityFinding.HEADER:
        return f"a longer code below {code}"
    if status.replaced_by and status.finding is not ValidityFinding.NOT_YET:
        note = f"; {status.successor.note}" if status.successor and status.successor.note else ""
        return f"in place of {code}, {either(status.replaced_by)} if it tells the service{note}"
    if isinstance(status.code, Modifier):
        return f"take {code} off, or put one that is in force on {day} in its place"
    return f"a code that is in force on {day} in place of {code}"


def _of_ours(successor: Successor | None) -> str:
    """The note on what came after a code, and the source of it, where no list names it."""
    if successor is None:
        return ""
    note = f" ({successor.note})" if successor.note else ""
    return f"{note}, by {successor.edition.title}"


def _until(word: Word | None) -> str:
    return f", to its last day {word.last_day}" if word and word.last_day else ""


def _reasons(status: CodeStatus) -> Iterator[str]:
    if status.replaced_by and status.finding is not ValidityFinding.ACTIVE:
        yield f"{_NAMED_IN_PLACE}{', '.join(map(bold, status.replaced_by))}{_of_ours(status.successor)}."
    yield from changes(status)
    if not status.basis.covers:
        yield from of_excerpts(status)
    if status.word is not None and status.word.status == _NOT_FOR_MEDICARE:
        yield "Its status there is I: not valid for Medicare, which takes another code or none for the service."
    match status.finding:
        case ValidityFinding.ACTIVE:
            yield "An active code is not thereby covered or paid."
        case ValidityFinding.NOT_LOADED:
            yield not_here(status.basis.table)
    if isinstance(status.code, CptCode) and status.finding is not ValidityFinding.TERMINATED:
        yield "Only the AMA's current code book is the whole list of CPT."
    if status.basis.edition and not status.basis.covers:
        yield f"The edition does not cover the date of service: {edition_phrase(status.basis)}."


def of_excerpts(status: CodeStatus) -> Iterator[str]:
    """That the list of the day is loaded in part and has no row of the code."""
    for edition in status.excerpts:
        yield f"{bold(status.code)} is not in this excerpt of {edition.title}, which says nothing for or against it."


def changes(status: CodeStatus) -> Iterator[str]:
    """What the lists before and after the deciding one say otherwise; nothing where they agree."""
    code, word = bold(status.code), status.word
    if word is None:
        return
    if (before := status.before) is not None and _kind(before) != _kind(word):
        yield f"{before.edition.title} {_has(before)} {code}{_as(before)}."
    if (after := status.after) is not None and _kind(after) != _kind(word):
        since = f", in force from {after.edition.effective_from}," if after.edition.effective_from else ""
        named = f"; in its place: {', '.join(map(bold, after.replaced_by))}" if after.replaced_by else ""
        yield f"{after.edition.title}{since} {_has(after)} {code}{_as(after)}{named}."


def _kind(word: Word) -> tuple[bool, bool | None]:
    return word.listed, word.billable


def _has(word: Word) -> str:
    return "has" if word.listed else "does not have"


def _as(word: Word) -> str:
    if not word.listed or word.billable is None:
        return ""
    return " as a billable code" if word.billable else " as a header"


def _row(status: CodeStatus) -> str:
    edition, word = edition_phrase(status.basis), status.word
    if word is None:
        return f"{edition}."
    if not word.listed:
        return f"{edition}: no row {status.code}."
    told = [
        f"added {word.added}" if word.added and word.is_own_list else "",
        {True: "billable", False: "header", None: ""}[word.billable],
        f"status {word.status}" if word.status else "",
        f"deleted, last day {word.last_day}" if word.last_day else "no date of deletion",
    ]
    return f"{edition}: {status.code}, {', '.join(filter(None, told))}."
