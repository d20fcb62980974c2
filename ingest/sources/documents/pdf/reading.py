"""A PDF page by page: text in reading order, tables with their headers, without what runs at heads and feet.

pdfium (pypdfium2) gives words and their places; docs/adr says why. A page whose order is a guess says so, and one that
has no letters is told as a scan, unless tesseract is installed and reads it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2

from corpus.errors import SourceError
from ingest.limits import Limits, too_large
from ingest.sources import SourceFile
from ingest.sources.documents.grids import grid_lines, header_rows_of
from ingest.sources.documents.lines import Notes, TableLine
from ingest.sources.documents.pdf.annotations import read_annotations
from ingest.sources.documents.pdf.layout import Grid, read_layout
from ingest.sources.documents.pdf.ocr import can_recognise, recognised
from ingest.sources.documents.pdf.running import Edge, running
from ingest.sources.documents.pdf.textlines import lines_of
from ingest.sources.documents.pdf.words import Frame, PageContent, Word, open_document, read_words, without_struck
from ingest.sources.documents.prose import known_words, paragraphs

NOTE_WORDS = {
    "struck": ("1 struck-out word was left out", "{} struck-out words were left out"),
    "remarks": ("1 remark was left out", "{} remarks were left out"),
    "pictures": ("1 picture was not read", "{} pictures were not read"),
    "recognised": (
        "1 scanned page was read by OCR: check its figures",
        "{} scanned pages were read by OCR: check them",
    ),
}

# pdfium's codes of what is wrong with a file (FPDF_GetLastError).
_PASSWORD = 4
_SAME_COLUMNS = 4.0
# A title stands among the first lines, in larger letters.
_HEADLINES = 15
_LARGER = 1.15
# A table goes on over a page's number or a short note.
_WORDS_OF_A_LABEL = 6
# More letters than this of a page cannot be told: its text is no text.
_MOST_UNREADABLE = 0.2


@dataclass(slots=True)
class PdfPage:
    """What was read of a page. ``fault`` says why nothing was."""

    number: int
    lines: list[str] = field(default_factory=list)
    fault: str = ""
    sure: bool = True


class Pdf:
    """An opened PDF: its title as its maker set it, its pages, then its notes."""

    def __init__(self, file: SourceFile) -> None:
        """Raises SourceError for a PDF that is locked or damaged, TooLarge for one of too many pages."""
        self._name = file.name
        self._notes = Notes()
        self._table: Grid | None = None  # the last of the page before, when the page ended with it
        try:
            self._document = open_document(file.path)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
                raise SourceError(
                    f"{file.name}: the PDF is locked with a password; save a copy without one."
                ) from error
            raise SourceError(f"{file.name}: the PDF is damaged ({error}); download it again.") from error
        if not len(self._document):
            raise SourceError(f"{file.name}: the PDF has no pages; download it again.")
        if len(self._document) > (most := Limits.read().pages):
            self._document.close()
            raise too_large(file.name, f"more than {most:,} pages", "pages")
        self.headline = ""  # the largest letters of the first page, once the pages were read
        self.title = str(self._document.get_metadata_value("Title") or "").strip()

    def pages(self) -> list[PdfPage]:
        """Every page with its lines: paragraphs and rows of tables."""
        try:
            return self._read_pages()
        finally:
            self._document.close()

    def notes(self) -> Iterator[str]:
        return self._notes.lines(NOTE_WORDS)

    def _read_pages(self) -> list[PdfPage]:
        form = self._form()
        pages = [PdfPage(number + 1) for number in range(len(self._document))]
        contents = [self._content(page, form) for page in pages]
        if all("damaged" in page.fault for page in pages):
            raise SourceError(f"{self._name}: no page of the PDF can be read; download it again.")
        self.headline = _headline(contents[0])
        _leave_out_running(contents)
        for page, content in zip(pages, contents, strict=True):
            if not page.fault:
                self._fill(page, content)
        known = known_words(line for page in pages for line in page.lines)
        for page in pages:
            page.lines = _composed(page.lines, known)
        return pages

    def _form(self) -> Any:
        try:
            self._document.init_forms()
        except pypdfium2.PdfiumError:
            return None  # its fields cannot be opened; the page's text still can
        return self._document.formenv

    def _content(self, page: PdfPage, form: Any) -> PageContent:
        """What stands on a page; nothing, and the page's fault, where it cannot be read."""
        try:
            opened = self._document[page.number - 1]
        except pypdfium2.PdfiumError:
            page.fault = f"page {page.number} is damaged and cannot be read"
            return PageContent(0, 0)
        try:
            content = read_page(opened, form)
            letters = sum(len(word.text) for word in content.words)
            garbled = content.unreadable > letters * _MOST_UNREADABLE
            if garbled or not content.words:
                return self._by_recognition(page, opened, garbled, content)
            return content
        finally:
            opened.close()

    def _fill(self, page: PdfPage, content: PageContent) -> None:
        reading = read_layout(content)
        page.sure = reading.sure
        for kind, count in (("struck", content.struck), ("remarks", content.remarks), ("pictures", content.pictures)):
            if count:
                self._notes.count(kind, count)
        for block in reading.blocks:
            if isinstance(block, Grid):
                page.lines += self._table_lines(block, is_first=not any(page.lines))
            else:
                page.lines.append(block)
                self._table = None if len(block.split()) > _WORDS_OF_A_LABEL else self._table

    def _by_recognition(self, page: PdfPage, opened: Any, garbled: bool, content: PageContent) -> PageContent:
        """The page as OCR reads it, or the reason why it stays unread."""
        what = "its letters cannot be told (a font without names)" if garbled else "it has no text: it may be a scan"
        if not garbled and not content.pictures and not content.rules:
            page.fault = f"page {page.number} has no text: it is blank or a scan"
        elif not can_recognise():
            page.fault = f"page {page.number}: {what}; install tesseract and add the file again, or make it searchable"
        else:
            read = recognised(opened)
            if read is not None and read.words:
                self._notes.count("recognised")
                return read
            page.fault = f"page {page.number}: {what}, and OCR found nothing in it"
        return content

    def _table_lines(self, grid: Grid, *, is_first: bool) -> list[str]:
        """A table's lines; one that goes on from the page before has that one's header."""
        rows = grid.rows
        before, self._table = self._table, grid
        if before is None or not is_first or not _same_columns(before, grid):
            return list(grid_lines(rows))
        heads = header_rows_of(before.rows)
        if not heads or header_rows_of(rows):
            return list(grid_lines(rows))
        self._table = Grid((*heads, *grid.rows), grid.columns, grid.ruled)
        return list(grid_lines((*heads, *rows), len(heads)))


def _headline(content: PageContent) -> str:
    """The first line of a page whose letters are larger than the usual ones, with the next when it goes on there."""
    lines = lines_of(content.words)[:_HEADLINES]
    if not lines:
        return ""
    usual = statistics.median(word.height for word in content.words)
    largest = max(word.height for line in lines for word in line.words)
    if largest < usual * _LARGER:
        return ""
    made: list[Word] = []
    for line in lines:
        words = _beside([word for word in line.words if word.height >= largest * 0.95])
        if made and not (words and _goes_on(made, words)):
            break
        made += words
    return " ".join(word.text for word in made)


def _beside(words: Sequence[Word]) -> list[Word]:
    """The first words up to a gap: what stands in another column is no part of a title."""
    made = list(words[:1])
    for word in words[1:]:
        if word.left - made[-1].right > word.height:
            break
        made.append(word)
    return made


def _goes_on(above: Sequence[Word], below: Sequence[Word]) -> bool:
    """Whether a title goes on in a line: close below, from the same margin or around the same middle."""
    near = below[0].top - above[-1].bottom < below[0].height * 0.5
    margin = abs(below[0].left - above[0].left) < _SAME_COLUMNS
    middle = abs((below[0].left + below[-1].right) - (above[0].left + above[-1].right)) < 4 * _SAME_COLUMNS
    return near and (margin or middle)


def _leave_out_running(contents: Sequence[PageContent]) -> None:
    """Takes page numbers off, and heads and feet but where they are first."""
    lines = [lines_of(content.words) for content in contents]
    leaving = running([[Edge(line.text, line.top) for line in of_page] for of_page in lines])
    for content, of_page, places in zip(contents, lines, leaving, strict=True):
        if places:
            gone = {id(word) for place in places for word in of_page[place].words}
            content.words = [word for word in content.words if id(word) not in gone]


def read_page(page: Any, form: Any) -> PageContent:
    """The content of one opened page; ``form`` is the document's form environment, None where it has none."""
    frame = Frame(page)
    content = PageContent(frame.width, frame.height)
    read_words(page, frame, content)
    read_annotations(page, form, frame, content)
    content.words = list(without_struck(content))
    return content


def _same_columns(one: Grid, other: Grid) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) <= (_SAME_COLUMNS if one.ruled else 3 * _SAME_COLUMNS)
        for a, b in zip(one.columns, other.columns, strict=True)
    )


def _composed(lines: Sequence[str], known: frozenset[str]) -> list[str]:
    """Wrapped lines as paragraphs, rows of tables as they are."""
    made: list[str] = []
    run: list[str] = []
    for line in lines:
        if isinstance(line, TableLine):
            made += [*paragraphs(run, known), line]
            run = []
        else:
            run.append(line)
    return [*made, *paragraphs(run, known)]
