"""What a question says of its circumstances: payer, setting, patient, minutes, side. Pure; never raises.

Conservative: a word that merely looks alike does not count, because a wrong circumstance changes a verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.rules.payers import Payer
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


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_MEDICARE = _words(r"\b(?:medicare|cms|part\s+b|mac)\b(?!\s+(?:advantage|replacement))")
_OTHER_PAYER = _words(
    r"""\b(?:medicaid|commercial(?:\s+(?:payers?|insurance|plan))?|private\s+(?:payers?|insurance)|aetna|cigna|humana|anthem
    |uhc|united\s?health(?:care)?|bcbs|blue\s+(?:cross|shield)|tricare|kaiser|cpt\s+rules?)\b"""
)
_SETTINGS = (
    (
        Setting.HOSPITAL,
        _words(
            r"""\b(?:hospital\s+outpatient|outpatient\s+hospital|hopd|facility\s+(?:claim|billing|side)|ub-?04|opps
            |hospital\s+(?:claim|billing|side|facility))\b"""
        ),
    ),
    (
        Setting.PRACTITIONER,
        _words(
            r"""\b(?:practitioner|physician\s+(?:claim|billing|side)|professional\s+(?:claim|billing|fee)|pro-?fee|cms-?1500
            |in\s+(?:the|our|an|my)\s+office|doctor'?s\s+office|office\s+setting)\b|\bpos\s*:?\s*11\b"""
        ),
    ),
    (Setting.DME_SUPPLIER, _words(r"\b(?:dme(?:\s+supplier)?|dmepos|supplier)\b")),
)
_FACILITY = _words(r"\b(?:facility|asc|hospital|pos\s*:?\s*(?:19|2[1-4]))\b")
_NONFACILITY = _words(r"\b(?:non-?\s?facility|office|pos\s*:?\s*11)\b")
_NEW = _words(r"\bnew\s+(?:pt|patient)s?\b|\bpatient\s+is\s+new\b")
_ESTABLISHED = _words(r"\b(?:established|est\.?)\s+(?:pt|patient)s?\b|\bestablished\b")
_HOURS = _words(
    r"""(?<![\w.])(?:(?P<half>an?\s+hour\s+and\s+a\s+half)
    |(?:(?P<hours>\d{1,2}(?:\.\d{1,2})?|an?|one|two|three)\s*-?\s*(?:hours?|hrs?|h)\b
        (?:\s*(?:and\s+)?(?P<rest>\d{1,2})\s*(?:minutes?|mins?|m)\b)?)
    |(?P<minutes>\d{1,3})\s*-?\s*(?:minutes?|mins?)\b)"""
)
_NUMBER_WORDS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
}
_NUMBER_WORDS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_BOTH_SIDES = _words(
    r"\b(?:bilateral(?:ly)?|both\s+(?:sides|knees|shoulders|hips|eyes|ears|hands|feet)|right\s+and\s+left)\b"
)
_LOCALITY = _words(r"\blocality\s*(?:number|no\.?|\#)?\s*(?P<number>\d{2})\b")
_STATES = dict(
    pair.split("=")
    for pair in (
        "alabama=AL alaska=AK arizona=AZ arkansas=AR california=CA colorado=CO connecticut=CT delaware=DE florida=FL "
        "georgia=GA hawaii=HI idaho=ID illinois=IL indiana=IN iowa=IA kansas=KS kentucky=KY louisiana=LA maine=ME "
        "maryland=MD massachusetts=MA michigan=MI minnesota=MN mississippi=MS missouri=MO montana=MT nebraska=NE "
        "nevada=NV new_hampshire=NH new_jersey=NJ new_mexico=NM new_york=NY north_carolina=NC north_dakota=ND ohio=OH "
        "oklahoma=OK oregon=OR pennsylvania=PA rhode_island=RI south_carolina=SC south_dakota=SD tennessee=TN texas=TX "
        "utah=UT vermont=VT virginia=VA washington=WA west_virginia=WV wisconsin=WI wyoming=WY"
    ).split()
)
_STATE_NAMES = {name.replace("_", " "): code for name, code in _STATES.items()}
_STATE = _words(
    r"\b(?:in|for|of)\s+(?P<state>" + "|".join(sorted(_STATE_NAMES, key=len, reverse=True)).replace(" ", r"\s") + r")\b"
)
# After "in" or "for" in capitals: "in AL". "OR", "IN", "ME", "HI", "OK" are words; capitals and the preposition tell.
_STATE_CODE = re.compile(r"\b(?:in|for)\s+(?P<code>" + "|".join(sorted(_STATES.values())) + r")\b")


def circumstances(text: str) -> Circumstances:
    """What a text says of its circumstances."""
    payer, name = _payer(text)
    nonfacility, facility = bool(_NONFACILITY.search(text)), bool(_FACILITY.search(_NONFACILITY.sub(" ", text)))
    new, established = bool(_NEW.search(text)), bool(_ESTABLISHED.search(text))
    locality = _LOCALITY.search(text)
    return Circumstances(
        payer=payer,
        payer_name=name,
        setting=_setting(text),
        facility=facility if facility != nonfacility else None,
        patient=None if new == established else Patient.NEW if new else Patient.ESTABLISHED,
        minutes=_minutes(text),
        both_sides=bool(_BOTH_SIDES.search(text)),
        state=_state(text),
        locality=locality["number"] if locality else None,
    )


def _payer(text: str) -> tuple[Payer | None, str]:
    """Medicare, another payer (which is taken to follow CPT), or neither where both or none are named."""
    medicare, other = _MEDICARE.search(text), _OTHER_PAYER.search(text)
    if medicare and other:
        return None, ""
    if medicare:
        return Payer.MEDICARE, medicare[0]
    return (Payer.CPT, other[0]) if other else (None, "")


def _setting(text: str) -> Setting | None:
    named = [setting for setting, pattern in _SETTINGS if pattern.search(text)]
    return named[0] if len(named) == 1 else None


def _minutes(text: str) -> int | None:
    """The minutes of the first time that is told."""
    match = _HOURS.search(text)
    if match is None:
        return None
    if match["minutes"]:
        return int(match["minutes"])
    if match["half"]:
        return 90
    told = match["hours"].lower()
    hours = float(_NUMBER_WORDS.get(told, 0) or told)
    return round(hours * 60) + int(match["rest"] or 0)


def _state(text: str) -> str | None:
    if match := _STATE.search(text):
        return _STATE_NAMES[" ".join(match["state"].lower().split())]
    match = _STATE_CODE.search(text)
    return match["code"] if match else None
