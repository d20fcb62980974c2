"""Which payer a text names: by kind, and as it is written ("Aetna", "BCBS"). Pure.

Two payers of different kinds ("Medicare or commercial?") name none, unless one is said to be the primary one or one
only lends its rules ("does Aetna follow Medicare guidelines?").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.understand.circumstances.payers import Payer as CountsAs
from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import Token, tokens_of


class PayerKind(StrEnum):
    """What a payer is, as far as its rules may differ."""

    MEDICARE = "Medicare"  # Original Medicare, part A or B
    MEDICARE_ADVANTAGE = "Medicare Advantage"
    MEDICAID = "Medicaid"
    COMMERCIAL = "commercial"
    CPT = "follows CPT"  # "under CPT rules"
    OTHER = "other"  # TRICARE, workers' compensation ...: named, and none of the above


@dataclass(frozen=True, slots=True)
class PayerMention:
    """One payer in a text; ``name`` is how it is written, ``start`` and ``end`` its place."""

    kind: PayerKind
    name: str
    start: int
    end: int

    @property
    def counts_as(self) -> CountsAs | None:
        """Whose rules of counting hold; None where the name does not tell (a Medicare Advantage plan, TRICARE ...)."""
        if self.kind is PayerKind.MEDICARE:
            return CountsAs.MEDICARE
        follows = self.kind in (PayerKind.COMMERCIAL, PayerKind.MEDICAID, PayerKind.CPT)
        return CountsAs.CPT if follows else None


_VOCABULARY = Path(__file__).with_name("payers.yaml")
_KINDS = {
    "medicare_advantage": PayerKind.MEDICARE_ADVANTAGE,
    "medicaid": PayerKind.MEDICAID,
    "medicare": PayerKind.MEDICARE,
    "other": PayerKind.OTHER,
    "cpt": PayerKind.CPT,
    "commercial": PayerKind.COMMERCIAL,
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What makes of a payer's name something else: "commercial kit", "part B of the form", "2 cms", "CMS-1500".
_NOT_AFTER = {
    "commercial": _set("product kit drug lab test vehicle driver driver's preparation use name"),
    "part b": _set("of"),
    "cms": _set("14 15 1450 1500 form"),
}
_NEGATING = _set("non not isn't no except besides without")
_MOST_BEFORE = 3


@functools.cache
def _lexicon() -> Lexicon:
    return Lexicon(read_vocabularies({"payers": _VOCABULARY}))


def payers_in(plain_text: str) -> tuple[PayerMention, ...]:
    """Every payer that a text names, in order, none overlapping; not those it excludes ("non-Medicare")."""
    tokens = tokens_of(plain_text)
    at = {token.start: place for place, token in enumerate(tokens)}
    ends = {token.end: place for place, token in enumerate(tokens)}
    mentions = _lexicon().mentions(tokens)
    taken = bytearray(len(plain_text))
    found: list[PayerMention] = []
    for name, kind in _KINDS.items():
        for mention in sorted(
            (each for each in mentions if each.concept == f"payers.{name}"), key=lambda each: (each.start, -each.end)
        ):
            if any(taken[mention.start : mention.end]):
                continue
            written = plain_text[mention.start : mention.end]
            first, last = at[mention.start], ends[mention.end]
            if _is_something_else(written.lower(), tokens, first, last):
                continue
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            if not _is_excluded(tokens, first):
                found.append(PayerMention(kind, written, mention.start, mention.end))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _is_something_else(written: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    words = [token.word for token in tokens[last + 1 : last + 3] if token.word != "-"]
    if words and words[0] in _NOT_AFTER.get(" ".join(written.split()), ()):
        return True
    return written == "cms" and first > 0 and tokens[first - 1].word[:1].isdigit()


def _is_excluded(tokens: Sequence[Token], first: int) -> bool:
    before = [token.word for token in tokens[max(0, first - _MOST_BEFORE) : first]]
    while before and before[-1] in ("-", "a", "for"):
        before.pop()
    return bool(before) and (before[-1] in _NEGATING or before[-2:] == ["other", "than"])


_SECONDARY = re.compile(r"\W*(?:is\s+|as\s+)?(?:the\s+)?(?:secondary|supplement\w*|2nd)\b", re.I)
_PRIMARY = re.compile(r"\W*(?:is\s+|as\s+)?(?:the\s+)?primary\b(?!\s+(?:care|code|procedure))", re.I)
_LENDS_RULES = re.compile(
    r"(?:'s)?\s+(?:\w+\s+)?(?:rules?|guidelines?|polic(?:y|ies)|edits?|fee\s+schedule|rates?|guidance)\b", re.I
)


def payer_in(plain_text: str) -> PayerMention | None:
    """The one payer a text is about; None where it names none, or several of different kinds."""
    named = payers_in(plain_text)
    for chosen in (
        named,
        [each for each in named if _PRIMARY.match(plain_text, each.end)],
        [each for each in named if not _SECONDARY.match(plain_text, each.end)],
        [each for each in named if not _LENDS_RULES.match(plain_text, each.end)],
    ):
        # The name as first written; the same payer twice is one payer.
        if chosen and len({each.kind for each in chosen}) == 1:
            return chosen[0]
    if {each.counts_as for each in named} == {CountsAs.CPT}:
        return next((each for each in named if each.kind is not PayerKind.CPT), None)  # "BCBS, which goes by CPT"
    return None
