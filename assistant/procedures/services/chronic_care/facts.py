"""What is told of care management in a month: the kind, whose minutes, and over how many months. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.procedures.case import Case, CaseLine, Span
from assistant.procedures.services.minutes import minutes_told
from assistant.understand.story import Amount, Told

_STAFF_CODES = frozenset("99490 99439 99487 99489 99426 99427".split())
_PHYSICIAN_CODES = frozenset("99491 99437 99424 99425".split())
_OTHER_MINUTES = ("rpm", "rtm", "bhi", "visit")


class Care(StrEnum):
    """The family of codes that is told."""

    CCM = "ccm"
    COMPLEX = "complex"
    PCM = "pcm"


@dataclass(frozen=True, slots=True)
class CareMonth:
    """Minutes of one patient. ``unassigned`` are minutes of whom nobody says whose they are; ``months`` are the minutes
    of each of several months. ``decision`` is True where moderate or high decision making is told."""

    care: Care
    staff: Decimal
    physician: Decimal
    unassigned: Decimal
    months: tuple[Decimal, ...]
    decision: bool
    lines: tuple[CaseLine, ...]
    rests_on: tuple[Span, ...]


def care_month_of(case: Case) -> CareMonth | None:
    """The month that is told with its minutes; None where none is, or where the minutes are of something else."""
    told = case.told("chronic_care")
    care = _care(case, told)
    minutes = minutes_told(told)
    if care is None or not minutes or told.has("apcm", *_OTHER_MINUTES):
        return None
    whose = _whose(case, told, minutes)
    staff, physician, rest = (sum((a.value for a in minutes if whose[a] == who), Decimal(0)) for who in ("s", "p", ""))
    return CareMonth(
        care=care,
        staff=staff,
        physician=physician,
        unassigned=rest,
        months=_months(told, minutes),
        decision=told.has("decision"),
        lines=tuple(line for line in case.lines if str(line.code) in _STAFF_CODES | _PHYSICIAN_CODES),
        rests_on=(
            *(amount.span for amount in minutes),
            *told.spans("ccm", "complex_ccm", "pcm", "staff", "physician", "decision", "month", "carry_over"),
            *case.spans_of(case.procedures),
        ),
    )


def _care(case: Case, told: Told) -> Care | None:
    open_between = case.names("99490") and not told.has("decision")
    if told.has("complex_ccm") and not open_between:
        return Care.COMPLEX
    if told.has("pcm"):
        return Care.PCM
    return Care.CCM if told.has("ccm") else None


def _whose(case: Case, told: Told, minutes: tuple[Amount, ...]) -> dict[Amount, str]:
    """Of each amount: "s" clinical staff, "p" the practitioner, "c" clerks, "" not told."""
    roles = {"s": "staff", "p": "physician", "c": "clerk"}
    spans = {span: who for who, concept in roles.items() for span in _said(told, concept)}
    named = {str(code) for code in case.procedures}
    alone = set(spans.values())
    paired = {amount: spans[span] for span, amount in told.paired(minutes, sorted(spans)).items()}
    default = ""
    if len(alone) == 1:
        (default,) = alone
    elif not alone and named & _STAFF_CODES and not named & _PHYSICIAN_CODES:
        default = "s"
    elif not alone and named & _PHYSICIAN_CODES and not named & _STAFF_CODES:
        default = "p"
    return {amount: paired.get(amount, default) for amount in minutes}


def _said(told: Told, concept: str) -> list[Span]:
    return [(m.start, m.end) for m in told.mentions(concept) if not m.negated]


def _months(told: Told, minutes: tuple[Amount, ...]) -> tuple[Decimal, ...]:
    """The minutes of each month, where several months are told with their own."""
    if len(minutes) < 2 or not told.has("month", "carry_over"):
        return ()
    spans = _said(told, "month")
    paired = told.paired(minutes, spans)
    if told.has("carry_over") or len(set(paired.values())) == len(minutes) == len(set(spans)):
        return tuple(amount.value for amount in minutes)
    return ()
