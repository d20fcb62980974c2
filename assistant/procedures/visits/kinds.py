"""Which kind of visit a case tells: the setting, and new or established, initial or subsequent. Pure.

The words are those of the family ``levels``; a code that is named tells the kind by itself.
"""

from __future__ import annotations

import functools
from datetime import date
from enum import StrEnum
from pathlib import Path

from assistant.procedures.case import Case
from assistant.procedures.visits.stays import Stay, stay_of
from assistant.rules.basis.parameters import parameters
from assistant.understand.circumstances import Patient
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Told

FAMILY = "levels"
LEVELS = Path(__file__).parent / FAMILY
_HOUR = 60


class Kind(StrEnum):
    """The kinds of visits that have levels; the value names patient and place."""

    NEW_OFFICE = "office visit, new patient"
    ESTABLISHED_OFFICE = "office visit, established patient"
    INITIAL_HOSPITAL = "initial hospital visit"
    SUBSEQUENT_HOSPITAL = "subsequent hospital visit"
    SAME_DAY_HOSPITAL = "hospital stay of one date"
    EMERGENCY = "emergency department visit"
    INITIAL_NURSING = "initial nursing facility visit"
    SUBSEQUENT_NURSING = "subsequent nursing facility visit"
    NEW_HOME = "home or residence visit, new patient"
    ESTABLISHED_HOME = "home or residence visit, established patient"
    OFFICE_CONSULTATION = "outpatient consultation"
    HOSPITAL_CONSULTATION = "inpatient consultation"
    HOSPITAL_DISCHARGE = "hospital discharge day"
    NURSING_DISCHARGE = "nursing facility discharge"


_CONSULTATIONS = frozenset((Kind.OFFICE_CONSULTATION, Kind.HOSPITAL_CONSULTATION))
BY_TIME_ALONE = frozenset((Kind.HOSPITAL_DISCHARGE, Kind.NURSING_DISCHARGE))


@functools.cache
def kinds_by_code() -> dict[str, Kind]:
    """Every code that names a kind of visit."""
    found: dict[str, Kind] = {"99281": Kind.EMERGENCY}
    for name, _, values in parameters(LEVELS).every_value():
        if name.endswith("_codes"):
            for kind, codes in values.items():
                listed = codes.values() if isinstance(codes, dict) else codes
                found |= {str(code): Kind[kind.upper()] for code in listed}
    return found


def kinds_of(case: Case) -> tuple[Kind, ...]:
    """The kinds of visit that a case may be; empty where none is told."""
    told, by_code = case.told(FAMILY), kinds_by_code()
    if stay := stay_of(case):
        return _of_a_stay(stay, case.payer)
    named = {by_code[str(code)] for code in case.procedures if str(code) in by_code}
    by_words = _by_words(told, case)
    if named and named <= _CONSULTATIONS and case.payer is Payer.MEDICARE:
        named = set()  # Medicare takes no consultation: the place tells the code
    if len(named) == 1:
        (kind,) = named
        return (_as_told(kind, case.patient),)
    if named and by_words:
        fitting = tuple(kind for kind in by_words if kind in named)
        return fitting or by_words
    return by_words or tuple(sorted(named))


_PAIRS = ((Kind.NEW_OFFICE, Kind.ESTABLISHED_OFFICE), (Kind.NEW_HOME, Kind.ESTABLISHED_HOME))


def _as_told(kind: Kind, patient: Patient | None) -> Kind:
    """What is told of the patient goes before the code that somebody chose: "new patient, 99214?"."""
    for new, established in _PAIRS:
        if patient is not None and kind in (new, established):
            return new if patient is Patient.NEW else established
    return kind


def _of_a_stay(stay: Stay, payer: Payer | None) -> tuple[Kind, ...]:
    """A stay of one date: Medicare asks for hours before admission and discharge are one code, CPT does not."""
    least = parameters(LEVELS).at("same_day_hours", date.max)
    short = least is not None and stay.minutes is not None and stay.minutes < least.value * _HOUR
    if not short or payer is Payer.CPT:
        return (Kind.SAME_DAY_HOSPITAL,)
    return (Kind.INITIAL_HOSPITAL,) if payer is Payer.MEDICARE else (Kind.INITIAL_HOSPITAL, Kind.SAME_DAY_HOSPITAL)


def _by_words(told: Told, case: Case) -> tuple[Kind, ...]:
    nursing = told.has("nursing_place") and not told.has("assisted")  # assisted living is a residence
    aftercare = told.has("hospital_aftercare") and not told.has("in_house")
    discharged = (told.has("discharge") and not aftercare) or told.has("pronouncement")
    if told.has("emergency_place") and not told.has("hospital_place", "observation", "in_house", "urgent_care"):
        discharged = False  # sent home from the emergency department is no hospital discharge
    if discharged:
        return (Kind.NURSING_DISCHARGE,) if nursing else (Kind.HOSPITAL_DISCHARGE,)
    if told.has("consultation") and not nursing and not told.has("emergency_place", "home_place"):
        return _consultation(told, case)
    if nursing:
        return _stage(told, Kind.INITIAL_NURSING, Kind.SUBSEQUENT_NURSING)
    if told.has("home_place"):
        return _status(told, case, Kind.NEW_HOME, Kind.ESTABLISHED_HOME)
    if told.has("emergency_place") and not told.has("urgent_care", "sent_to_emergency"):
        return (Kind.EMERGENCY,)
    in_hospital = told.has("hospital_place", "observation", "in_house") or told.has_all("admitted", "hospital")
    if in_hospital and not aftercare:
        return _stage(told, Kind.INITIAL_HOSPITAL, Kind.SUBSEQUENT_HOSPITAL)
    if told.has("visit", "office", "urgent_care", "new_pt", "established_pt") or case.patient is not None:
        return _status(told, case, Kind.NEW_OFFICE, Kind.ESTABLISHED_OFFICE)
    return ()


def _consultation(told: Told, case: Case) -> tuple[Kind, ...]:
    """The consultation for payers that take it; the visit of the place for Medicare; both where no payer is known."""
    inside = told.has("hospital_place", "observation", "in_house")
    consultation = Kind.HOSPITAL_CONSULTATION if inside else Kind.OFFICE_CONSULTATION
    if told.has("consult_codes") or case.payer is Payer.CPT:
        return (consultation,)
    visit = (Kind.INITIAL_HOSPITAL,) if inside else _status(told, case, Kind.NEW_OFFICE, Kind.ESTABLISHED_OFFICE)
    return visit if case.payer is Payer.MEDICARE else (consultation, *visit)


def _stage(told: Told, first: Kind, later: Kind) -> tuple[Kind, ...]:
    initial, subsequent = told.has("initial"), told.has("subsequent")
    if initial != subsequent:
        return (first,) if initial else (later,)
    return first, later


def _status(told: Told, case: Case, new: Kind, established: Kind) -> tuple[Kind, ...]:
    is_new = told.has("new_pt") or case.patient is Patient.NEW
    known = told.has("established_pt") or case.patient is Patient.ESTABLISHED
    if is_new != known:
        return (new,) if is_new else (established,)
    return new, established
