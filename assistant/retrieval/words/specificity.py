"""From a found ICD-10-CM header to the code that the query's words complete: the 7th character of an encounter (pure).

The encounter is never guessed: without a word for it the header stays, and the reader is asked.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.retrieval import Hit
from assistant.retrieval.ranking import TITLE_BONUS, folded
from corpus.codes import Code, Icd10CmCode, code_from_key, code_key
from corpus.errors import InvalidCode
from corpus.extensions import extended, without_extension
from corpus.records import CodeRecord

_EVERY_CHARACTER = string.digits + string.ascii_uppercase

_INITIAL = re.compile(
    r"\b(?:initial|first (?:visit|encounter|treatment|seen|time)|active treatment|emergency|er|ed)\b", re.I
)
_SUBSEQUENT = re.compile(
    r"\b(?:subsequent|follow[- ]?up|f/u|re-?check|aftercare|healing|delayed|non-?union|mal-?union|post[- ]?op"
    r"|(?:cast|fracture|wound) (?:check|removal|change))\b",
    re.I,
)
_SEQUELA = re.compile(r"\b(?:sequelae?|late effects?|residuals?|long[- ]term effects?)\b", re.I)
_OPEN = re.compile(r"\b(?:open|compound)\b", re.I)
_OPEN_SEVERE = re.compile(r"\b(?:type|grade|gustilo)\s*(?:iii|3)\s*[abc]?\b", re.I)
# "Fetus 2", and for the sixth and those after it "other fetus" (ICD-10-CM, chapter 15: categories O31 to O69).
_FETUS = re.compile(r"\bfetus (?:no\.? ?|number |# ?)?([1-5])\b", re.I)
_OTHER_FETUS = re.compile(r"\bother fetus\b", re.I)
_HEALING = (
    (re.compile(r"\bdelayed\b", re.I), "GHJ"),
    (re.compile(r"\bnon-?union\b|\bnot healed\b", re.I), "KMN"),
    (re.compile(r"\bmal-?union\b|\bhealed (?:crooked|wrong)\b", re.I), "PQR"),
)


def seventh_characters(query: str) -> str:
    """The 7th characters that the query's words ask for, the best first; "" when they tell of no encounter.

    The letters are those of injuries and fractures (ICD-10-CM, chapter 19): A, B, C active treatment of a closed, an
    open and a severe open fracture, D, E, F routine healing, then delayed healing, nonunion and malunion, S sequela. A
    fracture not said to be open is a closed one (ICD-10-CM Official Guidelines, section I.C.19.c). Digits are a fetus.
    """
    if fetus := _FETUS.search(query):
        return fetus[1]
    if _OTHER_FETUS.search(query):
        return "9"
    if _SEQUELA.search(query):
        return "S"
    kind = 2 if _OPEN_SEVERE.search(query) else 1 if _OPEN.search(query) else 0
    if _SUBSEQUENT.search(query):
        healing = next((letters for words, letters in _HEALING if words.search(query)), "DEF")
        # Injuries that are no fractures have D alone for every later visit.
        return "".join(dict.fromkeys((healing[kind], healing[0], "D")))
    if _INITIAL.search(query):
        return "".join(dict.fromkeys(("ABC"[kind], "A")))
    return ""


@dataclass(frozen=True, slots=True)
class Specifier:
    """Puts the completed code in the place of a header that was found.

    ``existing`` gives those of some codes that are loaded, ``records`` their records.
    """

    existing: Callable[[Iterable[Code]], frozenset[Code]]
    records: Callable[[Iterable[Code]], Mapping[Code, CodeRecord]]

    def complete(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits in their order; a record that is there already is not there twice, a whole title goes first."""
        completed = self._completed(query, hits)
        titled = self._titled(query, hits)
        return completed if titled is None else [titled, *(hit for hit in completed if hit.key != titled.key)]

    def _titled(self, query: str, hits: Sequence[Hit]) -> Hit | None:
        """The code of which the query is the title and a hit the stem: the encounter is told in full."""
        stem = without_extension(query)
        above = next((hit for hit in hits if folded(hit.text) == folded(stem)), None) if stem != query else None
        if above is None:
            return None
        wanted = folded(query)
        records = self.records(_extensions(above.key, _EVERY_CHARACTER)).values()
        code = next((record.code for record in records if folded(record.description) == wanted), None)
        if code is None:
            return None
        return replace(above, key=code_key(code), score=above.score + TITLE_BONUS)

    def _completed(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        characters = seventh_characters(query)
        if not characters:
            return list(hits)
        offered = {hit.key: tuple(_extensions(hit.key, characters)) for hit in hits}
        known = self.existing(code for codes in offered.values() for code in codes)
        completed: dict[str, Hit] = {}
        for hit in hits:
            code = next((code for code in offered[hit.key] if code in known), None)
            key = hit.key if code is None else code_key(code)
            completed.setdefault(key, replace(hit, key=key))
        return list(completed.values())


def _extensions(key: str, characters: str) -> Iterator[Icd10CmCode]:
    code = code_from_key(key)
    if not isinstance(code, Icd10CmCode) or len(code.value.replace(".", "")) > 6:
        return
    for character in characters:
        try:
            yield extended(code, character)
        except InvalidCode:
            return
