"""The 7th character of ICD-10-CM that tells the encounter or the fetus, and nothing else of the condition (pure).

Half of the code set repeats its titles with such an extension. For searching, the title without it stands for all: ten
codes that differ by the encounter would otherwise crowd out the answer, and cost twice the memory.
"""

from __future__ import annotations

import re

from corpus.codes import Icd10CmCode

_LENGTH = 7
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
    plain = plain[: _LENGTH - 1].rstrip("X")
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
    return Icd10CmCode.parse(stem.value.replace(".", "").ljust(_LENGTH - 1, "X") + character)
