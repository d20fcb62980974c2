"""Clinical Laboratory Fee Schedule (CLFS), csv or xlsx: the national rate of each test.

The layout is known from public readers, not from a file: four lines of title and notice, then YEAR, HCPCS, MOD,
EFF_DATE (YYYYMMDD), INDICATOR (N: national limit, L: local), RATE and three descriptors, which are partly the AMA's and
not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.editions import Edition
from corpus.fees import LaboratoryFee
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.dates import read_day
from ingest.sources.tabular import Columns, Heading, columns_of

_COLUMNS = {
    "code": ("hcpcs",),
    "modifier": ("mod", "modifier"),
    "effective": ("eff_date", "eff date", "effective date"),
    "indicator": ("indicator",),
    "rate": ("rate",),
}


class LaboratoryFormat(HeadedFormat):
    """Reads the Clinical Laboratory Fee Schedule."""

    name = "Clinical Laboratory Fee Schedule"
    full_release_rows = 1_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        return columns_of(row, _COLUMNS)

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        # The title has the year, the name the quarter of the same year.
        span = period_of(file, file.name, heading.above)
        when, title = release_name(span)
        return Edition(
            f"clfs-{when}", Table.LABORATORY.value, "CMS", f"Clinical Laboratory Fee Schedule, {title}", *span
        )

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code, modifiers = cell.code(), cell.modifiers("modifier")
        modifier = modifiers[0] if modifiers else None
        yield LaboratoryFee(
            code,
            modifier,
            cell.needed("rate"),
            SourceRef(edition.id, f"row {code}{f'-{modifier}' if modifier else ''}"),
            cell.text("indicator").upper(),
            read_day(cell.text("effective")),
        )


FORMAT = LaboratoryFormat()
