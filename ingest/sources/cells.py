"""What spreadsheets do to a publisher's cells, put right: note marks, numbers as text, leading zeros that were lost.

Everything that is put right is counted, and told after the load as ``Notice``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.sources import Notice

# Marks that lead to a footnote, before or behind a cell's text.
_MARKS = "*†‡§¶#^ ⁰¹²³⁴⁵⁶⁷⁸⁹ªº\u200b\ufeff"

# The lowest code, 00100, keeps three digits when its zeros are lost; one or two digits are the number of something.
_LOST_ZEROS = re.compile(r"[0-9]{3,4}")
_CODE_LENGTH = 5
_POINT_ZERO = re.compile(r"(-?[0-9]+)\.0+")

_KEPT_EXAMPLES = 3
_SHOWN_LETTERS = 60


class Cells:
    """Reads cells of one file and keeps count of what it put right."""

    def __init__(self) -> None:
        self._examples: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def code(self, text: str) -> str:
        """A five-character code as it is printed: without note marks, without ".0", with its leading zeros."""
        bare = self._unmarked(text)
        if match := _POINT_ZERO.fullmatch(bare):
            bare = self._tell("numbers written with decimals read as whole numbers", text, match[1])
        if _LOST_ZEROS.fullmatch(bare):
            bare = self._tell("leading zeros of codes put back", text, bare.zfill(_CODE_LENGTH))
        return bare

    def whole(self, text: str) -> int:
        """A whole number, also as "1.0" or "2*"; raises ValueError for anything else."""
        bare = self._unmarked(text)
        if match := _POINT_ZERO.fullmatch(bare):
            bare = self._tell("numbers written with decimals read as whole numbers", text, match[1])
        if not re.fullmatch(r"-?[0-9]+", bare):
            raise ValueError(f"{text!r} is not a whole number")
        return int(bare)

    def note(self, text: str) -> None:
        """Counts a row that is a note and no row of the table."""
        self._tell("rows of notes left out", text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}...", "")

    def notices(self) -> Iterator[Notice]:
        """What was put right, the commonest first."""
        for kind, count in sorted(self._counts.items(), key=lambda item: -item[1]):
            yield Notice(f"{kind}: {count:,} ({', '.join(self._examples[kind])})")

    def _unmarked(self, text: str) -> str:
        stripped = text.strip()
        bare = stripped.strip(_MARKS)
        return self._tell("note marks left out", stripped, bare) if bare != stripped and bare else stripped

    def _tell(self, kind: str, before: str, after: str) -> str:
        examples = self._examples.setdefault(kind, [])
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if len(examples) < _KEPT_EXAMPLES:
            examples.append(f"{before.strip()} as {after}" if after else before)
        return after
