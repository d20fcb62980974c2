"""The passages of one collection: id to record key, text and a small copy of the vector, shared by both searches.

Kept here because asking Chroma for documents and metadata costs ten times the search itself (1.6 ms against 11 ms for
120 rows out of 110 thousand). The files are memory-mapped: servers on one machine share them, and only what is read
takes memory.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corpus.codes import CodeSystem
from corpus.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from corpus.records import Passage
    from corpus.store.encoder import Vectors

_IDS, _RECORDS, _BROADER, _VECTORS, _SCALES, _SIGNS = (
    f"passage_{part}.npy" for part in ("ids", "records", "broader", "vectors", "scales", "signs")
)
# An id is a hash of 128 bits; half of it tells a million passages apart, and ``write`` makes sure of it.
_ID_DIGITS = 16


# Components of a unit vector in a byte each: a similarity computed from them is off by 0.003 at most.
_BYTE = 127

# So many rows are compared component by component; of more, those whose signs agree most with the query's are. Of 67
# thousand titles of diagnoses that keeps 0.998 of the ten nearest and 0.95 of the 120 nearest (Chroma's graph 0.983 and
# 0.92), of 12 thousand passages all but one or two of the 120.
COMPARED_ROWS = 4_000
_WORD_BYTES = 8
_ROWS_A_PART = 8_192


class PassageTable:
    """Keys and texts by row number, row numbers by passage id. Immutable; thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._ids = mapped(folder / _IDS)
        self._records = mapped(folder / _RECORDS)
        self._broader = mapped(folder / _BROADER)
        self._keys, self._texts = _Texts(folder / "passage_keys"), _Texts(folder / "passage_texts")
        self.has_vectors = (folder / _VECTORS).is_file()
        self._folder = folder
        if self.has_vectors:
            self._vectors = mapped(folder / _VECTORS)
            self._scales = mapped(folder / _SCALES)

    def __len__(self) -> int:
        return len(self._ids)

    def rows(self, passage_ids: Sequence[str]) -> list[int]:
        """Row numbers of passages; raises KeyError for one that is not in this collection."""
        wanted = _numbers(passage_ids)
        rows = np.searchsorted(self._ids, wanted)
        for place in np.flatnonzero(self._ids[np.minimum(rows, len(self) - 1)] != wanted):
            raise KeyError(passage_ids[int(place)])
        found: list[int] = rows.tolist()
        return found

    def records(self, rows: npt.ArrayLike) -> npt.NDArray[np.uint32]:
        """A number for each row that all rows of one record share."""
        numbers: npt.NDArray[np.uint32] = self._records[np.asarray(rows, dtype=np.intp)]
        return numbers

    def key(self, row: int) -> str:
        """The record that a row leads to."""
        return self._keys[row]

    def text(self, row: int) -> str:
        return self._texts[row]

    def is_broader(self, row: int) -> bool:
        """Whether other records of the collection stand below the row's: "E11" has "E11.9" below it."""
        return bool(self._broader[row])

    def similarities(self, queries: Vectors, rows: npt.ArrayLike) -> list[float]:
        """The best cosine similarity of each row with the queries, unit vectors of shape (queries, dimensions)."""
        chosen = np.asarray(rows, dtype=np.intp)
        near = self._vectors[chosen].astype(np.float32) @ queries.T * self._scales[chosen, None]
        best: list[float] = near.max(axis=1).tolist() if len(chosen) else []
        return best

    def nearest(self, query: Vectors, limit: int) -> list[tuple[int, float]]:
        """The nearest rows to one unit vector as (row, cosine similarity), nearest first.

        Every row is looked at: of more than COMPARED_ROWS by its signs first.
        """
        if len(self) <= COMPARED_ROWS:
            rows = np.arange(len(self))
            near = self._matrix @ query
        else:
            rows = self._alike(query, max(COMPARED_ROWS, limit))
            near = self._vectors[rows].astype(np.float32) @ query * self._scales[rows]
        best = np.argpartition(-near, limit - 1)[:limit] if limit < len(near) else np.arange(len(near))
        best = best[np.lexsort((rows[best], -near[best]))]
        return list(zip(rows[best].tolist(), near[best].tolist(), strict=True))

    def _alike(self, query: Vectors, count: int) -> npt.NDArray[np.intp]:
        """The rows whose signs differ least from a vector's, in order: ``count`` of them, and those that tie."""
        wanted = signs_of(query[None, :])[:, 0]
        apart = np.zeros(len(self), dtype=np.uint16)
        for column, sign in zip(self._signs, wanted, strict=True):
            apart += np.bitwise_count(column ^ sign)
        reached = np.cumsum(np.bincount(apart))
        return np.flatnonzero(apart <= np.searchsorted(reached, count))

    @cached_property
    def _signs(self) -> npt.NDArray[np.uint64]:
        """The signs of all vectors; made here for a table that was written before they were kept."""
        path = self._folder / _SIGNS
        return mapped(path) if path.is_file() else signs_of(self._vectors)

    @cached_property
    def _matrix(self) -> Vectors:
        """All vectors in floats: four times the memory, so only for small collections."""
        matrix: Vectors = np.asarray(self._vectors, dtype=np.float32) * self._scales[:, None]
        return matrix

    @staticmethod
    def holds(folder: Path, passage_ids: Sequence[str]) -> bool:
        """Whether a folder holds the table of exactly these passages, given in order.

        An id is a hash of all that a passage is, so a table of the same ids is the same table.
        """
        path = folder / _IDS
        return path.is_file() and np.array_equal(mapped(path), _numbers(passage_ids))

    @staticmethod
    def write(
        folder: Path,
        passages: Sequence[Passage],
        vectors: Callable[[Sequence[str]], Vectors] | None = None,
        former: Path | None = None,
    ) -> TakenOver:
        """Writes the table of passages that come in the order of their ids; says what an older table gave of it.

        ``vectors`` gives unit vectors of shape (ids, dimensions) by passage id; None for a collection found by words
        alone. ``former`` is the folder of an older table of the collection, whose vectors are copied.
        Raises KnowledgeBaseError when ids are out of order or alike.
        """
        ids = _numbers(passage.id for passage in passages)
        if not bool(np.all(ids[1:] > ids[:-1])):
            raise KnowledgeBaseError(f"the passages of {folder.name} are not told apart by the order of their ids")
        np.save(folder / _IDS, ids)
        keys = [passage.key for passage in passages]
        numbers: dict[str, int] = {}
        np.save(folder / _RECORDS, np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.uint32))
        np.save(folder / _BROADER, np.isin(keys, list(_above(keys))))
        kept = TakenOver.of(ids, former)
        if vectors is not None:
            _write_vectors(folder, [passage.id for passage in passages], vectors, kept, former)
        _Texts.write(folder / "passage_keys", keys)
        _Texts.write(folder / "passage_texts", [passage.text for passage in passages])
        return kept


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Which rows of a new table an older one has, ``rows`` there being ``former_rows``; ``added`` are the others."""

    rows: npt.NDArray[np.intp]
    former_rows: npt.NDArray[np.intp]
    added: npt.NDArray[np.intp]

    @classmethod
    def of(cls, ids: npt.NDArray[np.uint64], former: Path | None) -> TakenOver:
        known = mapped(former / _IDS) if former is not None else ids[:0]
        _, rows, former_rows = np.intersect1d(ids, known, assume_unique=True, return_indices=True)
        return cls(rows, former_rows, np.setdiff1d(np.arange(len(ids)), rows, assume_unique=True))


def _write_vectors(
    folder: Path,
    ids: Sequence[str],
    vectors: Callable[[Sequence[str]], Vectors],
    kept: TakenOver,
    former: Path | None,
) -> None:
    parts, scales = [], np.empty(len(ids), dtype=np.float32)
    if former is not None:
        parts.append((kept.rows, mapped(former / _VECTORS)[kept.former_rows]))
        scales[kept.rows] = mapped(former / _SCALES)[kept.former_rows]
    if len(kept.added):
        added = vectors([ids[row] for row in kept.added])
        scales[kept.added] = np.maximum(np.abs(added).max(axis=1), 1e-12) / _BYTE
        parts.append((kept.added, np.rint(added / scales[kept.added, None]).astype(np.int8)))
    small = np.empty((len(ids), parts[0][1].shape[1]), dtype=np.int8)
    for rows, part in parts:
        small[rows] = part
    np.save(folder / _VECTORS, small)
    np.save(folder / _SCALES, scales)
    np.save(folder / _SIGNS, signs_of(small))


def signs_of(vectors: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """Which components of each vector are positive: 64 of them a number, shape (dimensions / 64, vectors)."""
    width = -(-vectors.shape[1] // (8 * _WORD_BYTES)) * _WORD_BYTES
    signs = np.zeros((len(vectors), width), dtype=np.uint8)
    for start in range(0, len(vectors), _ROWS_A_PART):
        part = np.packbits(vectors[start : start + _ROWS_A_PART] > 0, axis=1)
        signs[start : start + len(part), : part.shape[1]] = part
    return np.ascontiguousarray(signs.view(np.uint64).T)


def _numbers(passage_ids: Iterable[str]) -> npt.NDArray[np.uint64]:
    return np.array([int(identifier[:_ID_DIGITS], 16) for identifier in passage_ids], dtype=np.uint64)


def mapped(path: Path) -> npt.NDArray[Any]:
    """An array file mapped into memory, as a plain array: every slice of NumPy's memmap type costs ten times that."""
    return np.load(path, mmap_mode="r").view(np.ndarray)  # type: ignore[no-any-return]


def _above(keys: Sequence[str]) -> set[str]:
    """Every beginning of a key that could be the key of something broader: "icd10cm:E11.22" has "E11.2" and "E11"."""
    above: set[str] = set()
    for key in set(keys):
        system, _, code = key.partition(":")
        # Codes nest by their characters in ICD-10-CM alone; elsewhere no key begins another.
        for end in range(3, len(code) if system == CodeSystem.ICD10CM.value else 0):
            above.add(f"{system}:{code[:end].removesuffix('.')}")
    return above


class _Texts:
    """Many short texts in one memory-mapped file, with the offsets at which they begin."""

    def __init__(self, path: Path) -> None:
        self._starts = mapped(path.with_suffix(".npy")).data
        with path.with_suffix(".utf8").open("rb") as stream:
            # An empty file cannot be mapped.
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if self._starts[-1] else b""

    def __getitem__(self, row: int) -> str:
        return self._bytes[self._starts[row] : self._starts[row + 1]].decode("utf-8")

    @staticmethod
    def write(path: Path, texts: Sequence[str]) -> None:
        encoded = [text.encode("utf-8") for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.uint64)
        np.cumsum([len(text) for text in encoded], out=starts[1:])
        np.save(path.with_suffix(".npy"), starts)
        path.with_suffix(".utf8").write_bytes(b"".join(encoded))
