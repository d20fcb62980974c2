"""What is told of critical care: the minutes of one date, less what is reported separately. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.minutes import Minutes, minutes_told, two_practitioners
from assistant.understand.story import Kind, Told
from corpus.codes import CptCode

FAMILY = "critical_care"
_VISITS = ("992", "993")
# What is told in words and is inside critical care for practitioners.
_INSIDE_WORDS = {"film_word": "the chest film", "ventilator_word": "ventilator care", "gas_word": "blood gases"}
_CHOICE = frozenset("or vs versus instead not".split())


@dataclass(frozen=True, slots=True)
class Lists:
    """``separate`` is what is reported beside critical care, by its word; ``inside`` the codes that never are."""

    separate: Mapping[str, str]
    inside: frozenset[str]


@dataclass(frozen=True, slots=True)
class CareTold:
    """``minutes`` are those that count, ``left_out`` those that were taken off. ``disposition``: it is told where the
    patient went afterward. ``visits`` are wanted besides.
    ``units`` is the number of 99292 that a claim line has, where one is told. ``procedures`` are reported besides, and
    ``inside`` are named codes that are not; ``untold``: whether the minutes leave the procedures out. ``instead``
    are the visit codes that are named, ``inside_words`` what is told in words and never billed besides;
    ``emergency``: it was in the emergency department; ``in_a_bed``: of an inpatient."""

    minutes: int
    left_out: int
    with_visit: bool
    disposition: bool
    visits: tuple[CptCode, ...]
    units: int | None
    rests_on: tuple[Span, ...]
    procedures: tuple[CptCode, ...] = ()
    inside: tuple[CptCode, ...] = ()
    untold: bool = False
    instead: tuple[CptCode, ...] = ()
    inside_words: tuple[str, ...] = ()
    emergency: bool = False
    in_a_bed: bool = False


def _visits(case: Case, codes: tuple[str, str]) -> tuple[CptCode, ...]:
    """The visit codes wanted beside critical care; not one that is told as the other choice ("99285 or 99291")."""
    tokens = case.story.tokens
    choices = [token for token in tokens if token.word in _CHOICE]
    return tuple(
        code
        for code in case.procedures
        if isinstance(code, CptCode) and code.value.startswith(_VISITS) and code.value not in codes
        if not any(
            0 <= start - token.end <= 1 or 0 <= token.start - end <= 1
            for start, end in case.spans_of((code,))
            for token in choices
        )
    )


def care_told(case: Case, codes: tuple[str, str], lists: Lists) -> CareTold | None:
    """The critical care that a case tells by minutes; None where it tells no minutes, or care of another kind."""
    told = case.told(FAMILY)
    if not (told.has("critical_care") or case.names(*codes)) or told.has(
        "neonate", "transport", "midnight", "other_specialty"
    ):
        return None
    if told.has("not_critical") and not told.has("disposition", "said_by_other"):
        return None  # the visit that was no critical care is what is asked about
    if two_practitioners(told):
        return None  # shared critical care is decided by whose minutes are more
    minutes = minutes_told(told, FAMILY) or _lone_minutes(told)
    if minutes is None or minutes.at_least or minutes.at_most or minutes.total + minutes.beyond <= 0:
        return None
    procedures = _procedures(case, told, lists)
    return CareTold(
        minutes=minutes.total + minutes.beyond,
        left_out=minutes.left_out,
        with_visit=told.has("emergency_visit"),
        disposition=told.has("disposition"),
        visits=_visits(case, codes),
        units=next((line.units for line in case.lines if str(line.code) == codes[1]), None),
        rests_on=(
            *minutes.rests_on,
            *told.spans("critical_care", "asks_bill", "medicare", "commercial", "apart_time", "staff_time", "left_out"),
            *told.spans("disposition", "with_codes", *_INSIDE_WORDS, *(lists.separate if procedures else ())),
            *case.spans_of(case.procedures),
        ),
        procedures=procedures,
        inside=tuple(code for code in case.procedures if isinstance(code, CptCode) and code.value in lists.inside),
        instead=tuple(
            code
            for code in case.procedures
            if isinstance(code, CptCode) and code.value.startswith(_VISITS) and code.value not in codes
        ),
        inside_words=tuple(words for concept, words in _INSIDE_WORDS.items() if told.has(concept)),
        emergency=told.has("emergency_place"),
        in_a_bed=told.has("in_a_bed"),
        untold=bool(procedures) and not minutes.left_out and not told.has("left_out"),
    )


def _lone_minutes(told: Told) -> Minutes | None:
    """ "100 minutes with intubation": the only minutes told are those of the critical care."""
    amounts = told.amounts(Kind.MINUTES)
    return Minutes(int(amounts[0].value), rests_on=(amounts[0].span,)) if len(amounts) == 1 else None


def _procedures(case: Case, told: Told, lists: Lists) -> tuple[CptCode, ...]:
    """What is reported besides: by its code, else by its word."""
    named = [code for code in case.procedures if isinstance(code, CptCode) and code.value in lists.separate.values()]
    if named:
        return tuple(named)
    return tuple(CptCode(code) for word, code in lists.separate.items() if told.has(word))
