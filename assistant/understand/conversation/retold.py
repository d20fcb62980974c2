"""A told case once more with another value in it: "now stage 5", "what if it's 3b?", "make that diastolic".

Such a message has no meaning without the words around the value, so that the whole case is read anew with it. Pure.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from assistant.understand.message import Message
from assistant.understand.query import Query
from assistant.understand.story.tokens import Token
from corpus.yaml_loader import LOADER

_VALUES = Path(__file__).with_name("values.yaml")
_ROMAN = frozenset("i ii iii iv v iiia iiib".split())
_LETTERS = "abcd"
_NAMES = "named_by_number"
_GROUPS = "groups_of_reasons"
_BARE, _PUT_RIGHT = "either", "put_right"
_PAIR = _MOST_DIGITS = 2
_MOST_OF_A_REASON = 3


def told_anew(before: Query, message: Message) -> str | None:
    """The text of the case before with the value that a message names; None where it does more, or means no one value.

    A case that names codes itself is left alone: what follows it is asked of its codes.
    """
    changes, left = message.changes, message.changes.left
    if not left or changes.asks or changes.adds or changes.takes_away or message.named.codes or message.named.modifiers:
        return None
    if before.places or before.claim or before.outside or not before.story.tokens:
        return None
    value, rest = left[-1], ""
    place = _reason(before.story.tokens, left) or _numbered(before.story.tokens, left)
    place = place or _named(before.story.tokens, left, corrects=changes.corrects)
    if place is None and left[:_PAIR] != left and (place := _numbered(before.story.tokens, left[:_PAIR])) is not None:
        value, rest = left[1], f". {message.text}"  # "stage 5, no dialysis"
    if place is None or place.text.lower() == value:
        return None
    text = _text_of(before)
    return text[: place.start] + value + text[place.end :] + rest


def _reason(tokens: Sequence[Token], left: Sequence[str]) -> Token | None:
    """The one number of a denial's reason, "CO-50", where the message is another: "and 97?"."""
    if len(left) != 1 or not left[0].isdecimal() or len(left[0]) > _MOST_OF_A_REASON:
        return None
    words = [token for token in tokens if not token.is_sign]
    found = [second for first, second in itertools.pairwise(words) if first.word in values()[_GROUPS][0]]
    found = [token for token in found if token.text.isdecimal()]
    return found[0] if len({token.text for token in found}) == 1 else None


def _numbered(tokens: Sequence[Token], left: Sequence[str]) -> Token | None:
    """The one number behind "stage" or "type", where the message names another: "stage 5", "3b"."""
    names, fits = values()[_NAMES], _is_number
    if len(left) == _PAIR and _is_number(left[1]):
        meant = next((group for group in names if left[0] in group), None)
    elif len(left) == 1 and _is_lettered(left[0]):
        meant, fits = frozenset().union(*names), _is_lettered
    else:
        return None
    if meant is None:
        return None
    words = [token for token in tokens if not token.is_sign]
    found = [token for first, token in itertools.pairwise(words) if first.word in meant and fits(token.text.lower())]
    return found[0] if len({token.text.lower() for token in found}) == 1 else None


def _is_number(word: str) -> bool:
    """ "5", "3b", "iv"."""
    return word in _ROMAN or _is_lettered(word) or (word.isdecimal() and len(word) <= _MOST_DIGITS)


def _is_lettered(word: str) -> bool:
    return len(word) == _PAIR and word[0].isdecimal() and word[1] in _LETTERS


def _named(tokens: Sequence[Token], left: Sequence[str], *, corrects: bool) -> Token | None:
    """The one word of the case in whose place the message's stands."""
    if len(left) != 1:
        return None
    groups = (*values()[_BARE], *(values()[_PUT_RIGHT] if corrects else ()))
    group = next((group for group in groups if left[0] in group), frozenset())
    found = [token for token in tokens if token.text.lower() in group]
    return found[0] if len({token.text.lower() for token in found}) == 1 else None


@functools.cache
def values() -> Mapping[str, tuple[frozenset[str], ...]]:
    """The groups of values.yaml."""
    told = yaml.load(_VALUES.read_text(encoding="utf-8"), Loader=LOADER)
    return {name: tuple(map(frozenset, groups)) for name, groups in told.items()}


def _text_of(query: Query) -> str:
    """The text that the tokens of a story stand in; of a joined one with a full stop between its messages."""
    tokens = query.story.tokens
    if "story" not in query.carried and tokens[-1].end <= len(query.text):
        return query.text
    text = [" "] * tokens[-1].end
    for before, token in zip((None, *tokens), tokens, strict=False):
        text[token.start : token.end] = token.text
        if before is not None and before.sentence != token.sentence and not before.is_sign:
            text[before.end] = "."
    return "".join(text)
