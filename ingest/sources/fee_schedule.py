"""Medicare Physician Fee Schedule relative value files (PPRRVU): csv, xlsx, and the fixed-width text beside them.

csv and xlsx: a preamble with the release, then a header over several rows whose last one repeats names (RVU, IND,
SURG): the rows are joined into one name a column. Columns come and go with the years, so they are found by name.
Text: "HDR" lines, then records in the layout that CMS prints in RVU25D; its release is only in its name. Descriptions
are the AMA's and the ADA's and are not read. What the indicators mean is in the same CMS document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain, groupby, islice
from typing import Any

from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.fee_schedule_text import Row, is_record_text, records
from ingest.sources.tabular import (
    DELIMITERS,
    cell,
    csv_rows,
    head_rows,
    plain,
)
from ingest.sources.workbook import MOST_PREAMBLE_ROWS, is_zip, sheet_rows

_TITLE = re.compile(
    r"(?P<year>20\d{2})\s+National\s+Physician\s+Fee\s+Schedule\s+Relative\s+Value\s+File(?:\s+(?P<month>[A-Z]+)\s+Release)?",
    re.IGNORECASE,
)
# "PPRRVU2025_Oct.txt", until early 2025 "PPRRVU25_JAN.txt".
_NAME = re.compile(r"PPRRVU_?(?:20)?(?P<year>\d{2})[_-]?(?P<month>[A-Z]{3})", re.IGNORECASE)
_QUARTERS = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}  # a release a quarter

# From 2026 a release is two files that differ in the conversion factor.
_FIRST_YEAR_OF_TWO = 2026
_QPP = re.compile(r"(?P<non>non[-_ ]?)?QPP", re.IGNORECASE)
# Conversion factors by year, for a file whose name does not tell. CMS final rule for 2026, as Part B News of 2025-11-03
# prints it; the non-QPP file of July 2026 carries the first.
_FACTORS = {(2026, Decimal("33.4009")): Table.FEE_SCHEDULE, (2026, Decimal("33.5675")): Table.FEE_SCHEDULE_QPP}

# Joined header names across the years, in ``plain`` form.
_NAMES = {
    "code": "hcpcs",
    "modifier": "mod",
    "status": "status code",
    "work_rvu": "work rvu",
    "nonfacility_pe_rvu": "non-fac pe rvu",
    "nonfacility_na": "non-fac na indicator",
    "facility_pe_rvu": "facility pe rvu",
    "facility_na": "facility na indicator",
    "malpractice_rvu": "mp rvu",
    "nonfacility_total": "non-facility total",
    "facility_total": "facility total",
    "pc_tc": "pctc ind",
    "global_days": "glob days",
    "pre_operative": "pre op",
    "intra_operative": "intra op",
    "post_operative": "post op",
    "multiple_procedure": "mult proc",
    "bilateral": "bilat surg",
    "assistant": "asst surg",
    "co_surgeon": "co- surg",
    "team": "team surg",
    "endoscopic_base": "endo base",
    "conversion_factor": "conv factor",
    "supervision": "physician supervision of diagnostic procedures",
    "imaging_family": "diagnostic imaging family indicator",
}
_NEEDED = ("code", "modifier", "status", "global_days")
_DECIMALS = (
    "work_rvu nonfacility_pe_rvu facility_pe_rvu malpractice_rvu nonfacility_total facility_total "
    "pre_operative intra_operative post_operative conversion_factor"
).split()
_TEXTS = (
    "pc_tc global_days multiple_procedure bilateral assistant co_surgeon team endoscopic_base supervision "
    "imaging_family"
).split()
# A spreadsheet takes the leading zeros off what looks like a number.
_WIDTHS = {"global_days": 3, "endoscopic_base": 5, "supervision": 2, "imaging_family": 2}
# Rows of a header; the preamble above never has a column's name in it.
_HEADER_ROWS = 5


class FeeScheduleFormat:
    """Reads PPRRVU files."""

    name = "Medicare Physician Fee Schedule relative values"
    # The October 2025 release has 19,090 rows.
    full_release_rows = 10_000

    def recognises(self, file: SourceFile) -> bool:
        if is_zip(file):
            try:
                return _table(file) is not None
            except SourceError:
                return False
        return is_record_text(file) or _delimiter(file) is not None

    def read(self, file: SourceFile) -> Iterator[Item]:
        found = ("", records(file)) if is_record_text(file) else _table(file)
        if found is None:
            raise SourceError(f"{file.name}: no header of a fee schedule was found; download it again.")
        (preamble, rows), mended = found, Cells()
        first = next(rows, None)
        factor = first[1].get("conversion_factor", "") if first and isinstance(first[1], Mapping) else ""
        edition = _edition(file, preamble, factor)
        yield edition
        for line, cells in chain([first] if first else [], rows):
            yield cells if isinstance(cells, RowError) else _row(file, line, cells, edition, mended)
        yield from mended.notices()


def _table(file: SourceFile) -> tuple[str, Iterator[Row]] | None:
    """The preamble of the sheet, or of the text, that has a header, and its rows by column name."""
    delimiter = None if is_zip(file) else _delimiter(file)
    if not is_zip(file) and delimiter is None:
        return None
    rows = (("", *row) for row in csv_rows(file, delimiter)) if delimiter else sheet_rows(file)
    for _, sheet in groupby(rows, key=lambda row: row[0]):
        before: list[list[str]] = []
        lines = ((line, row) for _, line, row in sheet)
        for _, row in islice(lines, MOST_PREAMBLE_ROWS):
            before.append(row)
            if columns := _columns(before):
                return " ".join(chain.from_iterable(before)), _named(file, lines, columns)
    return None


def _delimiter(file: SourceFile) -> str | None:
    """What parts the cells of a text whose head has the header; None when it has none."""
    for mark in DELIMITERS:
        rows = head_rows(file, mark)
        if any(_columns(rows[: index + 1]) for index in range(len(rows))):
            return mark
    return None


def _named(file: SourceFile, rows: Iterable[tuple[int, list[str]]], columns: Mapping[str, int]) -> Iterator[Row]:
    width = max(columns.values()) + 1
    for line, row in rows:
        if len(row) < width and any(text.strip() for text in row):
            yield line, RowError(file.name, line, "the row is cut short")
        elif any(row[columns[name]].strip() for name in _NEEDED if len(row) >= width):
            yield line, {name: cell(row, columns, name) for name in columns}


def _columns(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """Positions by name when the last of the rows is the header's last; None otherwise."""
    last = [plain(text) for text in rows[-1]]
    if "hcpcs" not in last or "mod" not in last:
        return None
    joined = []
    for place in range(len(last)):
        parts = [row[place] for row in rows[-_HEADER_ROWS:] if place < len(row) and not _TITLE.search(row[place])]
        joined.append(plain(" ".join(parts)))
    found: dict[str, int] = {}
    for name, form in _NAMES.items():
        exact = [index for index, text in enumerate(joined) if text == form]
        # A word of a row above may stand over the name ("NOT USED FOR" over "STATUS CODE"): its end decides then.
        ending = [index for index, text in enumerate(joined) if text.endswith(f" {form}")]
        if exact or ending:
            found[name] = (exact or ending)[0]
    return found if all(name in found for name in _NEEDED) else None


def _edition(file: SourceFile, preamble: str, factor: str) -> Edition:
    begin, end = _quarter(file, preamble)
    table = _which_of_two(file, begin.year, factor)
    qpp = table is Table.FEE_SCHEDULE_QPP
    title = f"Medicare Physician Fee Schedule relative value file, {begin:%B %Y}" + (", QPP" if qpp else "")
    return Edition(f"pfs{'-qpp' if qpp else ''}-{begin:%Y-%m}", table.value, "CMS", title, begin, end)


def _quarter(file: SourceFile, preamble: str) -> tuple[date, date]:
    """The quarter of a release: from the preamble, else from the file's name, else from what the user says."""
    title, name = _TITLE.search(preamble), _NAME.search(file.name)
    quarter = _QUARTERS.get((title["month"] or "")[:3].casefold()) if title else None
    if title and quarter:
        return quarter_span(int(title["year"]), quarter)
    quarter = _QUARTERS.get(name["month"].casefold()) if name else None
    if name and quarter:
        return quarter_span(int(title["year"]) if title else 2000 + int(name["year"]), quarter)
    if file.effective is not None:
        return quarter_span(file.effective.year, quarter_of(file.effective))
    raise SourceError(f"{file.name}: its release is not told; give its first day with --effective YYYY-MM-DD.")


def _which_of_two(file: SourceFile, year: int, factor: str) -> Table:
    if year < _FIRST_YEAR_OF_TWO:
        return Table.FEE_SCHEDULE
    if match := _QPP.search(file.name):
        return Table.FEE_SCHEDULE if match["non"] else Table.FEE_SCHEDULE_QPP
    table = _FACTORS.get((year, Decimal(factor))) if re.fullmatch(r"\d+\.\d+", factor) else None
    if table is None:
        raise SourceError(
            f"{file.name}: it is not told which of the year's two conversion factors it is for; give it the "
            f"publisher's name again, like PPRRVU{year}_Jan_nonQPP.csv."
        )
    return table


def _row(
    file: SourceFile, line: int, cells: Mapping[str, str], edition: Edition, mended: Cells
) -> FeeScheduleRow | RowError:
    cells = {name: _of_width(name, text) for name, text in cells.items()}
    try:
        code = procedure_code(mended.code(cells["code"]))
        modifier = cells["modifier"]
        if not cells["status"]:
            return RowError(file.name, line, f"{code} has no status")
        values: dict[str, Any] = {name: _decimal(cells.get(name, "")) for name in _DECIMALS}
        values |= {name: cells.get(name, "") for name in _TEXTS}
        return FeeScheduleRow(
            code,
            Modifier.parse(modifier) if modifier else None,
            cells["status"],
            SourceRef(edition.id, f"row {code}-{modifier}" if modifier else f"row {code}"),
            nonfacility_na=cells.get("nonfacility_na", "").upper() == "NA",
            facility_na=cells.get("facility_na", "").upper() == "NA",
            **values,
        )
    except (InvalidCode, InvalidOperation) as error:
        reason = str(error) if isinstance(error, InvalidCode) else "a value is not a number"
        return RowError(file.name, line, reason)


def _of_width(name: str, text: str) -> str:
    """A cell of a field of fixed width, other than the code, with what a spreadsheet took off or put to it undone."""
    width = _WIDTHS.get(name, 0)
    bare = text.removesuffix(".0") if width or name in _TEXTS else text
    return bare.zfill(width) if bare.isdecimal() else bare


def _decimal(text: str) -> Decimal | None:
    """A printed number; None for a blank. Raises InvalidOperation for anything else."""
    if not text:
        return None
    number = Decimal(text.replace(",", ""))
    if not number.is_finite():
        raise InvalidOperation
    return number


FORMAT = FeeScheduleFormat()
