"""What runs at the head and foot of the pages: page numbers go, everything else is kept once. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Heads and feet are a few lines; further in, a line that repeats is text.
_EDGE_LINES = 4
_RUNNING_SHARE = 0.5
_FEWEST_PAGES = 2
# On a few pages sentences may be alike by chance, but then not at one height; chapters of a long document have heads
# and feet a little higher or lower.
_FEW_PAGES = 5
_SAME_HEIGHT, _NEAR_HEIGHT = 4.0, 16.0

# "12", "Page 3 of 20", "IV-18", "- 7 -": at most four digits, since five are a code.
_PAGE_LABEL = re.compile(
    r"\W*(?:page|p\.)?\s*(?:[A-Z]{1,8}\s?[-–]\s?)?(?:\d{1,4}|[IVXLC]+)(?:\s*(?:of|/)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_NAMED_LABEL = re.compile(r"\W*(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_COUNTS_ON = 0.6


@dataclass(frozen=True, slots=True)
class Edge:
    """A line near the head or foot of a page: its text and how far down it stands, in points."""

    text: str
    down: float


def edges(lines: Sequence[Edge]) -> list[int]:
    """Which of a page's lines, from the top, stand at its edges."""
    return sorted({*range(min(len(lines), _EDGE_LINES)), *range(max(0, len(lines) - _EDGE_LINES), len(lines))})


def running(pages: Sequence[Sequence[Edge]]) -> list[set[int]]:
    """For each page the lines to leave out: page numbers, and repeated lines but where they are first.

    A line runs when it stands at the same height on most pages and differs in nothing but the page's number: rows of a
    table differ in more, and sentences stand elsewhere.
    """
    dropped = [_named_labels(lines) for lines in pages]
    whole = [number for number, lines in enumerate(pages) if lines]
    if len(whole) < _FEWEST_PAGES:
        return dropped
    found: dict[str, list[tuple[int, int]]] = {}
    for number in whole:
        for place in edges(pages[number]):
            found.setdefault(_shape(pages[number][place].text), []).append((number, place))
    for shape, places in found.items():
        apart = _SAME_HEIGHT if len(whole) <= _FEW_PAGES else _NEAR_HEIGHT
        for group in _at_one_height(places, pages, apart):
            if len({number for number, _ in group}) <= len(whole) * _RUNNING_SHARE:
                continue
            texts = [(number, pages[number][place].text) for number, place in group]
            leaves = _counts(texts) if shape == "#" else _says_the_same(texts)
            if leaves:
                for number, place in group if shape == "#" else group[1:]:
                    dropped[number].add(place)
    return dropped


def _named_labels(lines: Sequence[Edge]) -> set[int]:
    """The first or last line, where it says "Page 3" itself."""
    return {place for place in {0, len(lines) - 1} if lines and _NAMED_LABEL.fullmatch(lines[place].text.strip())}


def _at_one_height(
    places: Sequence[tuple[int, int]], pages: Sequence[Sequence[Edge]], apart: float
) -> Iterator[list[tuple[int, int]]]:
    """Lines of one shape in groups no further ``apart`` than points, in the order of pages."""
    group: list[tuple[int, int]] = []
    before = 0.0
    for down, number, place in sorted((pages[number][place].down, number, place) for number, place in places):
        if group and down - before > apart:
            yield sorted(group)
            group = []
        group.append((number, place))
        before = down
    if group:
        yield sorted(group)


def _shape(line: str) -> str:
    """A line with its numbers taken out, so that page 3's and page 4's are one."""
    plain = " ".join(line.split())
    return "#" if _PAGE_LABEL.fullmatch(plain) else _NUMBER.sub("#", plain).casefold()


def _counts(texts: Sequence[tuple[int, str]]) -> bool:
    """Whether numbers go up with the pages, as page numbers do (each chapter may begin anew)."""
    numbers = [(page, _NUMBER.findall(text)) for page, text in texts]
    steps = [
        (later[0] - earlier[0], int(later[1][0]) - int(earlier[1][0]))
        for earlier, later in itertools.pairwise(numbers)
        if earlier[1] and later[1]
    ]
    # Roman numerals cannot be told from a text of capitals, and nothing else stands alone at the edge of every page.
    return not steps or sum(pages == step for pages, step in steps) >= len(steps) * _COUNTS_ON


def _says_the_same(texts: Sequence[tuple[int, str]]) -> bool:
    """Whether all lines say the same but for numbers that go up with the pages."""
    numbers = [_NUMBER.findall(text) for _, text in texts]
    if len({len(found) for found in numbers}) > 1:
        return False
    for column in zip(*numbers, strict=True):
        on_pages = [(page, value) for (page, _), value in zip(texts, column, strict=True)]
        if len(set(column)) > 1 and not _counts(on_pages):
            return False
    return True
