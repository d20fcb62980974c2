"""A sentence as a person reads it: marks that do not show left out, look-alike letters and digits made plain. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

STRUCK = "[code removed]"

# The same passages are the evidence of answer after answer.
_REMEMBERED = 1_024

# Letters of other alphabets that look like the letters of codes.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХІЈЅавекмнорстхіјѕΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXIJSabekmhopctxijsABEZHIKMNOPTX")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")

# What does not show on the page, or only as a style: tags, escapes, emphasis.
_MARKUP = re.compile(r"</?[a-z][^<>]{0,80}>|[*_`~\\]+", re.IGNORECASE)
_ENTITY = re.compile(r"&#(?P<decimal>\d{1,6});|&#x(?P<hexadecimal>[0-9a-f]{1,5});", re.IGNORECASE)

# "0" written as the letter O inside what is otherwise a number.
_LETTER_O = re.compile(r"(?<![A-Z0-9])(?=[O\d]{4})(?=O*\d[O\d]*\d)[O\d]{4,5}(?=[FTUM]?(?![A-Z0-9]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shadow:
    """A sentence as it reads; ``places`` gives for each of its characters the span it was written in.

    Without ``places`` it reads as it is written.
    """

    text: str
    places: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        return (start, end) if self.places is None else (self.places[start][0], self.places[end - 1][1])


def shadows(text: str) -> Iterator[Shadow]:
    """The sentence as it reads: with markup dropped ("0790**T**"), with markup and what was struck as space
    ("64484**62323**"), as it is, and, where it has any, with the letter O read as zero.
    """
    markup = {place for match in _MARKUP.finditer(text) for place in range(*match.span())}
    dropped = _shadow(text, dict.fromkeys(markup, ""))
    yield dropped
    gaps = dict.fromkeys(markup, " ")
    for struck in re.finditer(re.escape(STRUCK), text):
        gaps |= {place: " " if place == struck.start() else "" for place in range(*struck.span())}
    if gaps:
        yield _shadow(text, gaps)
    if dropped.text != text:
        yield Shadow(text)
    zeros = _LETTER_O.sub(lambda match: re.sub("[oO]", "0", match[0]), dropped.text)
    if zeros != dropped.text:
        yield Shadow(zeros, dropped.places)


@lru_cache(maxsize=_REMEMBERED)
def as_read(text: str) -> str:
    """The sentence as it reads with its markup dropped."""
    return next(shadows(text)).text


def _shadow(text: str, instead: dict[int, str]) -> Shadow:
    plain = text.isascii() and "&" not in text
    if plain and not instead:
        return Shadow(text)
    if plain:
        kept = [(instead.get(place, character), place) for place, character in enumerate(text)]
        places_of = ((place, place + 1) for shown, place in kept for _ in shown)
        return Shadow("".join(shown for shown, _ in kept), tuple(places_of))
    characters: list[str] = []
    places: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        shown, width = _reads(text, position)
        shown = instead.get(position, shown)
        characters += shown
        places += [(position, position + width)] * len(shown)
        position += width
    return Shadow("".join(characters), tuple(places))


def _reads(text: str, position: int) -> tuple[str, int]:
    """What the character at a position reads as, and how many characters it takes."""
    entity = _ENTITY.match(text, position) if text[position] == "&" else None
    if entity:
        number = int(entity["decimal"]) if entity["decimal"] else int(entity["hexadecimal"], 16)
        return (chr(number) if number < 0x110000 else ""), len(entity[0])
    character = text[position]
    if character.isascii():
        return character, 1
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Zl", "Zp"):
        return "", 1
    if character.isspace() or unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
        return " ", 1  # a raised figure behind a code is a note's mark, not a digit of it
    if character.isdigit() and unicodedata.decimal(character, None) is not None:
        return str(unicodedata.decimal(character)), 1
    return unicodedata.normalize("NFKC", character).translate(_DASHES).translate(_LOOK_ALIKE), 1
