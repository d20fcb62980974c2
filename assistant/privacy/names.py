"""Names of persons: told by what stands before them ("pt", "Mrs.", "Name:"), or by a first name and a surname. Pure.

Which words are names is the US Census Bureau's list of 1990, a public fact: 5,163 first names and the 30,000 commonest
surnames, the commonest first (rarer ones are borne by fewer than one in 300,000, and are full of other words).
Which are of this field or of plain English is ``ordinary.txt``, made by ``scripts/ordinary_names.py`` from our own
texts: "Foley", "Bell", "Grant", "May". Such a word is a name only where something else says so. Providers ("Dr. Patel")
are no patients and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent

_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|[^\sA-Za-z\d]")
_TITLES = frozenset("mr mrs ms miss mx mister missus".split())
_CUES = frozenset(
    "patient pt pts patients insured subscriber member beneficiary guarantor dependent policyholder".split()
)
_KIN = frozenset("mother father mom dad son daughter wife husband spouse sister brother guardian caregiver".split())
_BEHIND_A_CUE = frozenset("name names is was named called : - = 's".split())
_LABEL = frozenset("name names named".split())
_PROVIDERS = frozenset("dr doctor drs prof surgeon physician provider".split())
_CREDENTIALS = frozenset("md do np pa rn crna dpm od dds dmd phd pt ot arnp cnm lcsw dc cpc".split())
_MOST_WORDS = 3
# Things and companies that are called like a person.
_THINGS = frozenset(
    """robert jones,jackson pratt,charles bonnet,austin moore,marshall marchetti,henry schein,johnson johnson
    eli lilly,taylor spatial,morgan lens,barton frank,martin gruber,blue cross,mary jane,allen test,ross procedure
    le fort""".replace("\n    ", ",").split(",")
)
_CALENDAR = frozenset(
    "mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# The commonest first names and surnames: with a cue before them they are names though our texts have such words too.
_COMMON_FIRST, _COMMON_SURNAMES = 400, 1_000
_PLAIN_WORDS = frozenset(
    "will mark bill grant may rose grace art gene jean ray dean earl frank rich guy hope joy".split()
)
_CLAUSES = frozenset(",;:-–—.|()")
_OWNS = re.compile(r"['’]s$", re.IGNORECASE)
# Letters between the parts of a name: "Jane Q. Doe", "Doe, Jane".
_INITIAL = re.compile(r"[A-Z]")


@cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


@cache
def _first_names() -> frozenset[str]:
    return frozenset(_listed("first_names"))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(_listed("surnames"))


@cache
def _common_first_names() -> frozenset[str]:
    return frozenset(_listed("first_names")[:_COMMON_FIRST]) - _PLAIN_WORDS


@cache
def _common_surnames() -> frozenset[str]:
    return frozenset(_listed("surnames")[:_COMMON_SURNAMES])


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(_listed("ordinary"))


class _Word:
    """One token: as it stands, folded, and what it may be."""

    __slots__ = ("end", "folded", "line", "start", "text")

    def __init__(self, match: re.Match[str], line: int) -> None:
        self.text = _OWNS.sub("", match[0])
        self.start, self.end = match.start(), match.start() + len(self.text)
        self.folded, self.line = self.text.lower(), line

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() and len(self.text) > 1

    @property
    def ordinary(self) -> bool:
        return (
            self.folded in _CALENDAR
            or self.folded in _ordinary()
            or any(part in _ordinary() for part in re.split("['’-]", self.folded) if len(part) > 2)
        )

    @property
    def first(self) -> bool:
        return self.folded in _first_names()

    @property
    def surname(self) -> bool:
        return self.folded in _surnames() or all(part in _surnames() for part in re.split("-", self.folded))

    @property
    def unknown(self) -> bool:
        """A capitalised word that no text of ours has: a name if the words around it say so."""
        return (self.capital and self.text.isascii() and not self.ordinary and self.text[1:].islower()) or self.listed

    @property
    def listed(self) -> bool:
        return (self.first or self.surname) and not self.ordinary


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Where names of persons stand in a text, in order, apart from one another."""
    words = list(_words(text))
    place = 0
    while place < len(words):
        found = next(filter(None, (tell(words, place) for tell in _TELLING)), None)
        if found is None:
            place += 1
            continue
        first, last = found
        if first < last and f"{words[first].folded} {words[last].folded}" in _THINGS:
            place = last + 1
            continue
        yield words[first].start, words[last].end
        place = last + 1


def _words(text: str) -> Iterator[_Word]:
    line, end = 0, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        yield _Word(match, line)


def _is_providers(words: Sequence[_Word], first: int, last: int) -> bool:
    before = [word.folded for word in words[max(0, first - 2) : first]]
    behind = [word.folded for word in words[last + 1 : last + 3]]
    return bool(_PROVIDERS.intersection(before)) or bool(
        behind and (behind[0] in _CREDENTIALS or (behind[-1] in _CREDENTIALS and behind[0] in ",."))
    )


def _extent(words: Sequence[_Word], first: int, *, most: int = _MOST_WORDS) -> int | None:
    """The last word of the name that begins here: further parts, initials and particles."""
    last = first
    place = first + 1
    parts = 1
    while place < len(words) and parts < most:
        word = words[place]
        if _INITIAL.fullmatch(word.text) and place + 1 < len(words):
            place += 2 if words[place + 1].text == "." else 1
            continue
        if not _goes_on(words[last], word):
            break
        last, place, parts = place, place + 1, parts + 1
    return last


def _goes_on(before: _Word, word: _Word) -> bool:
    """Whether a word is a further part of the name before it, written alike."""
    if before.capital != word.capital or not word.text[0].isalpha():
        return False
    if before.capital:
        return (word.unknown or word.surname or word.first) and not (
            word.ordinary and not (word.surname and before.first)
        )
    return word.surname and not word.ordinary


def _titled(words: Sequence[_Word], place: int) -> tuple[int, int] | None:
    """ "Mrs. Garcia", "mr lopez"."""
    if words[place].folded not in _TITLES:
        return None
    first = place + 1 + (place + 1 < len(words) and words[place + 1].text == ".")
    if first >= len(words) or not words[first].text[0].isalpha():
        return None
    word = words[first]
    if word.capital or (word.surname and len(word.text) > 2):
        last = _extent(words, first)
        return (first, last) if last is not None else None
    return None


def _behind_a_cue(words: Sequence[_Word], place: int) -> tuple[int, int] | None:
    """ "pt Jane Doe", "Patient name: Aarav Krishnan", "her name is Lucia"."""
    cue = words[place].folded
    if cue not in _CUES and cue not in _LABEL and cue not in _KIN:
        return None
    first = place + 1
    labelled = cue in _LABEL
    while first < len(words) and words[first].folded in _BEHIND_A_CUE and first - place <= 4:
        labelled = labelled or words[first].folded in _LABEL or words[first].text == ":"
        first += 1
    if first >= len(words):
        return None
    if turned := _turned(words, first):
        return turned
    word = words[first]
    following = words[first + 1] if first + 1 < len(words) else None
    if word.capital and word.unknown:
        last = _extent(words, first)
        assert last is not None
        if last == first and following is not None and following.capital and following.line == word.line:
            last = first + 1 if following.text[1:].islower() else last  # "pt Praneel Deep"
        if last > first or word.listed or labelled:
            return None if _is_providers(words, first, last) else (first, last)
    if word.first and not word.ordinary and following is not None and following.surname and following.text[0].isalpha():
        ordinary = following.ordinary and not (labelled or word.capital)
        return None if ordinary else (first, first + 1)
    if following is not None and word.folded in _common_first_names() and following.folded in _common_surnames():
        return first, first + 1
    return None


def _turned(words: Sequence[_Word], place: int) -> tuple[int, int] | None:
    """ "Doe, Jane", "LOPEZ-GARCIA, MARIA J": a surname, a comma and a first name, with capitals."""
    if place + 2 >= len(words) or words[place + 1].text != ",":
        return None
    surname, first = words[place], words[place + 2]
    if not (surname.capital and first.capital and surname.surname and first.first):
        return None
    if surname.ordinary and first.ordinary:
        return None
    last = place + 2
    if last + 1 < len(words) and _INITIAL.fullmatch(words[last + 1].text):
        last += 1
    return None if _is_providers(words, place, last) else (place, last)


def _in_full(words: Sequence[_Word], place: int) -> tuple[int, int] | None:
    """ "Maria Lopez", "JOHN Q SMITH": a first name that is nothing else, and a surname, with capitals."""
    word = words[place]
    if not (word.capital and word.first):
        return None
    last = _extent(words, place)
    if last is None or last == place:
        return None
    behind = words[last]
    if not behind.surname or (word.ordinary and behind.ordinary):
        return None
    if word.ordinary and _begins_a_sentence(words, place):
        return None  # "Will Medicare", "Mark Lee"
    return None if _is_providers(words, place, last) else (place, last)


def _by_itself(words: Sequence[_Word], place: int) -> tuple[int, int] | None:
    """A clause of a name and nothing else: "..., Utkarsh Reddy, 99213", "HOLLY MITCHELL", "Reddy, Shivani"."""
    if place and not _parts_clauses(words[place - 1], words[place]):
        return None
    parts = [words[place]] if words[place].capital else []
    last, turned = place, False
    while parts and last + 1 < len(words) and len(parts) < _MOST_WORDS and words[last + 1].line == words[place].line:
        word = words[last + 1]
        if word.text == "," and len(parts) == 1 and not turned:
            turned = True
        elif word.capital:
            parts.append(word)
        elif not (_INITIAL.fullmatch(word.text) or (word.text == "." and _INITIAL.fullmatch(words[last].text))):
            break
        last += 1
    if len(parts) < 2 or (last + 1 < len(words) and not _parts_clauses(words[last], words[last + 1])):
        return None
    first, surname = (parts[-1], parts[0]) if turned else (parts[0], parts[-1])
    listed = first.first and surname.surname and not (turned and first.ordinary)
    unknown = all(part.capital and not part.ordinary and len(part.text) > 2 for part in parts)
    if turned:
        unknown = unknown and any(part.listed for part in parts)
    return (place, last) if listed or unknown else None


def _parts_clauses(before: _Word, word: _Word) -> bool:
    return before.text in _CLAUSES or word.text in _CLAUSES or word.line > before.line


def _begins_a_sentence(words: Sequence[_Word], place: int) -> bool:
    return place == 0 or words[place - 1].text in ".?!:"


_TELLING = (_titled, _behind_a_cue, _turned, _in_full, _by_itself)
