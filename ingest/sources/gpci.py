"""Medicare geographic practice cost indices (Addendum E of the fee schedule), csv: one row a payment locality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import GpciRow, Table
from ingest.sources import Item, SourceFile
from ingest.sources.tabular import cell, columns_of, csv_rows, head_rows, plain

_COLUMNS = {
    "contractor": ("medicare administrative contractor (mac)", "medicare administrative contractor*", "contractor"),
    "state": ("state",),
    "locality": ("locality number", "locality"),
    "name": ("locality name",),
}
# "2025 PW GPCI (with 1.0 Floor)": the year and a remark vary. Of two work columns the one with the floor is paid by.
_INDICES = {"work": r"pw gpci", "practice_expense": r"pe gpci", "malpractice": r"mp gpci"}
_YEAR = re.compile(r"(20\d{2})\s+(?:pw|pe|mp)\s+gpci", re.IGNORECASE)


class GpciFormat:
    """Reads GPCI files."""

    name = "Medicare geographic practice cost indices"
    # 2025 has 109 localities.
    full_release_rows = 80

    def recognises(self, file: SourceFile) -> bool:
        return any(_columns(row) for row in head_rows(file))

    def read(self, file: SourceFile) -> Iterator[Item]:
        columns: dict[str, int] | None = None
        edition: Edition | None = None
        for line, row in csv_rows(file):
            if columns is None or edition is None:
                columns = _columns(row)
                if columns is not None:
                    edition = _edition(file, row)
                    yield edition
                continue
            if cell(row, columns, "state") or cell(row, columns, "work"):  # else a footnote in the first column
                yield _row(file, line, row, columns, edition)
        if edition is None:
            raise SourceError(f"{file.name}: no header of a GPCI table was found; download it again.")


def _columns(row: list[str]) -> dict[str, int] | None:
    columns = columns_of(row, _COLUMNS)
    if columns is None:
        return None
    cells = [plain(text) for text in row]
    for name, words in _INDICES.items():
        places = [index for index, text in enumerate(cells) if re.search(words, text)]
        if not places:
            return None
        columns[name] = next((place for place in places if "with" in cells[place]), places[0])
    return columns


def _edition(file: SourceFile, header: list[str]) -> Edition:
    match = _YEAR.search(" ".join(header))
    if match is None and file.effective is None:
        raise SourceError(f"{file.name}: its year is not told; give its first day with --effective YYYY-MM-DD.")
    year = int(match[1]) if match else file.effective.year  # type: ignore[union-attr]
    title = f"Medicare geographic practice cost indices, {year}"
    return Edition(f"gpci-{year}", Table.GPCI.value, "CMS", title, date(year, 1, 1), date(year, 12, 31))


def _row(file: SourceFile, line: int, row: list[str], columns: dict[str, int], edition: Edition) -> GpciRow | RowError:
    contractor, locality = cell(row, columns, "contractor").zfill(5), cell(row, columns, "locality").zfill(2)
    try:
        return GpciRow(
            contractor,
            locality,
            cell(row, columns, "state"),
            cell(row, columns, "name").rstrip("* "),  # the stars lead to footnotes
            Decimal(cell(row, columns, "work")),
            Decimal(cell(row, columns, "practice_expense")),
            Decimal(cell(row, columns, "malpractice")),
            SourceRef(edition.id, f"locality {contractor}-{locality}"),
        )
    except InvalidOperation:
        return RowError(file.name, line, "an index is not a number")


FORMAT = GpciFormat()
