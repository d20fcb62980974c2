"""What is told of a visit: where and with whom, its minutes, its decision making. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.kinds import BY_TIME_ALONE, FAMILY, Kind, kinds_by_code, kinds_of
from assistant.procedures.visits.levels.elements import Counts, Element, Level, data_of, problems_of, risk_of
from assistant.procedures.visits.minutes import Minutes, minutes_told, two_practitioners
from assistant.understand.story import Told
from corpus.codes import CptCode

_ONE_DATE = frozenset((Kind.NEW_OFFICE, Kind.ESTABLISHED_OFFICE))
ELEMENTS = ("problems", "data", "risk")


@dataclass(frozen=True, slots=True)
class VisitTold:
    """``kinds`` has two where the words leave open which (new or established, initial or subsequent). ``decision`` is
    the level of decision making where it is told as a whole, else ``elements`` has what is told of the three."""

    kinds: tuple[Kind, ...]
    minutes: Minutes | None
    decision: Level | None
    elements: tuple[Element, ...]
    named: tuple[CptCode, ...]
    rests_on: tuple[Span, ...]


_DECISIONS = (
    ("mdm_high", Level.HIGH),
    ("mdm_moderate", Level.MODERATE),
    ("mdm_low", Level.LOW),
    ("mdm_straightforward", Level.STRAIGHTFORWARD),
)


def _visits(case: Case) -> tuple[CptCode, ...]:
    """The visit codes that are named."""
    by_code = kinds_by_code()
    return tuple(code for code in case.procedures if isinstance(code, CptCode) and str(code) in by_code)


def _asks_for_code(case: Case, named: tuple[CptCode, ...]) -> bool:
    """ "99213 or 99214", "99214?": the codes themselves are the question."""
    if len(named) > 1:
        return True
    ends = {end for _, end in case.spans_of(named)}
    return any(token.text == "?" and token.start in ends for token in case.story.tokens)


def is_of_other_dates(told: Told, minutes: Minutes | None, kinds: tuple[Kind, ...]) -> bool:
    """True where dates are told apart, and it is not plain which of the minutes are those of the visit's date."""
    if not told.has("levels.other_date"):
        return False
    if told.has("levels.asks_counting"):
        return True
    return minutes is None or not minutes.left_out or not minutes.total or not set(kinds) <= _ONE_DATE


def _is_left_out(told: Told, minutes: Minutes | None) -> bool:
    """True where minutes are told that leave out, or are to leave out, a service with a code of its own."""
    if minutes is None:
        return False
    return minutes.left_out > 0 or told.has_all("left_out", "apart_time")


def visit_told(case: Case, counts: Counts) -> VisitTold | None:
    """The visit whose level the told facts may decide; None where the question is another."""
    told, by_code = case.told(FAMILY), kinds_by_code()
    others = [code for code in case.procedures if str(code) not in by_code]
    minutes = minutes_told(told, FAMILY)
    if told.has("other_service") or (others and not _is_left_out(told, minutes)):
        return None
    if others and not (told.has("asks_level") or _asks_for_code(case, _visits(case))):
        return None
    if case.modifiers or case.diagnoses:
        return None
    if two_practitioners(told):
        return None
    asks = told.has("asks_level")
    if told.has("not_the_question") and not asks:
        return None
    kinds = kinds_of(case)
    if not kinds or is_of_other_dates(told, minutes, kinds):
        return None
    named = _visits(case)
    decision = next((level for concept, level in _DECISIONS if told.has(concept)), None)
    elements: tuple[Element, ...] = ()
    if decision is None and not set(kinds) <= BY_TIME_ALONE:
        found = (
            problems_of(told, counts),
            data_of(told, counts),
            risk_of(told, admitted=kinds == (Kind.EMERGENCY,) and told.has("admitted")),
        )
        elements = tuple(element for element in found if element is not None)
    if not (asks or minutes or decision or len(elements) == len(ELEMENTS) or _asks_for_code(case, named)):
        return None
    if decision is None and minutes is None and len(elements) < (1 if asks and named else 2):
        if not set(kinds) <= BY_TIME_ALONE or not asks or told.has("diagnosis_question"):
            return None
        return VisitTold(kinds, None, None, (), named, told.spans("discharge", "asks_level"))
    decisions = told.spans(*(concept for concept, _ in _DECISIONS))
    return VisitTold(
        kinds=kinds,
        minutes=minutes,
        decision=decision,
        elements=elements,
        named=named,
        rests_on=(
            *decisions,
            *(minutes.rests_on if minutes else ()),
            *(span for element in elements for span in element.rests_on),
            *told.spans("asks_level", "visit", "new_pt", "established_pt", "initial", "subsequent", "discharge"),
            *told.spans("hospital_place", "nursing_place", "home_place", "emergency_place", "office"),
            *told.spans("apart_time", "included_in", "left_out", "other_date"),
            *(told.spans("pre_work", "can_time") if told.has("other_date") else ()),
            *case.spans_of((*named, *others)),
        ),
    )
