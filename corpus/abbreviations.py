"""Clinical abbreviations spelled out for searching: "CKD stage 3" becomes "chronic kidney disease stage 3"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from corpus.errors import SourceError
from corpus.yaml_loader import LOADER

ABBREVIATIONS_FILE = Path(__file__).parent / "text" / "abbreviations.yaml"


def read_abbreviations(path: Path = ABBREVIATIONS_FILE) -> dict[str, str]:
    """Abbreviation to its meaning; raises SourceError when the file is no such mapping."""
    values = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    if not isinstance(values, dict) or not all(isinstance(part, str) for pair in values.items() for part in pair):
        raise SourceError(f"{path} is not a mapping of abbreviations to their meaning; correct it.")
    return values


class Expander:
    """Spells abbreviations out. Two capitals are read only in capitals: "mi" and "dm" are too often something else."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self._meanings = {short.lower(): meaning for short, meaning in abbreviations.items()}
        self._capitals = {short for short in abbreviations if len(short) == 2 and short.isupper()}
        names = sorted(map(re.escape, abbreviations), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE) if names else None

    def expand(self, text: str) -> str:
        """The text with every known abbreviation replaced by its meaning."""
        return self._pattern.sub(self._meaning, text) if self._pattern else text

    def _meaning(self, match: re.Match[str]) -> str:
        written = match[0]
        is_word = written.upper() in self._capitals and not written.isupper()
        return written if is_word else self._meanings[written.lower()]
