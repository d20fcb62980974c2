"""Codes looked up by number, never guessed: records with the notes that apply to them, and near misses."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator

from assistant.retrieval.padding import complete, padded, stem_and_seventh
from corpus.codes import Code, Icd10CmCode, parse_code
from corpus.errors import InvalidCode
from corpus.records import CodeRecord, Section
from corpus.store.catalog import Catalog

# More suggestions than these help nobody who mistyped one code.
MOST_NEAR_MISSES = 3
# Of these it is asked which are headers.
_MOST_LOOKED_AT = 24
_LONG, _CATEGORY = 6, 3

# ICD-10-CM nests a category, up to four further characters and the 7th: no chain is longer.
_DEEPEST_CHAIN = 8


def near_misses(code: Code, known: Callable[[Iterable[Code]], frozenset[Code]]) -> tuple[Code, ...]:
    """Loaded codes of the same system that a wrong one may mean. ``known`` gives those of some codes that are loaded.

    A diagnosis is padded first (``padding``). Then come codes one slip away: two characters swapped, which is the
    commonest slip of a typist, one too many, one wrong or one missing. A header is offered for a header alone.
    """
    if isinstance(code, Icd10CmCode) and (meant := padded(code, known)):
        return meant
    candidates = list(dict.fromkeys((*_shorter(code), *_slips(code))))
    existing = known(candidates)
    found = [candidate for candidate in candidates if candidate in existing][:_MOST_LOOKED_AT]
    if isinstance(code, Icd10CmCode):
        whole = complete((each for each in found if isinstance(each, Icd10CmCode)), known)
        found = list(whole) if whole or _is_full(code) else found
    return tuple(found[:MOST_NEAR_MISSES])


def _shorter(code: Code) -> Iterator[Icd10CmCode]:
    """What a diagnosis begins with, longest first: "M17.1111" may be M17.11."""
    text = code.undotted if isinstance(code, Icd10CmCode) else ""
    for length in range(len(text) - 1, _CATEGORY, -1):
        yield Icd10CmCode.parse(text[:length])


def _is_full(code: Icd10CmCode) -> bool:
    """Whether a code is written to its full length, or with a 7th character before its place."""
    return len(code.undotted) >= _LONG or bool(stem_and_seventh(code.undotted)[1])


def _slips(code: Code) -> Iterator[Code]:
    text = code.value.replace(".", "")
    characters = string.digits + string.ascii_uppercase
    swapped = (text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1))
    wrong = (text[:i] + other + text[i + 1 :] for i in reversed(range(len(text))) for other in characters)
    dropped = (text[:i] + text[i + 1 :] for i in reversed(range(len(text))))
    added = (text + other for other in characters)
    for family in (swapped, dropped, wrong, added):
        for candidate in family:
            if candidate != text and (parsed := _parsed(candidate, code)) is not None:
                yield parsed


def _parsed(text: str, like: Code) -> Code | None:
    try:
        return parse_code(text, like.system)
    except InvalidCode:
        return None  # most slips are no code at all; that is what this asks


def inherited_sections(record: CodeRecord, catalog: Catalog) -> tuple[Section, ...]:
    """The notes that stand at the ancestors of an ICD-10-CM code and apply to it, nearest first, each saying where."""
    sections: list[Section] = []
    parent = record.parent
    for _ in range(_DEEPEST_CHAIN):
        if not isinstance(parent, Icd10CmCode):
            break
        above = catalog.records([parent]).get(parent)
        if above is None:
            break
        for section in above.sections:
            place = "" if "(at " in section.heading else f" (at {parent})"
            sections.append(Section(section.heading + place, section.text, section.items))
        parent = above.parent
    return tuple(sections)
