"""What is told of remote monitoring: days with data, minutes of management, set-up, live talk. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.case import Case, CaseLine, Span
from assistant.procedures.services.minutes import minutes_told
from assistant.understand.story import Amount, Kind, Role, Told

SYSTEMS = ("msk", "respiratory", "cbt")
_FAMILIES = {"rpm": ("9944", "9945", "9947"), "rtm": ("9897", "9898")}
_ANY_FAMILY = tuple(beginning for beginnings in _FAMILIES.values() for beginning in beginnings)
_THERAPISTS = {"occupational_therapist": "GO", "speech_therapist": "GN", "physical_therapist": "GP"}
_WINDOW = 30
_ONE_DAY = "day"
_OF_THE_CASE = (Role.TOLD, Role.TOTAL)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """One patient's 30 days or month. ``family`` is "rpm" or "rtm"; ``system`` the monitored one of RTM, where told.
    ``therapist`` is the modifier of the plan of care where a therapist furnishes it: "GP", "GO", "GN" or empty."""

    family: str
    system: str | None
    days: Decimal | None
    minutes: Decimal | None
    setup: bool
    live: bool
    therapist: str
    lines: tuple[CaseLine, ...]
    rests_on: tuple[Span, ...]


def monitoring_of(case: Case) -> Monitoring | None:
    """The monitoring that is told with days or minutes; None where neither is."""
    told = case.told("remote_monitoring")
    family = "rtm" if told.has("rtm") else "rpm" if told.has("rpm") else None
    therapist = _therapist(told)
    both = told.has("both_families") or not (therapist or told.has("entered_in_app"))
    if family is None or (told.has("rpm") and told.has("rtm") and both):
        return None
    if therapist or told.has("entered_in_app"):
        family = "rtm"  # therapists bill no physiologic monitoring, and what a patient enters is none
    if told.has("ccm", "bhi", "code_99091", "self_bp"):
        return None
    days, minutes = _days(told), minutes_told(told)
    if days is None and not minutes:
        return None
    return Monitoring(
        family=family,
        system=next((system for system in SYSTEMS if told.has(system)), None),
        days=days[0] if days else None,
        minutes=sum((amount.value for amount in minutes), Decimal(0)) if minutes else None,
        setup=told.has("setup"),
        live=not told.mentions("no_live"),
        therapist=therapist,
        lines=tuple(line for line in case.lines if str(line.code).startswith(_ANY_FAMILY)),
        rests_on=(
            *(amount.span for amount in minutes),
            *([days[1].span] if days else []),
            *told.spans("rpm", "rtm", "setup", "no_live", "data_days", "window", *SYSTEMS),
            *told.spans("entered_in_app", "management", "live", "staff", "medicare", *_THERAPISTS),
            *case.spans_of(case.procedures),
        ),
    )


def _therapist(told: Told) -> str:
    """The modifier of the therapist who furnishes the monitoring; empty where a physician's practice does."""
    if told.has("ordering_practice"):
        return ""
    return next((modifier for concept, modifier in _THERAPISTS.items() if told.has(concept)), "")


def _days(told: Told) -> tuple[Decimal, Amount] | None:
    """Days with data: "17 days of readings", "12 of 30 days"; a lone 30 is the period."""
    for amount in told.story.amounts:
        if amount.kind is Kind.COUNT and amount.noun[:1] in (("of",), ("out",)) and "30" in amount.noun:
            return amount.value, amount
    found = [a for a in told.story.amounts if a.kind is Kind.DAYS and a.unit == _ONE_DAY and a.value <= _WINDOW]
    found = [a for a in found if a.role in _OF_THE_CASE or a.noun[:1] == ("out",) or "reading" in a.before]
    within = [a for a in found if a.value < _WINDOW]
    if within:
        return within[0].value, within[0]
    data = [a for a in found if {"reading", "data", "transmission"} & set(a.noun) and "period" not in a.noun[:1]]
    return (data[0].value, data[0]) if data else None
