"""What is told of behavioral care, planning or counseling with its minutes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.procedures.case import Case, CaseLine, Span
from assistant.understand.circumstances.payers import Payer
from assistant.understand.story import Amount, Kind, Role, Told


class Service(StrEnum):
    """Which timed service is told; the value is the name of its parameter, or begins it."""

    BHI = "bhi"
    COCM = "cocm"
    ACP = "acp"
    TOBACCO = "tobacco"
    INTERVENTION = "intervention"
    HEALTH_BEHAVIOR = "health_behavior"


_CONCEPTS = {
    Service.COCM: ("cocm",),
    Service.BHI: ("bhi",),
    Service.ACP: ("acp",),
    Service.HEALTH_BEHAVIOR: ("health_behavior",),
    Service.TOBACCO: ("tobacco",),
    Service.INTERVENTION: ("alcohol",),
}
_CODES = {
    Service.COCM: ("9949", "G2214"),
    Service.BHI: ("99484", "G0323"),
    Service.ACP: ("9949",),
    Service.TOBACCO: ("99406", "99407"),
    Service.INTERVENTION: ("99408", "99409", "G0396", "G0397", "G2011"),
    Service.HEALTH_BEHAVIOR: ("9615", "9616"),
}
_UNTIMED = "96156"  # the assessment, whatever its minutes
# A bound that tells the case all the same: "over 10 minutes of counseling".
_OVER = frozenset("over above exceeding".split())


@dataclass(frozen=True, slots=True)
class Timed:
    """One timed service. ``month`` is "first", "later" or empty for collaborative care; ``medicare`` is None where the
    payer is not told. ``own``: a psychologist, social worker or counselor bills behavioral integration.
    ``asks_share``: what the patient owes is asked."""

    service: Service
    minutes: Decimal
    month: str
    medicare: bool | None
    with_wellness: bool
    group: bool
    own: bool
    asks_share: bool
    lines: tuple[CaseLine, ...]
    rests_on: tuple[Span, ...]


def timed_of(case: Case) -> Timed | None:
    """The timed service that is told with its minutes; None where none is."""
    told = case.told("behavioral")
    service = next((service for service, concepts in _CONCEPTS.items() if told.has(*concepts)), None)
    if service is None or case.names(_UNTIMED) or not _asked(told, service):
        return None
    minutes = _minutes(told, service)
    if not minutes:
        return None
    return Timed(
        service=service,
        minutes=sum((_told_minutes(amount) for amount in minutes), Decimal(0)),
        month="first" if told.has("first_month") else "later" if told.has("later_month") else "",
        medicare=None if case.payer is None and not told.has("medicare") else case.payer is not Payer.CPT,
        with_wellness=told.has("awv"),
        group=told.has("group"),
        own=_bills_alone(told),
        asks_share=told.has("owes"),
        lines=tuple(line for line in case.lines if str(line.code).startswith(_CODES[service])),
        rests_on=(
            *(amount.span for amount in minutes),
            *told.spans(*_CONCEPTS[service], "counsel", "brief_intervention", "first_month", "later_month", "awv"),
            *(told.spans("psychologist", "own_bill", "other_code") if service is Service.BHI else ()),
            *(told.spans("owes", "visit_words", "visit", "medicare") if service is Service.ACP else ()),
            *case.spans_of(line.code for line in case.lines if str(line.code).startswith(_CODES[service])),
        ),
    )


def _bills_alone(told: Told) -> bool:
    """True where a clinical psychologist, social worker or counselor gives the service and bills it."""
    return told.has("psychologist") and (told.has("own_bill") or not told.has("physician", "midlevel", "psychiatrist"))


def _asked(told: Told, service: Service) -> bool:
    """False where the words tell of another thing: a smoker's history, a yearly screening."""
    if service is Service.TOBACCO:
        return told.has("counsel") or told.has("billing_question")
    if service is Service.INTERVENTION:
        return told.has("brief_intervention", "counsel") and not told.has("alcohol_counsel", "screening_only")
    return not told.has("both_families", "critical_care") if service in (Service.BHI, Service.COCM) else True


def _minutes(told: Told, service: Service) -> tuple[Amount, ...]:
    """The minutes of the service: all of them, or the nearest where a visit has its own."""
    amounts = tuple(a for a in told.story.amounts if a.kind is Kind.MINUTES and _tells(a))
    if len(amounts) > 1 and service in (Service.BHI, Service.COCM):
        others = told.spans("chronic_care.ccm", "remote_monitoring.rpm", "chronic_care.pcm")
        own = told.spans(*_CONCEPTS[service])
        if service in (Service.BHI, Service.COCM):
            others = (*others, *told.spans(*_CONCEPTS[Service.COCM if service is Service.BHI else Service.BHI]))
        return tuple(a for a in amounts if told.nearest(a, [*own, *others]) not in others) or amounts
    if len(amounts) < 2 or service in (Service.BHI, Service.COCM):
        return amounts
    anchors = [*told.spans(*_CONCEPTS[service], "counsel")]
    nearest = [a for a in amounts if (span := told.nearest(a, [*anchors, *told.spans("visit")])) and span in anchors]
    return tuple(nearest[:1]) if nearest else amounts[:1]


def _tells(amount: Amount) -> bool:
    over = amount.role is Role.BOUND and not _OVER.isdisjoint(amount.before[-1:])
    return over or amount.role in (Role.TOLD, Role.TOTAL)


def _told_minutes(amount: Amount) -> Decimal:
    return amount.value + (1 if amount.role is Role.BOUND else 0)
