"""Running text out of files: paragraphs from wrapped lines, long text in parts. Pure.

Lines are the unit that passages are cut at: a paragraph is one line here, a very long one several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

# A section that is read as a whole should fit a screen or two; guideline sections are of this order.
MOST_WORDS = 900

# Lines longer than a search passage are broken at sentence ends, so that no end of a long paragraph goes unread.
_LINE_WORDS = 120

# A line that ends this far before the widest of its neighbours ends is the last of its paragraph.
_FULL_SHARE = 0.7
_NEIGHBOURS = 3
_ITEM = re.compile(r"(?:[•●○▪◦·*–-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]|\d{1,3}(?:\.\d{1,3})*\s[-–]|#{1,6})\s")
SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=[A-Z0-9(“\"])")
_WORD = re.compile(r"[A-Za-z]+")
_BROKEN_WORD = re.compile(r"([A-Za-z]+)-$")

# Prefixes that keep their hyphen: "non-facility" broken at a line's end is not "nonfacility".
_PREFIXES = frozenset("anti co ex inter intra mid multi non over peri post pre re self sub under ill well".split())


def slug(text: str, most: int = 60) -> str:
    """A text as part of an address: lower-case letters, digits and single hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:most].strip("-")


def known_words(lines: Iterable[str]) -> frozenset[str]:
    """The words of a document, in lower case, without the halves that a line's end cut apart."""
    words: set[str] = set()
    cut = False
    for line in lines:
        found = [word.lower() for word in _WORD.findall(line)]
        begin, end = int(cut), len(found) - 1 if _BROKEN_WORD.search(line.rstrip()) else len(found)
        cut = end < len(found)
        words.update(found[begin:end])
    return frozenset(words)


def paragraphs(lines: Sequence[str], known: frozenset[str] = frozenset()) -> list[str]:
    """Wrapped lines as paragraphs, a line each; ``known`` decides on words cut by a hyphen at a line's end.

    A blank line ends a paragraph, and so does a line that stops well short of the others or stands before a list item.
    """
    texts = [" ".join(line.split()) for line in lines]
    made: list[str] = []
    running = False
    for number, text in enumerate(texts):
        if not text:
            running = False
            continue
        if running and not _ITEM.match(text):
            made[-1] = _run_on(made[-1], text, known)
        elif made and re.fullmatch("[A-Z]", made[-1]) and text[0].islower():
            made[-1] += text  # a capital that stands apart on the page
        else:
            made.append(text)
        width = max(map(len, texts[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS + 1]))
        running = len(text) >= width * _FULL_SHARE
    return [piece for paragraph in made for piece in pieces(paragraph)]


def _run_on(before: str, after: str, known: frozenset[str]) -> str:
    cut, rest = _BROKEN_WORD.search(before), _WORD.match(after)
    if not cut or not rest:
        # "ICD-" and "10-CM" belong together; a dash between blanks does not bind.
        return before + after if re.search(r"\w-$", before) else f"{before} {after}"
    left, right = cut[1].lower(), rest[0].lower()
    is_compound = left in _PREFIXES or left.isupper() or {left, right} <= known
    if left + right in known or (not is_compound and rest[0].islower()):
        return before[:-1] + after
    return before + after


def pieces(paragraph: str) -> Iterator[str]:
    """A paragraph, cut at sentence ends where it is longer than ``_LINE_WORDS``."""
    if len(paragraph.split()) <= _LINE_WORDS:
        yield paragraph
        return
    piece: list[str] = []
    words = 0
    for sentence in SENTENCE_END.split(paragraph):
        size = len(sentence.split())
        if piece and words + size > _LINE_WORDS:
            yield " ".join(piece)
            piece, words = [], 0
        piece.append(sentence)
        words += size
    yield " ".join(piece)
