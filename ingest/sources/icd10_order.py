"""ICD-10-CM and ICD-10-PCS order files: fixed width, one line a code or header, both in one layout.

Layout: order number 1-5, code 7-13, 1 or 0 for billable or header at 15, short title 17-76, long title from 78.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.codes import Icd10CmCode, Icd10PcsCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table
from ingest.sources import Item, SourceFile
from ingest.sources.dates import fiscal_year_span
from ingest.sources.tabular import head_text, open_text

_LINE = re.compile(
    r"(?P<order>\d{5}) (?P<code>[0-9A-Z]{3,7}) +(?P<billable>[01]) (?P<short>.{60}) (?P<long>.*\S)", re.ASCII
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SAMPLE_LINES = 200


class OrderFormat:
    """Reads order files of either code system."""

    name = "ICD-10 order file"
    # ICD-10-PCS 2024 has 79,455 lines, ICD-10-CM 2025 97,584.
    full_release_rows = 60_000

    def recognises(self, file: SourceFile) -> bool:
        lines = [line for line in head_text(file).splitlines()[:_SAMPLE_LINES] if line.strip()]
        return len(lines) > 1 and all(_LINE.fullmatch(line) for line in lines[:-1])

    def read(self, file: SourceFile) -> Iterator[Item]:
        is_pcs = _is_pcs(file)
        edition = _edition(file, is_pcs=is_pcs)
        yield edition
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                match = _LINE.fullmatch(line.rstrip("\r\n"))
                if match is None:
                    yield RowError(file.name, number, "the line is not in the layout of an order file")
                elif is_pcs:
                    yield from _pcs(file, number, match, edition)
                else:
                    yield _cm(file, number, match, edition)


def _is_pcs(file: SourceFile) -> bool:
    """Full ICD-10-PCS codes have seven characters and may begin with a digit; ICD-10-CM codes begin with a letter."""
    codes = [match["code"] for line in head_text(file).splitlines() if (match := _LINE.match(line))]
    return any(code[0].isdigit() for code in codes)


def _edition(file: SourceFile, *, is_pcs: bool) -> Edition:
    match = _YEAR.search(file.name)
    if file.effective is not None:
        year = file.effective.year + (file.effective.month >= 10)
    elif match is not None:
        year = int(match[1])
    else:
        raise SourceError(f"{file.name}: its fiscal year is not told; give its first day with --effective YYYY-MM-DD.")
    begin, end = fiscal_year_span(year)
    system, short = ("ICD-10-PCS", "icd10pcs") if is_pcs else ("ICD-10-CM", "icd10cm")
    table = Table.ICD10PCS_CODES if is_pcs else Table.ICD10CM_CODES
    return Edition(f"{short}-order-fy{year}", table.value, "CMS", f"{system} code list, FY {year}", begin, end)


def _cm(file: SourceFile, number: int, match: re.Match[str], edition: Edition) -> CodeListing | RowError:
    try:
        code = Icd10CmCode.parse(match["code"])
    except InvalidCode as error:
        return RowError(file.name, number, str(error))
    return CodeListing(
        code,
        SourceRef(edition.id, f"line {match['order']}"),
        description=match["long"].strip(),
        short_description=match["short"].strip(),
        billable=match["billable"] == "1",
    )


def _pcs(file: SourceFile, number: int, match: re.Match[str], edition: Edition) -> Iterator[Item]:
    if match["billable"] == "0":
        return  # the three characters of a table, which is no code
    try:
        code = Icd10PcsCode.parse(match["code"])
    except InvalidCode as error:
        yield RowError(file.name, number, str(error))
        return
    source = SourceRef(edition.id, f"line {match['order']}")
    long, short = match["long"].strip(), match["short"].strip()
    yield CodeListing(code, source, description=long, short_description=short, billable=True)
    yield CodeRecord(code=code, description=long, official=True, status=RecordStatus.BILLABLE, source=source)


FORMAT = OrderFormat()
