"""Ranges of codes as coders type them: "99202-99215", "E11", "J1*", "E11.-". Pure; linear in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.codes import CodeSystem

# A code or its beginning: a digit in it, at most seven characters without the dot. "E1" is one, "flu" is none.
_BEGINNING = re.compile(r"(?=[A-Z]{0,3}\d)[A-Z0-9]{1,7}(?:\.[A-Z0-9]{0,4})?", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bTO\b|\bTHROUGH\b|\.\.+)\s*")
_ALL_OF = re.compile(r"(?:\*|\.-|-|\.)+$")
# One letter at most before digits, and as many of them as no word has: "99999X", "M17.99", never "t2dm" or "tc99m".
_ONE_CODE = re.compile(r"[A-Z]?\d[A-Z0-9]{1,6}(?:\.[A-Z0-9]{1,4})?", re.ASCII)
_FEWEST_DIGITS = 3
_CATEGORY = 3
_LONGEST_TYPED = 40


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Two beginnings of codes, without dots; equal for all that begins with one. ``single`` is one as it was typed."""

    first: str
    last: str
    single: bool

    def bounds(self, system: CodeSystem) -> tuple[str, str]:
        """The beginnings as the codes of a system are written."""
        return _written(self.first, system), _written(self.last, system)


def read_range(text: str) -> CodeRange | None:
    """The range that a text is, and nothing beside it; None for words."""
    folded = text.strip().upper()
    if not folded or len(folded) > _LONGEST_TYPED:
        return None
    if (only := _beginning(_ALL_OF.sub("", folded))) is not None:
        return CodeRange(only, only, single=not _ALL_OF.search(folded))
    ends = [_beginning(_ALL_OF.sub("", part)) for part in _BETWEEN.split(folded, maxsplit=1)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[1] < ends[0][: len(ends[1])]:
        return None
    return CodeRange(ends[0], ends[1], single=False)


def looks_like_code(text: str) -> bool:
    """Whether a text is written as one whole code, whether or not there is such a code."""
    folded = text.strip().upper()
    return (
        len(folded) <= _LONGEST_TYPED
        and sum(letter.isdigit() for letter in folded) >= _FEWEST_DIGITS
        and _ONE_CODE.fullmatch(folded) is not None
    )


def _beginning(text: str) -> str | None:
    return text.replace(".", "") if _BEGINNING.fullmatch(text) else None


def _written(text: str, system: CodeSystem) -> str:
    if system is CodeSystem.ICD10CM and len(text) > _CATEGORY:
        return f"{text[:_CATEGORY]}.{text[_CATEGORY:]}"
    return text
