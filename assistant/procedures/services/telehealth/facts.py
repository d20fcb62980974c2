"""What is told of a contact by minutes: check-in, messages, telephone, advice between practitioners. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assistant.procedures.case import Case, Span
from assistant.understand.story import Kind, Told
from corpus.codes import Code

_CODES = ("G2012", "98016", "G2252", "9942", "9944", "9897")


class Contact(StrEnum):
    """The kind of contact; the value is the name of its parameter."""

    CHECK_IN = "check_in"
    E_VISIT = "e_visit"
    E_VISIT_OTHER = "e_visit_other"
    PHONE = "phone"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class Minutes:
    """One contact. ``ends_in_visit`` and ``after_visit`` rule it out."""

    contact: Contact
    minutes: Decimal
    ends_in_visit: bool
    after_visit: bool
    by_staff: bool
    named: tuple[Code, ...]
    rests_on: tuple[Span, ...]


def minutes_of(case: Case) -> Minutes | None:
    """The contact that is told with its minutes; None where none is."""
    told = case.told("telehealth")
    contact = _contact(told)
    amounts = told.amounts(Kind.MINUTES)
    if contact is None or not amounts:
        return None
    named = tuple(code for code in case.procedures if str(code).startswith(_CODES))
    return Minutes(
        contact=contact,
        minutes=sum((amount.value for amount in amounts), Decimal(0)),
        ends_in_visit=told.has("leads_to_visit"),
        after_visit=told.has("related_visit") and contact is not Contact.CONSULTATION,
        by_staff=told.has("staff") and not told.has("practitioner_too"),
        named=named,
        rests_on=(
            *(amount.span for amount in amounts),
            *(told.spans("audio", "established", "home", "medicare", "asks_code") if contact is Contact.PHONE else ()),
            *told.spans("check_in", "e_visit", "old_phone", "consult_between", "leads_to_visit", "related_visit"),
            *case.spans_of(named),
        ),
    )


def _contact(told: Told) -> Contact | None:
    if told.has("consult_between"):
        return None if told.has("written_only") else Contact.CONSULTATION
    if told.has("e_visit"):
        return Contact.E_VISIT_OTHER if told.has("nonphysician") else Contact.E_VISIT
    if told.has("check_in"):
        return None if told.has("nonphysician") else Contact.CHECK_IN
    known = told.has("audio") and told.has("established") and not told.has("mental_health", "care_management")
    visit = told.has("straightforward", "low", "moderate", "high", "new_patient", "video", "lost_video", "nonphysician")
    return Contact.PHONE if (told.has("old_phone") or known) and not visit else None
