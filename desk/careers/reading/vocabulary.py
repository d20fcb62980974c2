"""words.yaml, read once: names, and one compiled alternation for each kind of word."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from corpus.yaml_loader import LOADER

_FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Kind:
    """Keys with their names for people, and which words of a text stand for which key."""

    names: Mapping[str, str]
    _key_of: Mapping[str, str]
    _pattern: re.Pattern[str]

    @classmethod
    def of(cls, words: Mapping[str, Iterable[str]], names: Mapping[str, str]) -> Kind:
        key_of = {word: key for key, some in words.items() for word in some}
        return cls(names, key_of, alternation(key_of))

    def counts(self, text: str) -> dict[str, int]:
        """How often the words of each key stand in a text of small letters."""
        found: dict[str, int] = {}
        for match in self._pattern.finditer(text):
            key = self._key_of[match[0]]
            found[key] = found.get(key, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of words.yaml."""

    credentials: Mapping[str, str]  # abbreviation -> "Certified Professional Coder, AAPC"
    credential_names: Mapping[str, str]  # a name in small letters -> its abbreviation
    credential_cues: re.Pattern[str]
    not_credentials: Mapping[str, tuple[str, ...]]
    specialties: Kind
    settings: Kind
    employments: Kind
    of_the_board: re.Pattern[str]
    not_of_the_board: re.Pattern[str]
    not_the_work: frozenset[str]
    same_words: Mapping[str, str]

    @property
    def credential_chips(self) -> dict[str, str]:
        """The credentials under their abbreviations, as a list of choices."""
        return {name: name for name in self.credentials}


@functools.cache
def vocabulary() -> Vocabulary:
    told = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=LOADER)
    credentials = told["credentials"]
    return Vocabulary(
        {name: f"{one['names'][0].title()}, {one['issuer']}" for name, one in credentials.items()},
        {name: key for key, one in credentials.items() for name in one["names"]},
        re.compile("|".join(map(re.escape, told["credential_cues"]))),
        {name: tuple(words) for name, words in told["not_credentials"].items()},
        _kind(told["specialties"]),
        _kind(told["settings"]),
        Kind.of(told["employments"], {key: key.replace("_", " ").capitalize() for key in told["employments"]}),
        alternation(word.strip() for word in told["titles_of_the_board"]),
        alternation(told["not_of_the_board"]),
        frozenset(told["not_the_work"]),
        told["same_words"],
    )


def alternation(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words, whole; the longest that fits, so that "CPC-A" isn't read as "CPC"."""
    # A tree of letters: each letter of a text is looked at once, and not once for every word.
    tree: _Tree = {}
    for word in words:
        branch = tree
        for letter in word:
            branch = branch.setdefault(letter, {})
        branch[_END] = {}
    return re.compile(rf"(?<![\w-]){_pattern(tree)}(?![\w-])")


_Tree: TypeAlias = "dict[str, _Tree]"
_END = ""


def _pattern(tree: _Tree) -> str:
    behind = [re.escape(letter) + _pattern(branch) for letter, branch in tree.items() if letter != _END]
    return f"(?:{'|'.join(behind)})" + ("?" if _END in tree else "") if behind else ""


def _kind(told: Mapping[str, Mapping[str, object]]) -> Kind:
    names = {key: str(one["name"]) for key, one in told.items()}
    return Kind.of({key: list(map(str, one["words"])) for key, one in told.items()}, names)  # type: ignore[call-overload]
