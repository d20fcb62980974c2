"""Which modifiers can get a pair of codes past an NCCI PTP edit of indicator 1, and on which code they go.

NCCI's list of PTP-associated modifiers is a closed one; of it, only those that suit the two codes fit a pair:

two procedures              anatomic, XE XS XP XU, then 59; with surgery also 58, 78, 79
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

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.codes import CptCode, Modifier
from corpus.relations import ProcedureCode, Setting


def _modifiers(values: str) -> tuple[Modifier, ...]:
    return tuple(map(Modifier, values.split()))


# NCCI Policy Manual 2026, chapter I, section E: the three groups as printed there, ranges written out.
ANATOMIC = _modifiers("E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI")
GLOBAL_SURGERY = _modifiers("24 25 57 58 78 79")
OTHER = _modifiers("27 59 91 XE XS XP XU")
PTP_ASSOCIATED = frozenset(ANATOMIC + GLOBAL_SURGERY + OTHER)

# "X{EPSU}": each says one of the things that 59 may mean.
DISTINCT_SERVICE = _modifiers("XE XS XP XU")
LAST_RESORT = Modifier("59")
_DISTINCT_SERVICE_SINCE = date(2015, 1, 1)
# Until then practitioner claims passed an edit only with 59 or an X modifier on column 2.
EITHER_COLUMN_SINCE = date(2019, 7, 1)

_NEVER_59 = CptCode("77427")
_VISIT_RANGES = (("99202", "99499"), ("92002", "92014"))
_VISIT_HCPCS = frozenset("G0438 G0439 G0463 G0466 G0467 G0468 G0469 G0470".split())
_SURGERY = ("10000", "69999")  # chapters III to VIII
_LABORATORY = ("80000", "89999")  # chapter X


class Reason(StrEnum):
    """What a modifier says of a pair: why both services may count."""

    SEPARATE_VISIT = "separate_visit"
    DECISION_FOR_SURGERY = "decision_for_surgery"
    UNRELATED_VISIT = "unrelated_visit"
    HOSPITAL_VISITS = "hospital_visits"
    OTHER_SITE = "other_site"
    DISTINCT_SERVICE = "distinct_service"
    LAST_RESORT = "last_resort"
    STAGED = "staged"
    RETURN_TO_OPERATING_ROOM = "return_to_operating_room"
    UNRELATED_PROCEDURE = "unrelated_procedure"
    REPEATED_TEST = "repeated_test"


@dataclass(frozen=True, slots=True)
class Fit:
    """Modifiers that suit a pair for one reason. ``on`` are the codes they may go on, the one to prefer first."""

    reason: Reason
    modifiers: tuple[Modifier, ...]
    on: tuple[ProcedureCode, ...]


def bypasses_ptp(modifier: Modifier, day: date) -> bool:
    """True for a modifier on NCCI's list on a date of service: it can bypass an edit of indicator 1, where it fits."""
    return modifier in PTP_ASSOCIATED and (modifier not in DISTINCT_SERVICE or day >= _DISTINCT_SERVICE_SINCE)


def is_visit(code: ProcedureCode) -> bool:
    """True for an E/M code and an eye visit: what takes 25, 57 and 24."""
    return code.value in _VISIT_HCPCS or any(_within(code, *bounds) for bounds in _VISIT_RANGES)


def fits(column_1: ProcedureCode, column_2: ProcedureCode, setting: Setting, day: date) -> tuple[Fit, ...]:
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
    if _within(column_1, *_LABORATORY) and _within(column_2, *_LABORATORY):
        return (Fit(Reason.REPEATED_TEST, _modifiers("91"), either), *distinct)
    found = (Fit(Reason.OTHER_SITE, ANATOMIC, either), *distinct)
    if not any(_within(code, *_SURGERY) for code in either):
        return found
    return (
        *found,
        Fit(Reason.STAGED, _modifiers("58"), either),
        Fit(Reason.RETURN_TO_OPERATING_ROOM, _modifiers("78"), either),
        Fit(Reason.UNRELATED_PROCEDURE, _modifiers("79"), either),
    )


def _between_visits(column_1: ProcedureCode, column_2: ProcedureCode, setting: Setting) -> tuple[Fit, ...]:
    separate = Fit(Reason.SEPARATE_VISIT, _modifiers("25"), (column_2,))
    if setting is not Setting.HOSPITAL:
        return (separate,)
    return (separate, Fit(Reason.HOSPITAL_VISITS, _modifiers("27"), (column_2, column_1)))


def _distinct(column_1: ProcedureCode, column_2: ProcedureCode, setting: Setting, day: date) -> tuple[Fit, ...]:
    """X{EPSU} and, after them, 59. On column 2; for practitioners on either code since Medicare takes it there."""
    either = setting is Setting.PRACTITIONER and day >= EITHER_COLUMN_SINCE
    on = (column_2, column_1) if either else (column_2,)
    found: tuple[Fit, ...] = ()
    if day >= _DISTINCT_SERVICE_SINCE:
        found = (Fit(Reason.DISTINCT_SERVICE, DISTINCT_SERVICE, on),)
    if not_on_59 := tuple(code for code in on if code != _NEVER_59):
        found = (*found, Fit(Reason.LAST_RESORT, (LAST_RESORT,), not_on_59))
    return found


def _within(code: ProcedureCode, first: str, last: str) -> bool:
    """True for a CPT code of five digits between two others."""
    return isinstance(code, CptCode) and code.value.isdigit() and first <= code.value <= last
