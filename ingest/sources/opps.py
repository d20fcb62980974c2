"""OPPS Addendum B, csv or xlsx: status indicator, APC and payment rate of each code in outpatient hospitals.

Layout: a title with the year and notices, then one header row. The quarter is only in the file's name ("..._Oct2025").
Short descriptors are partly the AMA's and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.records import SourceRef
from corpus.relations import OppsRow, Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import columns_of, has_table

_COLUMNS = {
    "code": ("hcpcs code", "hcpcs"),
    "indicator": ("si", "status indicator"),
    "apc": ("apc",),
    "?weight": ("relative weight",),
    "?rate": ("payment rate",),
    "?national": ("national unadjusted copayment",),
    "?minimum": ("minimum unadjusted copayment",),
}
_YEAR = re.compile(r"OPPS\s+Payment\s+by\s+HCPCS\s+Code\s+for\s+CY\s+(20\d{2})", re.IGNORECASE)
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MONTH_IN_NAME = re.compile(r"(?<![a-z])(jan|apr|jul|oct)(?:uary|il|y|ober)?(?![a-z])", re.IGNORECASE)
_QUARTERS = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}

# A4341 of October 2025 ends in it: a hard space of another code page.
_STRAY = "ÿ\u00a0 "


class OppsFormat:
    """Reads Addendum B."""

    name = "OPPS Addendum B"
    # October 2025 has 18,798 codes.
    full_release_rows = 10_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        return table_items(file, _header, "Addendum B", lambda heading: _edition(file, heading.above), _row)


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _edition(file: SourceFile, preamble: str) -> Edition:
    """The quarter of the name or of the user's word; the whole year where only the year can be told."""
    told = _YEAR.search(preamble) or _YEAR_IN_NAME.search(file.name)
    year = int(told[1]) if told else file.effective.year if file.effective else None
    if year is None:
        raise SourceError(f"{file.name}: its release is not told; give its first day with --effective YYYY-MM-DD.")
    if month := _MONTH_IN_NAME.search(file.name):
        quarter = _QUARTERS[month[1].casefold()]
    elif file.effective is not None and file.effective.year == year:
        quarter = quarter_of(file.effective)
    else:
        begin, end = date(year, 1, 1), date(year, 12, 31)
        return Edition(f"opps-b-{year}", Table.OPPS.value, "CMS", f"OPPS Addendum B, {year}", begin, end)
    begin, end = quarter_span(year, quarter)
    title = f"OPPS Addendum B, {begin:%B %Y}"
    return Edition(f"opps-b-{begin:%Y-%m}", Table.OPPS.value, "CMS", title, begin, end)


def _row(row: Row, edition: Edition, cells: Cells) -> OppsRow:
    code = procedure_code(cells.code(row["code"].rstrip(_STRAY)))
    if not row["indicator"]:
        raise ValueError(f"{code} has no status indicator")
    return OppsRow(
        code,
        row["indicator"],
        SourceRef(edition.id, f"row {code}"),
        row["apc"],
        *(_amount(row[name]) for name in ("weight", "rate", "national", "minimum")),
    )


def _amount(text: str) -> Decimal | None:
    """A printed amount; None for a blank or a lone point. Raises ValueError for anything else."""
    plain = text.replace("$", "").replace(",", "").strip()
    if plain in ("", "."):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError("an amount is not a number")
    return number


FORMAT = OppsFormat()
