"""The HI segments of an 837: diagnoses by their qualifier, and what else stands in them. Pure.

ABK ABF (ICD-10-CM) and BK BF (ICD-9-CM)     the claim's diagnoses, to which the lines point in this order
ABN BN                                       external causes, behind them
ABJ BJ, APR PR                               admitting diagnosis, reason for the visit: noted
BBR BBQ, BR BQ                               ICD-10-PCS and ICD-9-CM procedures of an inpatient claim: noted
DR, BE, BG, BH, BI, TC, BP, BO               DRG, value, condition, occurrence, treatment codes, surgery codes: noted

Some software writes ICD-10-CM codes under the qualifiers of ICD-9-CM. What stands there in the form of an ICD-10-CM
code, for a service since ICD-10-CM is in force, is read as one and said so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.understand.claims.files.segments import Segment
from corpus.codes import Icd10CmCode
from corpus.errors import InvalidCode

ICD10_SINCE = date(2015, 10, 1)
_POINTED = frozenset({"ABK", "ABF", "BK", "BF"})
_EXTERNAL = frozenset({"ABN", "BN"})
_OF_ICD9 = frozenset({"BK", "BF", "BJ", "PR", "BN"})
_NOTED = {
    "ABJ": "Admitting diagnosis",
    "BJ": "Admitting diagnosis",
    "APR": "Reason for the visit",
    "PR": "Reason for the visit",
    "BBR": "Principal ICD-10-PCS procedure",
    "BBQ": "ICD-10-PCS procedure",
    "BR": "Principal ICD-9-CM procedure",
    "BQ": "ICD-9-CM procedure",
    "DR": "DRG",
    "BE": "Value code",
    "BG": "Condition code",
    "BH": "Occurrence code",
    "BI": "Occurrence span code",
    "TC": "Treatment code",
    "BP": "Surgery code of an anesthesia claim",
    "BO": "Further surgery code of an anesthesia claim",
}


@dataclass(slots=True)
class Diagnoses:
    """The HI segments of one claim as they come in. ``places`` are what pointers count: None where one was not read."""

    places: list[Icd10CmCode | None] = field(default_factory=list)
    external: list[Icd10CmCode] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def codes(self) -> tuple[Icd10CmCode, ...]:
        """Every diagnosis once, in order."""
        return tuple(dict.fromkeys([code for code in self.places if code is not None] + self.external))

    def take(self, segment: Segment, day: date | None) -> None:
        """Reads one HI segment; ``day`` is that of the service where it is known."""
        for number in range(1, len(segment.elements) + 1):
            qualifier, code = segment.part(number, 1).upper(), segment.part(number, 2)
            if not segment.at(number):
                continue
            if qualifier in _POINTED or qualifier in _EXTERNAL:
                self._diagnosis(qualifier, code, day)
            elif qualifier in _NOTED:
                rest = " ".join(part for part in segment.parts(number)[2:] if part)
                self.notes.append(f"{_NOTED[qualifier]}: {code}{f' ({rest})' if rest else ''}.")
            else:
                self.unread.append(f"HI {segment.at(number)}")

    def _diagnosis(self, qualifier: str, code: str, day: date | None) -> None:
        found = _icd10(code)
        if qualifier in _OF_ICD9:
            if found is not None and (day is None or day >= ICD10_SINCE):
                self.notes.append(
                    f"{found} stands under {qualifier}, the qualifier of ICD-9-CM, and was read as ICD-10-CM: send it "
                    f"under A{qualifier}."
                )
            else:
                found = None
        if found is None:
            self.unread.append(
                f"HI {qualifier} {code}: an ICD-9-CM code, which no edition here has"
                if qualifier in _OF_ICD9
                else f"HI {qualifier} {code}"
            )
        if qualifier in _EXTERNAL:
            self.external += [found] if found is not None else []
        else:
            self.places.append(found)

    def pointed(self, pointers: tuple[str, ...]) -> tuple[tuple[Icd10CmCode, ...], tuple[str, ...]]:
        """The diagnoses that a line points to by number (or letter), and the pointers that lead nowhere."""
        found: list[Icd10CmCode] = []
        astray: list[str] = []
        for pointer in pointers:
            at = int(pointer) if pointer.isascii() and pointer.isdigit() else _letter(pointer)
            code = self.places[at - 1] if 0 < at <= len(self.places) else None
            if code is not None:
                found.append(code)
            elif not 0 < at <= len(self.places):
                astray.append(pointer)
        return tuple(dict.fromkeys(found)), tuple(astray)


def _letter(pointer: str) -> int:
    return ord(pointer.upper()) - ord("A") + 1 if len(pointer) == 1 and pointer.isascii() and pointer.isalpha() else 0


def _icd10(code: str) -> Icd10CmCode | None:
    try:
        return Icd10CmCode.parse(code)
    except InvalidCode:
        return None
