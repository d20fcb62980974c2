"""HCPCS Level II of CMS: the 48-column csv, and the fixed-width text of the same release.

Text layout: CMS "HCPCS Contractor Record" (2019): code 1-5 (modifiers right-aligned), sequence 6-10, record 11 (3 and 7
begin a procedure or modifier, 4 and 8 continue its description), long description 12-91, short 92-119, cross references
205-229, coverage 230, BETOS 257-259, type of service 261-265, added 269-276, action effective 277-284, terminated
285-292, action 293. Dental (D) descriptors are the ADA's: of those codes only the dates are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from corpus.codes import Code, HcpcsCode, Modifier
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import CodeRecord, Fact, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.dates import quarter_of, quarter_span, read_day
from ingest.sources.tabular import cell, columns_of, csv_rows, head_rows, head_text, open_text

_COLUMNS = {
    "code": ("hcpc", "hcpcs"),
    "?sequence": ("seqnum",),
    "record": ("recid",),
    "long": ("long description",),
    "short": ("short description",),
    "?xref1": ("xref1",),
    "?xref2": ("xref2",),
    "?xref3": ("xref3",),
    "?xref4": ("xref4",),
    "?xref5": ("xref5",),
    "coverage": ("cov",),
    "?betos": ("betos",),
    "?tos": ("tos1",),
    "added": ("add dt",),
    "effective": ("act eff dt",),
    "terminated": ("term dt",),
    "action": ("action cd",),
}
_SPANS = {
    "code": slice(0, 5),
    "record": slice(10, 11),
    "long": slice(11, 91),
    "short": slice(91, 119),
    **{f"xref{number}": slice(199 + 5 * number, 204 + 5 * number) for number in range(1, 6)},
    "coverage": slice(229, 230),
    "betos": slice(256, 259),
    "tos": slice(260, 261),
    "added": slice(268, 276),
    "effective": slice(276, 284),
    "terminated": slice(284, 292),
    "action": slice(292, 293),
}
_BEGINS, _CONTINUES = ("3", "7"), ("4", "8")
_LINE = re.compile(r"(?:[A-Z]\d{4}| {3}[0-9A-Z]{2})\d{5}[3478].{80}")
_NAME = re.compile(r"HCPC(?:S)?[_-]?(?P<year>20\d{2})[_-]?(?P<month>[A-Z]{3})?", re.IGNORECASE)
_QUARTERS = {"JAN": 1, "APR": 2, "JUL": 3, "OCT": 4}
_FACTS = {"coverage": "coverage", "betos": "betos", "tos": "type_of_service", "action": "action"}


class HcpcsFormat:
    """Reads HCPCS Level II releases."""

    name = "HCPCS Level II"
    # October 2025 has 8,846 codes and modifiers.
    full_release_rows = 5_000

    def recognises(self, file: SourceFile) -> bool:
        if any(columns_of(row, _COLUMNS) for row in head_rows(file)[:5]):
            return True
        lines = head_text(file).splitlines()[:200]
        return sum(bool(_LINE.match(line)) for line in lines) >= len(lines) / 2 > 0

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition = _edition(file)
        yield edition
        is_csv = any(columns_of(row, _COLUMNS) for row in head_rows(file)[:5])
        for line, cells in _joined(_csv_cells(file) if is_csv else _text_cells(file)):
            yield from _items(file, line, cells, edition)


def _csv_cells(file: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    columns: dict[str, int] | None = None
    for line, row in csv_rows(file):
        if columns is None:
            columns = columns_of(row, _COLUMNS)
        elif cell(row, columns, "code"):
            yield line, {name: cell(row, columns, name) for name in columns}


def _text_cells(file: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    with open_text(file) as stream:
        for number, line in enumerate(stream, start=1):
            if _LINE.match(line):
                yield number, {name: line[span].strip() for name, span in _SPANS.items()}


def _joined(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the continued descriptions put back together."""
    waiting: tuple[int, dict[str, str]] | None = None
    for line, cells in rows:
        if cells["record"] in _CONTINUES and waiting and waiting[1]["code"] == cells["code"]:
            waiting[1]["long"] = f"{waiting[1]['long']} {cells['long']}".strip()
            continue
        if waiting:
            yield waiting
        waiting = line, cells
    if waiting:
        yield waiting


def _items(file: SourceFile, line: int, cells: Mapping[str, str], edition: Edition) -> Iterator[Item]:
    try:
        text = cells["code"]
        code: Code = Modifier.parse(text) if len(text) == 2 else HcpcsCode.parse(text)
        source = SourceRef(edition.id, f"row {code}")
        dental = isinstance(code, HcpcsCode) and code.value.startswith("D")
        long, short = ("", "") if dental else (_one_line(cells["long"]), _one_line(cells["short"]))
        listing = CodeListing(
            code,
            source,
            description=long,
            short_description=short,
            added=read_day(cells.get("added")),
            effective=read_day(cells["effective"]),
            terminated=read_day(cells["terminated"]),
            action=cells["action"],
            coverage=cells["coverage"],
            replaced_by=tuple(_cross_references(cells, code)),
        )
    except (InvalidCode, ValueError) as error:
        yield RowError(file.name, line, str(error))
        return
    yield listing
    if long:
        yield _record(listing, cells, edition)


def _record(listing: CodeListing, cells: Mapping[str, str], edition: Edition) -> CodeRecord:
    begin = edition.effective_from or date.min
    ended = listing.terminated is not None and listing.terminated < begin
    short = listing.short_description
    says_more = short and short.casefold() not in listing.description.casefold()
    return CodeRecord(
        code=listing.code,
        description=listing.description,
        official=True,
        status=RecordStatus.TERMINATED if ended else RecordStatus.ACTIVE,
        source=listing.source,
        synonyms=(short,) if says_more else (),
        facts=tuple(Fact(name, cells[column], listing.source) for column, name in _FACTS.items() if cells.get(column)),
    )


def _cross_references(cells: Mapping[str, str], code: Code) -> Iterator[Code]:
    """The codes that a terminated code's row refers to; other references are not codes."""
    for number in range(1, 6):
        text = cells.get(f"xref{number}", "")
        if len(text) == 5:
            try:
                found = procedure_code(text)
            except InvalidCode:
                continue  # a reference to something else
            if found != code:
                yield found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _edition(file: SourceFile) -> Edition:
    if file.effective is not None:
        begin, end = quarter_span(file.effective.year, quarter_of(file.effective))
    elif (match := _NAME.search(file.name)) is None:
        raise SourceError(f"{file.name}: its release is not told; give its first day with --effective YYYY-MM-DD.")
    elif (month := (match["month"] or "").upper()) in _QUARTERS:
        begin, end = quarter_span(int(match["year"]), _QUARTERS[month])
    else:
        # Until 2019 the January release stood for the year.
        begin, end = date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)
    title = f"HCPCS Level II, {begin:%B %Y}"
    return Edition(f"hcpcs-{begin:%Y-%m}", Table.HCPCS.value, "CMS", title, begin, end)


FORMAT = HcpcsFormat()
