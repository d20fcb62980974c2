"""A message as the intent model sees it: codes and numbers as placeholders, its form, its words. Pure and linear.

"Can 64484-RT be billed x2?" becomes "can <code>-<modifier> be billed x<number>?".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import NamedTuple

from corpus.codes import Code, Icd10CmCode, Modifier
from corpus.loose_modifiers import loose_modifiers
from corpus.mentions import CodeMention, find_codes

CODE, DIAGNOSIS, MODIFIER, NUMBER = "<code>", "<dx>", "<modifier>", "<number>"

# The encoder knows no placeholders; what stands for them is a word of no meaning for codes, and any number.
_SPOKEN = ((CODE, "Acode"), (DIAGNOSIS, "Bcode"), (MODIFIER, "Cmod"), (NUMBER, "3"))

_NUMBER = re.compile(r"(?<![\w<])[#$]?\d+(?:[.,:/-]\d+)*(?=[a-z]{0,3}\b)")
_WORD = re.compile(r"<\w+>|[a-z0-9/'&+]+|\?")
_TIMED = re.compile(r"<number>[\s-]*(?:m(?:in|\b)|h(?:r|our|\b))")
# "L45" and "B12" are vertebrae and vitamins as often as diagnoses.
_VERTEBRA = 3
# A message longer than this is a told case: what is asked stands in its first and last words.
_LONGEST = 600
_MOST_WORDS, _LONGEST_WORD = 120, 24


class Placed(NamedTuple):
    """A placeholder and the part of the text that it stands for."""

    start: int
    end: int
    placeholder: str


def placeholder_of(code: Code) -> str:
    """What stands for a code."""
    if isinstance(code, Modifier):
        return MODIFIER
    return DIAGNOSIS if isinstance(code, Icd10CmCode) else CODE


def placed(mention: CodeMention) -> Placed:
    """The placeholder of one mention, with the modifiers and units written on it."""
    kind = placeholder_of(mention.code)
    written = f"{kind}{''.join(f'-{MODIFIER}' for _ in mention.modifiers)}"
    return Placed(mention.start, max(mention.end, mention.rest), written + (f" x{NUMBER}" if mention.units else ""))


def normalised(text: str, places: Iterable[Placed]) -> str:
    """The text in lower case with placeholders; places that overlap an earlier one are left out."""
    parts: list[str] = []
    position = 0
    for place in sorted(places):
        if place.start < position:
            continue
        parts += (text[position : place.start], place.placeholder)
        position = place.end
    parts.append(text[position:])
    whole = " ".join("".join(parts).lower().split())
    if len(whole) > _LONGEST:
        whole = f"{whole[: _LONGEST // 2]} {whole[-_LONGEST // 2 :]}"
    return _NUMBER.sub(NUMBER, whole)


def normalised_text(text: str) -> str:
    """The text with every code that its form shows."""
    mentions = [mention for mention in find_codes(text) if mention.certain or len(mention.text) > _VERTEBRA]
    mentions += loose_modifiers(text, mentions) if mentions else ()
    return normalised(text, [placed(mention) for mention in mentions])


def spoken(message: str) -> str:
    """A normalised message as the encoder reads it."""
    for placeholder, word in _SPOKEN:
        message = message.replace(placeholder, word)
    return message


def words_of(message: str) -> list[str]:
    """Words and neighbouring pairs of a normalised message."""
    words = _WORD.findall(message)
    return words + [f"{first} {second}" for first, second in itertools.pairwise(words)]


_LENGTHS = (3, 4, 5)


def parts_of(message: str) -> list[str]:
    """Pieces of words, which a misspelled word shares with the right one ("exludes", "documention")."""
    pieces: list[str] = []
    for word in message.split()[:_MOST_WORDS]:
        whole = f" {word[:_LONGEST_WORD]} "
        pieces += [whole[at : at + size] for size in _LENGTHS for at in range(len(whole) - size + 1)]
    return pieces


_WHETHER = frozenset("is are does do can will should may would could did was".split())
_ASKING = frozenset("what which how why what's whats when who where".split())


def form_of(message: str) -> list[float]:
    """What the form of a normalised message tells: how much is named, how long it is, how it begins and ends."""
    codes, diagnoses = message.count(CODE), message.count(DIAGNOSIS)
    modifiers, numbers = message.count(MODIFIER), message.count(NUMBER)
    timed = bool(_TIMED.search(message))
    words = message.split()
    first = words[0] if words else ""
    signs = (
        codes == 0,
        codes == 1,
        codes == 2,
        codes > 2,
        diagnoses == 0,
        diagnoses == 1,
        diagnoses > 1,
        modifiers == 0,
        modifiers == 1,
        modifiers > 1,
        numbers == 0,
        numbers == 1,
        numbers > 1,
        f"-{MODIFIER}" in message,
        f"x{NUMBER}" in message,
        timed,
        timed and codes == 0,
        message.endswith("?"),
        codes + diagnoses == 0,
        codes + diagnoses + modifiers == 0,
        len(words) <= 1,
        len(words) <= 3,
        len(words) > 8,
        len(words) > 14,
        codes > 0 and diagnoses > 0,
        first in _WHETHER,
        first in _ASKING,
    )
    return [float(sign) for sign in signs]
