"""Tables as publishers print them: text in some encoding, notices before a header, cells with line breaks.

``read_table`` gives the headings and rows of every sheet; what a workbook states of its own size is never believed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from corpus.errors import SourceError
from ingest.limits import within_rows
from ingest.sources import SourceFile
from ingest.sources.workbook import MOST_PREAMBLE_ROWS, head_sheet_rows, sheet_rows
from ingest.sources.workbook import is_zip as is_zip

# How exports part their cells, the commonest first.
DELIMITERS = (",", "\t", ";", "|")

_CHUNK_BYTES = 1 << 20
_BOM = b"\xef\xbb\xbf"

Columns = dict[str, int]
HeaderReader = Callable[[Sequence[str]], Columns | None]


@dataclass(frozen=True, slots=True)
class Heading:
    """A header row: the columns that its reader wants, its cells, and the texts above it on its sheet."""

    sheet: str
    line: int
    cells: list[str]
    columns: Columns
    above: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row below a header: the number of its (last) line or row, and its cells."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row below a header that holds one text and no values: a footnote, or a sentence between rows."""

    number: int
    text: str


def encoding_of(head: bytes) -> str:
    """UTF-8 where the bytes are that, else cp1252, which takes any byte that publishers print."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[: len(head) - 3].decode("utf-8-sig" if head.startswith(_BOM) else "utf-8")
    except UnicodeDecodeError as error:
        # The head may end inside a character; only a fault before that tells cp1252.
        if error.end < len(head) - 4:
            return "cp1252"
    return "utf-8-sig"


def open_text(file: SourceFile) -> TextIO:
    """The file as text, in the encoding that all of it is in: a cp1252 byte may come long after an ASCII head."""
    encoding = encoding_of(file.head)
    if encoding == "utf-8-sig" and not _is_utf8(file):
        encoding = "cp1252"
    stream = file.open()
    if encoding == "cp1252" and file.head.startswith(_BOM):
        stream.seek(len(_BOM))  # a mark of UTF-8 before a text that is not: it is no part of the first cell
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def _is_utf8(file: SourceFile) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open() as stream:
        try:
            while chunk := stream.read(_CHUNK_BYTES):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
    return True


def head_text(file: SourceFile) -> str:
    """The first kilobytes as text, for recognition; empty for packed and binary files."""
    if b"\x00" in file.head[:1024] and not file.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    encoding = encoding_of(file.head)
    return file.head.removeprefix(_BOM if encoding == "cp1252" else b"").decode(encoding, errors="replace")


def plain(cell: object) -> str:
    """A header cell in one form: "HCPCS/\\nCPT Code" and "HCPCS/CPT  code" are "hcpcs/cpt code"."""
    text = re.sub(r"[\s\ufeff\u200b]+", " ", str(cell if cell is not None else "")).strip().casefold()
    return re.sub(r"\s*/\s*", "/", text)


def read_table(file: SourceFile, header: HeaderReader) -> Iterator[Heading | Line | NoteRow]:
    """Every heading that ``header`` knows with the rows below it, sheet by sheet; a sheet without one is no table.

    A header that is printed again with the same columns is passed over. Blank rows are left out. Gives nothing for a
    file without a heading; raises SourceError for one that is no table, or damaged.
    """
    if is_zip(file):
        rows = sheet_rows(file)
    else:
        delimiter = delimiter_of(file, header)
        rows = (("", number, row) for number, row in csv_rows(file, delimiter)) if delimiter else iter(())
    heading: Heading | None = None
    sheet, above = None, list[str]()
    for name, number, row in rows:
        if name != sheet:
            sheet, heading, above = name, None, []
        filled = [text.strip() for text in row if text.strip()]
        if not filled:
            continue
        if columns := header(row):
            if heading is None or columns != heading.columns:
                heading = Heading(name, number, row, columns, " ".join(above))
                yield heading
        elif heading is None:
            above += filled
        elif len(heading.columns) > 1 and _is_note(filled):
            yield NoteRow(number, " ".join(filled))
        else:
            yield Line(number, row)


# One word of a row may be all that a cut left of it: a code, a number. Anything longer is a note.
_ONE_WORD = re.compile(r"\S{1,8}")
_NOTE_MARK = re.compile(r"[\W\d]{1,4}|notes?:?", re.IGNORECASE)


def _is_note(filled: Sequence[str]) -> bool:
    """True for a row that is one sentence, or a mark and a sentence."""
    if len(filled) == 1:
        return not _ONE_WORD.fullmatch(filled[0])
    return len(filled) == 2 and bool(_NOTE_MARK.fullmatch(filled[0])) and not _ONE_WORD.fullmatch(filled[1])


def delimiter_of(file: SourceFile, header: HeaderReader) -> str | None:
    """What parts the cells of a text file whose head has a header that ``header`` knows; None when it has none."""
    return next((mark for mark in DELIMITERS if any(map(header, head_rows(file, mark)))), None)


def has_table(file: SourceFile, header: HeaderReader) -> bool:
    """True when the first rows of a sheet or of the text are a header that ``header`` knows. Does not raise."""
    if not is_zip(file):
        return delimiter_of(file, header) is not None
    return any(map(header, head_sheet_rows(file)))


def csv_rows(file: SourceFile, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of their last line; raises SourceError for text that is not a table, or cut in a cell."""
    with open_text(file) as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter)
        comma = delimiter == ";" and _decimal_comma(head_text(file))
        try:
            for row in within_rows(reader, file.name):
                if lines.is_open():
                    raise SourceError(
                        f"{file.name}: the file is cut short: it ends inside the quoted cell that begins before line "
                        f"{reader.line_num}; download it again."
                    )
                lines.forget()
                yield reader.line_num, [_point(text) for text in row] if comma else row
        except csv.Error as error:
            raise SourceError(
                f"{file.name}: line {reader.line_num} cannot be read ({error}); download it again."
            ) from error


class _Lines:
    """The lines of a text for a csv reader, which says nothing of a file that ends inside a quoted cell."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._quotes = self._count = 0
        self._ended = False

    def __iter__(self) -> Iterator[str]:
        for line in self._stream:
            self._quotes += line.count('"')
            self._count += 1
            self._ended = not line.endswith(("\n", "\r"))
            yield line

    def forget(self) -> None:
        self._quotes = self._count = 0

    def is_open(self) -> bool:
        """True when the row that was read last ends with the file and within quotes."""
        return bool(self._quotes % 2) and (self._ended or self._count > 1)


def _decimal_comma(head: str) -> bool:
    """True when a text with semicolons writes its decimals with a comma: no number in it has a point."""
    return not re.search(r"(?:^|;)\s*-?\d+\.\d+\s*(?:;|$)", head, re.MULTILINE)


def _point(text: str) -> str:
    return text.replace(",", ".") if re.fullmatch(r"\s*-?\d+,\d+\s*", text) else text


def columns_of(row: Sequence[object], wanted: Mapping[str, Sequence[str]]) -> dict[str, int] | None:
    """Positions of the wanted columns in a header row, None when it is not the header.

    ``wanted`` maps a name to the forms its header takes across years, in ``plain`` form; a form ending in "*" is a
    beginning. A name that starts with "?" may be missing.
    """
    cells = [plain(cell) for cell in row]
    found: dict[str, int] = {}
    for name, forms in wanted.items():
        place = next((index for form in forms for index, cell in enumerate(cells) if _is_form(cell, form)), None)
        if place is not None:
            found[name.removeprefix("?")] = place
        elif not name.startswith("?"):
            return None
    return found


def _is_form(cell: str, form: str) -> bool:
    return cell.startswith(form[:-1]) if form.endswith("*") else cell == form


def cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    """The stripped cell of a named column; empty where the row or the table has none."""
    place = columns.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def head_rows(file: SourceFile, delimiter: str = ",") -> list[list[str]]:
    """The first rows of a delimited file, for recognition; empty when they cannot be read."""
    text = head_text(file)
    try:
        return [
            row
            for _, row in zip(
                range(MOST_PREAMBLE_ROWS), csv.reader(io.StringIO(text), delimiter=delimiter), strict=False
            )
        ]
    except csv.Error:
        return []
