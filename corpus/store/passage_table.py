"""The passages of one collection: id to record key and text, shared by vector and word search.

Kept here because asking Chroma for documents and metadata costs ten times the search itself (1.6 ms against 11 ms for
120 rows out of 110 thousand). The files are memory-mapped: servers on one machine share them, and only what is read
takes memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from corpus.records import Passage

_IDS = "passage_ids.npy"
# An id is a hash of 128 bits; half of it tells a million passages apart, and ``write`` makes sure of it.
_ID_DIGITS = 16


class PassageTable:
    """Keys and texts by row number, row numbers by passage id. Immutable; thread-safe."""

    def __init__(self, ids: npt.NDArray[np.uint64], keys: _Texts, texts: _Texts) -> None:
        self._ids, self._keys, self._texts = ids, keys, texts

    def __len__(self) -> int:
        return len(self._ids)

    def row(self, passage_id: str) -> int:
        """Row number of a passage; raises KeyError for one that is not in this collection."""
        wanted = np.uint64(int(passage_id[:_ID_DIGITS], 16))
        row = int(np.searchsorted(self._ids, wanted))
        if row == len(self._ids) or self._ids[row] != wanted:
            raise KeyError(passage_id)
        return row

    def key(self, row: int) -> str:
        """The record that a row leads to."""
        return self._keys[row]

    def text(self, row: int) -> str:
        return self._texts[row]

    @staticmethod
    def write(folder: Path, passages: Sequence[Passage]) -> None:
        """Writes the table of passages that come in the order of their ids; raises KnowledgeBaseError otherwise."""
        ids = np.array([int(passage.id[:_ID_DIGITS], 16) for passage in passages], dtype=np.uint64)
        if not bool(np.all(ids[1:] > ids[:-1])):
            raise KnowledgeBaseError(f"the passages of {folder.name} are not told apart by the order of their ids")
        np.save(folder / _IDS, ids)
        _Texts.write(folder / "passage_keys", [passage.key for passage in passages])
        _Texts.write(folder / "passage_texts", [passage.text for passage in passages])

    @classmethod
    def read(cls, folder: Path) -> PassageTable:
        ids = np.load(folder / _IDS, mmap_mode="r")
        return cls(ids, _Texts(folder / "passage_keys"), _Texts(folder / "passage_texts"))


class _Texts:
    """Many short texts in one memory-mapped file, with the offsets at which they begin."""

    def __init__(self, path: Path) -> None:
        self._starts = np.load(path.with_suffix(".npy"), mmap_mode="r")
        # NumPy refuses to map an empty file.
        size = int(self._starts[-1])
        self._bytes = np.memmap(path.with_suffix(".utf8"), mode="r") if size else np.empty(0, dtype=np.uint8)

    def __getitem__(self, row: int) -> str:
        return self._bytes[int(self._starts[row]) : int(self._starts[row + 1])].tobytes().decode("utf-8")

    @staticmethod
    def write(path: Path, texts: Sequence[str]) -> None:
        encoded = [text.encode("utf-8") for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.uint64)
        np.cumsum([len(text) for text in encoded], out=starts[1:])
        np.save(path.with_suffix(".npy"), starts)
        path.with_suffix(".utf8").write_bytes(b"".join(encoded))
