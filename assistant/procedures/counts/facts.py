"""How many of what: counts of lesions, levels and injections, and minutes of therapy, in a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.procedures.counts.decide import TIMED_THERAPY
from assistant.procedures.counts.families import Count, Family, families_of
from assistant.procedures.visits.prolonged.decide import visit_of
from corpus.codes import CptCode
from corpus.mentions import find_codes
from corpus.relations import ProcedureCode

MINUTE = "minute"

_NUMBERS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_NUMBER = r"(?<![\w.$/-])(?P<number>\d{1,4}(?:\.\d{1,2})?|" + "|".join(_NUMBERS) + r")"
# Up to two words may tell the thing more closely: "3 lumbar levels", "15 premalignant lesions".
_CLOSER = r"\s+(?:[a-z-]+\s+){0,2}?"
# What coders write for the nouns of the families.
_ALSO = {
    "lesion": "lesions? aks? keratos[ei]s warts? spots? biops(?:y|ies)",
    "sq cm": r"sq\.?\s?cms? square\s?centimeters? cm2",
    "cm": "cms? centimeters?",
    "skin tag": r"(?:skin\s)?tags?",
    "injection": "injections? shots?",
    "drug": "drugs? pushes push",
    "muscle": "muscles? points?",
}
_BIOPSY = re.compile(
    _NUMBER + r"\s+(?:skin\s+)?(?P<technique>punch|tangential|shave|incisional|excisional)\b", re.IGNORECASE
)
_TECHNIQUES = {"shave": "tangential", "excisional": "incisional"}
_THERAPY_MINUTES = re.compile(r"(?P<minutes>\d{1,3})\s*(?:minutes?|mins?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of what one family counts."""

    family: Family
    count: Count


def is_timed(code: ProcedureCode) -> bool:
    """True for codes that minutes decide: visits with prolonged time, infusions, critical care, therapy."""
    if not isinstance(code, CptCode):
        return False
    timed_family = any(family.noun == MINUTE for family in families_of(code))
    return visit_of(code) is not None or timed_family or code in TIMED_THERAPY


def counted(text: str, codes: Sequence[ProcedureCode]) -> tuple[Counted, ...]:
    """The counts that a text says of the codes it names: one for each family of each code whose noun is counted."""
    found: dict[str, Counted] = {}
    for code in codes:
        for family in families_of(code) if isinstance(code, CptCode) else ():
            if family.noun != MINUTE and (number := _number_of(family, text)) is not None:
                found.setdefault(family.name, Counted(family, number))
    return tuple(found.values())


def biopsies_in(text: str) -> dict[str, int]:
    """Skin biopsies by technique ("tangential", "punch", "incisional"); empty where the text counts none."""
    found: dict[str, int] = {}
    if not re.search(r"\bbiops", text, re.IGNORECASE):
        return found
    for match in _BIOPSY.finditer(text):
        technique = match["technique"].lower()
        technique = _TECHNIQUES.get(technique, technique)
        found[technique] = found.get(technique, 0) + int(_value(match["number"]))
    return found


def therapy_minutes(text: str) -> dict[CptCode, int]:
    """Minutes of each timed therapy code: "15 minutes of 97140", else those that follow the code, else those before."""
    mentions = [mention for mention in find_codes(text) if mention.code in TIMED_THERAPY]
    minutes: dict[CptCode, int] = {}
    for index, mention in enumerate(mentions):
        end = mentions[index + 1].start if index + 1 < len(mentions) else len(text)
        begin = mentions[index - 1].end if index else 0
        before = list(_THERAPY_MINUTES.finditer(text[begin : mention.start]))
        last = before[-1] if before else None
        leads = last is not None and re.fullmatch(r"\s*(?:of|for)?\s*", text[begin + last.end() : mention.start])
        told = last if leads else _THERAPY_MINUTES.search(text[mention.end : end]) or last
        if told is not None and isinstance(mention.code, CptCode):
            minutes[mention.code] = int(told["minutes"])
    return minutes


def _number_of(family: Family, text: str) -> Count | None:
    forms = _ALSO.get(family.noun, f"{re.escape(family.noun)} {re.escape(family.nouns)}").split()
    if " " in family.noun and family.noun not in _ALSO:
        forms = [re.escape(family.noun), re.escape(family.nouns)]
    match = re.search(f"{_NUMBER}{_CLOSER}(?:{'|'.join(forms)})(?!\\w)", text, re.IGNORECASE)
    if match is None:
        return None
    number = _value(match["number"])
    if not family.whole:
        return number
    return int(number) if number == int(number) else None


def _value(text: str) -> Decimal:
    return Decimal(_NUMBERS.get(text.lower(), 0) or text)
