"""The 7th character of ICD-10-CM that tells the encounter or the fetus, and nothing else of the condition (pure).

Half of the code set repeats its titles with such an extension. For searching, the title without it stands for all: ten
codes that differ by the encounter would otherwise crowd out the answer, and cost twice the memory.
"""

from __future__ import annotations

import re

from corpus.codes import Icd10CmCode
from corpus.errors import InvalidCode

PLACEHOLDER = "X"
_LENGTH = 7
_CATEGORY_LENGTH = 3
_EXTENSION = re.compile(
    r", (?:initial encounter|subsequent encounter|sequela|fetus \d|other fetus|not applicable or unspecified)(?:$|\W)",
    re.IGNORECASE,
)


def stem_of(code: Icd10CmCode) -> str:
    """The code without its 7th character and the placeholders before it, as written: "S82.92XB" gives "S82.92".

    A code of fewer characters has no 7th: it is its own stem.
    """
    plain = code.value.replace(".", "")
    if len(plain) < _LENGTH:
        return str(code)
    plain = plain[: _LENGTH - 1].rstrip(PLACEHOLDER)
    return plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"


def is_extension(title: str, stem_title: str) -> bool:
    """Whether a title only adds the encounter or the fetus to that of its stem."""
    rest = title[len(stem_title) :]
    return title.lower().startswith(stem_title.lower()) and bool(_EXTENSION.match(rest))


def without_extension(title: str) -> str:
    """A title as far as the words that tell the encounter or the fetus; the whole where it has none."""
    match = _EXTENSION.search(title)
    return title[: match.start()] if match else title


def extended(stem: Icd10CmCode, character: str) -> Icd10CmCode:
    """The code with a 7th character, placeholders put in; ``stem`` has six characters or fewer."""
    return Icd10CmCode.parse(stem.value.replace(".", "").ljust(_LENGTH - 1, PLACEHOLDER) + character)


def with_placeholder(code: Icd10CmCode) -> tuple[Icd10CmCode, ...]:
    """The forms of a code with one run of X put in that makes it six or seven characters: T36.01A -> T36.0X1A."""
    text = code.undotted
    forms: dict[Icd10CmCode, None] = {}
    for length in (_LENGTH - 1, _LENGTH):
        missing = length - len(text)
        for position in range(_CATEGORY_LENGTH, len(text) + 1 if missing > 0 else 0):
            try:
                forms[Icd10CmCode.parse(text[:position] + PLACEHOLDER * missing + text[position:])] = None
            except InvalidCode:
                continue  # some forms are no code at all; that is what this asks
    return tuple(forms)
