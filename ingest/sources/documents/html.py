"""A web page as it is seen: everything a reader of the page can see or unfold, nothing that is hidden or struck out.

Forms, buttons, asides and folded details are text like any other: payers wrap whole policies in them. Tables come with
spans spread; a raised mark never touches the code before it. Left out, and told: menus, struck-out and hidden text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PreformattedString, Tag

from ingest.sources.documents.grids import Cell, grid_lines, spread
from ingest.sources.documents.lines import Heading, Notes, one_line, plain_marks, superscript

NOTE_WORDS = {
    "menus": ("1 menu was left out", "{} menus were left out"),
    "struck": ("1 stretch of struck-out text was left out", "{} stretches of struck-out text were left out"),
    "hidden": ("1 hidden piece was left out", "{} hidden pieces were left out"),
    "pictures": ("1 picture was not read", "{} pictures were not read"),
    "frames": ("1 embedded page was not read: save and add it by itself", "{} embedded pages were not read"),
}

_NOT_TEXT = frozenset("script style template svg math head title link meta datalist noscript object canvas".split())
_STRUCK = frozenset(("del", "s", "strike"))
_FRAMES = frozenset(("iframe", "frame", "embed"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(
    "p div section article main header footer aside details summary form fieldset legend address figure figcaption "
    "ul ol li dl dt dd blockquote pre hr table caption tr option dialog body html search hgroup center".split()
)
_APART = frozenset(("button", "label", "input", "select", "textarea", "td", "th", "img"))
_CELLS = frozenset(("td", "th"))

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;}]*line-through", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"[a-z]*([.#][\w-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")

# A cell of more is a part of a page that is laid out as a table; a row of more is too.
_CELL_LETTERS = 1_500
_MOST_SPAN = 1_000
# Pages nested deeper than this are made by a broken program; what is deeper is read as plain text.
_DEEPEST = 400


class Page:
    """Reads one page or fragment. ``lines`` once, then ``notes``."""

    def __init__(self, markup: str | bytes) -> None:
        self._soup = BeautifulSoup(markup, "lxml")
        title = self._soup.find("title")
        self.title = one_line(title.get_text(" ")) if title else ""
        self._notes = Notes()
        self._hidden, self._struck = _selectors(self._soup)
        self._made: list[str] = []
        self._text = ""

    def lines(self) -> list[str]:
        """Every line of the page in its order."""
        body = self._soup.body or self._soup
        self._walk(body, 0)
        self._flush()
        return self._made

    def notes(self) -> Iterator[str]:
        return self._notes.lines(NOTE_WORDS)

    # --- the walk ------------------------------------------------------------------------------------------------

    def _walk(self, tag: Tag, depth: int, pre: bool = False) -> None:
        if depth > _DEEPEST:
            self._text += f" {tag.get_text(' ')} "
            return
        for child in tag.children:
            if isinstance(child, Tag):
                self._tag(child, depth + 1, pre)
            elif isinstance(child, NavigableString) and (
                isinstance(child, CData) or not isinstance(child, PreformattedString)
            ):
                self._add(str(child), pre)

    def _add(self, text: str, pre: bool) -> None:
        if pre:
            *ended, rest = text.split("\n")
            for line in ended:
                self._text += line
                self._flush()
            self._text += rest
        else:
            self._text += re.sub(r"\s+", " ", text)

    def _tag(self, tag: Tag, depth: int, pre: bool) -> None:
        name = tag.name
        if name in _NOT_TEXT or self._is_left_out(tag):
            return
        if name == "br":
            self._flush()
        elif name == "table":
            self._flush()
            self._table(tag, depth)
        elif name in _HEADINGS:
            self._flush()
            self._walk(tag, depth)
            text, self._text = one_line(plain_marks(self._text)), ""
            if text:
                self._made.append(Heading(text))
        elif name == "sup":
            before, self._text = self._text, ""
            self._walk(tag, depth, pre)
            self._text = before + superscript(before, self._text)
        elif name in _BLOCKS:
            self._flush()
            self._text = "- " if name == "li" else ""
            self._walk(tag, depth, pre or name == "pre")
            self._flush()
        elif name in _APART:
            self._text += f" {_form_value(tag)}"
            if name not in ("input", "textarea", "select"):
                self._walk(tag, depth, pre)
            self._text += " "
        else:
            self._walk(tag, depth, pre)

    def _flush(self) -> None:
        text, self._text = one_line(plain_marks(self._text)), ""
        if text and text != "-":
            self._made.append(text)

    def _is_left_out(self, tag: Tag) -> bool:
        kind = self._kind_left_out(tag)
        if kind and (kind in ("pictures", "frames") or tag.get_text(strip=True)):
            self._notes.count(kind)
        return bool(kind)

    def _kind_left_out(self, tag: Tag) -> str:
        """The kind of thing that a tag is left out as; nothing for what is read."""
        if tag.name == "nav" or tag.get("role") in ("navigation", "menu", "menubar"):
            return "menus"
        if tag.name == "img":
            return "pictures"
        if tag.name in _FRAMES:
            return "frames"
        style = str(tag.get("style") or "")
        names = {f".{name}" for name in tag.get_attribute_list("class") if name} | {f"#{tag.get('id')}"}
        if tag.name in _STRUCK or _STRUCK_STYLE.search(style) or names & self._struck:
            return "struck"
        is_closed = tag.name == "dialog" and not tag.has_attr("open")
        if tag.has_attr("hidden") or is_closed or _HIDDEN_STYLE.search(style) or names & self._hidden:
            return "hidden"
        return ""

    # --- tables --------------------------------------------------------------------------------------------------

    def _table(self, table: Tag, depth: int) -> None:
        for caption in table.find_all("caption", recursive=False):
            self._walk(caption, depth)
            self._flush()
        rows = [row for row in _rows(table) if not self._is_left_out(row)]
        if _is_layout(table, rows):
            for row in rows:
                for cell in row.find_all(_CELLS, recursive=False):
                    if not self._is_left_out(cell):
                        self._walk(cell, depth)
                        self._flush()
            return
        cells = [[self._cell(cell, depth, len(rows)) for cell in _cells(row, self._is_left_out)] for row in rows]
        head = table.find("thead", recursive=False)
        marked = sum(row.parent is head for row in rows) if head else None
        self._made += grid_lines(spread(cells), marked or None)

    def _cell(self, tag: Tag, depth: int, rows: int) -> tuple[Cell, int, int]:
        """A cell with how many columns and rows it spans."""
        before, self._made = self._made, []
        self._text = ""
        self._walk(tag, depth)
        self._flush()
        text = ("; " if tag.find("table") else " ").join(self._made)
        self._made = before
        heads = tag.name == "th" and tag.get("scope") not in ("row", "rowgroup")
        whole = tag.get_text(strip=True)
        strong = bool(whole) and whole == "".join(one.get_text(strip=True) for one in tag.find_all(["b", "strong"]))
        down = _span(tag, "rowspan")
        return Cell(text, heads, strong), max(1, _span(tag, "colspan")), down or rows


def _rows(table: Tag) -> list[Tag]:
    """The rows of a table itself, those of its foot last."""
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return sorted(own, key=lambda row: row.parent is not None and row.parent.name == "tfoot")


def _cells(row: Tag, left_out: object) -> list[Tag]:
    """Cells of a row; one that is hidden has no place on the page."""
    assert callable(left_out)
    return [cell for cell in row.find_all(_CELLS, recursive=False) if not left_out(cell)]


def _is_layout(table: Tag, rows: list[Tag]) -> bool:
    """A page laid out as a table: cells of headings, tables or long text; or of a single column."""
    if table.get("role") in ("presentation", "none"):
        return True
    cells = [row.find_all(_CELLS, recursive=False) for row in rows]
    if max(map(len, cells), default=0) <= 1:
        return True
    if table.find("th") is not None and table.find("table") is None:
        return False
    inner = table.find("table") is not None and not any(cell.name == "th" for row in cells for cell in row)
    long = any(len(cell.get_text()) > _CELL_LETTERS for row in cells for cell in row)
    return inner or long or any(cell.find(list(_HEADINGS)) for row in cells for cell in row)


def _span(tag: Tag, name: str) -> int:
    text = str(tag.get(name) or "1").strip()
    return min(int(text), _MOST_SPAN) if text.isdigit() and len(text) < 8 else 1


def _form_value(tag: Tag) -> str:
    """What a field of a form holds."""
    if tag.name == "textarea":
        return tag.get_text()
    if tag.name == "select":
        options = tag.find_all("option")
        chosen = [one for one in options if one.has_attr("selected")]
        # An unanswered list offers all it has: "one of ...".
        return " / ".join(one_line(one.get_text()) for one in chosen or options)
    if tag.name != "input":
        return ""
    kind = str(tag.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☒" if tag.has_attr("checked") else "☐"
    return "" if kind in ("hidden", "password", "image", "file") else str(tag.get("value") or "")


def _selectors(soup: BeautifulSoup) -> tuple[frozenset[str], frozenset[str]]:
    """Classes and ids that the page's own style hides, and those it strikes out. Rules for other media do not count."""
    hidden: set[str] = set()
    struck: set[str] = set()
    for style in soup.find_all("style"):
        if "print" in str(style.get("media") or ""):
            continue
        text = _COMMENT.sub("", style.get_text()).split("@media")[0]
        for names, rule in _RULE.findall(text):
            for name in names.split(","):
                if match := _SIMPLE.fullmatch(name.strip()):
                    if _HIDDEN_STYLE.search(rule):
                        hidden.add(match[1])
                    if _STRUCK_STYLE.search(rule):
                        struck.add(match[1])
    return frozenset(hidden), frozenset(struck)
