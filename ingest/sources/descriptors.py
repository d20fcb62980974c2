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
from corpus.records import SourceRef
from corpus.relations import Descriptor, Table
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import columns_of, has_table

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
        made = licensed_edition(file, "CPT", Table.DESCRIPTORS, "AMA")
        return table_items(file, _header, "CPT descriptors", lambda _: made, _descriptor)


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _descriptor(row: Row, edition: Edition, cells: Cells) -> Descriptor:
    code = CptCode.parse(cells.code(row["code"]))
    if not row["long"]:
        raise ValueError(f"{code} has no long descriptor")
    return Descriptor(code, row["long"], SourceRef(edition.id, f"row {code}"), row["short"], row["medium"])


def licensed_edition(file: SourceFile, code_set: str, table: Table, publisher: str) -> Edition:
    """The edition of a user's own licensed file: of the year given or in its name, of no span without one."""
    match = _YEAR.search(file.name)
    year = file.effective.year if file.effective else int(match[1]) if match else None
    span = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    title = f"{code_set} descriptors, your licensed copy{f', {year}' if year else ''}"
    name = f"{code_set.lower()}-descriptors{f'-{year}' if year else ''}"
    return Edition(name, table.value, publisher, title, *span)


FORMAT = DescriptorFormat()
