"""Names of other code sets in a message: ICD-9-CM codes, risk adjustment models and categories. Pure; never raises.

"V28" has the form of an ICD-10-CM category (motorcycle riders) and "V58.69" that of a code: what is named here is
blanked out before the codes of a message are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MODEL = re.compile(r"(?<![\w.-])v\.?\s?(?P<version>2[248])(?![\w-]|\.\w)", re.IGNORECASE | re.ASCII)
# With one of these V28 is the category of ICD-10-CM that it has the form of.
_OF_AN_ACCIDENT = re.compile(
    r"\b(?:motor(?:cycle|cyclist|bike)s?|accidents?|rider|external cause|icd|categor(?:y|ies) v2|injur\w*|billable)\b",
    re.IGNORECASE,
)
_CATEGORIES = re.compile(
    r"(?<!\w)hccs?\s?\#?\s?(?P<numbers>\d{1,3}(?:\s?(?:,|&|/|\band\b|\bor\b|\bvs\.?|\bversus\b|\bover\b)"
    r"(?:\s?(?:and|or))?\s?(?:hcc\s?\#?\s?)?\d{1,3}){0,7})(?![\w.])",
    re.IGNORECASE | re.ASCII,
)
_TRUMPS = re.compile(
    r"\b(?:trump\w*|hierarch\w*|supersede\w*|override\w*|drop(?:s|ped)?|both count|count both)\b", re.IGNORECASE
)

# Three digits, a point and one or two more: no amount of something, no money.
_DOTTED = re.compile(
    r"(?<![\w.$/-])\d{3}\.\d{1,2}(?![\w%-]|\.\d|\s?(?:mg|mcg|ml|cc|cm|mm|g|kg|units?|min\w*|dollars?|per)\b)",
    re.IGNORECASE | re.ASCII,
)
_LETTERED = re.compile(r"(?<![\w.])(?:V\d{2}(?:\.\d{1,2})?|E\d{3}(?:\.\d)?)(?![\w-]|\.\w)", re.IGNORECASE | re.ASCII)
_WHOLE = re.compile(r"(?<![\w.$/-])\d{3}(?![\w%-]|\.\d)", re.ASCII)
_SAYS_ICD9 = re.compile(r"\bicd[\s-]?9(?:[\s-]?cm)?\b", re.IGNORECASE | re.ASCII)
_TO_ICD10 = re.compile(r"\b(?:in|to|into|as|for|under)\s+icd[\s-]?10(?:[\s-]?cm)?\b", re.IGNORECASE | re.ASCII)
_OF_DIAGNOSES = re.compile(
    r"\b(?:icd\w*|dx|diagnos[ei]s|old|former|chart|convert\w*|crosswalk\w*|map(?:s|ped|ping)?|equivalent)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\W*(?:what(?:'s| is|s)?\s+)?(?:the\s+)?(?:old\s+)?(?:code\s+|dx\s+)?\d{3}\.\d{1,2}\W*$", re.IGNORECASE | re.ASCII
)
# A message names a few of them; a pasted list is answered by its first.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a message names of other code sets.

    ``former`` are ICD-9-CM codes with their dots, ``categories`` numbers of risk categories, ``model`` the version that
    is named ("V28"); ``ranks`` whether it is asked which of two counts. ``to_former``: ICD-9-CM is asked for.
    """

    former: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    model: str = ""
    ranks: bool = False
    to_former: bool = False


NOTHING_FOREIGN = Foreign()


def read_foreign(text: str) -> tuple[Foreign, str]:
    """What a text names of other code sets, and the text with that blanked out, character for character."""
    models = [] if _OF_AN_ACCIDENT.search(text) else list(_MODEL.finditer(text))
    former = _former(text)
    blank = [match.span() for match in (*models, *former)]
    found = Foreign(
        tuple(dict.fromkeys(match[0].upper() for match in former))[:_MOST],
        tuple(dict.fromkeys(number for match in _CATEGORIES.finditer(text) for number in _numbers(match)))[:_MOST],
        f"V{models[0]['version']}" if models else "",
        bool(_TRUMPS.search(text)),
        bool(_SAYS_ICD9.search(text)) and not former,
    )
    return found, _blanked(text, blank)


def _numbers(match: re.Match[str]) -> list[str]:
    return [number.lstrip("0") for number in re.findall(r"\d+", match["numbers"])]


def _former(text: str) -> list[re.Match[str]]:
    """ICD-9-CM codes: by their form where diagnoses are spoken of, and all forms where ICD-9 is named or left."""
    named, left = _SAYS_ICD9.search(text), _TO_ICD10.search(text)
    found: list[re.Match[str]] = []
    if named or left or _ALONE.match(text) or _OF_DIAGNOSES.search(text):
        found += _DOTTED.finditer(text)
    if named or left:
        found += _LETTERED.finditer(text)
    if named and not found:
        found += (match for match in _WHOLE.finditer(text))
    return sorted(found, key=lambda match: match.start())


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
