"""What runs at the head and foot of the pages: page numbers go, everything else is kept once. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

# Heads and feet are a few lines; further in, a line that repeats is text.
_EDGE_LINES = 4
_RUNNING_SHARE = 0.5
# On two pages nothing can be said to run.
_FEWEST_PAGES = 3

# "12", "Page 3 of 20", "IV-18", "- 7 -": at most four digits, since five are a code.
_PAGE_LABEL = re.compile(
    r"\W*(?:page|p\.)?\s*(?:[A-Z]{1,8}\s?[-–]\s?)?(?:\d{1,4}|[IVXLC]+)(?:\s*(?:of|/)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_COUNTS_ON = 0.6


def without_running(pages: Sequence[Sequence[str] | None]) -> list[list[str] | None]:
    """Pages without the numbers and the repeated lines at their edges; a repeated line stays where it is first.

    A line that differs from page to page in more than the page's number is text, not a head: rows of a table differ so.
    """
    made = [None if lines is None else list(lines) for lines in pages]
    whole = [(number, lines) for number, lines in enumerate(made) if lines]
    if len(whole) < _FEWEST_PAGES:
        return made
    found: dict[str, list[tuple[int, int]]] = {}
    for number, lines in whole:
        for place in _edges(lines):
            found.setdefault(_shape(lines[place]), []).append((number, place))
    dropped: dict[int, set[int]] = {}
    for shape, places in found.items():
        pages_with = {number for number, _ in places}
        if len(pages_with) <= len(whole) * _RUNNING_SHARE:
            continue
        texts = [(number, (made[number] or [])[place]) for number, place in places]
        if shape == "#":
            if _counts(texts):
                _drop(places, dropped)
        elif (first := _first_kept(texts)) is not None:
            _drop([one for one in places if one != places[first]], dropped)
    return [
        None if lines is None else [line for place, line in enumerate(lines) if place not in dropped.get(number, ())]
        for number, lines in enumerate(made)
    ]


def _drop(places: Sequence[tuple[int, int]], dropped: dict[int, set[int]]) -> None:
    for number, place in places:
        dropped.setdefault(number, set()).add(place)


def _edges(lines: Sequence[str]) -> list[int]:
    filled = [place for place, line in enumerate(lines) if line.strip()]
    return sorted({*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]})


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


def _first_kept(texts: Sequence[tuple[int, str]]) -> int | None:
    """Which of the lines stays: the first, where all say the same but for the page's number; None: they differ."""
    numbers = [_NUMBER.findall(text) for _, text in texts]
    if len({len(found) for found in numbers}) > 1:
        return None
    for column in zip(*numbers, strict=True):
        if len(set(column)) > 1 and not _counts(
            [(page, value) for (page, _), value in zip(texts, column, strict=True)]
        ):
            return None
    return 0
