"""What is told of a visit: where and with whom, its minutes, its decision making. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.kinds import BY_TIME_ALONE, FAMILY, Kind, kinds_by_code, kinds_of
from assistant.procedures.visits.levels.elements import Counts, Element, Level, data_of, problems_of, risk_of
from assistant.procedures.visits.minutes import Minutes, two_practitioners
from assistant.procedures.visits.stays import Stay, stay_of, visit_minutes
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Told
from corpus.codes import CptCode

_ONE_DATE = frozenset((Kind.NEW_OFFICE, Kind.ESTABLISHED_OFFICE))
ELEMENTS = ("problems", "data", "risk")


@dataclass(frozen=True, slots=True)
class VisitTold:
    """``kinds`` has two where the words leave open which (new or established, initial or subsequent). ``decision`` is
    the level of decision making where it is told as a whole, else ``elements`` has what is told of the three.
    ``stay`` is the hospital stay of one date that is told, ``untimed``: the note is said to have no minutes.
    ``residence`` and ``disposition`` are told of the place, and of where the patient went. ``beside_preventive``: the
    level is that of the problem part of a preventive or wellness visit. ``with_complexity``: G2211 is wanted besides,
    and nothing is told that would keep it off."""

    kinds: tuple[Kind, ...]
    minutes: Minutes | None
    decision: Level | None
    elements: tuple[Element, ...]
    named: tuple[CptCode, ...]
    rests_on: tuple[Span, ...]
    stay: Stay | None = None
    untimed: bool = False
    residence: str = ""
    disposition: bool = False
    beside_preventive: bool = False
    asks_whether: bool = False
    with_complexity: bool = False


_RESIDENCES = ("assisted", "group_home", "own_home")
# Added to a visit, whose level is asked for as well.
_ADDED = frozenset(("G2211",))
_AGAINST_ADDED = tuple(
    f"g2211.{name}" for name in ("procedure", "vaccine", "preventive_partb", "one_time", "commercial")
)
# Modifiers of a test that is told beside the visit; any other modifier makes it another question.
_OF_A_TEST = frozenset(("26", "TC"))
# Codes of tests that may be told beside a visit: imaging, laboratory, tests of the heart.
_TESTS = ("7", "8", "93")
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


def is_another_question(case: Case, told: Told, minutes: Minutes | None) -> bool:
    """True where what is told beside the visit belongs to another procedure."""
    by_code = kinds_by_code()
    others = [code for code in case.procedures if str(code) not in by_code and str(code) not in _ADDED]
    asks_of_level = told.has("asks_level") or _asks_for_code(case, _visits(case))
    tests = told.has("asks_level") and all(str(code).startswith(_TESTS) for code in others)
    if told.has("iv_service") and not told.has("emergency_place"):
        return True
    if told.has("other_service") or (others and not (_is_left_out(told, minutes) or (tests and minutes is None))):
        return True
    if (others and not asks_of_level) or case.diagnoses or two_practitioners(told):
        return True
    if case.modifiers and not (told.has("asks_level") and {str(code) for code in case.modifiers} <= _OF_A_TEST):
        return True
    return told.has("not_the_question") and not told.has("asks_level")


def _unless_withdrawn(told: Told, minutes: Minutes | None) -> Minutes | None:
    """No minutes where it is said, behind them, that none were charted: "same story, but he never charted any"."""
    last = max((mention.start for mention in told.mentions("no_minutes") if not mention.negated), default=-1)
    if minutes is None or last < max((end for _, end in minutes.rests_on), default=0):
        return minutes
    return None


def visit_told(case: Case, counts: Counts) -> VisitTold | None:
    """The visit whose level the told facts may decide; None where the question is another."""
    told = case.told(FAMILY)
    minutes = _unless_withdrawn(told, visit_minutes(case, FAMILY))
    if is_another_question(case, told, minutes):
        return None
    asks, kinds, stay = told.has("asks_level"), kinds_of(case), stay_of(case)
    if not kinds or is_of_other_dates(told, minutes, kinds):
        return None
    named = _visits(case)
    decision = next((level for concept, level in _DECISIONS if told.has(concept)), None)
    elements: tuple[Element, ...] = ()
    if decision is None and not set(kinds) <= BY_TIME_ALONE:
        found = (
            problems_of(told, counts, emergency=kinds == (Kind.EMERGENCY,)),
            data_of(told, counts, _tests_billed(case)),
            risk_of(told, admitted=kinds == (Kind.EMERGENCY,) and told.has("admitted")),
        )
        elements = tuple(element for element in found if element is not None)
    untimed = minutes is None and told.has("no_minutes") and set(kinds) <= BY_TIME_ALONE
    if not (asks or minutes or decision or untimed or len(elements) == len(ELEMENTS) or _asks_for_code(case, named)):
        return None
    if decision is None and minutes is None and len(elements) < (1 if asks and named else 2):
        if not set(kinds) <= BY_TIME_ALONE or not (asks or untimed or named) or told.has("diagnosis_question"):
            return None
        spans = (*told.spans("discharge", "pronouncement", "asks_level", "no_minutes"), *case.spans_of(named))
        return VisitTold(kinds, None, None, (), named, spans, untimed=untimed)
    return VisitTold(
        kinds=kinds,
        minutes=minutes,
        decision=decision,
        elements=elements,
        named=named,
        rests_on=_places(case, told, minutes, elements, stay),
        stay=stay,
        untimed=untimed,
        residence=next((place for place in _RESIDENCES if told.has(place)), ""),
        disposition=told.has("disposition"),
        asks_whether=told.has("asks_whether"),
        with_complexity=case.names(*_ADDED) and case.payer is not Payer.CPT and not told.has(*_AGAINST_ADDED),
        beside_preventive=told.has("preventive_part") and set(kinds) <= _ONE_DATE,
    )


def _tests_billed(case: Case) -> int:
    """Named tests whose reading may be billed beside the visit: imaging and tests of the heart."""
    return sum(str(code).startswith(("7", "93")) for code in case.procedures)


def _places(
    case: Case, told: Told, minutes: Minutes | None, elements: tuple[Element, ...], stay: Stay | None
) -> tuple[Span, ...]:
    """All places of the question that the level rests on."""
    return (
        *told.spans(*(concept for concept, _ in _DECISIONS)),
        *(minutes.rests_on if minutes else ()),
        *(stay.rests_on if stay else ()),
        *(span for element in elements for span in element.rests_on),
        *told.spans("asks_level", "visit", "new_pt", "established_pt", "initial", "subsequent", "discharge"),
        *told.spans("hospital_place", "nursing_place", "home_place", "emergency_place", "office", "own_test"),
        *told.spans("apart_time", "included_in", "left_out", "other_date", "medicare", "asks_place", "disposition"),
        *(told.spans("pre_work", "can_time") if told.has("other_date") else ()),
        *case.spans_of((*case.procedures, *case.modifiers)),
    )
