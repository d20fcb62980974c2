"""The vocabularies of wording.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("wording.yaml")


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list, in small letters."""
    return _lists()[name]


def begins_with(text: str, name: str) -> bool:
    """Whether a text begins with one of a list, whatever its letters and the marks before it."""
    return text.strip().lstrip("*_[(!⚠️ ").casefold().startswith(words(name))


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    found = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: tuple(map(str.casefold, listed)) for name, listed in found.items()}
