"""Medicare Part B utilization by geography and service: how often each code was allowed in a year, csv.

The headings (Rndrng_Prvdr_Geo_Lvl, HCPCS_Cd, Place_Of_Srvc, Tot_Srvcs ...) are those of CMS's dataset "Medicare
Physician & Other Practitioners - by Geography and Service", known from public readers. Rows of the whole nation are
kept, those of states passed over; descriptions are partly the AMA's and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.listed import Utilization
from corpus.records import SourceRef
from corpus.relations import Table, procedure_code
from ingest.sources import Item, Notice, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.rows import Row, rows_under_header
from ingest.sources.tabular import Columns, Heading, columns_of, has_table

_COLUMNS = {
    "level": ("rndrng_prvdr_geo_lvl",),
    "code": ("hcpcs_cd",),
    "place": ("place_of_srvc",),
    "services": ("tot_srvcs",),
    "?beneficiaries": ("tot_benes",),
    "?providers": ("tot_rndrng_prvdrs",),
}
_NATIONAL = "national"
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
# The dataset's own names: "MUP_PHY_R25_P05_V20_D23_Geo.csv" is of 2023.
_SHORT_YEAR = re.compile(r"(?<![a-z])D(?:Y)?(\d{2})(?!\d)", re.IGNORECASE)


class UtilizationFormat:
    """Reads the dataset by geography and service."""

    name = "Medicare Part B utilization by service"
    full_release_rows = 0

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        cells, passed = Cells(), 0
        edition = _edition(file)
        for item in rows_under_header(file, _header, "utilization", cells):
            if isinstance(item, Heading):
                yield edition
            elif item["level"].casefold() != _NATIONAL:
                passed += 1
            else:
                try:
                    yield _row(item, edition, cells)
                except ValueError as error:  # InvalidCode is one
                    yield RowError(file.name, item.number, str(error))
        if passed:
            yield Notice(f"rows of single states passed over: {passed:,}")
        yield from cells.notices()


def _header(row: Sequence[str]) -> Columns | None:
    return columns_of(row, _COLUMNS)


def _edition(file: SourceFile) -> Edition:
    short = _SHORT_YEAR.search(file.name)
    told = _YEAR.search(file.name)
    year = file.effective.year if file.effective else int(told[1]) if told else 2000 + int(short[1]) if short else None
    if year is None:
        raise SourceError(f"{file.name}: its year is not told; give its first day with --effective 2023-01-01.")
    title = f"Medicare Part B utilization by service, {year}"
    return Edition(f"utilization-{year}", Table.UTILIZATION.value, "CMS", title, date(year, 1, 1), date(year, 12, 31))


def _row(row: Row, edition: Edition, cells: Cells) -> Utilization:
    code = procedure_code(cells.code(row["code"]))
    try:
        services = Decimal(row["services"].replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"{row['services']!r} is not a number of services") from None
    place = SourceRef(edition.id, f"row {code}")
    return Utilization(
        code, row["place"], services, place, _count(row["beneficiaries"], cells), _count(row["providers"], cells)
    )


def _count(text: str, cells: Cells) -> int | None:
    return cells.whole(text.replace(",", "")) if text else None


FORMAT = UtilizationFormat()
