"""What is offered of the codes that a search brought up: nothing that contradicts the phrase, headers by their codes.

Pure but for the look-up of a header's children.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.retrieval.ranking import folded
from assistant.retrieval.words.contradiction import contradicts, named_values
from corpus.abbreviations import Expander, read_abbreviations
from corpus.codes import Code, Icd10CmCode, code_key
from corpus.extensions import stem_of
from corpus.records import CodeRecord, RecordStatus

Records = Callable[[Iterable[Code]], Mapping[Code, CodeRecord]]

# A header is replaced by its codes where the phrase leaves so few of them.
_FEW_CHILDREN = 3
# A synonym longer than this is told by the words it shares with the phrase.
_LONGEST_SYNONYM = 6
_MOST_WORDS = 6
# Two words are one where so many of their first letters are: "fractured" and "fracture".
_STEM = 5
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'.-]*")
_EMPTY = frozenset("a an and as at be by for from in into is of on or other the to unspecified with without".split())
# How the tabular list marks the term that says no more (ICD-10-CM Official Guidelines, section I.A.6).
_NOT_SPECIFIED = "NOS"
_NEAR_IN_MEANING = "near in meaning"


@dataclass(frozen=True, slots=True)
class Found:
    """The codes offered, best first, with their records; ``why`` each, and of a header the codes ``below`` that fit."""

    codes: tuple[Code, ...] = ()
    records: dict[Code, CodeRecord] = field(default_factory=dict)
    why: dict[Code, str] = field(default_factory=dict)
    below: dict[Code, tuple[Code, ...]] = field(default_factory=dict)


def offered(phrase: str, matched: Mapping[Code, str], records: Records, most: int) -> Found:
    """What is offered of found codes: ``matched`` has them best first, with the text by which each was found.

    At most ``most`` codes. A code whose title contradicts the phrase is left out; a header gives its place to the codes
    below it.
    """
    phrase = _expander().expand(phrase)
    known = dict(records(matched))
    fitting = [code for code in matched if code in known and not contradicts(phrase, known[code].description)]
    asked = named_values(phrase)
    fitting = [code for code in fitting if not _says_less(code, fitting, known, asked)]
    below: dict[Code, tuple[Code, ...]] = {}
    codes: dict[Code, None] = {}
    for code in fitting:
        if known[code].status is not RecordStatus.HEADER:
            codes.setdefault(code)
            continue
        beneath = [other for other in fitting if _is_below(other, code)]
        found = [other for other in beneath if known[other].status is not RecordStatus.HEADER]
        if found:
            codes.update(dict.fromkeys(_unspecified_first(phrase, found, known)))
            continue
        if beneath:
            continue  # a nearer header stands for it
        children = dict(records(known[code].children))
        fit = [child for child in children if not contradicts(phrase, children[child].description)]
        if len(fit) < len(children) and len(fit) <= _FEW_CHILDREN and fit:
            known |= {child: children[child] for child in fit}
            codes.update(dict.fromkeys(_unspecified_first(phrase, fit, known)))
        else:
            codes.setdefault(code)
            below[code] = tuple(_unspecified_first(phrase, fit or list(children), children))
    chosen = tuple(codes)[:most]
    why = {code: _why(phrase, known[code], matched.get(code, known[code].description)) for code in chosen}
    return Found(chosen, {code: known[code] for code in chosen}, why, below)


@functools.cache
def _expander() -> Expander:
    return Expander(read_abbreviations())


def _is_below(code: Code, header: Code) -> bool:
    return code != header and isinstance(code, Icd10CmCode) and code_key(code).startswith(code_key(header))


def _unspecified_first(phrase: str, codes: Sequence[Code], records: Mapping[Code, CodeRecord]) -> list[Code]:
    """Whoever says no more than the header means the code that says no more, where there is one."""
    told = {word[:_STEM] for word in _words(phrase)}

    def order(code: Code) -> int:
        record = records[code]
        terms = [record.description, *(one for one in record.synonyms if one.endswith(_NOT_SPECIFIED))]
        of_these = (
            _words(term.removesuffix(_NOT_SPECIFIED)) for term in terms if "nspecified" in term or term != terms[0]
        )
        if any(told.issuperset(word[:_STEM] for word in words) for words in of_these):
            return 0
        return 1 if "unspecified" in record.description.lower() else 2

    return sorted(codes, key=order)


def _says_less(code: Code, others: Iterable[Code], records: Mapping[Code, CodeRecord], asked: Collection[str]) -> bool:
    """Whether a title leaves unspecified what the phrase names and the title of a sibling has."""
    title = records[code].description
    if "unspecified" not in title.lower() or not isinstance(code, Icd10CmCode):
        return False
    lacking = set(asked) - set(named_values(title))
    family = stem_of(code)[:-1]
    siblings = (one for one in others if one != code and isinstance(one, Icd10CmCode) and stem_of(one)[:-1] == family)
    return any(lacking & set(named_values(records[one].description)) for one in siblings)


def _why(phrase: str, record: CodeRecord, matched: str) -> str:
    """The synonym by which a code was found, else the words that it shares with the phrase."""
    of_title = folded(record.description).startswith(folded(matched))
    if not of_title and len(matched.split()) <= _LONGEST_SYNONYM:
        return f"also called \u201c{matched.replace('|', '/')}\u201d"
    shared = list(dict.fromkeys(_shared(phrase, record.description if of_title else matched)))
    return ", ".join(shared[:_MOST_WORDS]) or _NEAR_IN_MEANING


def _shared(phrase: str, text: str) -> Iterator[str]:
    stems = {word[:_STEM] for word in _words(text)}
    return (word for word in _words(phrase) if word[:_STEM] in stems)


def _words(text: str) -> list[str]:
    return [word for word in (found.lower().strip("'.-") for found in _WORD.findall(text)) if word not in _EMPTY]
