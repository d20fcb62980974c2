"""CMS's list of telehealth services, xlsx or csv: which codes Medicare pays as telehealth, and until when.

The published workbook was not at hand. That a title row with the year stands above the headings "HCPCS", "Short
Descriptor", a column of status or action, and in some years "Can Audio-only Interaction Meet the Requirements?" and
"Medicare Payment Limitations" is known from public readers of it; test files are of our own making in that layout.
Columns are found by their headings. Short descriptors are the AMA's and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.listed import TelehealthService
from corpus.records import SourceRef
from corpus.relations import Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import Columns, Heading, columns_of, has_table, head_rows, is_zip
from ingest.sources.workbook import head_sheet_rows

_COLUMNS = {
    "code": ("hcpcs", "code", "hcpcs code"),
    "words": ("short descriptor", "descriptor", "short description", "description"),
    "?status": ("status", "action", "category", "status of telehealth service*"),
    "?audio": ("can audio-only interaction meet*", "audio-only*", "audio only*"),
    "?limitation": ("medicare payment limitations*", "payment limitations*"),
}
# Other lists have headings like these: the title above them, or the question of audio-only, tells this one.
_NAMED = re.compile(r"telehealth\s+services|audio[-\s]only", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_YES_OR_NO = {"yes": True, "y": True, "no": False, "n": False}


class TelehealthFormat:
    """Reads the list of telehealth services."""

    name = "CMS list of telehealth services"
    # The list has had more than 200 codes since 2020.
    full_release_rows = 200

    def recognises(self, file: SourceFile) -> bool:
        if not has_table(file, _header):
            return False
        head = head_sheet_rows(file) if is_zip(file) else head_rows(file)
        return any(_NAMED.search(text) for row in head for text in row)

    def read(self, file: SourceFile) -> Iterator[Item]:
        return table_items(
            file, _header, "a list of telehealth services", lambda heading: _edition(file, heading), _row
        )


def _header(row: Sequence[str]) -> Columns | None:
    return columns_of(row, _COLUMNS)


def _edition(file: SourceFile, heading: Heading) -> Edition:
    told = _YEAR.search(heading.above) or _YEAR.search(heading.sheet) or _YEAR.search(file.name)
    year = file.effective.year if file.effective else int(told[1]) if told else None
    if year is None:
        raise SourceError(f"{file.name}: its year is not told; give its first day with --effective YYYY-MM-DD.")
    title = f"List of telehealth services, {year}"
    return Edition(f"telehealth-{year}", Table.TELEHEALTH.value, "CMS", title, date(year, 1, 1), date(year, 12, 31))


def _row(row: Row, edition: Edition, cells: Cells) -> TelehealthService:
    code = procedure_code(cells.code(row["code"]))
    return TelehealthService(
        code,
        SourceRef(edition.id, f"row {code}"),
        " ".join(row["status"].split()),
        _YES_OR_NO.get(row["audio"].casefold()),
        " ".join(row["limitation"].split()),
    )


FORMAT = TelehealthFormat()
