"""CMS's list of the ZIP codes that are rural for the DMEPOS fee schedule, csv or xlsx.

The layout is known from public readers, not from a file: STATE, DMEPOS RURAL ZIP CODE, YEAR/QTR. What is not in a whole
list is not rural. The quarter is that of the file's name ("DME Rural Zip Code Quarter 3 2026"), else the user's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.editions import Edition
from corpus.fees import RuralZip
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.tabular import Columns, Heading, columns_of

_DIGITS = 5


class RuralFormat(HeadedFormat):
    """Reads the list of rural ZIP codes."""

    name = "DMEPOS rural ZIP codes"
    # The first list, of 2015, had 16,285.
    full_release_rows = 10_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        return columns_of(row, {"zip": ("dmepos rural zip code",), "state": ("state",)})

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        span = period_of(file, heading.above)
        when, title = release_name(span)
        return Edition(f"dmepos-rural-{when}", Table.RURAL_ZIPS.value, "CMS", f"DMEPOS rural ZIP codes, {title}", *span)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code = cell.text("zip").removesuffix(".0").zfill(_DIGITS)
        if len(code) != _DIGITS or not code.isdigit():
            raise ValueError(f"{cell.text('zip')!r} is no ZIP code")
        yield RuralZip(code, cell.text("state").upper(), SourceRef(edition.id, f"ZIP code {code}"))


FORMAT = RuralFormat()
