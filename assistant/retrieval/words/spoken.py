"""Procedures as people say them: "water on the knee tap" is read as "knee aspiration" too.

Vectors place such a phrase beside the disease that it names. What is told is in ``spoken.yaml``, which only adds
readings: the phrase as written is searched all the same. Pure; linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corpus.yaml_loader import LOADER

_FILE = Path(__file__).with_suffix(".yaml")
_WORD = re.compile(r"[a-z0-9]+")
# A longer text is a story, in which the words of a row stand far apart by accident.
_MOST_WORDS = 8
# They tell of a state, an instrument, an accident or another procedure than the one that the words otherwise name.
_ELSE = frozenset(
    "abscess anesthesia biopsy bursa burn burned catheter complication culture cyst had hematoma history hot infected "
    "infection laparoscopic leak lobe open pain placed placement polyp pus removal resection scald stone stones "
    "surgery surgical test tube washout".split()
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One row: a word of every group of ``told`` and none that tells of something else; ``to`` are its codes."""

    told: tuple[frozenset[str], ...]
    says: tuple[str, ...]
    to: tuple[str, ...]


def readings(text: str) -> tuple[str, ...]:
    """How the codes' own text says what a short phrase tells; empty where it tells no such procedure."""
    words = _WORD.findall(text.lower())
    told = frozenset(words)
    if len(words) > _MOST_WORDS or told & _ELSE:
        return ()
    fitting = (row for row in spoken() if all(told & group for group in row.told))
    return tuple(dict.fromkeys(says for row in fitting for says in row.says))


@cache
def spoken() -> tuple[Spoken, ...]:
    """The rows, read once."""
    return tuple(map(_row, yaml.load(_FILE.read_text(encoding="utf-8"), Loader=LOADER)))


def _row(row: dict[str, Any]) -> Spoken:
    return Spoken(tuple(frozenset(group.split("|")) for group in row["told"]), tuple(row["says"]), tuple(row["to"]))
