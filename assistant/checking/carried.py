"""Whether one place of the evidence carries a drafted sentence. Pure; never raises.

Words that stand far apart in a passage make new claims when they are put together: small models do little else. So
nearly all words of a sentence must stand in one or two neighbouring sentences of one passage, with its codes, and with
the words that turn a rule round ("before", "after", "new", "established").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answering.evidence import Evidence
from assistant.checking.support import clauses_of, code_words, content_words, without_codes

# Of 58 sentences of a real model with 1.5 billion parameters, cited and shown, those that share less were read as empty
# or false but for three; what shares more was mostly right (docs/models.md).
LEAST_IN_ONE_PLACE = 0.65
_TURNING = frozenset(
    "before after first second new established initial subsequent left right inpatient outpatient under over more less "
    "fewer with without".split()
)
_WORD = re.compile(r"[a-z]+")


def carried(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether one place says what a sentence (without its citations) says, as far as its words can tell."""
    words = content_words(without_codes(text))
    codes, turning = code_words(text), _turning(text)
    return any(
        len(words & content_words(place)) >= LEAST_IN_ONE_PLACE * len(words)
        and codes <= code_words(place)
        and turning <= _turning(place)
        for item in evidence
        for place in _places(item)
    )


def _places(item: Evidence) -> Iterator[str]:
    """One sentence after another with the one behind it, each below the passage's title."""
    clauses = clauses_of(item.text)
    for clause, behind in zip(clauses, (*clauses[1:], ""), strict=True):
        yield f"{item.title}\n{clause} {behind}"


def _turning(text: str) -> frozenset[str]:
    return _TURNING.intersection(_WORD.findall(text.lower()))
