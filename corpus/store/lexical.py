"""The lexical index: BM25 (bm25s) over words and their four-letter pieces, one index per collection.

Tokens keep codes whole ("e11.22", "0709t"); codes are never stemmed, words lose a plural "s" only. The pieces of a word
find what shares its root ("gastric", "gastritis") and what is misspelt ("pnemonia"): docs/adr/0009-finding.md.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.store.passage_table import PassageTable, mapped
from corpus.store.terms import Hashes, Terms, hashes_of

if TYPE_CHECKING:
    from corpus.records import Passage
    from corpus.store.encoder import Vectors

# A word counts as this many of its pieces: they are there for words that are not.
_WORD_WEIGHT = 3

# Three letters match too much and five too little of a misspelt word.
_PIECE = 4

_WORDS = "words.json"
# The parts of bm25s's index: scores, the rows they belong to, and where each token's begin.
_COLUMNS = ("data", "indices", "indptr")
_WORD = re.compile(r"[a-z]+")
_TOKEN = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*")

# Words of the question, not of the answer: they match long guideline sections by accident.
_STOP_WORDS = frozenset(
    "a an and are as at be but by can could do does for from has have how i if in into is it its me my of on or "
    "our please should tell that the their them there these they this to us was we what when where which who why "
    "will with would you your".split()
)


def tokenize(text: str) -> list[str]:
    """Lower-case tokens with codes kept whole and stop words left out."""
    return [_singular(token) for token in _TOKEN.findall(text.lower()) if token not in _STOP_WORDS]


def _singular(token: str) -> str:
    # "diabetes" and "pelvis" must stay, so only the plain plural of a longer word without digits is cut.
    plural = len(token) > 4 and token.endswith("s") and not token.endswith(("ss", "us", "is", "es"))
    return token[:-1] if plural and token.isalpha() else token


def index_tokens(text: str) -> list[str]:
    """The tokens of a text and the pieces of its words, "<" and ">" marking where a word begins and ends."""
    tokens: list[str] = []
    for token in tokenize(text):
        tokens.append(token)
        if token.isalpha():
            marked = f"<{token}>"
            tokens += [marked[start : start + _PIECE] for start in range(len(marked) - _PIECE + 1)]
    return tokens


@lru_cache(maxsize=64)  # one question is looked up in several collections
def _query_hashes(text: str) -> Hashes:
    """The hash of each token of a query once, words as often as they count."""
    words = list(dict.fromkeys(tokenize(text)))
    pieces = dict.fromkeys(token for token in index_tokens(text) if token not in words)
    return hashes_of((*words * _WORD_WEIGHT, *pieces))


class LexicalIndex:
    """BM25 over one collection, of the arrays that bm25s made. Thread-safe for reading; the arrays are memory-mapped.

    Reading them takes an addition; bm25s itself, with scipy, would take a server 17 MB.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._terms, self.table = folder, Terms.open(folder), PassageTable(folder)
        # Token by token, from one start to the next: the rows that have it, and its score there.
        self._scores, self._rows, self._starts = (mapped(folder / f"{part}.csc.index.npy") for part in _COLUMNS)
        having = np.diff(self._starts)
        passages = len(self.table)
        # Inverse document frequencies, as bm25s counts them.
        self._weights: npt.NDArray[np.float64] = np.log1p((passages - having + 0.5) / (having + 0.5))
        self._unseen = math.log1p((passages + 0.5) / 0.5)

    def query(self, text: str, limit: int) -> list[tuple[int, float]]:
        """The best passages for a text as (row, coverage), best first; those that share nothing with it never come.

        Coverage is the BM25 score as a share of what a text of only the query's tokens could reach, in [0, 1]: tokens
        that no passage has weigh most, so a query of unknown words is covered by nothing.
        """
        numbers = self._terms.numbers(_query_hashes(text))
        known = [number for number in numbers if number is not None]
        if not known or not limit:
            return []
        scores = self._scored(known)
        limit = min(limit, len(scores))
        best = np.argpartition(-scores, limit - 1)[:limit] if limit < len(scores) else np.arange(limit)
        best = best[np.lexsort((best, -scores[best]))]
        weights = iter(self._weights[known].tolist())
        whole = sum(self._unseen if number is None else next(weights) for number in numbers)
        shares = (scores[best] / whole).tolist()
        return [(row, share) for row, share in zip(best.tolist(), shares, strict=True) if share > 0]

    def _scored(self, tokens: Sequence[int]) -> npt.NDArray[np.float32]:
        """The score of every row: the sum of what each token, by number, gives it."""
        scores = np.zeros(len(self.table), dtype=np.float32)
        columns = [slice(self._starts[token], self._starts[token + 1]) for token in tokens]
        rows, given = (np.concatenate([part[column] for column in columns]) for part in (self._rows, self._scores))
        np.add.at(scores, rows, given)
        return scores

    def words(self) -> Counter[str]:
        """The words of its texts with how often they occur; read from the disk."""
        return _words_in(self._folder)

    @staticmethod
    def build(
        folder: Path,
        passages: Sequence[Passage],
        vectors: Callable[[Sequence[str]], Vectors] | None = None,
        former: Path | None = None,
    ) -> None:
        """Writes the index of one collection, whose passages come in the order of their ids, into a folder.

        ``vectors`` gives the unit vectors of passages by id, see ``PassageTable.write``. ``former`` is the folder of an
        older index of the collection: what it has of a passage is taken over.
        """
        from corpus.store.term_counts import TermCounts  # here, as only builds need scipy

        folder.mkdir(parents=True, exist_ok=True)
        if former is not None and not TermCounts.are_in(former):
            former = None  # an index made before counts were kept
        kept = PassageTable.write(folder, passages, vectors, former)
        added = [passages[row] for row in kept.added]
        counts = TermCounts.of(index_tokens(passage.text) or [""] for passage in added)
        words = Counter(word for passage in added for word in _WORD.findall(passage.text.lower()))
        if former is not None and len(kept.rows):
            counts = TermCounts.read(former).replaced(kept.former_rows, kept.rows, counts, kept.added)
            words = _words_left(former, kept.former_rows) + words
        counts.write(folder)
        counts.write_index(folder)
        (folder / _WORDS).write_text(json.dumps(words), encoding="utf-8")


def _words_in(folder: Path) -> Counter[str]:
    return Counter(json.loads((folder / _WORDS).read_text(encoding="utf-8")))


def _words_left(folder: Path, kept: npt.NDArray[np.intp]) -> Counter[str]:
    """The words of an index without those of the rows that are not kept."""
    table = PassageTable(folder)
    words = _words_in(folder)
    for row in np.setdiff1d(np.arange(len(table)), kept, assume_unique=True).tolist():
        words.subtract(_WORD.findall(table.text(row).lower()))
    return +words
