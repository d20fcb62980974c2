"""Running text out of files: paragraphs from wrapped lines, text from HTML, long text in parts. Pure but for parsing.

Lines are the unit that passages are cut at: a paragraph is one line here, a very long one several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bs4 import BeautifulSoup, Tag

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

_NOT_TEXT = ["script", "style", "nav", "noscript", "form", "aside", "template", "svg", "button", "select", "iframe"]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_BLOCKS = "p div section article ul ol dl dt dd table tr blockquote pre hr caption figcaption main".split()
_CELLS = ["td", "th"]

# A row of more is a page laid out as a table, not a row of values.
_ROW_LETTERS = 1_500


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
    return [piece for paragraph in made for piece in _pieces(paragraph)]


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


def _pieces(paragraph: str) -> Iterator[str]:
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


def html_lines(markup: str | bytes) -> list[str]:
    """The text of a page or a fragment, a paragraph a line; headings as "# ...", table rows with " | " between cells.

    Scripts, forms and what only leads around a site are left out.
    """
    soup = BeautifulSoup(markup, "lxml")
    _strip(soup)
    for text in soup.find_all(string=True):
        if type(text).__name__ == "NavigableString" and not text.find_parent("pre"):
            text.replace_with(re.sub(r"\s+", " ", text))
    for row in reversed(soup.find_all("tr")):
        _flatten(row)
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    for tag in soup.find_all(_HEADINGS):
        tag.replace_with(f"\n# {' '.join(tag.get_text(' ').split())}\n")
    for tag in soup.find_all("li"):
        tag.insert(0, "\n- ")
        tag.append("\n")
    for tag in soup.find_all(_BLOCKS):
        tag.insert(0, "\n")
        tag.append("\n")
    body = soup.body or soup
    lines = (" ".join(line.split()) for line in body.get_text().splitlines())
    return [line for line in lines if line and line not in ("-", "#")]


def _strip(soup: BeautifulSoup) -> None:
    for tag in soup(_NOT_TEXT):
        tag.decompose()
    for tag in soup(["header", "footer"]):
        # A page's own head and foot lead around; an article's head has its title.
        if not tag.decomposed and not tag.find_parent(["main", "article"]):
            tag.decompose()


def _flatten(row: Tag) -> None:
    """A row of values as one line of text."""
    cells = row.find_all(_CELLS, recursive=False)
    texts = [" ".join(cell.get_text(" ").split()) for cell in cells]
    if len(cells) < 2 or row.find(["table", *_HEADINGS]) or sum(map(len, texts)) > _ROW_LETTERS:
        return
    row.string = " | ".join(texts)
