"""The numbers of the tokens of one word index, in two mapped arrays: a dictionary takes twenty times the memory.

A token is known by a hash of 64 bits; ``write`` makes sure that those of an index are told apart. A token that an index
does not have is taken for one that it has once in 10^14.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import KnowledgeBaseError
from corpus.store.passage_table import mapped

Hashes = npt.NDArray[np.uint64]

_HASHES, _NUMBERS = "term_hashes.npy", "term_numbers.npy"
_BYTES = 8
# Where bm25s keeps the tokens, for an index that was written before the two arrays were.
_VOCABULARY = "vocab.index.json"


def hashes_of(tokens: Iterable[str]) -> Hashes:
    """The hash of each token, shape (tokens,)."""
    digests = b"".join(hashlib.blake2b(token.encode(), digest_size=_BYTES).digest() for token in tokens)
    return np.frombuffer(digests, dtype=np.uint64)


class Terms:
    """The numbers of an index's tokens. Immutable; thread-safe."""

    def __init__(self, hashes: Hashes, numbers: npt.NDArray[np.uint32]) -> None:
        self._hashes, self._numbers = hashes, numbers

    def numbers(self, hashes: Hashes) -> list[int | None]:
        """The number of each token, None for one that the index does not have."""
        if not len(self._hashes):
            return [None] * len(hashes)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        has = (self._hashes[places] == hashes).tolist()
        return [number if known else None for number, known in zip(self._numbers[places].tolist(), has, strict=True)]

    @classmethod
    def of(cls, tokens: Sequence[str]) -> Terms:
        """Those of tokens numbered in their order; raises KnowledgeBaseError for two that are not told apart."""
        hashes = hashes_of(tokens)
        order = np.argsort(hashes)
        ordered = hashes[order]
        if bool(np.any(ordered[1:] == ordered[:-1])):
            raise KnowledgeBaseError("two words of a word index have one hash")
        return cls(ordered, order.astype(np.uint32))

    def write(self, folder: Path) -> None:
        np.save(folder / _HASHES, self._hashes)
        np.save(folder / _NUMBERS, self._numbers)

    @classmethod
    def open(cls, folder: Path) -> Terms:
        """Those of an index's folder; made here for an index that was written before they were kept."""
        if (folder / _NUMBERS).is_file():
            return cls(mapped(folder / _HASHES), mapped(folder / _NUMBERS))
        numbers: dict[str, int] = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
        return cls.of(sorted(numbers, key=numbers.__getitem__))
