"""Elements of X12 segments as values: dates, amounts, units, procedures with modifiers. Pure.

What an element holds that is no such value comes back as text, to be told as not read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from assistant.understand.circumstances import Circumstances, circumstances
from assistant.understand.circumstances.bearer import age_on, sex_of
from assistant.understand.circumstances.payers import Payer
from assistant.understand.claims.files.segments import Segment
from assistant.understand.claims.numbers import CLIA, NPI, Numbered, doubt_of
from corpus.codes import Modifier
from corpus.errors import InvalidCode
from corpus.relations import ProcedureCode, Setting, procedure_code

PROCEDURE = "HC"  # the qualifier of CPT and HCPCS codes
_OLD_PROCEDURE = frozenset({"CJ"})  # CPT in some files of before 005010
_MODIFIERS = 4
_CODE_LENGTH = 5
_DAY_DIGITS, _SHORT_DAY_DIGITS = 8, 6

# What REF01 calls the number in REF02, where it is told with the claim.
REFERENCES = {
    "G1": "authorization number",
    "9F": "referral number",
    "F8": "claim number of the payer",
    "D9": "clearinghouse claim number",
    "EA": "medical record number",
    "X4": CLIA,
    "F4": "CLIA number of the referring laboratory",
    "EW": "mammography certification number",
    "P4": "demonstration project number",
    "LX": "investigational device number",
    "9A": "repriced claim number",
    "9C": "adjusted repriced claim number",
    "9B": "repriced line number",
    "G4": "peer review number",
    "1K": "claim number of the payer",
    "6R": "line control number",
    "BT": "immunization batch number",
    "XZ": "prescription number",
    "VY": "link number of a compound drug",
    "4N": "service authorization exception code",
}
# Claim filing indicators (SBR09, CLP06) that name whose rules of counting hold.
_FOLLOWS = {
    **dict.fromkeys(("MA", "MB"), Payer.MEDICARE),
    **dict.fromkeys(("BL", "CI", "HM", "12", "13", "14", "15", "MC"), Payer.CPT),
}
# Qualifiers of units: minutes are a time and no count of services.
COUNTED = frozenset({"UN", "F2", "DA", ""})
MINUTES = "MJ"


@dataclass(frozen=True, slots=True)
class Procedure:
    """A composite such as HC:99213:25. ``code`` is None where it names no CPT or HCPCS code; ``unread`` says what."""

    code: ProcedureCode | None
    modifiers: tuple[Modifier, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "-".join(map(str, (self.code, *self.modifiers)))


def procedure_at(segment: Segment, number: int) -> Procedure:
    """The procedure in a composite element: qualifier, code, up to four modifiers, a description that is left."""
    qualifier, code, *rest = (*segment.parts(number), "", "")[: max(2, len(segment.parts(number)))]
    if not code:
        return Procedure(None)
    if qualifier != PROCEDURE and qualifier not in _OLD_PROCEDURE:
        return Procedure(None, (), (f"{qualifier}:{code}",))
    try:
        found = procedure_code(code)
    except InvalidCode:
        return Procedure(None, (), (f"{qualifier}:{code}",))
    modifiers: list[Modifier] = []
    unread: list[str] = []
    for text in filter(None, rest[:_MODIFIERS]):
        try:
            modifiers.append(Modifier.parse(text))
        except InvalidCode:
            unread.append(f"modifier {text}")
    # Behind the modifiers stand a description and, where a range is billed, its last code; kw-x12-parser 0.1.6 puts
    # the description there.
    if (through := segment.part(number, 8)) and len(through) <= _CODE_LENGTH:
        unread.append(f"through {through}")
    return Procedure(found, tuple(modifiers), tuple(unread))


def amount_of(text: str) -> Decimal | None:
    """Dollars or units; None for what is no number. X12 writes no thousands separators."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**12 else None


def units_of(text: str, basis: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Units of a line, what of them was not read, and notes. Minutes are noted and count as one service."""
    if not text:
        return 1, (), ()
    value = amount_of(text)
    if value is None:
        return 1, (f"units {text}",), ()
    if basis == MINUTES:
        return 1, (), (f"{text} minutes",)
    if basis not in COUNTED:
        return 1, (f"{text} {basis}",), ()
    count = abs(value)
    if count == 0:
        return 1, ("0 units",), ()
    if count != count.to_integral_value():
        return math.ceil(count), (f"{text} units, which are no whole number",), ()
    return int(count), (), ()


def days_of(form: str, text: str) -> tuple[date | None, date | None]:
    """The day of a DTP (D8) or both of a period (RD8); None for what is no date. Times behind a date are left."""
    first, _, last = text.partition("-") if form.startswith("RD") else (text, "", "")
    return day_of(first), day_of(last)


def day_of(text: str) -> date | None:
    """20260315, also with a time behind it; 260315 of old files."""
    digits = text.strip()[:_DAY_DIGITS]
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (_DAY_DIGITS, _SHORT_DAY_DIGITS):
        return None
    whole = digits if len(digits) == _DAY_DIGITS else f"20{digits}"
    try:
        return date(int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    except ValueError:
        return None


def npi_of(segment: Segment) -> Numbered | None:
    """The NPI of an NM1 or N1 segment."""
    qualifier, number = (3, 4) if segment.tag == "N1" else (8, 9)
    if segment.at(qualifier) != "XX" or not segment.at(number):
        return None
    return Numbered(NPI, segment.at(number), doubt=doubt_of(NPI, segment.at(number)))


def reference_of(segment: Segment) -> Numbered | None:
    """The number of a REF segment, by its qualifier; None for one that is not told."""
    kind = REFERENCES.get(segment.at(1))
    if kind is None or not segment.at(2):
        return None
    return Numbered(kind, segment.at(2), doubt=doubt_of(kind, segment.at(2)))


def circumstances_of(payer_name: str, filing: str, place: str, setting: Setting | None) -> Circumstances:
    """Payer, place and setting of a claim. The indicator of the claim tells the payer's kind before its name does."""
    said = circumstances(f"POS {place}" if place else "")
    payer = circumstances(payer_name).payer
    return Circumstances(
        payer=_FOLLOWS.get(filing, payer if filing in ("", "ZZ") else None),
        payer_name=payer_name,
        setting=setting or said.setting,
        facility=said.facility,
    )


def of_patient(said: Circumstances, patient: Segment | None, day: date | None) -> Circumstances:
    """The circumstances with the patient's sex and age, as the DMG tells them."""
    if patient is None:
        return said
    birth = day_of(patient.at(2)) if len(patient.at(2)) >= _DAY_DIGITS else None
    return replace(said, sex=sex_of(patient.at(3)), age=age_on(birth, day) if birth and day and birth <= day else None)
