"""Which modifiers can get a pair of codes past an NCCI PTP edit of indicator 1, and on which code they go.

NCCI's list of PTP-associated modifiers is a closed one; of it, only those that suit the two codes fit a pair:

two procedures              anatomic, XE XS XP XU, then 59; with surgery also 58, 78, 79
  without such a part       no anatomic one, by the codes' ranges and the bilateral indicator
  of one endoscopic family  XS or 59 for another lesion first, where the organ has no sides
two laboratory services     91, XE XS XP XU, then 59
a visit and a procedure     25, 57 or 24 on the visit; 59 is never for a visit
two visits                  25 on column 2; in a hospital outpatient department also 27

Sources. Medicare NCCI Policy Manual, January 2026: chapter I, section E (the list; 22, 76 and 77 bypass nothing; 25,
57 and 24 with section D; 58; 59 only where no other describes it better, not on E/M codes and not with 77427; X{EPSU}
since 2015-01-01 in place of 59 whenever possible), section N (91), chapter headings II to XI (code ranges of surgery
and laboratory), chapter XI section U and chapter XII section C item 3 (E/M codes). The manual gives no rule for the
column: its examples put 59 or an X modifier on column 2 (11720 of 11055/11720), and once on "either" (24305/64718,
chapter IV). That Medicare takes these five on either code of practitioner claims since 2019-07-01 is CMS Change Request
11168 (transmittal R2259OTN), as the California Medical Association reported it on 2019-08-15. The eye visits 92002 to
92014 are not in the manual's E/M ranges; that Medicare takes 24 and 25 on them is said by AAPC's Ophthalmology Coding
Alert ("Modifiers 24 and 25: for eye codes as well as E/M services codes"). 27 is for hospitals only: that is sourced in
corpus/text/modifiers.yaml.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.rules.basis.parameters import parameters
from corpus.codes import CptCode, Modifier
from corpus.relations import ProcedureCode, Setting

FOLDER = Path(__file__).parent
LAST_RESORT = Modifier("59")
_HOSPITAL_VISITS = Modifier("27")
_REPEATED_TEST = Modifier("91")
_SIDE = "side"
# Bilateral indicators of codes that are not about one of two sides; 0 and 9 by the layout of the fee schedule.
_NO_SIDES = frozenset("09")


def _modifiers(*values: str) -> tuple[Modifier, ...]:
    return tuple(map(Modifier, values))


def _listed(name: str, day: date) -> tuple[Modifier, ...]:
    """A list of modifiers in force on a day; empty before it began."""
    parameter = parameters(FOLDER).at(name, day)
    return _modifiers(*parameter.value) if parameter else ()


def anatomic(day: date) -> tuple[Modifier, ...]:
    """Modifiers that name a part of the body."""
    return _listed("anatomic", day)


def distinct_service(day: date) -> tuple[Modifier, ...]:
    """X{EPSU}: each says one of the things that 59 may mean."""
    return _listed("distinct_service", day)


def ptp_associated(day: date) -> frozenset[Modifier]:
    """NCCI's closed list on a date of service."""
    groups = ("anatomic", "global_surgery", "other", "distinct_service")
    return frozenset(modifier for group in groups for modifier in _listed(group, day))


class Reason(StrEnum):
    """What a modifier says of a pair: why both services may count."""

    SEPARATE_VISIT = "separate_visit"
    DECISION_FOR_SURGERY = "decision_for_surgery"
    UNRELATED_VISIT = "unrelated_visit"
    HOSPITAL_VISITS = "hospital_visits"
    OTHER_SITE = "other_site"
    OTHER_LESION = "other_lesion"
    DISTINCT_SERVICE = "distinct_service"
    LAST_RESORT = "last_resort"
    STAGED = "staged"
    RETURN_TO_OPERATING_ROOM = "return_to_operating_room"
    UNRELATED_PROCEDURE = "unrelated_procedure"
    REPEATED_TEST = "repeated_test"


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What the fee schedule tells of where a code's service is: its bilateral indicator and its endoscopic base code.

    Empty where no row has it.
    """

    bilateral: str = ""
    endoscopic_base: str = ""


NOTHING_KNOWN: Mapping[ProcedureCode, Anatomy] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fit:
    """Modifiers that suit a pair for one reason. ``on`` are the codes they may go on, the one to prefer first."""

    reason: Reason
    modifiers: tuple[Modifier, ...]
    on: tuple[ProcedureCode, ...]


def is_visit(code: ProcedureCode) -> bool:
    """True for an E/M code and an eye visit: what takes 25, 57 and 24."""
    return code.value in _value("visit_codes") or any(_within(code, *bounds) for bounds in _value("visit_ranges"))


def fits(
    column_1: ProcedureCode,
    column_2: ProcedureCode,
    setting: Setting,
    day: date,
    anatomy: Mapping[ProcedureCode, Anatomy] = NOTHING_KNOWN,
) -> tuple[Fit, ...]:
    """The modifiers that can get this pair past an edit of indicator 1, the most specific first."""
    visits = [code for code in (column_1, column_2) if is_visit(code)]
    if len(visits) == 2:
        return _between_visits(column_1, column_2, setting)
    if visits:
        return (
            Fit(Reason.SEPARATE_VISIT, _modifiers("25"), (visits[0],)),
            Fit(Reason.DECISION_FOR_SURGERY, _modifiers("57"), (visits[0],)),
            Fit(Reason.UNRELATED_VISIT, _modifiers("24"), (visits[0],)),
        )
    either = (column_2, column_1)
    distinct = _distinct(column_1, column_2, setting, day)
    if all(_within(code, *_value("laboratory_range")) for code in either):
        return (Fit(Reason.REPEATED_TEST, (_REPEATED_TEST,), either), *distinct)
    parts = _parts(either, day, anatomy)
    if parts:
        found = (Fit(Reason.OTHER_SITE, parts, either), *distinct)
    elif _is_one_family(either, anatomy):
        found = _of_lesions(distinct, day)
    else:
        found = distinct
    if not any(_within(code, *_value("surgery_range")) for code in either):
        return found
    return (
        *found,
        Fit(Reason.STAGED, _modifiers("58"), either),
        Fit(Reason.RETURN_TO_OPERATING_ROOM, _modifiers("78"), either),
        Fit(Reason.UNRELATED_PROCEDURE, _modifiers("79"), either),
    )


def _parts(codes: Sequence[ProcedureCode], day: date, anatomy: Mapping[ProcedureCode, Anatomy]) -> tuple[Modifier, ...]:
    """The anatomic modifiers of parts that either code can be about; a side also where its indicator is not known."""
    parameter = parameters(FOLDER).at("places", day)
    found: list[Modifier] = []
    for name, place in (parameter.value if parameter is not None else {}).items():
        within = any(_within(code, *bounds) for code in codes for bounds in place["codes"])
        if within or (name == _SIDE and any(_may_have_sides(anatomy.get(code, Anatomy())) for code in codes)):
            found += _modifiers(*place["modifiers"])
    return tuple(found)


def parts_named(modifiers: Collection[Modifier], day: date) -> tuple[str, ...]:
    """The parts of the body that anatomic modifiers name: "side", "finger", "eyelid"."""
    parameter = parameters(FOLDER).at("places", day)
    places = parameter.value if parameter is not None else {}
    named = frozenset(map(str, modifiers))
    return tuple(name for name, place in places.items() if not named.isdisjoint(place["modifiers"]))


def _may_have_sides(anatomy: Anatomy) -> bool:
    return anatomy.bilateral not in _NO_SIDES


def _is_one_family(codes: Sequence[ProcedureCode], anatomy: Mapping[ProcedureCode, Anatomy]) -> bool:
    """True for two endoscopies of one base code."""
    bases = {anatomy.get(code, Anatomy()).endoscopic_base for code in codes}
    return len(bases) == 1 and "" not in bases


def _of_lesions(distinct: Sequence[Fit], day: date) -> tuple[Fit, ...]:
    """XS or 59 for another lesion first, then the other X modifiers."""
    lesion = [modifier for modifier in (*distinct_service(day), LAST_RESORT) if str(modifier) in ("XS", "59")]
    on = distinct[-1].on if distinct else ()
    others = tuple(
        replace(fit, modifiers=tuple(one for one in fit.modifiers if one not in lesion))
        for fit in distinct
        if fit.reason is Reason.DISTINCT_SERVICE
    )
    return (Fit(Reason.OTHER_LESION, tuple(lesion), on), *others)


def _between_visits(column_1: ProcedureCode, column_2: ProcedureCode, setting: Setting) -> tuple[Fit, ...]:
    separate = Fit(Reason.SEPARATE_VISIT, _modifiers("25"), (column_2,))
    if setting is not Setting.HOSPITAL:
        return (separate,)
    return (separate, Fit(Reason.HOSPITAL_VISITS, (_HOSPITAL_VISITS,), (column_2, column_1)))


def _distinct(column_1: ProcedureCode, column_2: ProcedureCode, setting: Setting, day: date) -> tuple[Fit, ...]:
    """X{EPSU} and, after them, 59. On column 2; for practitioners on either code since Medicare takes it there."""
    taken = parameters(FOLDER).at("either_column", day)
    either = setting is Setting.PRACTITIONER and taken is not None and taken.value
    on = (column_2, column_1) if either else (column_2,)
    found: tuple[Fit, ...] = ()
    if exact := distinct_service(day):
        found = (Fit(Reason.DISTINCT_SERVICE, exact, on),)
    if not_on_59 := tuple(code for code in on if code.value not in _value("never_59")):
        found = (*found, Fit(Reason.LAST_RESORT, (LAST_RESORT,), not_on_59))
    return found


def _value(name: str) -> Any:
    """A range or list that NCCI has had as long as its edits."""
    parameter = parameters(FOLDER).at(name, date.max)
    assert parameter is not None  # it has no end
    return parameter.value


def _within(code: ProcedureCode, first: str, last: str) -> bool:
    """True for a CPT code of five digits between two others."""
    return isinstance(code, CptCode) and code.value.isdigit() and first <= code.value <= last
