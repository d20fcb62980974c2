"""What is told of psychotherapy: its kind, its own minutes, and whether an E/M service stands beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.procedures.visits.minutes import as_minutes
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode

FAMILY = "psychotherapy"
_ADD_ONS = frozenset("90833 90836 90838".split())
_THERAPY = ("psychotherapy", "therapy_word")
# "60 min visit", "a 45 minute appt": the minutes of all that was done.
_WHOLE_VISIT = frozenset("visit appt appointment encounter slot door".split())
_CODES = frozenset("90832 90834 90837 90839 90840 90846 90847".split()) | _ADD_ONS


class Therapy(StrEnum):
    """The kinds that minutes decide."""

    INDIVIDUAL = "individual psychotherapy"
    CRISIS = "psychotherapy in crisis"
    FAMILY = "family psychotherapy"


@dataclass(frozen=True, slots=True)
class Session:
    """``minutes`` are those of psychotherapy alone; None where only those of the whole visit are told, which then are
    ``whole``. ``with_visit`` tells of an E/M service of the same practitioner, ``visit`` its code where one is named
    and ``visit_level`` the decision making that is told of it."""

    therapy: Therapy
    minutes: int | None
    whole: int | None
    with_visit: bool
    without_patient: bool
    visit_named: bool
    rests_on: tuple[Span, ...]
    visit: CptCode | None = None
    visit_level: str = ""


def session_of(case: Case) -> Session | None:
    """The session that a case tells; None where no minutes of psychotherapy are told."""
    told = case.told(FAMILY)
    named = any(str(code) in _CODES for code in case.procedures)
    if told.has("group", "many_families") or (told.has("other_therapy") and not named):
        return None
    if told.has("unit_word") and not case.procedures and not told.has("visit", "crisis", "family"):
        return None  # minutes of "therapy" that are counted in units are physical therapy
    if told.has("evaluation") and not named:
        return None
    if told.has("behavioral.bhi", "behavioral.cocm", "chronic_care.ccm", "remote_monitoring.rtm") and not named:
        return None
    if not (named or told.has("psychotherapy", "crisis", "family")):
        return None
    told_minutes = (amount for amount in as_minutes(told.story.amounts) if amount.kind is Kind.MINUTES)
    amounts = tuple(a for a in told_minutes if not a.ranged and a.role in (Role.TOLD, Role.TOTAL))
    if not amounts:
        return None
    visit_named = any(str(code).startswith("99") for code in case.procedures)
    add_on = any(str(code) in _ADD_ONS for code in case.procedures)
    no_visit = any(mention.negated for mention in told.mentions("visit"))  # "therapy only, no E/M"
    visit_named = visit_named and not no_visit
    with_visit = visit_named or add_on or (told.has("visit") and not told.has("non_prescriber"))
    therapy = Therapy.INDIVIDUAL
    if told.has("crisis"):
        therapy = Therapy.CRISIS
    elif told.has("family"):
        therapy = Therapy.FAMILY
    minutes, whole = _minutes(told, amounts, with_visit and therapy is Therapy.INDIVIDUAL)
    return Session(
        therapy=therapy,
        minutes=minutes,
        whole=whole,
        with_visit=with_visit,
        without_patient=told.has("absent"),
        visit_named=visit_named,
        rests_on=(
            *(amount.span for amount in amounts),
            *told.spans("psychotherapy", "crisis", "family", "visit", "absent", "asks"),
            *case.spans_of(case.procedures),
        ),
    )


def _minutes(told: Told, amounts: tuple[Amount, ...], with_visit: bool) -> tuple[int | None, int | None]:
    """The minutes of psychotherapy, and those of the whole where the parts are not told apart."""
    if not with_visit:
        totals = [amount for amount in amounts if amount.role is Role.TOTAL]
        return (int(totals[0].value) if totals else sum(int(amount.value) for amount in amounts)), None
    if (parted := _parted(told, amounts)) is not None:
        return parted, None
    visits = [amount for amount in amounts if _belongs(told, amount, amounts, "visit_part", "visit")]
    therapies = [amount for amount in amounts if amount not in visits and amount.role is not Role.TOTAL]
    own = [amount for amount in therapies if _belongs(told, amount, amounts, *_THERAPY)]
    parts = [amount for amount in amounts if amount.noun[:1] == ("of",)]  # "45 minutes, 20 of it psychotherapy"
    if len(amounts) > 1 and len(parts) == 1 and parts[0] in own:
        return int(parts[0].value), None
    wholes = [amount for amount in amounts if amount.role is Role.TOTAL or told.has("total_word")]
    if own:
        return sum(int(amount.value) for amount in own), None
    if wholes and visits and len(amounts) > 1:
        whole = max(int(amount.value) for amount in wholes)
        return whole - sum(int(amount.value) for amount in visits if int(amount.value) < whole), None
    if len(amounts) == 1 and _nearest_is_therapy(told, amounts[0]):
        return int(amounts[0].value), None
    if therapies and visits:
        return sum(int(amount.value) for amount in therapies), None
    return None, max(int(amount.value) for amount in amounts)


def _parted(told: Told, amounts: tuple[Amount, ...]) -> int | None:
    """The part of a whole that is psychotherapy: told as such, or what the visit's part leaves of it."""
    whole = _whole(told, amounts)
    if whole is None:
        return None
    parts = [amount for amount in amounts if amount.value < whole.value]
    visits = [amount for amount in parts if _belongs(told, amount, amounts, "visit_part", "visit")]
    own = [amount for amount in parts if amount not in visits and _belongs(told, amount, amounts, *_THERAPY)]
    if own:
        return sum(int(amount.value) for amount in own)
    left = int(whole.value) - sum(int(amount.value) for amount in visits)
    return left if visits and left > 0 else None


def _whole(told: Told, amounts: tuple[Amount, ...]) -> Amount | None:
    """The minutes that the others are parts of: their sum, or a larger number where a rest is spoken of, or that is
    told of the whole visit."""
    longest = max(amounts, key=lambda amount: amount.value)
    others = [amount for amount in amounts if amount.value < longest.value]  # the whole may be told twice
    if not others:
        return None
    if len(others) > 1 and sum(amount.value for amount in others) == longest.value:
        return longest
    of_visit = longest.role is Role.TOTAL or bool(_WHOLE_VISIT.intersection(longest.noun[:1]))
    by_clock = any(amount.unit == "clock" for amount in others)  # the session's start and stop
    return longest if of_visit or by_clock or told.has("rest_word", "total_word") else None


def _belongs(told: Told, amount: Amount, amounts: tuple[Amount, ...], *concepts: str) -> bool:
    """True where the amount is the nearest one to a mention of a concept, and that mention is the nearest to it."""
    both = (*told.spans("visit_part", "visit"), *told.spans(*_THERAPY))
    nearest = told.nearest(amount, both)
    return nearest in told.spans(*concepts) and (len(amounts) > 1 or nearest is not None)


def _nearest_is_therapy(told: Told, amount: Amount) -> bool:
    if amount.role is Role.TOTAL:
        return False
    nearest = told.nearest(amount, (*told.spans("visit"), *told.spans(*_THERAPY)))
    return nearest in told.spans(*_THERAPY)
