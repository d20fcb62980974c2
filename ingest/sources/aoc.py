"""NCCI add-on code edits (AOC), Medicare: the xlsx file of CMS, and the fixed-width text of the same table.

Text layout (no header): edit type 0, add-on code 1-6, its deletion 6-13, primary code 13-18, its deletion 18-25, edit
effective 25-32, edit deletion 32-39, note from 39. Days are YYYYDDD. Primary ``CCCCC`` is contractor-defined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import AddOnPair, Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span, read_day
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import Heading, columns_of, has_table, head_text, is_zip, open_text

_COLUMNS = {
    "type": ("aoc_edit_type",),
    "add_on": ("add-on_code", "add_on_code"),
    "?add_on_deleted": ("aoc_deldt",),
    "primary": ("primary_code",),
    "?primary_deleted": ("primary_code_deldt",),
    "effective": ("aoc_edit_effdt",),
    "?deleted": ("aoc_edit_deldt",),
    "?note": ("special_instruction_notes",),
}
_SPANS = {
    "type": slice(0, 1),
    "add_on": slice(1, 6),
    "add_on_deleted": slice(6, 13),
    "primary": slice(13, 18),
    "primary_deleted": slice(18, 25),
    "effective": slice(25, 32),
    "deleted": slice(32, 39),
    "note": slice(39, None),
}
_LINE = re.compile(r"[123][0-9A-Z]{5}(?:\d{7}|\s{7})(?:[0-9A-Z]{5})(?:\d{7}|\s{7})\d{7}(?:\d{7}|\s{0,7}|\s{7}.*)")
_CONTRACTOR_DEFINED = "CCCCC"
_QUARTER = re.compile(r"(?P<year>20\d{2})[\s_-]?Q(?P<quarter>[1-4])", re.IGNORECASE)
_MEDICAID = re.compile(r"(?<![A-Z])(?:MCD|MEDICAID)(?![A-Z])", re.IGNORECASE)

# Enough lines to tell the layout from any other text, few enough to be cheap.
_SAMPLE_LINES = 20


class AocFormat:
    """Reads AOC files, as workbook, as text with any delimiter, and as fixed-width text."""

    name = "NCCI add-on code edits"
    # The smallest complete one at hand, 2024 Q3, has 7,465 pairs.
    full_release_rows = 5_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header) or _is_record_text(file)

    def read(self, file: SourceFile) -> Iterator[Item]:
        if not _is_record_text(file):
            yield from table_items(file, _header, "an add-on code table", partial(_of_sheet, file), _of_row)
            return
        edition, numbers = _edition(file, file.name), Cells()
        yield edition
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    cells = {name: line.rstrip("\r\n")[span].strip() for name, span in _SPANS.items()}
                    try:
                        yield _pair(cells, edition, numbers)
                    except ValueError as error:  # InvalidCode is one
                        yield RowError(file.name, number, str(error))


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _is_record_text(file: SourceFile) -> bool:
    """True for the fixed-width text: its first lines are all in the layout."""
    if is_zip(file):
        return False
    lines = [line for line in head_text(file).splitlines() if line.strip()][:_SAMPLE_LINES]
    return bool(lines) and all(_LINE.match(line.rstrip()) for line in lines[:-1] or lines)


def _of_sheet(file: SourceFile, heading: Heading) -> Edition:
    return _edition(file, f"{heading.sheet} {file.name}")


def _edition(file: SourceFile, names: str) -> Edition:
    if _MEDICAID.search(names):
        raise SourceError(f"{file.name}: this is the Medicaid table; add the Medicare one, whose name ends in MCR.")
    if match := _QUARTER.search(names):
        year, quarter = int(match["year"]), int(match["quarter"])
    elif file.effective is not None:
        year, quarter = file.effective.year, quarter_of(file.effective)
    else:
        raise SourceError(f"{file.name}: its quarter is not told; give its first day with --effective YYYY-MM-DD.")
    begin, end = quarter_span(year, quarter)
    title = f"Medicare NCCI Add-on Code Edits, {year} Q{quarter}"
    return Edition(f"aoc-{year}q{quarter}", Table.ADD_ON.value, "CMS", title, begin, end)


def _of_row(row: Row, edition: Edition, cells: Cells) -> AddOnPair:
    return _pair(row.named(), edition, cells)


def _pair(row: Mapping[str, str], edition: Edition, cells: Cells) -> AddOnPair:
    """The pair of a row; raises InvalidCode or ValueError for one that cannot be read."""

    def day(name: str) -> date | None:
        return read_day(row.get(name))

    add_on, listed = procedure_code(cells.code(row["add_on"])), cells.code(row["primary"])
    return AddOnPair(
        add_on,
        None if listed == _CONTRACTOR_DEFINED else procedure_code(listed),
        cells.whole(row["type"]),
        SourceRef(edition.id, f"row {add_on}/{listed}"),
        effective=day("effective"),
        deleted=day("deleted"),
        note=" ".join(row.get("note", "").split()),
        add_on_deleted=day("add_on_deleted"),
        primary_deleted=day("primary_deleted"),
    )


FORMAT = AocFormat()
