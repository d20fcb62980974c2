"""Codes that are written as no code is: split, too long, or with a modifier glued on. Pure but for ``known``.

"S72 .001A" and "S72.001AA" are S72.001A, "99213_25", "99213.25" and "9921325" are 99213-25. What was changed is told;
of several readings none is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assistant.understand.claims.numbers import numbers_of
from assistant.understand.claims.pasted import plain
from corpus.codes import Code, Icd10CmCode
from corpus.errors import InvalidCode
from corpus.extensions import PLACEHOLDER
from corpus.mentions import NUMERIC_MODIFIERS
from corpus.relations import procedure_code

Known = Callable[[Iterable[Code]], frozenset[Code]]

_FULL = 7
# Of more than these in one message none is a slip.
_MOST_LONG = 20
_WRITTEN = "that is how it is written"
_TOO_LONG = "a code has seven characters at most"


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with its codes as codes are written. ``notes`` tell what was changed.

    ``refused`` says of a token that it is no code, where none or several may be meant; those are ``choices``.
    """

    text: str
    notes: tuple[str, ...] = ()
    refused: str | None = None
    choices: tuple[Icd10CmCode, ...] = ()


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


_SPLIT = _words(
    r"""(?<![0-9A-Z.])(?P<category>[A-Z]\d[0-9AB]) (?:\s+\.\s?(?=[0-9A-Z]{3})|\.\s+(?=\d[0-9A-Z]{2}[0-9A-Z]\b))
    (?P<rest>\d[0-9A-Z]{1,3})(?![0-9A-Z]|\s*(?:mg|mcg|ml|cc|g|cm|mm)\b)"""
)
_LONG = _words(r"(?<![0-9A-Z.])(?P<category>[A-Z]\d[0-9AB])(?P<dot>\.?)(?P<rest>[0-9A-Z]{5,8})(?![0-9A-Z]|\.[0-9A-Z])")
_ON_CODE = _words(
    r"""(?<![0-9A-Z.$#-])(?P<code>\d{5}|[A-EGHJ-MP-V]\d{4}|\d{4}[TFU]) (?P<sign>[_.^:]?)
    (?P<modifier>\d\d|(?-i:RT|LT|TC|X[EPSU]))(?![0-9A-Z%]|\.\d)"""
)


def repaired(text: str, known: Known) -> Repaired:
    """A text with its malformed codes put right, where only one code can be meant. Never raises."""
    flat = plain(text)
    changes = [(start, end, code, _WRITTEN) for start, end, code in (*_split(flat), *_with_modifier(flat, known))]
    for match in list(_LONG.finditer(flat))[:_MOST_LONG]:
        meant = tuple(shortened(match["category"] + match["rest"], known))
        if len(meant) == 1:
            changes.append((match.start(), match.end(), str(meant[0]), _TOO_LONG))
        elif match["dot"]:
            length = len(match["category"] + match["rest"])
            said = f"{match[0]} is no ICD-10-CM code: it has {length} characters, and a code has seven at most."
            hint = f" Did you mean {', '.join(map(str, meant))}?" if meant else ""
            return Repaired(text, refused=said + hint, choices=meant)
    parts: list[str] = []
    notes: list[str] = []
    position = 0
    for start, end, code, why in sorted(changes):
        if start >= position:
            parts += (text[position:start], code)
            notes.append(f"Read as {code}: {why}.")
            position = end
    return Repaired("".join((*parts, text[position:])), tuple(dict.fromkeys(notes)))


def _split(flat: str) -> Iterator[tuple[int, int, str]]:
    for match in _SPLIT.finditer(flat):
        yield match.start(), match.end(), f"{match['category']}.{match['rest']}".upper()


def _with_modifier(flat: str, known: Known) -> Iterator[tuple[int, int, str]]:
    matches = [
        match
        for match in _ON_CODE.finditer(flat)
        if not match["modifier"].isdigit() or match["modifier"] in NUMERIC_MODIFIERS
    ]
    if not matches:
        return
    codes: dict[str, Code] = {}
    for match in matches:
        try:
            codes[match["code"]] = procedure_code(match["code"])
        except InvalidCode:
            continue  # 00012 is no code
    existing = known(codes.values())
    taken = bytearray(len(flat))
    for number in numbers_of(flat):
        taken[number.start : number.end] = b"\1" * (number.end - number.start)
    for match in matches:
        code = codes.get(match["code"])
        if code in existing and not taken[match.start()]:
            yield match.start(), match.end(), f"{code}-{match['modifier'].upper()}"


def shortened(text: str, known: Known) -> list[Icd10CmCode]:
    """The loaded codes that one too long may mean: with as many X as needed, else with one character less."""
    upper = text.upper()
    stem = upper[:-1].rstrip(PLACEHOLDER)
    families = (
        [stem.ljust(_FULL - 1, PLACEHOLDER) + upper[-1]] if len(stem) < _FULL else [],
        [upper[:_FULL]] if len(set(upper[_FULL - 1 :])) == 1 else [],
        [upper[:place] + upper[place + 1 :] for place in range(3, len(upper))] if len(upper) == _FULL + 1 else [],
    )
    for family in families:
        codes: list[Icd10CmCode] = []
        for each in family:
            try:
                codes.append(Icd10CmCode.parse(each))
            except InvalidCode:
                continue  # most are no code at all; that is what this asks
        existing = known(codes)
        if found := [code for code in dict.fromkeys(codes) if code in existing and len(code.undotted) == _FULL]:
            return found
    return []
