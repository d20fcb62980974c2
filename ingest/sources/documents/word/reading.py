"""A Word document as it reads when every tracked change is accepted.

Every ``w:t`` of the accepted state is kept, whatever stands around it: insertions, moves, content controls, smart tags,
fields, text boxes, tables in tables, notes. Left out, and told: deletions, struck-out and hidden text, comments,
pictures. Heads and feet of pages come once, at the end. Names are compared without their namespace, so that strict
and transitional files read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.sources.documents.grids import Cell, grid_lines, spread
from ingest.sources.documents.lines import Heading, Notes, one_line, plain_marks, superscript
from ingest.sources.documents.word.package import Package
from ingest.sources.documents.word.styles import Styles, is_on, name_of, value_of

NOTE_WORDS = {
    "changes": (
        "1 tracked change was accepted: insertions are in, deletions are out",
        "{} tracked changes were accepted: insertions are in, deletions are out",
    ),
    "struck": ("1 stretch of struck-out text was left out", "{} stretches of struck-out text were left out"),
    "hidden": ("1 stretch of hidden text was left out", "{} stretches of hidden text were left out"),
    "comments": ("1 comment was left out", "{} comments were left out"),
    "pictures": ("1 picture was not read", "{} pictures were not read"),
    "embedded": ("1 embedded file was not read: add it by itself", "{} embedded files were not read: add them"),
}

# Of the accepted state these hold nothing.
_GONE = frozenset(("del", "moveFrom", "cellDel", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "trPr"))
_SKIPPED = frozenset(("tcPr", "sectPr", "sdtPr", "sdtEndPr", "tblGrid", "rt", "fldData", "ffData", "bookmarkStart"))
_CHANGES = frozenset(("ins", "del", "moveTo", "moveFrom"))
_BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " ", "softHyphen": ""}
# Boxes of forms in symbol fonts; other symbols are ornaments.
_SYMBOLS = {"F0FE": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0A3": "☐", "F052": "☑", "F054": "☒"}
_PAGE_LABEL = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)

# A cell of more than this is a page laid out as a table.
_CELL_LETTERS = 2_000


@dataclass(slots=True)
class _Paragraph:
    """One paragraph on its way: its text, and what is anchored in it and comes after it."""

    text: str = ""
    after: list[str] = field(default_factory=list)
    kept: int = 0  # runs with text
    strong: int = 0  # bold ones of them


class Word:
    """Reads one document. ``lines`` once, then ``notes``."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.part("styles"))
        self._notes = Notes()
        self._footnotes = {"footnote": package.note_bodies("footnotes"), "endnote": package.note_bodies("endnotes")}
        self._numbers: dict[tuple[str, str], int] = {}
        self._carried = ""  # text of a paragraph whose end was deleted

    @property
    def title(self) -> str:
        return self._package.title

    def lines(self) -> list[str]:
        """Every line of the document in its order, then the notes that no line spoke of, then heads and feet."""
        body = next((child for child in self._package.main if name_of(child) == "body"), None)
        lines = list(self._blocks(body)) if body is not None else []
        if self._carried:
            lines.append(one_line(self._carried))
        lines += self._edges(set(map(str.casefold, lines)))
        if count := self._package.comment_count():
            self._notes.count("comments", count)
        return [line for line in lines if line]

    def notes(self) -> Iterator[str]:
        return self._notes.lines(NOTE_WORDS)

    # --- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self, element: Any) -> Iterator[str]:
        """Lines of what stands in a body, a cell or a box: paragraphs and tables, through every wrapper."""
        for child in element:
            match name_of(child):
                case "p":
                    yield from self._paragraph(child)
                case "tbl":
                    yield from self._table(child)
                case "AlternateContent":
                    yield from self._blocks(_one_of(child))
                case "altChunk":
                    self._notes.count("embedded")
                case name if name in _GONE or name in _SKIPPED:
                    self._changed(child)
                case _:
                    self._changed(child)
                    yield from self._blocks(child)

    def _paragraph(self, element: Any) -> Iterator[str]:
        made = self._inline(element)
        if _end_is_deleted(element):
            self._carried += made.text
            yield from made.after
            return
        text, self._carried = plain_marks(one_line(self._carried + made.text)), ""
        if text:
            yield Heading(text) if self._styles.is_heading(element) else text
        yield from made.after

    def _inline(self, element: Any) -> _Paragraph:
        made = _Paragraph()
        self._runs(element, made, self._styles.of_paragraph(element))
        return made

    def _runs(self, element: Any, made: _Paragraph, style: str | None) -> None:
        for child in element:
            match name_of(child):
                case "r":
                    self._run(child, made, style)
                case "AlternateContent":
                    self._runs(_one_of(child), made, style)
                case "t":  # of a formula
                    made.text += child.text or ""
                case name if name in _GONE or name in _SKIPPED:
                    self._changed(child)
                case _:
                    self._changed(child)
                    self._runs(child, made, style)

    def _run(self, run: Any, made: _Paragraph, style: str | None) -> None:
        look = self._styles.of_run(run, style)
        own = _Paragraph(after=made.after)
        self._pieces(run, own)
        if look.struck or look.hidden:
            if own.text.strip():
                self._notes.count("struck" if look.struck else "hidden")
            return
        if own.text.strip():
            made.kept += 1
            made.strong += look.bold
        made.text += superscript(made.text, own.text) if look.raised else own.text

    def _pieces(self, element: Any, made: _Paragraph) -> None:
        """What stands in a run."""
        for child in element:
            match name_of(child):
                case "t":
                    made.text += child.text or ""
                case "sym":
                    made.text += _SYMBOLS.get((value_of(child, "char") or "").upper(), " ")
                case "footnoteReference" | "endnoteReference":
                    self._note(child, made)
                case "txbxContent":
                    made.after += self._blocks(child)
                case "AlternateContent":
                    self._pieces(_one_of(child), made)
                case "fldChar":
                    made.text += _box_of(child)
                case "drawing" | "pict":
                    self._drawing(child, made)
                case "object":
                    self._notes.count("embedded")
                case name if name in _BREAKS:
                    made.text += _BREAKS[name]
                case name if name in _GONE or name in _SKIPPED:
                    self._changed(child)
                case _:
                    self._pieces(child, made)

    def _drawing(self, element: Any, made: _Paragraph) -> None:
        boxes = len(made.after)
        self._pieces(element, made)
        if len(made.after) == boxes and any(name_of(child) in ("blip", "imagedata") for child in element.iter()):
            self._notes.count("pictures")

    def _note(self, reference: Any, made: _Paragraph) -> None:
        """Marks the place of a foot- or endnote, whose text then follows the paragraph."""
        kind = name_of(reference).removesuffix("Reference")
        identifier = value_of(reference, "id") or ""
        body = self._footnotes[kind].get(identifier)
        if body is None:
            return
        number = self._numbers.setdefault((kind, identifier), len(self._numbers) + 1)
        made.text += f" (note {number})"
        carried, self._carried = self._carried, ""
        text = " ".join(self._blocks(body))
        self._carried = carried
        if text:
            made.after.append(f"Note {number}: {text}")

    def _changed(self, element: Any) -> None:
        """Counts a tracked change of text."""
        if name_of(element) in _CHANGES and any(name_of(inner) in ("t", "delText") for inner in element.iter()):
            self._notes.count("changes")

    # --- tables --------------------------------------------------------------------------------------------------

    def _table(self, table: Any) -> Iterator[str]:
        if _is_layout(table):
            for cell in _cells(table):
                yield from self._blocks(cell)
            return
        rows, header_rows = self._rows(table)
        yield from grid_lines(spread(rows), header_rows or None)

    def _rows(self, table: Any) -> tuple[list[list[tuple[Cell, int, int]]], int]:
        """Rows of cells with what they span, and how many rows are marked as header."""
        rows: list[list[tuple[Cell, int, int]]] = []
        open_cells: dict[int, tuple[int, int]] = {}  # column -> where the cell that goes on below stands
        header_rows = 0
        for row in _children(table, "tr"):
            properties = _property(row, "trPr")
            if _property(properties, "del") is not None:
                self._notes.count("changes")
                continue
            made: list[tuple[Cell, int, int]] = []
            column = _number(properties, "gridBefore", 0)
            if column:
                made.append((Cell(), column, 1))
            for element in _children(row, "tc"):
                column = self._add_cell(element, rows, made, open_cells, column)
            rows.append(made)
            if header_rows == len(rows) - 1 and is_on(_property(properties, "tblHeader")):
                header_rows += 1
        return rows, header_rows

    def _add_cell(
        self,
        element: Any,
        rows: list[list[tuple[Cell, int, int]]],
        made: list[tuple[Cell, int, int]],
        open_cells: dict[int, tuple[int, int]],
        column: int,
    ) -> int:
        """Adds a cell to the row being made, or makes the cell above it longer; gives the next column."""
        properties = _property(element, "tcPr")
        span = max(1, _number(properties, "gridSpan", 1))
        merge = _property(properties, "vMerge")
        text, strong = self._cell_text(element)
        if merge is not None and value_of(merge, "val") != "restart" and column in open_cells:
            above_row, above_place = open_cells[column]
            cell, columns, down = rows[above_row][above_place]
            cell.text = f"{cell.text} {text}".strip()
            rows[above_row][above_place] = (cell, columns, max(down, len(rows) - above_row + 1))
        else:
            open_cells.pop(column, None)
            if merge is not None:
                open_cells[column] = (len(rows), len(made))
            made.append((Cell(text, strong=strong), span, 1))
        return column + span

    def _cell_text(self, element: Any) -> tuple[str, bool]:
        """The text of a cell, its paragraphs and inner tables in order, and whether all of it is bold."""
        runs = [run for run in element.iter() if name_of(run) == "r" and any(name_of(t) == "t" for t in run)]
        strong = bool(runs) and all(self._styles.of_run(run, None).bold for run in runs)
        carried, self._carried = self._carried, ""
        lines = list(self._blocks(element))
        if self._carried:
            lines.append(one_line(self._carried))
        self._carried = carried
        return "; ".join(lines) if any(name_of(child) == "tbl" for child in element) else " ".join(lines), strong

    # --- heads and feet ------------------------------------------------------------------------------------------

    def _edges(self, known: set[str]) -> list[str]:
        """Heads and feet of pages, each text once and none that the document says itself."""
        told: dict[str, None] = {}
        for part in self._package.edges():
            for line in self._blocks(part):
                if line.casefold() not in known and not _PAGE_LABEL.fullmatch(line):
                    told[str(line)] = None
        return [Heading("Heads and feet of the pages"), *told] if told else []


def _one_of(alternatives: Any) -> Any:
    """The one of alternative contents that has text; they say the same."""
    for choice in alternatives:
        if any(name_of(inner) == "t" and inner.text for inner in choice.iter()):
            return [choice]
    return list(alternatives)[:1]


def _children(element: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, through content controls and insertions, not out of inner tables."""
    for child in element:
        name = name_of(child)
        if name == wanted:
            yield child
        elif name not in ("tbl", "tr", "tc", "p", *_GONE):
            yield from _children(child, wanted)


def _is_layout(table: Any) -> bool:
    """A frame around text, or a page laid out as a table: no rows of values."""
    rows = [list(_children(row, "tc")) for row in _children(table, "tr")]
    if max(map(len, rows), default=0) <= 1:
        return True
    inner = any(name_of(child) == "tbl" for child in table.iterdescendants())
    sizes = (sum(len(t.text or "") for t in cell.iter() if name_of(t) == "t") for row in rows for cell in row)
    return (inner and len(rows) == 1) or any(size > _CELL_LETTERS for size in sizes)


def _cells(table: Any) -> Iterator[Any]:
    for row in _children(table, "tr"):
        if _property(_property(row, "trPr"), "del") is None:
            yield from _children(row, "tc")


def _property(element: Any, name: str) -> Any:
    return None if element is None else next((child for child in element if name_of(child) == name), None)


def _number(properties: Any, name: str, otherwise: int) -> int:
    text = value_of(_property(properties, name), "val") or ""
    return int(text) if text.isdigit() else otherwise


def _end_is_deleted(paragraph: Any) -> bool:
    mark = _property(_property(paragraph, "pPr"), "rPr")
    return _property(mark, "del") is not None or _property(mark, "moveFrom") is not None


def _box_of(field_mark: Any) -> str:
    """The box of an old form field: ticked or not; nothing for other fields, whose values are text."""
    box = next((inner for inner in field_mark.iter() if name_of(inner) == "checkBox"), None)
    if box is None:
        return ""
    ticked = _property(box, "checked")
    return "☒ " if is_on(ticked if ticked is not None else _property(box, "default")) else "☐ "
