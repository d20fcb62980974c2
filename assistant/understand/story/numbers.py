"""The one table of number words: "eighty-two", "a dozen", "twice", "two and a half". Pure.

``numbers_in`` reads tokens, not text, so that it is linear and every reader of amounts knows the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

ONES = {word: number for number, word in enumerate(_SMALL)}
TENS = {word: 10 * number for number, word in enumerate(_TENS, start=2)} | {"fourty": 40}
# Words that are a number by themselves. "both" is two only beside what comes in pairs, so it is not here.
ALONE: dict[str, int | Decimal] = {
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "dozen": 12,
    "couple": 2,
    "pair": 2,
    "half": Decimal("0.5"),
}
_TEN, _HUNDRED = 10, 100
_BELOW_HUNDRED = frozenset(ONES) | frozenset(TENS)
NUMBER_WORDS = _BELOW_HUNDRED | frozenset(ALONE)


def value_of(token: str) -> Decimal | None:
    """The number that one token is: "82", "3.5", "1,200", "eighty", "twice"; None for any other word."""
    word = token.lower()
    if word[:1].isdigit() or (word[1:2].isdigit() and word[0] == "."):  # "3", ".3"
        try:
            return Decimal(word.replace(",", ""))
        except ArithmeticError:
            return None
    known = ONES.get(word, TENS.get(word, ALONE.get(word)))
    return None if known is None else Decimal(known)


def number_at(tokens: Sequence[str], at: int) -> tuple[Decimal, int] | None:
    """The number that begins at a token, and how many tokens it takes: ("eighty", "two") -> 82, 2.

    "one hundred twenty" is 120; "two and a half" is 2.5; "1 1/2" comes as tokens "1", "1/2".
    """
    first = value_of(tokens[at])
    if first is None:
        return None
    word, taken, total = tokens[at].lower(), 1, first
    hyphen = 1 if word in TENS and tokens[at + 1 : at + 2] == ["-"] else 0
    following = tokens[at + 1 + hyphen].lower() if at + 1 + hyphen < len(tokens) else ""
    if word in TENS and 0 < ONES.get(following, 0) < _TEN:
        total, taken = first + ONES[following], 2 + hyphen
    elif word in ONES and following == "hundred":
        total, taken = first * _HUNDRED, 2
        goes_on = at + 2 < len(tokens) and tokens[at + 2].lower() in _BELOW_HUNDRED
        rest = number_at(tokens, at + 2) if goes_on and tokens[at + 3 : at + 4] != ["hundred"] else None
        if rest is not None and rest[0] < _HUNDRED:
            total, taken = total + rest[0], 2 + rest[1]
    if [token.lower() for token in tokens[at + taken : at + taken + 3]] == ["and", "a", "half"]:
        return total + Decimal("0.5"), taken + 3
    if tokens[at + taken : at + taken + 1] == ["1/2"]:
        return total + Decimal("0.5"), taken + 1
    return total, taken


# Before these a number names something, and counts nothing.
_REASON_GROUPS = frozenset("co pr oa pi carc rarc".split())
_NUMBERED = frozenset("claim policy icn dcn mrn account acct member invoice npi tin ticket".split())
_COUNTED = frozenset("unit x min minute mins hour hr hrs h day week month year".split())
_SHORT_NUMBER = 2


def names_something(words: Sequence[str], at: int) -> bool:
    """The number of a reason of a remittance ("CO-97", "PR 1"), or of a claim or policy: no amount of the case."""

    def word(place: int) -> str:
        return words[place] if 0 <= place < len(words) else ""

    before = at - 1 - (word(at - 1) in ("-", "#", ":", "/"))
    if word(before) in _REASON_GROUPS:
        return word(at + 1) not in _COUNTED
    if word(before) in ("number", "no", "id"):
        before -= 1
    return word(before) in _NUMBERED and len(word(at)) > _SHORT_NUMBER
