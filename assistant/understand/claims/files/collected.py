"""The segments of an 837, each put to the claim and the service line that it belongs to. Pure.

Every segment comes to a field, or to ``aside`` where a check has no use for it, or to ``unread``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.understand.claims.files.fields import days_of, npi_of, reference_of
from assistant.understand.claims.files.segments import Segment, Transaction, counted
from assistant.understand.claims.numbers import NDC, Numbered, doubt_of

# Segments of the implementation guides in which a check finds nothing: addresses, persons, contracts, reports.
_ASIDE = frozenset(
    "BHT HL PRV SBR PAT CUR PER N3 N4 DMG OI MOA MIA CAS AMT SVD PWK CN1 CR1 CR2 CR3 CR5 CR6 CRC HCP K3 CL1 MEA PS1 "
    "QTY FRM LQ TOO UR DN1 DN2 REF DTP NM1".split()
)
_SERVICE = "472"
_STATEMENT = "434"
_NAMED_DAYS = {
    "431": "Onset of the illness",
    "454": "Initial treatment",
    "304": "Last seen",
    "453": "Acute manifestation",
    "439": "Accident",
    "484": "Last menstrual period",
    "455": "Last X-ray",
    "435": "Admission",
    "096": "Discharge hour",
    "471": "Prescription",
    "607": "Certification revised",
    "463": "Therapy begun",
    "461": "Last certification",
    "738": "Most recent hemoglobin or hematocrit",
    "739": "Most recent serum creatine",
    "011": "Shipped",
    "090": "Care assumed",
    "091": "Care given up",
    "050": "Received by the repricer",
    "573": "Paid by another payer",
}


@dataclass(slots=True)
class CollectedLine:
    """One service line while its segments come in."""

    place: int
    service: Segment | None = None
    day: date | None = None
    until: date | None = None
    numbers: list[Numbered] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CollectedClaim:
    """One claim while its segments come in. ``beside`` tells that a loop of another payer is open.

    ``patient`` is the DMG of the patient: birth and sex.
    """

    head: Segment
    payer: str
    filing: str
    numbers: list[Numbered]
    diagnoses: list[Segment] = field(default_factory=list)
    lines: list[CollectedLine] = field(default_factory=list)
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    aside: list[Segment] = field(default_factory=list)
    beside: bool = False
    patient: Segment | None = None


def collect(transaction: Transaction) -> list[CollectedClaim]:
    """The claims of an 837 in order. What is wrong with the whole transaction is told with its last claim."""
    reading = _Reading()
    for segment in transaction.segments:
        reading.take(segment)
    if reading.claims:
        last = reading.claims[-1]
        last.notes += transaction.notes
        if transaction.cut:
            last.unread.append(transaction.cut)
        if reading.aside:
            last.unread.append(
                f"segments behind the last claim, of which none belongs to a claim: {counted(reading.aside)}"
            )
    return reading.claims


@dataclass(slots=True)
class _Reading:
    claims: list[CollectedClaim] = field(default_factory=list)
    payer: str = ""
    filing: str = ""
    numbers: list[Numbered] = field(default_factory=list)
    aside: list[Segment] = field(default_factory=list)
    patient: Segment | None = None

    def take(self, segment: Segment) -> None:
        if segment.tag == "CLM":
            claim = CollectedClaim(segment, self.payer, self.filing, list(self.numbers), aside=self.aside)
            claim.patient = self.patient
            self.claims.append(claim)
            self.aside = []
        elif segment.tag == "HL":
            self._level(segment)
        elif not self.claims or self.aside:
            self._ahead(segment)
        elif segment.tag == "LX" or (segment.tag in ("SV1", "SV2") and self._needs_line()):
            self.claims[-1].lines.append(CollectedLine(len(self.claims[-1].lines) + 1))
            if segment.tag != "LX":
                _of_line(self.claims[-1], segment)
        elif self.claims[-1].lines:
            _of_line(self.claims[-1], segment)
        else:
            _of_claim(self.claims[-1], segment)

    def _needs_line(self) -> bool:
        lines = self.claims[-1].lines
        return not lines or lines[-1].service is not None

    def _level(self, segment: Segment) -> None:
        """A new billing provider, subscriber or patient: what was known of the one before holds no longer."""
        self.patient = None
        if segment.at(3) == "20":
            self.numbers, self.payer, self.filing = [], "", ""
        elif segment.at(3) == "22":
            self.payer, self.filing = "", ""
        self.aside.append(segment)

    def _ahead(self, segment: Segment) -> None:
        """What stands before the claim: who bills and who pays."""
        if segment.tag == "SBR":
            self.filing = segment.at(9)
        elif segment.tag == "NM1" and segment.at(1) == "PR":
            self.payer = segment.at(3)
        elif segment.tag == "NM1" and (number := npi_of(segment)):
            self.numbers.append(number)
        elif segment.tag == "DMG":
            self.patient = segment
        else:
            self.aside.append(segment)


def _of_claim(claim: CollectedClaim, segment: Segment) -> None:
    """A segment between CLM and the first line."""
    tag = segment.tag
    if tag == "SBR":
        claim.beside = True
        claim.aside.append(segment)
    elif tag == "HI":
        claim.diagnoses.append(segment)
    elif tag == "NM1" and segment.at(1) == "PR":
        claim.notes.append(f"Another payer: {segment.at(3)}.")
    elif tag == "NM1" and (number := npi_of(segment)):
        claim.numbers.append(number)
    elif tag == "DTP":
        _dated(claim, segment)
    elif tag == "REF" and not claim.beside and (number := reference_of(segment)):
        claim.numbers.append(number)
    elif tag == "NTE":
        claim.notes.append(f"Note on the claim: {segment.at(2)}")
    elif tag in _ASIDE:
        claim.aside.append(segment)
    else:
        claim.unread.append(segment.text)


def _dated(claim: CollectedClaim, segment: Segment) -> None:
    first, last = days_of(segment.at(2), segment.at(3))
    kind = segment.at(1)
    if kind in (_STATEMENT, _SERVICE) and first is not None:
        claim.day = first
        if last is not None and last != first:
            claim.notes.append(f"The claim covers {first} to {last}.")
    elif kind in _NAMED_DAYS:
        claim.notes.append(f"{_NAMED_DAYS[kind]}: {first or segment.at(3)}.")
    elif kind in (_STATEMENT, _SERVICE):
        claim.unread.append(f"date {segment.at(3)}")
    else:
        claim.aside.append(segment)


def _of_line(claim: CollectedClaim, segment: Segment) -> None:
    """A segment of a service line."""
    line, tag = claim.lines[-1], segment.tag
    if tag in ("SV1", "SV2") and line.service is None:
        line.service = segment
    elif tag == "DTP" and segment.at(1) == _SERVICE:
        line.day, line.until = days_of(segment.at(2), segment.at(3))
        if line.day is None:
            line.unread.append(f"date {segment.at(3)}")
    elif tag == "DTP" and segment.at(1) in _NAMED_DAYS:
        first, _ = days_of(segment.at(2), segment.at(3))
        line.notes.append(f"{_NAMED_DAYS[segment.at(1)].lower()} {first or segment.at(3)}")
    elif tag == "LIN":
        _drug(line, segment)
    elif tag == "CTP":
        _amount_of_drug(line, segment)
    elif number := _number_of(segment):
        line.numbers.append(number)
    elif tag == "NTE":
        line.notes.append(f"note: {segment.at(2)}")
    elif tag in _ASIDE:
        claim.aside.append(segment)
    else:
        line.unread.append(segment.text)


def _drug(line: CollectedLine, segment: Segment) -> None:
    if segment.at(2) == "N4" and segment.at(3):
        line.numbers.append(Numbered(NDC, segment.at(3), doubt=doubt_of(NDC, segment.at(3))))
    else:
        line.unread.append(segment.text)


def _amount_of_drug(line: CollectedLine, segment: Segment) -> None:
    """The amount beside the NDC before it: ML, UN, GR, ME or F2."""
    at = next((place for place in reversed(range(len(line.numbers))) if line.numbers[place].kind == NDC), None)
    if at is None or not segment.at(4):
        line.unread.append(segment.text)
        return
    value = f"{line.numbers[at].value} {segment.part(5, 1)} {segment.at(4)}".replace("  ", " ")
    line.numbers[at] = Numbered(NDC, value, doubt=line.numbers[at].doubt)


def _number_of(segment: Segment) -> Numbered | None:
    """The number of a REF, or the NPI of an NM1."""
    return reference_of(segment) if segment.tag == "REF" else npi_of(segment) if segment.tag == "NM1" else None
