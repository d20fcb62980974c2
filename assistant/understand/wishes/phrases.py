"""What a message is taken to ask by its phrases, where no model of meaning is at hand; phrases.yaml is the data."""

from __future__ import annotations

import functools
from pathlib import Path

from assistant.understand.story.lexicon import Lexicon, read_vocabularies
from assistant.understand.story.tokens import tokens_of
from assistant.understand.wishes.kinds import asks_what
from assistant.understand.wishes.wish import OF_SEVERAL, Wish
from assistant.understand.wishes.wording import (
    has_pronoun,
    is_elliptic,
    only_greets,
    topic_is_empty,
    words_in,
)

_PHRASES = Path(__file__).with_name("phrases.yaml")
_JOINING = frozenset("with and plus + &".split())


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


@functools.cache
def _phrases() -> tuple[Lexicon, tuple[str, ...]]:
    vocabularies = read_vocabularies({"asks": _PHRASES})
    return Lexicon(vocabularies), tuple(vocabularies["asks"])


_OF_A_CODE = _set("code codes icd cpt hcpcs dx diagnosis icd-10 icd10 j-code lookup")
_OF_RULES = _set(
    "guide guideline guidelines guidance rule rules policy policies requirement requirements "
    "convention conventions when how why explain mean means modifier modifiers document documentation "
    "can"
)
_MOST_OF_A_GREETING = 6


def by_phrases(text: str, code_count: int) -> Wish | None:
    """The wish that phrases tell; None for a text that only names things ("0709T", "what about it?")."""
    lexicon, order = _phrases()
    said = {mention.concept.removeprefix("asks.") for mention in lexicon.mentions(tokens_of(text))}
    words = words_in(text)
    if code_count == 0 and len(words) <= _MOST_OF_A_GREETING and _greets(said, words, text):
        return Wish.GREETING
    about_a_code = code_count > 0 or has_pronoun(text) or is_elliptic(text) or topic_is_empty(text)
    for name in order:
        wish = Wish(name)
        if name not in said or wish is Wish.GREETING or not about_a_code or (wish in OF_SEVERAL and code_count < 2):
            continue
        if wish is Wish.TOGETHER and asks_what(text):
            continue
        return wish
    if code_count > 1 and not _JOINING.isdisjoint(text.lower().split()) and not asks_what(text):
        return Wish.TOGETHER
    if code_count:
        return None
    if not _OF_A_CODE.isdisjoint(words):
        return Wish.WHICH_CODE
    if has_pronoun(text) and topic_is_empty(text):
        return Wish.DESCRIBE if asks_what(text) else None
    asks_rules = not _OF_RULES.isdisjoint(words) or (asks_what(text) and len(words) > 2)
    return Wish.GUIDELINE if asks_rules else None


_OF_A_GREETING = _set(
    "help there casepilot me so much what can you do who are how does this work good morning evening afternoon"
)


def _greets(said: set[str], words: list[str], text: str) -> bool:
    return only_greets(text) or (
        "greeting" in said and all(word in _OF_A_GREETING or only_greets(word) for word in words)
    )
