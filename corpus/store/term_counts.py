"""How often each token stands in each passage of a collection, and the BM25 index made of these counts.

The counts are kept beside the index, so that after a change only new passages are read again. bm25s scores passage by
passage in Python; here all are scored at once, by its own formula ("lucene"), through the method it leaves open for
that. Only builds import this module: it brings in scipy.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt
from scipy import sparse

from corpus.store.terms import Terms

_COUNTS = "term_counts.npz"
_VOCABULARY = "term_counts.txt"

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """``counts``: one row a passage, one column a token of ``vocabulary`` in its order; no column is empty."""

    counts: sparse.csr_array
    vocabulary: list[str]

    @classmethod
    def of(cls, passages: Iterable[Sequence[str]]) -> TermCounts:
        """Counts the tokens of passages, of which each has at least one."""
        numbers: dict[str, int] = {}
        flat, starts = array("i"), array("q", [0])
        for tokens in passages:
            flat.extend(numbers.setdefault(token, len(numbers)) for token in tokens)
            starts.append(len(flat))
        ones = np.ones(len(flat), dtype=np.float32)
        shape = (len(starts) - 1, len(numbers))
        counts = sparse.csr_array((ones, np.asarray(flat, dtype=np.int32), np.asarray(starts)), shape=shape)
        counts.sum_duplicates()
        return cls(counts, list(numbers))

    @staticmethod
    def are_in(folder: Path) -> bool:
        """Whether a folder has counts to read."""
        return (folder / _COUNTS).is_file() and (folder / _VOCABULARY).is_file()

    @classmethod
    def read(cls, folder: Path) -> TermCounts:
        """The counts that ``write`` wrote."""
        vocabulary = (folder / _VOCABULARY).read_text(encoding="utf-8").split("\n")
        return cls(sparse.load_npz(folder / _COUNTS), vocabulary)

    def write(self, folder: Path) -> None:
        sparse.save_npz(folder / _COUNTS, self.counts, compressed=False)
        (folder / _VOCABULARY).write_text("\n".join(self.vocabulary), encoding="utf-8")

    def replaced(self, kept: Rows, kept_to: Rows, added: TermCounts, added_to: Rows) -> TermCounts:
        """The counts of a changed collection: of these the rows ``kept``, and all of ``added``, at their new rows."""
        numbers = {token: number for number, token in enumerate(self.vocabulary)}
        columns = np.array([numbers.setdefault(token, len(numbers)) for token in added.vocabulary], dtype=np.int32)
        width = len(numbers)
        old, new = self.counts[kept], added.counts
        old = sparse.csr_array((old.data, old.indices, old.indptr), shape=(len(kept), width))
        new = sparse.csr_array((new.data, columns[new.indices], new.indptr), shape=(len(added_to), width))
        order = np.argsort(np.concatenate([kept_to, added_to]))
        counts = sparse.vstack([old, new], format="csr")[order]
        used = np.flatnonzero(np.bincount(counts.indices, minlength=width))
        vocabulary = list(numbers)
        return TermCounts(counts[:, used], [vocabulary[number] for number in used])

    def write_index(self, folder: Path) -> None:
        """Writes the BM25 index of these counts, for ``bm25s.BM25.load``, and the numbers of its tokens."""
        engine = _FromCounts()
        numbers = {token: number for number, token in enumerate(self.vocabulary)}
        engine.index(_Counted(self.counts, numbers), show_progress=False)
        engine.save(str(folder), show_progress=False)
        Terms.of(self.vocabulary).write(folder)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What bm25s takes for a corpus that was turned into numbers."""

    ids: sparse.csr_array
    vocab: dict[str, int]


class _FromCounts(bm25s.BM25):  # type: ignore[misc]
    """bm25s's index with its scores counted for all passages at once; ``corpus_token_ids`` are their counts."""

    def build_index_from_ids(
        self, unique_token_ids: list[int], corpus_token_ids: Any, **_progress: object
    ) -> dict[str, Any]:
        counts: sparse.csr_array = corpus_token_ids
        self.nonoccurrence_array = None  # as bm25s sets it for this formula
        passages, tokens = counts.shape
        lengths = counts.sum(axis=1)
        having = np.bincount(counts.indices, minlength=tokens)
        weights = np.log1p((passages - having + 0.5) / (having + 0.5))
        damping = self.k1 * (1 - self.b + self.b * lengths / lengths.mean())
        often = counts.data / (counts.data + np.repeat(damping, np.diff(counts.indptr)))
        scores = (weights[counts.indices] * often).astype(self.dtype)
        columns = sparse.csr_array((scores, counts.indices, counts.indptr), shape=counts.shape).tocsc()
        return {
            "data": columns.data,
            "indices": columns.indices.astype(self.int_dtype),
            "indptr": columns.indptr,
            "num_docs": passages,
        }
