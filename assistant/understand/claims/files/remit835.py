"""835: one remittance to its claims, each with what was billed, paid and adjusted. Pure.

The lines are those that were billed: where a payer paid another code or fewer units (SVC06, SVC07), the billed ones are
checked and the paid ones told. Amounts that do not balance are told; so is every segment that came to no field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.understand.claims.files.adjusted import Adjustment, Remittance, Remitted
from assistant.understand.claims.files.fields import (
    Procedure,
    amount_of,
    circumstances_of,
    days_of,
    npi_of,
    procedure_at,
    reference_of,
    units_of,
)
from assistant.understand.claims.files.segments import Segment, Transaction, counted
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.numbers import Numbered
from assistant.understand.claims.text import ClaimText
from corpus.relations import Setting

_ASIDE = frozenset("BPR TRN CUR REF DTM N1 N3 N4 PER RDM LX TS2 TS3 NM1 AMT QTY MIA MOA".split())
_STATUSES = {
    "1": "processed as primary",
    "2": "processed as secondary",
    "3": "processed as tertiary",
    "4": "denied",
    "19": "processed as primary and forwarded to another payer",
    "20": "processed as secondary and forwarded to another payer",
    "21": "processed as tertiary and forwarded to another payer",
    "22": "taken back: an earlier payment is reversed",
    "23": "not this payer's claim and forwarded to another payer",
    "25": "predetermination only, no payment",
}
# Where MIA and MOA have remark codes.
_REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
_ALLOWED = "B6"
_SERVICE_DAYS = frozenset({"472", "150"})
_CLAIM_DAYS = frozenset({"232", "472"})
_REMARK_LISTS = frozenset({"HE"})
_MOST_ADJUSTMENTS = 6
# A place of service has two digits; a facility type of a hospital's bill is told by the claim's own revenue codes.
_REVENUE = "NU"


@dataclass(slots=True)
class _Line:
    service: Segment
    place: int
    day: date | None = None
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    allowed: Decimal | None = None
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Claim:
    head: Segment
    payer: str
    lines: list[_Line] = field(default_factory=list)
    day: date | None = None
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    numbers: list[Numbered] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    aside: list[Segment] = field(default_factory=list)


def remitted_of(transaction: Transaction) -> tuple[ClaimText, ...]:
    """The claims of an 835 in order. What concerns the whole payment is told with the last of them."""
    reading = _Reading()
    for segment in transaction.segments:
        reading.take(segment)
    if reading.claims:
        last = reading.claims[-1]
        last.notes += [*reading.provider, *transaction.notes]
        if transaction.cut:
            last.unread.append(transaction.cut)
    return tuple(map(_finished, reading.claims))


@dataclass(slots=True)
class _Reading:
    claims: list[_Claim] = field(default_factory=list)
    payer: str = ""
    aside: list[Segment] = field(default_factory=list)
    provider: list[str] = field(default_factory=list)

    def take(self, segment: Segment) -> None:
        tag = segment.tag
        if tag == "CLP":
            self.claims.append(_Claim(segment, self.payer, aside=self.aside))
            self.aside = []
        elif tag == "PLB":
            self.provider += _of_provider(segment)
        elif tag == "LX" or not self.claims:
            if tag == "N1" and segment.at(1) == "PR":
                self.payer = segment.at(2)
            else:
                self.aside.append(segment)
        elif tag == "SVC":
            self.claims[-1].lines.append(_Line(segment, len(self.claims[-1].lines) + 1))
        else:
            _take(self.claims[-1], segment)


def _of_provider(segment: Segment) -> Iterator[str]:
    """PLB: what was added to or taken from the payment beside all claims."""
    for number in range(3, len(segment.elements), 2):
        amount = segment.at(number + 1)
        if segment.at(number):
            yield f"Beside the claims the payment was adjusted: PLB {segment.at(number)} ${amount}."


def _take(claim: _Claim, segment: Segment) -> None:
    """A segment of a claim, or of its last line once it has one."""
    line = claim.lines[-1] if claim.lines else None
    into = line or claim
    tag = segment.tag
    if tag == "CAS":
        adjustments, unread = _adjustments(segment)
        into.adjustments += adjustments
        into.unread += unread
    elif tag == "LQ" and segment.at(1) in _REMARK_LISTS and segment.at(2):
        into.remarks.append(segment.at(2).upper())
    elif tag in _REMARKS and line is None:
        claim.remarks += [segment.at(number).upper() for number in _REMARKS[tag] if segment.at(number)]
    elif tag == "DTM" and segment.at(1) in (_SERVICE_DAYS if line else _CLAIM_DAYS):
        day, _ = days_of("D8", segment.at(2))
        into.day = into.day or day
        if day is None:
            into.unread.append(f"date {segment.at(2)}")
    elif tag == "AMT" and line is not None and segment.at(1) == _ALLOWED:
        line.allowed = amount_of(segment.at(2))
    elif (tag == "REF" and (number := reference_of(segment))) or (tag == "NM1" and (number := npi_of(segment))):
        claim.numbers.append(number)
    elif tag in _ASIDE:
        claim.aside.append(segment)
    else:
        into.unread.append(segment.text)


def _adjustments(segment: Segment) -> tuple[list[Adjustment], list[str]]:
    """Up to six reasons of one group, each with its amount and perhaps units."""
    found: list[Adjustment] = []
    unread: list[str] = []
    for number in range(2, max(len(segment.elements) + 1, 3), 3):
        reason, written, units = (segment.at(number + beside) for beside in range(3))
        amount = amount_of(written)
        if reason and amount is not None and number < 2 + 3 * _MOST_ADJUSTMENTS:
            found.append(Adjustment(segment.at(1).upper(), reason.upper(), amount, amount_of(units)))
        elif reason or written:
            unread.append(f"adjustment {segment.at(1)} {reason} {written}")
    return found, unread


# --- the claim, whole ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    line: ClaimLine | None
    remitted: Remitted
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def _finished(claim: _Claim) -> ClaimText:
    head = claim.head
    hospital = any(line.service.part(1, 1) == _REVENUE or line.service.at(4) for line in claim.lines)
    told, number = [], 0
    for line in claim.lines:
        one = _told(line, number + 1)
        number += one.line is not None
        told.append(one)
    billed, paid = amount_of(head.at(3)), amount_of(head.at(4))
    all_remarks = tuple(dict.fromkeys(claim.remarks))
    of_claim = Remitted(0, _dollars(billed), _dollars(paid), tuple(claim.adjustments), all_remarks)
    status = _STATUSES.get(head.at(2), "")
    remittance = Remittance(of_claim, status, amount_of(head.at(5)), tuple(one.remitted for one in told))
    unread = [*claim.unread, *(text for one in told for text in one.unread)]
    if not status:
        unread.append(f"claim status {head.at(2)}")
    unread += [f"the claim's charge {head.at(3)}"] if billed is None else []
    unread += [f"the claim's payment {head.at(4)}"] if paid is None else []
    place = "" if hospital else head.at(8)
    remarks = [f"Remarks on the whole claim: {', '.join(of_claim.remarks)}."] if of_claim.remarks else []
    numbers = list(claim.numbers)
    if head.at(7):
        numbers.insert(0, Numbered("claim number of the payer", head.at(7)))
    aside = [f"Not needed and not read: {counted(claim.aside)}."] if claim.aside else []
    return ClaimText(
        tuple(one.line for one in told if one.line is not None),
        (),
        next((line.day for line in claim.lines if line.day), claim.day),
        circumstances_of(claim.payer, head.at(6), place, Setting.HOSPITAL if hospital else Setting.PRACTITIONER),
        tuple(unread),
        (),
        tuple(() for one in told if one.line is not None),
        tuple(dict.fromkeys(numbers)),
        (),
        (*(note for one in told for note in one.notes), *_unbalanced(remittance), *remarks, *claim.notes, *aside),
        f"Claim {head.at(1)}, 835",
        remittance,
    )


def _dollars(amount: Decimal | None) -> Decimal:
    return Decimal(0) if amount is None else amount


def _told(line: _Line, number: int) -> _Told:
    """One line; ``number`` is its number among those that name a procedure."""
    segment = line.service
    paid_for, billed_as = procedure_at(segment, 1), procedure_at(segment, 6)
    billed_apart = billed_as.code is not None or bool(billed_as.unread)
    procedure = billed_as if billed_apart else paid_for
    name = f"Line {line.place}"
    charge, paid = amount_of(segment.at(2)), amount_of(segment.at(3))
    units, not_counted, _ = units_of(segment.at(7) or segment.at(5), "")
    unread = [*line.unread, *not_counted]
    unread += [f"charge {segment.at(2)}"] if segment.at(2) and charge is None else []
    unread += [f"payment {segment.at(3)}"] if segment.at(3) and paid is None else []
    if billed_apart or segment.part(1, 1) != _REVENUE:
        unread += procedure.unread
    paid_as = paid_for.text if billed_apart and paid_for.code is not None and paid_for.text != billed_as.text else ""
    remitted = Remitted(
        number if procedure.code is not None else 0,
        _dollars(charge),
        _dollars(paid),
        tuple(line.adjustments),
        tuple(dict.fromkeys(line.remarks)),
        paid_as,
        amount_of(segment.at(5)),
        line.allowed,
    )
    notes = tuple(f"{name}: {note}." for note in _differences(segment, procedure, paid_as))
    told = tuple(f"{name}: {text}" for text in unread)
    if procedure.code is None:
        return _Told(None, remitted, notes, told)
    whole = ClaimLine(procedure.code, procedure.modifiers, units, line.day, charge, "", tuple(unread))
    return _Told(whole, remitted, notes, told)


def _differences(segment: Segment, procedure: Procedure, paid_as: str) -> Iterator[str]:
    """What was paid otherwise than billed, and the revenue code of a hospital's line."""
    if paid_as:
        yield f"billed as {procedure.text}, paid as {paid_as}"
    billed, paid = amount_of(segment.at(7)), amount_of(segment.at(5))
    if billed is not None and paid is not None and billed != paid:
        yield f"{billed} units billed, {paid} paid"
    revenue = segment.part(1, 2) if segment.part(1, 1) == _REVENUE else segment.at(4)
    if revenue:
        yield f"revenue code {revenue}{'' if procedure.code else ', no procedure code to check'}"


def _unbalanced(remittance: Remittance) -> Iterator[str]:
    """Where charges, payments and adjustments do not come to the same: something is missing, or was not sent."""
    for number, line in enumerate(remittance.lines, start=1):
        if line.left:
            yield f"Line {number} does not balance: ${line.left} of its charge are neither paid nor adjusted."
    adjusted = sum((one.amount for line in remittance.lines for one in line.adjustments), Decimal(0))
    left = remittance.claim.left - adjusted
    if left:
        yield f"The claim does not balance: ${left} of its charge are neither paid nor adjusted."
