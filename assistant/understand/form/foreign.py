"""Names of other code sets in a message: ICD-9-CM codes, risk adjustment models and categories. Pure; never raises.

"V28" has the form of an ICD-10-CM category (motorcycle riders) and "V58.69" that of a code: what is named here is
blanked out before the codes of a message are read. Codes are read by their form, what is said around them by
``foreign.yaml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of

_VOCABULARY = Path(__file__).with_name("foreign.yaml")

_MODEL = re.compile(r"(?<![\w.-])v\.?\s?(?P<version>2[248])(?![\w-]|\.\w)", re.IGNORECASE | re.ASCII)
_CATEGORIES = re.compile(
    r"(?<!\w)hccs?\s?\#?\s?(?P<numbers>\d{1,3}(?:\s?(?:,|&|/|\band\b|\bor\b|\bvs\.?|\bversus\b|\bover\b)"
    r"(?:\s?(?:and|or))?\s?(?:hcc\s?\#?\s?)?\d{1,3}){0,7})(?![\w.])",
    re.IGNORECASE | re.ASCII,
)

# Three digits, a point and one or two more: no amount of something, no money.
_DOTTED = re.compile(
    r"(?<![\w.$/-])\d{3}\.\d{1,2}(?![\w%-]|\.\d|\s?(?:mg|mcg|ml|cc|cm|mm|g|kg|units?|min\w*|dollars?|per)\b)",
    re.IGNORECASE | re.ASCII,
)
_LETTERED = re.compile(r"(?<![\w.])(?:V\d{2}(?:\.\d{1,2})?|E\d{3}(?:\.\d)?)(?![\w-]|\.\w)", re.IGNORECASE | re.ASCII)
_WHOLE = re.compile(r"(?<![\w.$/-])\d{3}(?![\w%-]|\.\d)", re.ASCII)
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
    said = frozenset(mention.concept.removeprefix("foreign.") for mention in _lexicon().mentions(tokens_of(text)))
    models = [] if "accident" in said else list(_MODEL.finditer(text))
    former = _former(text, said)
    blank = [match.span() for match in (*models, *former)]
    found = Foreign(
        tuple(dict.fromkeys(match[0].upper() for match in former))[:_MOST],
        tuple(dict.fromkeys(number for match in _CATEGORIES.finditer(text) for number in _numbers(match)))[:_MOST],
        f"V{models[0]['version']}" if models else "",
        "ranks" in said,
        "icd9" in said and not former,
    )
    return found, _blanked(text, blank)


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"foreign": _VOCABULARY}))


def _numbers(match: re.Match[str]) -> list[str]:
    return [number.lstrip("0") for number in re.findall(r"\d+", match["numbers"])]


def _former(text: str, said: Collection[str]) -> list[re.Match[str]]:
    """ICD-9-CM codes: by their form where diagnoses are spoken of, and all forms where ICD-9 is named or left."""
    crossed = "icd9" in said or "to_icd10" in said
    found: list[re.Match[str]] = []
    if crossed or "of_diagnoses" in said or _ALONE.match(text):
        found += _DOTTED.finditer(text)
    if crossed:
        found += _LETTERED.finditer(text)
    if "icd9" in said and not found:
        found += _WHOLE.finditer(text)
    return sorted(found, key=lambda match: match.start())


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
