"""A user's own licensed file of CPT descriptors: the AMA's consolidated code list, tab-separated with a header.

Nothing of it is in this repository; what is loaded is shown on that user's machine alone. Columns are found by name
("CPT Code", "Long", "Medium", "Short"), whatever else the file has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.codes import CptCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import Descriptor, Table
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.tabular import Heading, NoteRow, cell, columns_of, has_table, read_table

_COLUMNS = {
    "code": ("cpt code", "cpt"),
    "long": ("long", "long descriptor", "long description"),
    "?medium": ("medium", "medium descriptor", "medium description"),
    "?short": ("short", "short descriptor", "short description"),
}
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


class DescriptorFormat:
    """Reads licensed descriptor files."""

    name = "CPT descriptors (your licensed file)"
    full_release_rows = 0

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition, cells = _edition(file), Cells()
        yield edition
        columns: dict[str, int] | None = None
        for item in read_table(file, _header):
            if isinstance(item, Heading):
                columns = item.columns
            elif isinstance(item, NoteRow):
                cells.note(item.text)
            elif columns is not None:
                yield _descriptor(file, item.number, item.cells, columns, edition, cells)
        if columns is None:
            raise SourceError(f"{file.name}: no header with CPT Code and Long was found.")
        yield from cells.notices()


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _descriptor(
    file: SourceFile, line: int, row: list[str], columns: dict[str, int], edition: Edition, cells: Cells
) -> Descriptor | RowError:
    try:
        code = CptCode.parse(cells.code(cell(row, columns, "code")))
    except InvalidCode as error:
        return RowError(file.name, line, str(error))
    text = cell(row, columns, "long")
    if not text:
        return RowError(file.name, line, f"{code} has no long descriptor")
    source = SourceRef(edition.id, f"row {code}")
    return Descriptor(code, text, source, cell(row, columns, "short"), cell(row, columns, "medium"))


def _edition(file: SourceFile) -> Edition:
    match = _YEAR.search(file.name)
    year = file.effective.year if file.effective else int(match[1]) if match else None
    span = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    title = f"CPT descriptors, your licensed copy{f', {year}' if year else ''}"
    return Edition(f"cpt-descriptors{f'-{year}' if year else ''}", Table.DESCRIPTORS.value, "AMA", title, *span)


FORMAT = DescriptorFormat()
