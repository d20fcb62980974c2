"""Words of a page in lines, from the top. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.sources.documents.lines import superscript
from ingest.sources.documents.pdf.words import Word

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other, from the left."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def height(self) -> float:
        return statistics.median(word.height for word in self.words)

    @property
    def text(self) -> str:
        return joined(self.words)


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words in lines from the top: what overlaps by half its height stands beside each other."""
    lines: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda one: (one.middle, one.left)):
        for number in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            top, bottom = spans[number]
            shared = min(bottom, word.bottom) - max(top, word.top)
            if shared > _HALF * min(bottom - top, word.height):
                lines[number].append(word)
                break
        else:
            lines.append([word])
            spans.append((word.top, word.bottom))
    made = [Line(tuple(sorted(line, key=lambda one: one.left))) for line in lines]
    return sorted(made, key=lambda line: line.top)


def joined(words: Sequence[Word]) -> str:
    """The text of words beside each other; a small word that stands higher is a mark of the one before."""
    text = ""
    before: Word | None = None
    for word in words:
        raised = (
            before is not None
            and word.height < before.height * 0.85
            and before.bottom - word.bottom > before.height * 0.1
            and word.left - before.right < before.height * _HALF
        )
        text += superscript(text, word.text) if raised else f" {word.text}"
        before = before if raised else word
    return " ".join(text.split())
