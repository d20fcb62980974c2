"""Who the patient is, as far as lists of age and sex go by it: sex and age in years. Pure; never raises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from assistant.understand.story.amount import Amount, Kind, Role

_MONTHS = 12
# "62 yo F", and "45M" where a line begins: elsewhere "12F" is the size of a catheter.
_LETTER = re.compile(
    r"\b\d{1,3}\s?(?:-?\s?(?:y\.?/?o\.?|yrs?|years?)(?:[\s-]old)?\s?)(?P<spaced>[MF])\b|^\s*\d{1,3}(?P<glued>[MF])\b",
    re.ASCII | re.MULTILINE,
)
_FIELD = re.compile(r"\b(?:sex|gender)\s*[:=]?\s*(?:is\s+)?(?P<word>male|female|m|f)\b", re.IGNORECASE | re.ASCII)


class Sex(StrEnum):
    """The sex that a claim carries."""

    FEMALE = "F"
    MALE = "M"


def sex_of(text: str) -> Sex | None:
    """The sex in a field of a claim: "M", "female"; None for "U" and anything else."""
    word = text.strip().casefold()
    return {"m": Sex.MALE, "male": Sex.MALE, "f": Sex.FEMALE, "female": Sex.FEMALE}.get(word)


def sex_written(text: str) -> Sex | None:
    """The sex that a text gives by a letter or in a field; None where it gives none, or both."""
    found = {match["spaced"] or match["glued"] for match in _LETTER.finditer(text)}
    found |= {match["word"][0].upper() for match in _FIELD.finditer(text)}
    return Sex(found.pop()) if len(found) == 1 else None


def age_told(amounts: Sequence[Amount]) -> int | None:
    """The age in whole years that a case tells; None where it tells none or several."""
    told = {
        int(one.value // _MONTHS)
        for one in amounts
        if one.kind is Kind.AGE and one.role in (Role.TOLD, Role.TOTAL) and not one.ranged and len(one.values) <= 1
    }
    return told.pop() if len(told) == 1 else None


def age_on(birth: date, day: date) -> int:
    """Whole years from birth to a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
