"""Markdown and plain text: by heading where it has headings, else by line numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.sources import SourceFile
from ingest.sources.documents.kinds import front_matter_lines
from ingest.sources.documents.lines import Heading, Part
from ingest.sources.documents.parts import by_heading
from ingest.sources.documents.prose import MOST_WORDS, known_words, paragraphs
from ingest.sources.tabular import open_text

# A run of plain text this long ends at the next sentence that ends a line.
_RUN_WORDS = 400

_HEADING_MARK = re.compile(r"#{1,6}\s+(?P<text>.+?)\s*#*")
# Of plain text only this form of heading is sure, as in CMS manuals: "40.1 - Private Contracts".
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*\s+[-–]\s+[A-Z(].{2,110}")
_FEWEST_NUMBERED = 3

_PAGE_LINE = re.compile(r"Page \d+ of \d+", re.IGNORECASE)
# This often, what stands with page numbers in a text made from pages is a running foot too.
_FOOT_SHARE = 0.8


def text_parts(file: SourceFile) -> tuple[str, Iterator[Part]]:
    """Title and parts of Markdown or plain text: by heading where it has headings, else by line numbers."""
    with open_text(file) as stream:
        raw = [line.rstrip() for line in stream.read().lstrip("\ufeff").splitlines()]
    begin = front_matter_lines(raw)
    lines = list(enumerate(raw[begin:], start=begin + 1))
    known = known_words(raw)
    headings = dict(_markdown_headings(lines))
    title = next(iter(headings.values()), "")
    if not headings:
        lines = _without_page_lines(lines)
        # A table of contents has them first; the section itself comes last.
        last = {line: (number, line) for number, line in lines if _NUMBERED.fullmatch(line)}
        headings = dict(last.values()) if len(last) >= _FEWEST_NUMBERED else {}
    if not headings:
        return "", _by_lines(lines, known)
    parts: list[str] = []
    run: list[str] = []
    for number, line in lines:
        if number in headings:
            parts += [*paragraphs(run, known), Heading(headings[number])]
            run = []
        else:
            run.append(line.replace("#", "", 1) if line.startswith("# ") else line)
    return title, by_heading([*parts, *paragraphs(run, known)])


def _markdown_headings(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Line numbers and texts of Markdown's headings, not of "#" in a block of code."""
    fenced = False
    for number, line in lines:
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (match := _HEADING_MARK.fullmatch(line)):
            yield number, match["text"]


def _by_lines(lines: Sequence[tuple[int, str]], known: frozenset[str]) -> Iterator[Part]:
    """Parts of a text without headings: runs of lines that end with a sentence, named by their line numbers."""
    run: list[tuple[int, str]] = []
    words = 0
    for number, line in lines:
        if not run and not line:
            continue
        run.append((number, line))
        words += len(line.split())
        if words >= MOST_WORDS or (words >= _RUN_WORDS and (not line or line.endswith((".", "!", "?")))):
            yield _lines_part(run, known)
            run, words = [], 0
    if run:
        yield _lines_part(run, known)


def _lines_part(run: Sequence[tuple[int, str]], known: frozenset[str]) -> Part:
    first, last = run[0][0], max(number for number, line in run if line)
    return Part(f"lines-{first}-{last}", f"lines {first}-{last}", paragraphs([line for _, line in run], known))


def _without_page_lines(lines: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """A text made from pages, without "Page 9 of 121" and what stands above it every time."""
    places = [place for place, (_, line) in enumerate(lines) if _PAGE_LINE.fullmatch(line.strip())]
    if len(places) < _FEWEST_NUMBERED:
        return list(lines)
    dropped = set(places)
    for above in (1, 2, 3):
        counts = Counter(lines[place - above][1] for place in places if place >= above)
        line, count = counts.most_common(1)[0]
        if count < len(places) * _FOOT_SHARE:
            break
        dropped |= {place - above for place in places if place >= above and lines[place - above][1] == line}
    return [line for place, line in enumerate(lines) if place not in dropped]
