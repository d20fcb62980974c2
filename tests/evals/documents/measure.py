"""How much of a document's text and cells a reader gives, and how much of what it gives is right. Pure."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.evals.documents.content import Policy


@dataclass(slots=True)
class Score:
    """Things expected, given, and both; sums over documents."""

    expected: int = 0
    given: int = 0
    both: int = 0

    def add(self, expected: Counter[object], given: Counter[object]) -> None:
        self.expected += expected.total()
        self.given += given.total()
        self.both += (expected & given).total()

    @property
    def recall(self) -> float:
        return self.both / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.both / self.given if self.given else 1.0


@dataclass(slots=True)
class Measured:
    """Words, pairs of neighbouring words (their order) and cells of one kind of document."""

    words: Score = field(default_factory=Score)
    order: Score = field(default_factory=Score)
    cells: Score = field(default_factory=Score)
    documents: int = 0

    def add(self, policy: Policy, lines: Sequence[str], rows: Sequence[str]) -> None:
        """``lines`` are what a reader gave as text, ``rows`` what it gave as rows of tables."""
        expected, given = policy.words(), [word for line in lines for word in line.split()]
        self.words.add(Counter(expected), Counter(given))
        self.order.add(Counter(itertools.pairwise(expected)), Counter(itertools.pairwise(given)))
        self.cells.add(Counter(policy.cells()), Counter(cells_of(rows)))
        self.documents += 1


def cells_of(rows: Iterable[str]) -> list[tuple[str, str, str]]:
    """(first cell, name of the column, value) out of rows as they are read: "Code: 27447 | Office: (blank)"."""
    found: list[tuple[str, str, str]] = []
    for row in rows:
        pairs = [part.partition(": ") for part in row.split(" | ")]
        found += [(pairs[0][2], name, value) for name, _, value in pairs]
    return found
