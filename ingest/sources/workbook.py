"""Workbooks (xlsx) of publishers: the rows of every sheet, as the publisher's csv would print them.

What a sheet states of its own size is not believed: some exports state one cell, and openpyxl would read just that.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from corpus.errors import SourceError
from ingest.limits import within_rows
from ingest.sources import SourceFile

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

# A header further down than this is no header of the formats read here.
MOST_PREAMBLE_ROWS = 60

# What openpyxl raises for parts that are missing, cut or not what they should be.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    ValueError,
    KeyError,
    EOFError,
    IndexError,
    TypeError,
    AttributeError,
)

_RAISED = "superscript"
_WORKBOOK = "xl/workbook.xml"


def is_zip(file: SourceFile) -> bool:
    """True for xlsx and docx."""
    return file.head.startswith(b"PK\x03\x04")


def sheet_rows(file: SourceFile) -> Iterator[tuple[str, int, list[str]]]:
    """Rows of every sheet: sheet name, row number, cells as text.

    Raises SourceError for a damaged workbook and TooLarge for a sheet of too many rows.
    """
    with _opened(file) as book:
        for sheet in book.worksheets:
            for number, cells in enumerate(within_rows(_rows_of(sheet), file.name), start=1):
                yield sheet.title, number, [_cell_text(cell) for cell in cells]


def head_sheet_rows(file: SourceFile) -> list[list[str]]:
    """The first rows of each sheet, for recognition; empty for anything that is not a sound workbook."""
    if not is_zip(file):
        return []
    try:
        with _opened(file) as book:
            return [
                [_cell_text(cell) for cell in cells]
                for sheet in book.worksheets
                for cells in islice(_rows_of(sheet), MOST_PREAMBLE_ROWS)
            ]
    except SourceError:
        return []


def damage_of(file: SourceFile) -> SourceError | None:
    """What is wrong with a workbook that no reader knows; None for a sound one, and for what is no workbook."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            if _WORKBOOK not in archive.namelist():
                return None
        for _ in sheet_rows(file):
            pass
    except zipfile.BadZipFile:
        return None
    except SourceError as error:
        return error
    return None


@contextlib.contextmanager
def _opened(file: SourceFile) -> Iterator[Workbook]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # As a stream: by a path openpyxl goes by the file's ending and not by what is in it.
        book = openpyxl.load_workbook(file.open(), read_only=True, data_only=True, rich_text=True)
        try:
            yield book
        finally:
            book.close()
    except (*_DAMAGES, InvalidFileException) as error:
        raise SourceError(f"{file.name}: the workbook is damaged ({error}); download it again.") from error


def _rows_of(sheet: Any) -> Iterator[tuple[object, ...]]:
    sheet.reset_dimensions()
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _cell_text(value: object) -> str:
    """A cell's text: whole numbers without a point, raised note marks left out ("2" with a raised 1 is 2)."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):  # openpyxl's CellRichText: plain texts, and blocks that have a font
        return "".join(str(part) for part in value if getattr(getattr(part, "font", None), "vertAlign", "") != _RAISED)
    return str(value)
