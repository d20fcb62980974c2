"""What is told of a patient's transition: discharge, contact, visit, decision making. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.procedures.case import Case, Span
from assistant.procedures.services.transitional_care.days import (
    business_days_between_weekdays,
    dates_of,
    weekdays_of,
)
from assistant.understand.story import Amount, Kind, Role, Told
from corpus.codes import CptCode

_EVENTS = ("discharge", "contact", "visit")
_CODES = frozenset("99495 99496".split())
_LONGEST = 60  # days after discharge that a question about these codes tells
_OUT_OF_IT = (
    "readmitted", "died", "to_facility", "from_ed", "another", "no_visit", "nurse_visit",
    "from_outpatient_surgery",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition. ``visit_day`` is in calendar days after discharge. ``called`` is the date of the contact;
    ``contact_days`` its business days where only they are told; ``contact`` is "met", "missed", "attempts" or empty.
    ``complexity`` is "high", "moderate", "low" or empty."""

    visit_day: int | None
    discharged: date | None
    called: date | None
    contact: str
    contact_days: int | None
    complexity: str
    named: tuple[CptCode, ...]
    rests_on: tuple[Span, ...]


def transition_of(case: Case, day: date) -> Transition | None:
    """The transition that is told with the day of the visit; None where it is not, or where more decides."""
    told = case.told("transitional_care")
    named = tuple(c for c in case.procedures if isinstance(c, CptCode) and str(c) in _CODES)
    if not told.has("tcm") or told.has(*_OUT_OF_IT) or (told.has("global") and not told.has("primary_care")):
        return None
    dates = dates_of(told.story.tokens, day)
    events = _paired(told, dates)
    visit_day, used = _visit_day(told, events)
    contact, days = _contact(told)
    discharged, called = (_date(events.get(name)) for name in ("discharge", "contact"))
    if visit_day is None and days is None and not (discharged and called):
        return None
    return Transition(
        visit_day=visit_day,
        discharged=discharged,
        called=called,
        contact=contact,
        contact_days=days,
        complexity=next((name for name in ("high", "moderate", "low") if told.has(name)), ""),
        named=named,
        rests_on=(
            *(amount.span for amount in (*events.values(), *used)),
            *told.spans("tcm", *_EVENTS, "high", "moderate", "low", "contact_met", "contact_missed", "attempts"),
            *case.spans_of(named),
        ),
    )


def _date(amount: Amount | None) -> date | None:
    return date.fromordinal(int(amount.value)) if amount else None


def _paired(told: Told, amounts: tuple[Amount, ...]) -> dict[str, Amount]:
    """The date of each event, by the order in which things and dates are told."""
    spans = {span: name for name in _EVENTS for span in told.spans(name)}
    return {spans[span]: amount for span, amount in reversed(told.paired(amounts, list(spans)).items())}


def _visit_day(told: Told, events: dict[str, Amount]) -> tuple[int | None, tuple[Amount, ...]]:
    """Calendar days from discharge to the visit: by dates, "9 days after discharge", "on day 9"."""
    if "discharge" in events and "visit" in events:
        days = int(events["visit"].value - events["discharge"].value)
        return (days, ()) if 0 <= days <= _LONGEST else (None, ())
    if told.has("date_of_service"):
        return None, ()
    for amount in told.story.amounts:
        if amount.value > _LONGEST or amount.value % 1 or _is_contact(told, amount):
            continue
        told_day = amount.kind is Kind.COUNT and amount.before[-1:] == ("day",)
        later = amount.kind is Kind.DAYS and amount.role in (Role.LATER, Role.TOLD) and _is_visit(told, amount)
        if told_day or later:
            return int(amount.value), (amount,)
    return None, ()


def _is_visit(told: Told, amount: Amount) -> bool:
    nearest = told.nearest(amount, [*told.spans("visit"), *told.spans("contact")])
    return nearest is not None and nearest in told.spans("visit")


def _is_contact(told: Told, amount: Amount) -> bool:
    if "business" in amount.noun[:1] or "working" in amount.noun[:1]:
        return True
    nearest = told.nearest(amount, [*told.spans("visit"), *told.spans("contact")])
    return nearest is not None and nearest in told.spans("contact") and nearest not in told.spans("visit")


def _contact(told: Told) -> tuple[str, int | None]:
    if told.has("attempts") and not told.has("one_attempt"):
        return "attempts", None
    if told.mentions("contact_missed"):
        return "missed", None
    weekdays = _paired(told, weekdays_of(told.story.tokens))
    if "discharge" in weekdays and "contact" in weekdays:
        return "", business_days_between_weekdays(int(weekdays["discharge"].value), int(weekdays["contact"].value))
    for amount in told.story.amounts:
        counted = amount.kind is Kind.COUNT and amount.noun[:1] in (("business",), ("working",))
        if counted and amount.before[-1:] != ("within",) and not told.has("asks_business_days"):
            return "", int(amount.value)
    return ("met", None) if told.has("contact_met") else ("", None)
