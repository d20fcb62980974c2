"""OPPS Addendum B, csv: status indicator, APC and payment rate of every code in hospital outpatient departments.

Short descriptors are partly the AMA's and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import OppsRow, Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.tabular import cell, columns_of, csv_rows, head_rows

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
_MONTH = re.compile(r"(?<![a-z])(jan|apr|jul|oct)[a-z]*[\s_.-]*(20\d{2})?", re.IGNORECASE)
_QUARTERS = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}


class OppsFormat:
    """Reads Addendum B."""

    name = "OPPS Addendum B"
    # October 2025 has 18,798 codes.
    full_release_rows = 10_000

    def recognises(self, file: SourceFile) -> bool:
        return any(columns_of(row, _COLUMNS) for row in head_rows(file))

    def read(self, file: SourceFile) -> Iterator[Item]:
        preamble: list[str] = []
        columns: dict[str, int] | None = None
        edition: Edition | None = None
        for line, row in csv_rows(file):
            if columns is None or edition is None:
                preamble += row
                columns = columns_of(row, _COLUMNS)
                if columns is not None:
                    edition = _edition(file, " ".join(preamble))
                    yield edition
                continue
            if cell(row, columns, "code"):
                yield _row(file, line, row, columns, edition)
        if edition is None:
            raise SourceError(f"{file.name}: no header of Addendum B was found; download it again.")


def _edition(file: SourceFile, preamble: str) -> Edition:
    year = _YEAR.search(preamble)
    month = _MONTH.search(file.name)
    if file.effective is not None:
        begin, end = quarter_span(file.effective.year, quarter_of(file.effective))
    elif year is None:
        raise SourceError(f"{file.name}: its year is not told; give its first day with --effective YYYY-MM-DD.")
    elif month is not None:
        begin, end = quarter_span(int(year[1]), _QUARTERS[month[1].casefold()])
    else:
        begin, end = date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
    title = f"OPPS Addendum B, {begin:%B %Y}"
    return Edition(f"opps-b-{begin:%Y-%m}", Table.OPPS.value, "CMS", title, begin, end)


def _row(file: SourceFile, line: int, row: list[str], columns: dict[str, int], edition: Edition) -> OppsRow | RowError:
    try:
        # Some codes carry a hard space of another code page behind them.
        code = procedure_code(cell(row, columns, "code").rstrip("ÿ\u00a0"))
        return OppsRow(
            code,
            cell(row, columns, "indicator"),
            SourceRef(edition.id, f"row {code}"),
            cell(row, columns, "apc"),
            _amount(cell(row, columns, "weight")),
            _amount(cell(row, columns, "rate")),
            _amount(cell(row, columns, "national")),
            _amount(cell(row, columns, "minimum")),
        )
    except (InvalidCode, InvalidOperation) as error:
        reason = str(error) if isinstance(error, InvalidCode) else "an amount is not a number"
        return RowError(file.name, line, reason)


def _amount(text: str) -> Decimal | None:
    plain = text.replace("$", "").replace(",", "").strip(" .")
    return Decimal(text.replace("$", "").replace(",", "").strip()) if plain else None


FORMAT = OppsFormat()
