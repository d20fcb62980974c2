"""The words, numbers and signs of a text with their places, sentences and clauses. Pure, linear, never raises."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

# Units that stand glued to a number: "40mg", "1.5cm", "30min". Longest first, so that "mins" is not "m" and "ins".
_GLUED = (
    "minutes minute mins min hours hour hrs hr h units unit u mcg mg kg gm g "
    "ml cc l iu meq cm mm sqcm sq yo y wks wk days mos mo m x"
)
_UNIT = "|".join(sorted(_GLUED.split(), key=len, reverse=True))

_TOKEN = re.compile(
    rf"""
      \d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d)                    # a clock time
    | \d{{1,4}}[/-]\d{{1,2}}[/-]\d{{2,4}}(?!\d)            # a date
    | \d{{1,2}}/\d{{1,2}}(?![\d/])                         # a fraction, or a day of a month
    | \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?                     # thousands
    | (?:\d+(?:\.\d+)?|\.\d+)(?=(?:{_UNIT})(?![a-z\d])|h[0-5]\d(?!\d)) # a number with its unit glued to it
    | x(?=\d)                                              # "x3"
    | (?<=\d)h(?=[0-5]\d(?!\d))                            # "1h20"
    | \d+\.\d+(?![a-z\d])|\.\d+
    | (?=[a-z]*\d)[a-z0-9]+(?:\.[a-z0-9]+)*                # a code, a number, "p3"
    | [a-z]+(?:['’][a-z]+)?
    | \S
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# A point after one of these ends no sentence.
_ABBREVIATED = frozenset(
    "pt pts dr drs vs approx appx min mins hr hrs mod est no st jr sr i.e e.g etc ext incl w".split()
)
_SENTENCE_ENDS = frozenset(".?!;")
_CLAUSE_ENDS = frozenset(",()") | {"but", "then", "while", "whereas", "although", "and", "so", "because"}


class Token(NamedTuple):
    """``word`` is lower case and without the plural's s where it has one; ``sentence`` and ``clause`` count from 0."""

    word: str
    text: str
    start: int
    end: int
    sentence: int
    clause: int

    @property
    def is_sign(self) -> bool:
        """True for punctuation, which phrases read over."""
        return not self.word[0].isalnum() and not self.word[1:2].isdigit()  # ".3" is a number


class Tokens(tuple[Token, ...]):
    """The tokens of one text, and what every vocabulary asks of them, made once."""

    @functools.cached_property
    def words(self) -> tuple[Token, ...]:
        """The words without the signs, with "x ray" as one, as "x-ray" and "xray" are."""
        found: list[Token] = []
        for token in self:
            word = token.word
            if not word[0].isalnum():
                continue
            if word == "ray" and found and found[-1].word == "x":
                found[-1] = found[-1]._replace(word="xray", end=token.end)
            else:
                found.append(token)
        return tuple(found)

    @functools.cached_property
    def said(self) -> frozenset[str]:
        """Every word that is there."""
        return frozenset(token.word for token in self.words)


@functools.lru_cache(maxsize=16)
def tokens_of(text: str) -> Tokens:
    """The tokens of a text, in order."""
    found: list[Token] = []
    sentence = clause = 0
    previous_end = 0
    has_lines = "\n" in text
    for match in _TOKEN.finditer(text):
        if has_lines and "\n" in text[previous_end : match.start()]:
            sentence, clause = sentence + 1, clause + 1
        previous_end = match.end()
        said = match[0]
        lower = said.lower()
        if lower in _CLAUSE_ENDS:
            clause += 1
        found.append(Token(singular(lower), said, match.start(), match.end(), sentence, clause))
        if said in _SENTENCE_ENDS and not (said == "." and len(found) > 1 and found[-2].text.lower() in _ABBREVIATED):
            sentence, clause = sentence + 1, clause + 1
    return Tokens(found)


# Words that end in s and are no plural.
_NO_PLURAL = frozenset("was is has his this its plus vs os dos pos mohs abs does yes gas tens".split())
_SHORTEST_PLURAL = 4


def singular(word: str) -> str:
    """ "biopsies" -> "biopsy", "lesions" -> "lesion"; "diagnosis", "pelvis" and "mass" stay as they are."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word in _NO_PLURAL or word[-2] in "sui":
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1].rstrip("'’")
