"""What a question says of its circumstances: payer, setting, place, patient, minutes, side. Pure; never raises.

Conservative: a word that merely looks alike does not count, because a wrong circumstance changes a verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.understand.claims.pasted import plain
from assistant.understand.durations import minutes_in
from assistant.understand.payer_words import payer_in
from assistant.understand.payers import Payer
from assistant.understand.states import locality_in, state_in
from corpus.relations import Setting


class Patient(StrEnum):
    """Whether the patient is new to the practice."""

    NEW = "new"
    ESTABLISHED = "established"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is said, and None or empty for what is not.

    ``payer`` is whose rules count; ``payer_name`` is as written ("Aetna"). ``facility`` is the place of payment.
    ``state`` is a two-letter code, ``locality`` two digits.
    """

    payer: Payer | None = None
    payer_name: str = ""
    setting: Setting | None = None
    facility: bool | None = None
    patient: Patient | None = None
    minutes: int | None = None
    both_sides: bool = False
    state: str | None = None
    locality: str | None = None


def circumstances(text: str) -> Circumstances:
    """What a text says of its circumstances."""
    words = plain(text)
    payer, place = payer_in(words), _place_of_service(words)
    return Circumstances(
        payer=payer.counts_as if payer else None,
        payer_name=payer.name if payer else "",
        setting=_setting(words, place),
        facility=_facility(words, place),
        patient=_patient(words),
        minutes=minutes_in(words),
        both_sides=bool(_BOTH_SIDES.search(words)),
        state=state_in(words),
        locality=locality_in(words),
    )


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


# --- place and setting ----------------------------------------------------------------------------------------------

_PLACE = _words(r"\b(?:pos|place\s+of\s+service)\s*(?:code)?\s*(?:is|=|:|\#)?\s*(?P<place>\d{2})\b(?!\.\d|/)")
# As Medicare contractors publish the list; the chapter of the manual that it comes from was not read here.
_FACILITY_PLACES = frozenset("02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61".split())
_OTHER_PLACES = frozenset(
    "01 03 04 09 10 11 12 13 14 15 16 17 20 25 32 33 49 50 54 55 57 58 60 62 65 71 72 81 99".split()
)


_OFFICE_PLACE = "11"


def _place_of_service(words: str) -> str | None:
    named = {match["place"] for match in _PLACE.finditer(words)}
    return named.pop() if len(named) == 1 else None


_NOT_BILLERS = r"(?:assistant|fee\s+schedule|order|orders|supervision|work|documentation|self[\s-]referral)"
_PRACTITIONER = _words(
    rf"""\b(?:physician|practitioner|professional|pro-?\s?fee)\s+(?:claims?|billing|bills?|side|fees?(?!\s+schedule)|practice|setting|services?|office|edits?)\b
    |\b(?<!nurse\s)(?<!ordering\s)(?<!referring\s)(?<!supervising\s)(?<!attending\s)(?<!same\s)(?<!another\s)(?<!second\s)(?<!other\s)
      (?<!non-)(?:physician|practitioner)(?!\s+{_NOT_BILLERS})\b
    |\b(?:cms|hcfa)[\s-]?1500\b|\b837p\b|\bpro-?fee\b"""
)
_HOSPITAL = _words(
    r"""\b(?:hospital[\s-]+outpatient|outpatient\s+hospital|outpatient\s+facility|hopd|opps|ub-?\s?04|837i|institutional\s+claims?
    |hospital\s+(?:claims?|billing|side|facility|edits?)|(?<!non-)(?<!non\s)(?<!nursing\s)facility\s+(?:claims?|billing|bills?|side|edits?|coding|fees?))\b"""
)
# Where the service is done: it says who bills only where nothing else does.
_OFFICE = _words(
    r"""\b(?<!post\s)(?<!home\s)(?<!back\s)(?<!box\s)office(?!\s+(?:or\s+other|hours|manager|staff|of\b|365|supplies))\b"""
)
_IN_HOSPITAL = _words(r"\b(?:in|at)\s+(?:the\s+|an?\s+|our\s+)?(?:hopd|hospital\s+outpatient|outpatient\s+hospital)")
_CONTRASTED = _words(
    r"""\b(?:hospitals?|facility|hopd)\s+(?:or|vs\.?|versus|and)\s+(?:(?:an?|the)\s+)?(?:physicians?|practitioners?|office|professional)\b
    |\b(?:physicians?|practitioners?|office|professional)\s+(?:or|vs\.?|versus|and)\s+(?:(?:an?|the)\s+)?(?:hospitals?|facility|hopd)\b"""
)
_SURGERY_CENTER = _words(r"\basc\b|\bambulatory\s+surg(?:ery|ical)\s+cent(?:er|re)s?\b")
_SUPPLIER = _words(r"\bdme(?:pos)?\b|\bdurable\s+medical\s+equipment\s+suppliers?\b")


def _setting(words: str, place: str | None) -> Setting | None:
    """Who bills. NCCI uses the practitioner edits for ambulatory surgical centers too (manual, introduction)."""
    if _SUPPLIER.search(words):
        return Setting.DME_SUPPLIER
    practitioner, hospital = bool(_PRACTITIONER.search(words)), bool(_HOSPITAL.search(words))
    if _CONTRASTED.search(words):
        return None
    if practitioner and hospital:
        # "A physician in the HOPD" is a practitioner; "physician or hospital outpatient?" leaves it open.
        return Setting.PRACTITIONER if _IN_HOSPITAL.search(words) else None
    if hospital:
        return None if _OFFICE.search(words) else Setting.HOSPITAL
    if practitioner or place == _OFFICE_PLACE or _OFFICE.search(words) or _SURGERY_CENTER.search(words):
        return Setting.PRACTITIONER
    return None


_NONFACILITY = _words(r"\bnon-?\s?facility\b")
_FACILITY = _words(r"""\b(?<!nursing\s)(?<!living\s)(?<!care\s)(?<!treatment\s)facility\b|\bhospital\b""")


def _facility(words: str, place: str | None) -> bool | None:
    """Whether Medicare pays the facility rate at the place that is named."""
    if place:
        return True if place in _FACILITY_PLACES else False if place in _OTHER_PLACES else None
    rest, found = _NONFACILITY.subn(" ", words)
    nonfacility = bool(found) or bool(_OFFICE.search(words))
    facility = bool(_FACILITY.search(rest) or _SURGERY_CENTER.search(rest))
    return facility if facility != nonfacility else None


# --- patient and sides -----------------------------------------------------------------------------------------------

_BETWEEN = r"(?:\s+(?:medicare|medicaid|office|commercial|adult|pediatric|aetna|bcbs|self-?pay))?"
_NEW = _words(
    rf"\b(?<!not\sa\s)(?<!not\s)new{_BETWEEN}\s+(?:pts?|patients?)\b|\b(?:patient|pt)\s+(?:is|was)\s+new\b|(?:^|,)\s*new\s*(?=,|$)"
)
_ESTABLISHED = _words(
    rf"""\b(?:established|est\.?|estab\.?){_BETWEEN}\s+(?:pts?|patients?)\b|\b(?:patient|pt)\s+(?:is|was)\s+established\b
    |(?:^|,)\s*established\s*(?=,|$)|\bnot\s+an?\s+new\s+patient\b"""
)
_EITHER = _words(
    r"\bnew\s+(?:patient\s+)?(?:or|vs\.?|versus|/|and)\s+(?:an?\s+)?est\w*|\best\w*\s+(?:patient\s+)?(?:or|vs\.?|versus|/|and)\s+(?:an?\s+)?new\b"
)


def _patient(words: str) -> Patient | None:
    new, established = bool(_NEW.search(words)), bool(_ESTABLISHED.search(words))
    if new == established or _EITHER.search(words):
        return None
    return Patient.NEW if new else Patient.ESTABLISHED


_PART = r"""(?:(?:[a-z]+\s+)?(?:sides?|knees?|shoulders?|hips?|eyes?|ears?|hands?|feet|foot|legs?|arms?
    |wrists?|elbows?|ankles?|breasts?|thumbs?|fingers?|toes?|heels?|thighs?|calf|calves|kidneys?|ureters?|lungs?|ovar(?:y|ies)|buttocks?|cheeks?|sinus(?:es)?
    |ethmoids?|extremit(?:y|ies)|femurs?|tibias?|humer(?:us|i)|tonsils?|testes|testicles?|carotids?|forearms?|si\s+joints?|sacroiliac\s+joints?
    |flank|groin|neck|carpal\s+tunnels?))\b"""
_BOTH_SIDES = _words(
    rf"""(?<!or\s)(?<!not\s)\bbilateral(?:ly)?\b(?!\s+(?:(?:surgery|procedure|surgical)\s+)?(?:indicators?|rules?|or\b|vs|modifiers?|polic(?:y|ies)))
    |\bboth\s+{_PART}|\bright\s+and\s+left\s+{_PART}|\bleft\s+and\s+right\s+{_PART}|\bright\s+and\s+left\b|\bleft\s+and\s+right\b"""
)
