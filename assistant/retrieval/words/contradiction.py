"""Whether a title contradicts a phrase: another side, stage, trimester, type, degree, sex or encounter. Pure.

Vectors hardly tell stage 2 from stage 3, so such titles stand among the nearest. A title that names none of them
("unspecified stage") contradicts nothing, and neither does a phrase that names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Words that name a value by themselves.
_NAMES = {
    ("side", "right"): "right rt",
    ("side", "left"): "left lt",
    ("side", "both"): "bilateral bilat both",
    ("sex", "female"): "female woman women girl",
    ("sex", "male"): "male man men boy",
    ("encounter", "first"): "initial",
    ("encounter", "later"): "subsequent",
    ("encounter", "sequela"): "sequela sequelae",
    ("stage", "unstageable"): "unstageable",
}
_WORDS = {word: value for value, words in _NAMES.items() for word in words.split()}
# What has a number behind it: "stage 3b", "type II". A range of them is told with "through".
_NUMBERED = {"stage": "stage", "st": "stage", "type": "type", "ckd": "stage", "dm": "type"}
# What has an ordinal before it.
_COUNTED = {"trimester": "trimester", "degree": "degree"}
_ORDINALS = {"first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3", "fourth": "4", "4th": "4"}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
# Glaucoma's stages stand before the word.
_NAMED_STAGES = frozenset({"mild", "moderate", "severe", "indeterminate"})
_ALL_SIDES = frozenset({"right", "left", "both"})
_TOKEN = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"(\d)([a-e]?)$")
_LONGEST_RANGE = 9


def contradicts(phrase: str, title: str) -> bool:
    """True when both name a side, stage ..., and nothing that the title names fits what the phrase does."""
    asked = named_values(phrase)
    if "both" in asked.get("side", ()) or {"right", "left"} <= asked.get("side", set()):
        asked["side"] = set(_ALL_SIDES)  # where no code is for both sides, each has its own
    return any(
        not any(_fits(one, other) for one in asked[facet] for other in values)
        for facet, values in named_values(title).items()
        if facet in asked
    )


def named_values(text: str) -> dict[str, set[str]]:
    """What a text names of each facet: {"side": {"left"}, "stage": {"3b"}}."""
    found: dict[str, set[str]] = {}
    for facet, value in _values(_TOKEN.findall(text.lower())):
        found.setdefault(facet, set()).add(value)
    return found


def _values(words: list[str]) -> Iterator[tuple[str, str]]:
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if word in _WORDS:
            yield _WORDS[word]
        elif word in _COUNTED and before in _ORDINALS:
            yield _COUNTED[word], _ORDINALS[before]
        elif word in _NUMBERED and (value := _numbered(after)):
            yield _NUMBERED[word], value
            yield from ((_NUMBERED[word], between) for between in _range(value, words[place + 2 : place + 5]))
        elif word == "stage" and before in _NAMED_STAGES:
            yield "stage", before


def _numbered(word: str) -> str:
    """ "3b" for "3b" and "IIIb", "" for a word that is no number."""
    if word in _ROMAN:
        return _ROMAN[word]
    if word[:-1] in _ROMAN and word[-1] in "abc":
        return _ROMAN[word[:-1]] + word[-1]
    return word if _NUMBER.match(word) else ""


def _range(first: str, following: list[str]) -> Iterator[str]:
    """The values behind the first of "stage 1 through stage 4", "stages 1 to 4", "type I or II"."""
    if not following or following[0] not in ("through", "to", "or"):
        return
    last = next((value for word in following[1:] if (value := _numbered(word))), "")
    if not last:
        return
    if following[0] == "or":
        yield last
    else:
        yield from map(str, range(int(first[0]) + 1, min(int(last[0]), _LONGEST_RANGE) + 1))


def _fits(asked: str, named: str) -> bool:
    """ "3" takes 3a and 3b in; "3b" is told apart from 3a, and fits a title that says no more than 3."""
    return asked == named or (_is_number(asked) and named[:1] == asked[:1] and (len(asked) == 1 or len(named) == 1))


def _is_number(value: str) -> bool:
    return bool(_NUMBER.match(value))
