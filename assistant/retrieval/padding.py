"""An ICD-10-CM code that no edition has, put right by its places before anything is guessed by distance. Pure.

A 7th character stands in seventh place, with X in the empty places before it: W21.89A is W21.89XA. A code whose header
was split since has its complete codes below: T81.4XXA is T81.40XA and its siblings. What is complete without a 7th
character takes none: E11.9A is E11.9. (ICD-10-CM Official Guidelines, sections I.A.4 and I.A.5.)
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator

from corpus.codes import Code, Icd10CmCode
from corpus.errors import InvalidCode
from corpus.extensions import PLACEHOLDER, with_placeholder

Known = Callable[[Iterable[Code]], frozenset[Code]]

# More codes below one header than these are a section of the book.
MOST_SIBLINGS = 8

_FULL, _CATEGORY = 7, 3
_CHARACTERS = string.digits + string.ascii_uppercase
# Two further characters below a stem are looked for; three would be 46,656 codes.
_DEEPEST = 2


def padded(code: Icd10CmCode, known: Known) -> tuple[Icd10CmCode, ...]:
    """Complete codes that a wrong one means by its places, the likeliest first; empty where its stem is not known."""
    stem, seventh = stem_and_seventh(code.undotted)
    bare = _codes([code.undotted.replace(PLACEHOLDER, "")])
    forms = [*with_placeholder(code), *(form for one in bare for form in (one, *with_placeholder(one)))]
    for family in (forms, _codes([stem.ljust(_FULL - 1, PLACEHOLDER) + seventh] if seventh else [])):
        if found := complete([form for form in family if form != code], known):
            return found[:MOST_SIBLINGS]
    if seventh and (found := _below(stem, seventh, known)):
        return found[:MOST_SIBLINGS]
    if (found := complete(_codes([stem]), known)) and found != (code,):
        return found
    return (_below(stem, "", known) or complete(_children(stem), known))[:MOST_SIBLINGS]


def stem_and_seventh(text: str) -> tuple[str, str]:
    """A code without its dot in its stem and the 7th character that it was given, wherever that stands."""
    if len(text) >= _FULL or (len(text) > _CATEGORY and text[-1] in string.ascii_uppercase and text[-1] != PLACEHOLDER):
        stem, seventh = text[:-1], text[-1]
    else:
        stem, seventh = text, ""
    return stem[:_CATEGORY] + stem[_CATEGORY:].rstrip(PLACEHOLDER), seventh


def complete(codes: Iterable[Icd10CmCode], known: Known) -> tuple[Icd10CmCode, ...]:
    """Those of the codes that are loaded and have nothing below them, in order."""
    listed = list(dict.fromkeys(codes))
    existing = known(listed)
    found = [code for code in listed if code in existing]
    below = {child: code for code in found for child in _children(code.undotted)}
    headers = {below[child] for child in known(below) if isinstance(child, Icd10CmCode)}
    return tuple(code for code in found if code not in headers)


def _below(stem: str, seventh: str, known: Known) -> tuple[Icd10CmCode, ...]:
    """Complete codes one or two characters below a stem; with a 7th character those that end with it."""
    stems = [stem]
    for _ in range(_DEEPEST):
        stems = [longer + character for longer in stems for character in _CHARACTERS if len(longer) < _FULL - 1]
        wanted = [each.ljust(_FULL - 1, PLACEHOLDER) + seventh for each in stems] if seventh else stems
        if found := complete(_codes(wanted), known):
            return found
    return ()


def _children(text: str) -> Iterator[Icd10CmCode]:
    """What could stand right below a code: one more character, or a 7th in its place."""
    if len(text) < _FULL:
        longer = (text + character for character in _CHARACTERS)
        full = (text.ljust(_FULL - 1, PLACEHOLDER) + character for character in _CHARACTERS)
        yield from _codes([*longer, *full])


def _codes(texts: Iterable[str]) -> list[Icd10CmCode]:
    codes: list[Icd10CmCode] = []
    for text in texts:
        try:
            codes.append(Icd10CmCode.parse(text))
        except InvalidCode:
            continue  # most forms are no code at all; that is what this asks
    return list(dict.fromkeys(codes))
