"""Which relative of a code a follow-up means that names it by words alone: "and with ultrasound?" after 20610."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.codes import Code

# Cosine of the words to the relative's nearest text. With a word in common less is enough. Tried on
# seventeen follow-ups of the kind, among them some that mean no relative ("and on both sides?").
LEAST_NEARNESS = 0.42
LEAST_NEARNESS_SHARING_A_WORD = 0.3
# The relative must fit the words better than the code itself does.
LEAST_LEAD = 0.05
# What all words in common add when relatives are compared.
_SHARED_WORDS_WEIGHT = 0.3

_OUR_WORDS = tuple(
    (re.compile(rf"\b{theirs}\b", re.IGNORECASE), ours)
    for theirs, ours in (
        ("unilateral", "one side"),
        ("bilateral(?:ly)?", "both sides"),
        ("dye", "contrast"),
        ("c-?sections?", "cesarean"),
    )
)
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY_WORDS = frozenset(
    "and any but for from has its not one only other same than that the this what when with".split()
)


@dataclass(frozen=True, slots=True)
class Relative:
    """A code that belongs to the one talked about, with our words for it: how it differs, and what it is."""

    code: Code
    texts: tuple[str, ...]


# Words of the case: shared, they name no relative ("and for Medicare?").
_OF_THE_CASE = frozenset(
    "medicare medicaid commercial payer patient office hospital facility place time minute hour visit code day date "
    "right left side both physician service first second".split()
)


def names(words: str, relative: Relative) -> bool:
    """Whether words share one with a relative's text that tells of a service, not of the case."""
    asked = _content(_in_our_words(words)) - _OF_THE_CASE
    return bool(asked) and not asked.isdisjoint(_content(" ".join(relative.texts)))


def relative_meant(
    words: str,
    own_text: str,
    relatives: Iterable[Relative],
    encode: Callable[[list[str]], npt.NDArray[np.float32]],
) -> Code | None:
    """The relative that the words name, or None when they name none of them better than the code itself.

    ``encode`` gives rows of length one.
    """
    relatives = [relative for relative in relatives if relative.texts]
    words = _in_our_words(words)
    if not relatives or not _content(words):
        return None  # an amount alone, "and for 80 mg?", is no word for another code
    texts = [text for relative in relatives for text in relative.texts]
    asked, own, *rows = encode([words, own_text, *texts])
    nearness = iter(float(row @ asked) for row in rows)
    best: tuple[float, Code] | None = None
    for relative in relatives:
        near = max(next(nearness) for _ in relative.texts)
        shared = _share(words, " ".join(relative.texts))
        enough = LEAST_NEARNESS_SHARING_A_WORD if shared else LEAST_NEARNESS
        if near < max(enough, float(own @ asked) + LEAST_LEAD):
            continue
        score = near + _SHARED_WORDS_WEIGHT * shared
        if best is None or score > best[0]:
            best = score, relative.code
    return best[1] if best else None


def _in_our_words(words: str) -> str:
    """Words that coders use and our texts do not."""
    for theirs, ours in _OUR_WORDS:
        words = theirs.sub(ours, words)
    return words


def _share(words: str, text: str) -> float:
    asked = _content(words)
    return len(asked & _content(text)) / len(asked) if asked else 0.0


def _content(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.lower())} - _EMPTY_WORDS
