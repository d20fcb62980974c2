"""Medicare Physician Fee Schedule relative value files (PPRRVU), csv.

Layout: a preamble with the release, then a header over several rows whose last one repeats names (RVU, IND, SURG): the
rows are joined into one name a column. Columns come and go with the years, so they are found by name. Descriptions are
the AMA's and are not read. Record layout: CMS, RVU25D (status, indicators, global days).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.tabular import cell, csv_rows, head_rows, plain

_TITLE = re.compile(
    r"(?P<year>20\d{2})\s+National\s+Physician\s+Fee\s+Schedule\s+Relative\s+Value\s+File(?:\s+(?P<month>[A-Z][a-z]+)\s+Release)?",
    re.IGNORECASE,
)
_MONTHS = {"january": 1, "april": 2, "july": 3, "october": 4}  # a release a quarter
_QPP = re.compile(r"(?<!non)(?<!non[-_ ])QPP", re.IGNORECASE)

# Joined header names across the years, in ``plain`` form.
_NAMES = {
    "code": ("hcpcs",),
    "modifier": ("mod",),
    "status": ("status code",),
    "work_rvu": ("work rvu",),
    "nonfacility_pe_rvu": ("non-fac pe rvu",),
    "nonfacility_na": ("non-fac na indicator",),
    "facility_pe_rvu": ("facility pe rvu",),
    "facility_na": ("facility na indicator",),
    "malpractice_rvu": ("mp rvu",),
    "nonfacility_total": ("non-facility total",),
    "facility_total": ("facility total",),
    "pc_tc": ("pctc ind",),
    "global_days": ("glob days",),
    "pre_operative": ("pre op",),
    "intra_operative": ("intra op",),
    "post_operative": ("post op",),
    "multiple_procedure": ("mult proc",),
    "bilateral": ("bilat surg",),
    "assistant": ("asst surg",),
    "co_surgeon": ("co- surg",),
    "team": ("team surg",),
    "endoscopic_base": ("endo base",),
    "conversion_factor": ("conv factor",),
    "supervision": ("physician supervision of diagnostic procedures",),
    "imaging_family": ("diagnostic imaging family indicator",),
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
# The rows of the header above its last one; the preamble above them never reaches further down.
_HEADER_ROWS = 5


class FeeScheduleFormat:
    """Reads PPRRVU files."""

    name = "Medicare Physician Fee Schedule relative values"
    # The October 2025 release has 19,080 rows.
    full_release_rows = 10_000

    def recognises(self, file: SourceFile) -> bool:
        rows = head_rows(file)
        return any(_columns(rows[: index + 1]) for index in range(len(rows)))

    def read(self, file: SourceFile) -> Iterator[Item]:
        before: list[list[str]] = []
        columns: dict[str, int] | None = None
        edition: Edition | None = None
        for line, row in csv_rows(file):
            if columns is None or edition is None:
                before.append(row)
                columns = _columns(before)
                if columns is not None:
                    edition = _edition(file, before)
                    yield edition
                continue
            if cell(row, columns, "code"):
                yield _row(file, line, row, columns, edition)
        if edition is None:
            raise SourceError(f"{file.name}: no header of a fee schedule was found; download it again.")


def _columns(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """Positions by name when the last of the rows is the header's last; None otherwise."""
    last = rows[-1]
    if not last or plain(last[0]) != "hcpcs":
        return None
    joined = []
    for place in range(len(last)):
        parts = [row[place] for row in rows[-_HEADER_ROWS:] if place < len(row) and not _TITLE.search(row[place])]
        joined.append(plain(" ".join(parts)))
    found: dict[str, int] = {}
    for name, forms in _NAMES.items():
        exact = [index for form in forms for index, text in enumerate(joined) if text == form]
        # A word of a row above may stand over the name ("NOT USED FOR" over "STATUS CODE"): its end decides then.
        ending = [index for form in forms for index, text in enumerate(joined) if text.endswith(f" {form}")]
        if exact or ending:
            found[name] = (exact or ending)[0]
    return found if all(name in found for name in _NEEDED) else None


def _edition(file: SourceFile, preamble: Sequence[Sequence[str]]) -> Edition:
    text = " ".join(" ".join(row) for row in preamble)
    match = _TITLE.search(text)
    if match is None and file.effective is None:
        raise SourceError(f"{file.name}: its release is not told; give its first day with --effective YYYY-MM-DD.")
    if match is not None and (match["month"] or "January").casefold() in _MONTHS:
        year, quarter = int(match["year"]), _MONTHS[(match["month"] or "January").casefold()]
    elif file.effective is not None:
        year, quarter = file.effective.year, quarter_of(file.effective)
    else:
        raise SourceError(f"{file.name}: its quarter is not told; give its first day with --effective YYYY-MM-DD.")
    begin, end = quarter_span(year, quarter)
    qpp = bool(_QPP.search(file.name))
    table = Table.FEE_SCHEDULE_QPP if qpp else Table.FEE_SCHEDULE
    title = f"Medicare Physician Fee Schedule relative value file, {begin:%B %Y}" + (", QPP" if qpp else "")
    identifier = f"pfs{'-qpp' if qpp else ''}-{begin:%Y-%m}"
    return Edition(identifier, table.value, "CMS", title, begin, end)


def _row(
    file: SourceFile, line: int, row: Sequence[str], columns: Mapping[str, int], edition: Edition
) -> FeeScheduleRow | RowError:
    try:
        code = procedure_code(cell(row, columns, "code"))
        modifier = cell(row, columns, "modifier")
        values: dict[str, Any] = {name: _decimal(cell(row, columns, name)) for name in _DECIMALS}
        values |= {name: cell(row, columns, name) for name in _TEXTS}
        place = f"row {code}-{modifier}" if modifier else f"row {code}"
        return FeeScheduleRow(
            code,
            Modifier.parse(modifier) if modifier else None,
            cell(row, columns, "status"),
            SourceRef(edition.id, place),
            nonfacility_na=cell(row, columns, "nonfacility_na").upper() == "NA",
            facility_na=cell(row, columns, "facility_na").upper() == "NA",
            **values,
        )
    except (InvalidCode, InvalidOperation) as error:
        reason = str(error) if isinstance(error, InvalidCode) else "a value is not a number"
        return RowError(file.name, line, reason)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text else None


FORMAT = FeeScheduleFormat()
