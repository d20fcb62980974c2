"""Drugs that a message names by brand or NDC. Pure; the names are those of the loaded crosswalks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from corpus.fees import NDC_DIGITS, drug_key

# The longest name of a crosswalk has so many words.
_MOST_WORDS = 9
_IN_PARTS = re.compile(r"(?<![\w-])(\d{4,5})-(\d{3,4})-(\d{1,2})(?![\w-])")
_BARE = re.compile(r"(?<![\w-])\d{10,11}(?![\w-])")
_SAYS_NDC = re.compile(r"\bndc\b", re.IGNORECASE)
# How many digits each part of an NDC has; a package insert drops one zero: 4-4-2, 5-3-2 or 5-4-1.
_PARTS = (5, 4, 2)
# Words beside a drug's name in a message that asks for its code and nothing else.
_BESIDE = frozenset(
    "what whats what's which is the a an of for code codes j jcode hcpcs cpt drug drugs medication med injection "
    "injections inj injectable infusion brand name named called generic q bill billing billed do i we you use used "
    "how does can medicare part b give me find need correct right tell show please and it s to under as iv im sq subq "
    "vial syringe pen s r hcpc report coded coding many units unit dose dosage mg mcg ml g gm iu cc of given gave got "
    "patient pt got received".split()
)


def ndcs_in(text: str) -> tuple[str, ...]:
    """The eleven digits of each NDC that a text names: with dashes, or bare where it says "NDC".

    Ten digits without dashes may be any of three: each is given.
    """
    found: list[str] = []
    for match in _IN_PARTS.finditer(text):
        digits = "".join(part.zfill(length) for part, length in zip(match.groups(), _PARTS, strict=True))
        if len(match[0].replace("-", "")) >= NDC_DIGITS - 1:
            found.append(digits)
    if _SAYS_NDC.search(text):
        for match in _BARE.finditer(text):
            found += _padded(match[0])
    return tuple(dict.fromkeys(found))


def _padded(digits: str) -> Iterator[str]:
    if len(digits) == NDC_DIGITS:
        yield digits
        return
    yield f"{digits[:5]}{digits[5:9]}{digits[9:].zfill(2)}"  # 5-4-1
    yield f"{digits[:5]}{digits[5:8].zfill(4)}{digits[8:]}"  # 5-3-2
    yield f"{digits[:4].zfill(5)}{digits[4:]}"  # 4-4-2


def written(ndc: str) -> str:
    """An NDC of eleven digits as it is printed: 12345-6789-01."""
    return f"{ndc[:5]}-{ndc[5:9]}-{ndc[9:]}"


def drugs_in(text: str, names: frozenset[str]) -> tuple[str, ...]:
    """The names of drugs in a text, as keys, the longest at each place."""
    words, beginnings = drug_key(text).split(), _first_words(names)
    found: list[str] = []
    place = 0
    while place < len(words):
        if words[place] not in beginnings:
            place += 1
            continue
        longest = min(_MOST_WORDS, len(words) - place)
        spans = (" ".join(words[place : place + length]) for length in range(longest, 0, -1))
        key = next((span for span in spans if span in names), None)
        if key is not None:
            found.append(key)
        place += len(key.split()) if key else 1
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4)  # the names of one knowledge base are asked for by every message
def _first_words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in names)


def is_about_drugs_alone(text: str, drugs: Collection[str]) -> bool:
    """Whether a message asks for the code of the drugs that it names, and tells no more than a dose."""
    said = f" {drug_key(text)} "
    for name in sorted(drugs, key=len, reverse=True):
        said = said.replace(f" {name} ", "  ")
    return bool(drugs) and all(word in _BESIDE or word[0].isdigit() for word in said.split())
