"""What a question says of its circumstances: payer, setting, place, patient, minutes, side. Pure; never raises.

Conservative: a word that merely looks alike does not count, because a wrong circumstance changes a verdict.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from assistant.understand.circumstances.bearer import Sex, age_told, sex_written
from assistant.understand.circumstances.payer_words import payer_in
from assistant.understand.circumstances.payers import Payer
from assistant.understand.circumstances.states import locality_in, state_in, towns_in, zip_in
from assistant.understand.claims.pasted import plain
from assistant.understand.story.amount import Amount, Kind, Role
from assistant.understand.story.amounts import read_amounts
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import Token, tokens_of
from corpus.mentions import find_codes
from corpus.relations import Setting

_VOCABULARY = Path(__file__).with_name("circumstances.yaml")
# "48-hour monitoring" is a kind of test, not the time of a visit.
_LONGEST_VISIT = 12 * 60
_OF_THE_CASE = (Role.TOLD, Role.TOTAL)


class Patient(StrEnum):
    """Whether the patient is new to the practice."""

    NEW = "new"
    ESTABLISHED = "established"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is said, and None or empty for what is not.

    ``payer`` is whose rules count; ``payer_name`` is as written ("Aetna"). ``facility`` is the place of payment.
    ``sex`` and ``age`` (whole years) are the patient's. ``state`` is a two-letter code, ``locality`` two digits,
    ``zip_code`` five; ``towns`` are what may be names of such.
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
    zip_code: str | None = None
    towns: tuple[str, ...] = ()
    sex: Sex | None = None
    age: int | None = None


def circumstances(text: str) -> Circumstances:
    """What a text says of its circumstances."""
    words = plain(text)
    codes = [(mention.start, mention.end) for mention in find_codes(words)]
    amounts = read_amounts(tokens_of(words), codes)
    return replace(circumstances_said(text), minutes=minutes_told(amounts), age=age_told(amounts))


@functools.lru_cache(maxsize=64)
def circumstances_said(text: str) -> Circumstances:
    """What a text says of its circumstances but for the minutes, which a story has."""
    words = plain(text)
    said = _Said(words)
    payer, place = payer_in(words), _place_of_service(words)
    pays = said.has("payment")
    return Circumstances(
        payer=payer.counts_as if payer else None,
        payer_name=payer.name if payer else "",
        setting=_setting(said, place),
        facility=_facility(said, place),
        patient=_patient(said),
        both_sides=said.has("both_sides"),
        state=state_in(words, pays=pays),
        locality=locality_in(words),
        zip_code=zip_in(words) if pays else None,
        towns=towns_in(words) if pays or said.has("how_much") else (),
        sex=_sex(said, words),
    )


# --- place and setting ----------------------------------------------------------------------------------------------

_PLACE = re.compile(
    r"\b(?:pos|place\s+of\s+service)\s*(?:code)?\s*(?:is|=|:|#)?\s*(?P<place>\d{2})\b(?!\.\d|/)",
    re.IGNORECASE | re.ASCII,
)
# As Medicare contractors publish the list; the chapter of the manual that it comes from was not read here.
_FACILITY_PLACES = frozenset("02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61".split())
_OTHER_PLACES = frozenset(
    "01 03 04 09 10 11 12 13 14 15 16 17 20 25 32 33 49 50 54 55 57 58 60 62 65 71 72 81 99".split()
)
_OFFICE_PLACE = "11"


def _place_of_service(words: str) -> str | None:
    named = {match["place"] for match in _PLACE.finditer(words)}
    return named.pop() if len(named) == 1 else None


class _Said:
    """The concepts of ``circumstances.yaml`` in a text; a concept does not count where another rules it out.

    "not_practitioner" holds what only looks like "practitioner" ("ordering physician", "physician fee schedule").
    """

    def __init__(self, words: str) -> None:
        found: dict[str, list[tuple[int, int]]] = {}
        tokens = tokens_of(words)
        for mention in _lexicon().mentions(tokens):
            found.setdefault(mention.concept.removeprefix("said."), []).append((mention.start, mention.end))
        self.bare_new, self.bare_established = _alone(tokens)
        self._found = found

    def has(self, concept: str) -> bool:
        ruled_out = self._found.get(f"not_{concept}", [])
        return any(
            not any(begin < end and start < stop for begin, stop in ruled_out)
            for start, end in self._found.get(concept, [])
        )


def _alone(tokens: tuple[Token, ...]) -> tuple[bool, bool]:
    """Whether "new" or "established" stands alone between commas: "80 min, new, Medicare"."""
    alone = set()
    for place, token in enumerate(tokens):
        before = tokens[place - 1].word if place else ","
        after = tokens[place + 1].word if place + 1 < len(tokens) else ","
        if before == after == ",":
            alone.add(token.word)
    return "new" in alone, "established" in alone


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"said": _VOCABULARY}))


def _setting(said: _Said, place: str | None) -> Setting | None:
    """Who bills. NCCI uses the practitioner edits for ambulatory surgical centers too (manual, introduction)."""
    if said.has("supplier"):
        return Setting.DME_SUPPLIER
    practitioner, hospital = said.has("practitioner"), said.has("hospital_claim")
    if said.has("either_setting"):
        return None
    if practitioner and hospital:
        # "A physician in the HOPD" is a practitioner; "physician or hospital outpatient?" leaves it open.
        return Setting.PRACTITIONER if said.has("in_hospital") else None
    if hospital:
        return None if said.has("office") else Setting.HOSPITAL
    if practitioner or place == _OFFICE_PLACE or said.has("office") or said.has("surgery_center"):
        return Setting.PRACTITIONER
    return None


def _facility(said: _Said, place: str | None) -> bool | None:
    """Whether Medicare pays the facility rate at the place that is named."""
    if place:
        return True if place in _FACILITY_PLACES else False if place in _OTHER_PLACES else None
    nonfacility = said.has("nonfacility") or said.has("office")
    facility = said.has("facility") or said.has("surgery_center")
    return facility if facility != nonfacility else None


def _patient(said: _Said) -> Patient | None:
    new, established = said.has("new") or said.bare_new, said.has("established") or said.bare_established
    if new == established or said.has("either_patient"):
        return None
    return Patient.NEW if new else Patient.ESTABLISHED


def _sex(said: _Said, words: str) -> Sex | None:
    male, female = said.has("male"), said.has("female")
    if male != female:
        return Sex.MALE if male else Sex.FEMALE
    return None if male else sex_written(words)


def minutes_told(amounts: Sequence[Amount]) -> int | None:
    """The minutes of a case: the total where one is told, else the only length of time; None where it is unclear."""
    told = [
        one
        for one in amounts
        if one.kind is Kind.MINUTES and not one.ranged and (one.role in _OF_THE_CASE or "least" in one.before)
    ]
    values = {one.value for one in told if one.role is Role.TOTAL} or {one.value for one in told}
    minutes = int(values.pop()) if len(values) == 1 else 0
    return minutes if 0 < minutes <= _LONGEST_VISIT else None
