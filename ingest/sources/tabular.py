"""Tables as publishers print them: text in some encoding, notices before a header, cells with line breaks."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TextIO

from corpus.errors import SourceError
from ingest.sources import SourceFile

# A header further down than this is no header of the formats read here.
MOST_PREAMBLE_ROWS = 60

_CHUNK_BYTES = 1 << 20
_BOM = b"\xef\xbb\xbf"


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
    return io.TextIOWrapper(file.open(), encoding=encoding, errors="replace", newline="")


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
    return file.head.decode(encoding_of(file.head), errors="replace")


def is_zip(file: SourceFile) -> bool:
    """True for xlsx and docx."""
    return file.head.startswith(b"PK\x03\x04")


def plain(cell: object) -> str:
    """A header cell in one form: "HCPCS/\\nCPT Code" and "HCPCS/CPT  code" are "hcpcs/cpt code"."""
    text = re.sub(r"\s+", " ", str(cell if cell is not None else "")).strip().casefold()
    return re.sub(r"\s*/\s*", "/", text)


def csv_rows(file: SourceFile, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of their last line; raises SourceError for text that is not a table."""
    with open_text(file) as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise SourceError(f"{file.name}: line {reader.line_num} cannot be read ({error}).") from error


def sheet_rows(file: SourceFile) -> Iterator[tuple[str, int, list[str]]]:
    """Rows of every sheet of an xlsx file: sheet name, row number, cells as text."""
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # As a stream: by a path openpyxl goes by the file's ending and not by what is in it.
        book = openpyxl.load_workbook(file.open(), read_only=True, data_only=True)
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, InvalidFileException) as error:
        raise SourceError(f"{file.name}: the workbook is damaged ({error}); download it again.") from error
    try:
        for sheet in book.worksheets:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield sheet.title, number, ["" if cell is None else str(cell) for cell in cells]
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, EOFError) as error:
        raise SourceError(f"{file.name}: the workbook is damaged ({error}); download it again.") from error
    finally:
        book.close()


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


def has_header(rows: Iterable[Sequence[object]], wanted: Mapping[str, Sequence[str]]) -> bool:
    """True when one of the first rows is the header."""
    for number, row in enumerate(rows):
        if number >= MOST_PREAMBLE_ROWS:
            return False
        if columns_of(row, wanted):
            return True
    return False


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


def head_sheet_rows(file: SourceFile) -> list[list[str]]:
    """The first rows of an xlsx file, for recognition; empty for anything else."""
    if not is_zip(file):
        return []
    try:
        return [row for _, _, row in islice(sheet_rows(file), MOST_PREAMBLE_ROWS)]
    except SourceError:
        return []
