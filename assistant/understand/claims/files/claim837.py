"""837P and 837I: one transaction to its claims. Pure.

A claim whose lines do not come to its total, or whose transaction is cut off, never stands under a clean headline;
segments that a check has no use for are counted and named in a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.claims.files.collected import CollectedClaim, CollectedLine, collect
from assistant.understand.claims.files.diagnosis import Diagnoses
from assistant.understand.claims.files.fields import amount_of, circumstances_of, of_patient, procedure_at, units_of
from assistant.understand.claims.files.segments import Transaction, counted
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.text import ClaimText
from corpus.codes import Icd10CmCode
from corpus.relations import Setting

_FREQUENCIES = {"7": "replaces an earlier claim", "8": "takes an earlier claim back"}
_EARLIER = "claim number of the payer"
_FIRST_OF_INPATIENT = frozenset({"11", "18", "21", "41"})


def claims_of(transaction: Transaction) -> tuple[ClaimText, ...]:
    """The claims of an 837 in order."""
    return tuple(map(_finished, collect(transaction)))


@dataclass(frozen=True, slots=True)
class _Told:
    """One service line as it is told: None where it names no procedure, with the notes that say so."""

    line: ClaimLine | None
    pointed: tuple[Icd10CmCode, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    charge: Decimal | None = None


def _finished(claim: CollectedClaim) -> ClaimText:
    head = claim.head
    institutional = any(line.service is not None and line.service.tag == "SV2" for line in claim.lines)
    institutional = institutional or head.part(5, 2) == "A"
    place = "" if institutional else head.part(5, 1)
    first = next((line.day for line in claim.lines if line.day), claim.day)
    diagnoses = Diagnoses()
    for segment in claim.diagnoses:
        diagnoses.take(segment, first)
    told = [_told(line, diagnoses, place) for line in claim.lines]
    aside = f"Not needed for the check and not read: {counted(claim.aside)}." if claim.aside else ""
    numbers = (*claim.numbers, *(number for line in claim.lines for number in line.numbers))
    setting = Setting.HOSPITAL if institutional else Setting.PRACTITIONER
    return ClaimText(
        tuple(one.line for one in told if one.line is not None),
        diagnoses.codes,
        first,
        of_patient(circumstances_of(claim.payer, claim.filing, place, setting), claim.patient, first),
        (*claim.unread, *diagnoses.unread, *(text for one in told for text in one.unread), *_total(claim, told)),
        (),
        tuple(one.pointed for one in told if one.line is not None),
        tuple(dict.fromkeys(numbers)),
        (),
        tuple(
            filter(
                None,
                (
                    *_about(claim, institutional=institutional),
                    *claim.notes,
                    *diagnoses.notes,
                    *(note for one in told for note in one.notes),
                    aside,
                ),
            )
        ),
        f"Claim {head.at(1)}, 837{'I' if institutional else 'P'}",
    )


def _about(claim: CollectedClaim, *, institutional: bool) -> Iterator[str]:
    """What CLM05 says of the claim, and what it lacks for that."""
    facility, frequency = claim.head.part(5, 1), claim.head.part(5, 3)
    if institutional:
        yield f"Type of bill {facility}{frequency}."
        if facility[:2] in _FIRST_OF_INPATIENT:
            yield "This is an inpatient claim: NCCI edits and MUE of hospitals are for outpatient claims."
    if frequency in _FREQUENCIES:
        yield f"Frequency {frequency}: it {_FREQUENCIES[frequency]}."
        if not any(number.kind == _EARLIER for number in claim.numbers):
            yield f"Frequency {frequency} needs the payer's number of the earlier claim (REF F8), which is not here."


def _told(line: CollectedLine, diagnoses: Diagnoses, place: str) -> _Told:
    name = f"Line {line.place}"
    segment = line.service
    if segment is None:
        return _Told(None, unread=(f"{name} has no service (SV1 or SV2)", *line.unread))
    professional = segment.tag == "SV1"
    procedure = procedure_at(segment, 1 if professional else 2)
    written = segment.at(2 if professional else 3)
    charge = amount_of(written)
    units, not_counted, notes = units_of(segment.at(4 if professional else 5), segment.at(3 if professional else 4))
    unread = [*procedure.unread, *not_counted, *line.unread]
    if written and charge is None:
        unread.append(f"charge {written}")
    pointers = tuple(filter(None, segment.parts(7))) if professional else ()
    pointed, astray = diagnoses.pointed(pointers)
    said = [f"{name}: {note}." for note in (*notes, *line.notes)]
    said += [f"{name} points to diagnosis {number}, which the claim does not have." for number in astray]
    if line.until is not None and line.until != line.day:
        said.append(f"{name} is for {line.day} to {line.until}.")
    if not professional and (revenue := segment.at(1)):
        beside = f" for {procedure.text}" if procedure.code is not None else ", no procedure code, so nothing to check"
        said.append(f"{name}: revenue code {revenue}{beside}.")
    if procedure.code is None:
        named = bool(procedure.unread) or professional
        left = tuple(f"{name}: {text}" for text in unread or (["no procedure code"] if named else []))
        return _Told(None, (), tuple(said), left, charge)
    own = (segment.at(5) if professional else "") or place
    whole = ClaimLine(procedure.code, procedure.modifiers, units, line.day, charge, own, tuple(unread))
    return _Told(whole, pointed, tuple(said), tuple(f"{name}: {text}" for text in unread), charge)


def _total(claim: CollectedClaim, told: list[_Told]) -> Iterator[str]:
    """A claim whose lines do not come to its charge lacks one, or holds a wrong one."""
    total = amount_of(claim.head.at(2))
    lines = sum((one.charge for one in told if one.charge is not None), Decimal(0))
    if not told:
        yield "the claim has no service line"
    elif total is not None and total != lines:
        yield f"the lines come to ${lines} and the claim to ${total}: a line may be missing"
