"""The diagnoses that are exempt from present-on-admission (POA) reporting, text or xlsx, one list a fiscal year.

Layout, as the publisher's own readme tells it and the list of FY2025 (38,154 codes) has it: tab-separated, headings
"OrdFY25" (other years "Order2023"), "POAexemptCode", "Description", one code a row. The lists of codes added, deleted
or revised come beside it under the same headings; they are parts and no list, and are told by the missing order number
or by their name, and left to the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.listed import ExemptDiagnosis
from corpus.records import SourceRef
from corpus.relations import Table
from ingest.sources import Item, Notice, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import fiscal_year_span
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import Heading, columns_of, has_table

_COLUMNS = {"code": ("poaexemptcode", "poa exempt code"), "?order": ("ord*",)}
_YEAR = re.compile(r"(?:FY|order|(?<!\d)20)\s?(?P<year>\d{2})(?!\d)", re.IGNORECASE)
_OF_CHANGES = re.compile(r"(?:add|delete|revise)codes", re.IGNORECASE)
_CENTURY = 2000


class PoaExemptFormat:
    """Reads the list of exempt codes."""

    name = "codes exempt from POA reporting"
    # FY2023 has 37,658 codes, FY2025 38,154.
    full_release_rows = 30_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        if _OF_CHANGES.search(file.name):
            raise SourceError(f"{file.name}: it holds the changes alone; add the whole list, POAexemptCodes.")
        yield from table_items(file, _header, "exempt codes", lambda heading: _edition(file, heading), _row)
        yield Notice("Descriptions are those of the code list and were not kept again.")


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _edition(file: SourceFile, heading: Heading) -> Edition:
    told = next(filter(None, map(_YEAR.search, (*heading.cells, file.name))), None)
    if file.effective is not None:
        year = file.effective.year + (file.effective.month >= 10)
    elif told is not None:
        year = _CENTURY + int(told["year"])
    else:
        raise SourceError(f"{file.name}: its fiscal year is not told; give its first day with --effective 2026-10-01.")
    begin, end = fiscal_year_span(year)
    title = f"Codes exempt from POA reporting, fiscal year {year}"
    return Edition(f"poa-exempt-{year}", Table.POA_EXEMPT.value, "CMS", title, begin, end)


def _row(row: Row, edition: Edition, cells: Cells) -> ExemptDiagnosis:
    code = Icd10CmCode.parse(row["code"])
    return ExemptDiagnosis(code, SourceRef(edition.id, f"row {code}"))


FORMAT = PoaExemptFormat()
