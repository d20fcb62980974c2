"""The passages of one collection in memory: id to record key and text, shared by vector and word search.

Kept here because asking Chroma for documents and metadata costs ten times the search itself (1.6 ms against 11 ms for
120 rows out of 110 thousand).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.records import Passage

_FILE = "passages.json"


class PassageTable:
    """Keys and texts by row number and by passage id. Immutable."""

    def __init__(self, ids: Sequence[str], keys: Sequence[str], texts: Sequence[str]) -> None:
        self.keys, self.texts = keys, texts
        self._rows = {identifier: row for row, identifier in enumerate(ids)}

    def __len__(self) -> int:
        return len(self.keys)

    def row(self, passage_id: str) -> int:
        """Row number of a passage; raises KeyError for one that is not in this collection."""
        return self._rows[passage_id]

    @staticmethod
    def write(folder: Path, passages: Iterable[Passage]) -> None:
        rows = [[passage.id, passage.key, passage.text] for passage in passages]
        (folder / _FILE).write_text(json.dumps(rows, separators=(",", ":")), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> PassageTable:
        rows = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        shared: dict[str, str] = {}  # several passages lead to one record: one key text for them all
        keys = [shared.setdefault(key, key) for _, key, _ in rows]
        return cls([identifier for identifier, _, _ in rows], keys, [text for _, _, text in rows])
