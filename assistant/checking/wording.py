"""What a drafted sentence says by its words: the concepts of ``wording.yaml``. Pure; never raises."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of

_VOCABULARY = Path(__file__).with_name("wording.yaml")
_FAMILY = "wording"
# A sentence is held against the evidence and against each verdict: so many of them are remembered.
_REMEMBERED = 1_024
# A phrase does not go on behind one of these: "97010 0, that is, bundled", "| What it is | Billable |".
_APART = frozenset(",|:()[]{}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The concepts that a sentence expresses, those that it begins with, and its first word as written.

    A negation before a concept does not take it back: "forbids" is a concept of its own.
    """

    concepts: frozenset[str]
    begins: frozenset[str]
    first: str


@functools.lru_cache(maxsize=_REMEMBERED)
def wording(text: str) -> Wording:
    """What a sentence says by its words."""
    plain = text.replace("’", "'")
    tokens = tokens_of(plain)
    first = next((token for token in tokens.words), None)
    found = [
        (mention.concept.removeprefix(f"{_FAMILY}."), mention.start)
        for mention in _lexicon().mentions(tokens)
        if _APART.isdisjoint(plain[mention.start : mention.end])
    ]
    return Wording(
        frozenset(concept for concept, _ in found),
        frozenset(concept for concept, start in found if first and start == first.start),
        first.text.lower() if first else "",
    )


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({_FAMILY: _VOCABULARY}))
