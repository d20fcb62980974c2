"""A user's own licensed file of CDT descriptors, the dental code set of the American Dental Association.

As for CPT (``descriptors.py``): nothing of it is in this repository, and what is loaded is shown on that user's machine
alone. The ADA's own layout was not at hand: any table with a heading "CDT Code" or "Procedure Code" and one of
"Nomenclature" or "Descriptor", whose codes are a D and four digits, is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.codes import HcpcsCode
from corpus.editions import Edition
from corpus.errors import InvalidCode
from corpus.records import SourceRef
from corpus.relations import Descriptor, Table
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.descriptors import licensed_edition
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import Columns, columns_of, has_table

_COLUMNS = {
    "code": ("cdt code", "cdt", "cdt procedure code", "procedure code", "ada code"),
    "name": ("nomenclature", "long", "long descriptor", "cdt nomenclature"),
    "?text": ("descriptor", "description", "cdt descriptor"),
    "?short": ("short", "short descriptor", "abbreviated nomenclature"),
}


class DentalFormat:
    """Reads licensed CDT files."""

    name = "CDT descriptors (your licensed file)"
    full_release_rows = 0

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        made = licensed_edition(file, "CDT", Table.DENTAL, "ADA")
        return table_items(file, _header, "CDT codes", lambda _: made, _row)


def _header(row: Sequence[str]) -> Columns | None:
    return columns_of(row, _COLUMNS)


def _row(row: Row, edition: Edition, cells: Cells) -> Descriptor:
    code = HcpcsCode.parse(row["code"])
    if not code.value.startswith("D"):
        raise InvalidCode(f"{code} is not a CDT code; those begin with D.")
    if not row["name"]:
        raise ValueError(f"{code} has no nomenclature")
    text = ". ".join(filter(None, (row["name"].rstrip("."), row["text"])))
    return Descriptor(code, text, SourceRef(edition.id, f"row {code}"), row["short"])


FORMAT = DentalFormat()
