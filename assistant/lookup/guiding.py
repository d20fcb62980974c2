"""The sections of guidelines and documents that name a code, its category or a range with it: no others are related.

A section that only shares words with a code's description is about something else more often than not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from corpus.codes import Code, CptCode, HcpcsCode, Icd10CmCode
from corpus.mentions import CodeMention, find_codes
from corpus.records import CodeRecord, GuidelineSection
from corpus.store.catalog import Catalog
from corpus.store.lexical import LexicalIndex

_MOST_SHOWN = 6
_LOOKED_AT = 24  # sections by the words of the code, and as many by each of its names
_CATEGORY = 3
# Codes of CPT that share as many digits are one family.
_FAMILY = 4
# Wider ranges are chapters of a book: they name no code in particular.
_WIDEST_OF_CATEGORIES, _WIDEST_OF_NUMBERS = 12, 60
# Shorter beginnings of a code stand in every text.
_LOOKED_FOR = 2


def sections_naming(
    code: Code, record: CodeRecord | None, index: LexicalIndex | None, catalog: Catalog
) -> tuple[GuidelineSection, ...]:
    """At most six sections, those that name the code itself first. Blocking I/O."""
    if index is None:
        return ()
    # A range of procedures names none of those within it: their words lead to the section.
    words = [f"{code} {record.description}"] if record and isinstance(code, CptCode | HcpcsCode) else []
    asked = [*words, *names(code)]
    keys = dict.fromkeys(index.table.key(row) for words in asked for row, _ in index.query(words, _LOOKED_AT))
    found = catalog.sections(keys)
    ranked = sorted(_naming(code, (found[key] for key in keys if key in found)), key=lambda pair: pair[0])
    return tuple(section for _, section in ranked[:_MOST_SHOWN])


def names(code: Code) -> tuple[str, ...]:
    """The texts that mean the code, nearest first: itself, and of a diagnosis every header above it."""
    if not isinstance(code, Icd10CmCode):
        return (str(code),)
    text = code.undotted
    return tuple(str(Icd10CmCode.parse(text[:length])) for length in range(len(text), _CATEGORY - 1, -1))


def _naming(code: Code, sections: Iterable[GuidelineSection]) -> Iterator[tuple[int, GuidelineSection]]:
    """The sections that name it, each with how near: 0 is the code itself."""
    nearness = {name: place for place, name in enumerate(names(code))}
    for section in sections:
        named = [near for one in section.codes if (near := _near(code, one, nearness)) is not None]
        if not named and str(code)[:_LOOKED_FOR] in section.text:
            named = [near for one in find_codes(section.text) if (near := _mentioned(code, one, nearness)) is not None]
        if named:
            yield min(named), section


def _mentioned(code: Code, mention: CodeMention, nearness: Mapping[str, int]) -> int | None:
    if mention.through is not None and type(mention.code) is type(code):
        first, last = mention.code, mention.through
        if first.value <= code.value <= f"{last.value}~" and _width(first, last) <= _widest(code):
            return len(nearness)
    return _near(code, mention.code, nearness)


def _near(code: Code, other: Code, nearness: Mapping[str, int]) -> int | None:
    """How near a named code is; None for one that is no relative."""
    if type(other) is not type(code):
        return None
    if (place := nearness.get(str(other))) is not None:
        return place
    below = isinstance(code, Icd10CmCode) and str(other).startswith(str(code))
    sibling = isinstance(code, CptCode) and str(code)[:_FAMILY] == str(other)[:_FAMILY]
    return len(nearness) if below or sibling else None


def _widest(code: Code) -> int:
    return _WIDEST_OF_CATEGORIES if isinstance(code, Icd10CmCode) else _WIDEST_OF_NUMBERS


def _width(first: Code, last: Code) -> int:
    """How many categories of diagnoses, or numbers, lie between two codes."""
    ends = [_place(code) for code in (first, last)]
    return ends[1] - ends[0]


def _place(code: Code) -> int:
    text = code.category if isinstance(code, Icd10CmCode) else str(code)
    digits = "".join(letter for letter in text[1:] if letter.isdigit())
    # A letter is worth what the digits behind it can count.
    return int(text[0], 36) * int("1" + "0" * len(digits)) + int(digits or 0)
