"""The ICD-10-CM conversion table of CDC: for each code that was new in some year, what was reported before it.

Layout, known from public readers of it and not from a file at hand: a title, then the columns "Current code
assignment", "Effective" (a year, whose first of October is meant, or a day, in a workbook as its number) and "Previous
Code(s) Assignment" (codes with commas or semicolons between, "H02.101-H02.106" for a range, "None"). As a workbook or
as text with tabs or runs of blanks between the columns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import CodeListing, Table
from ingest.sources import Item, SourceFile
from ingest.sources.dates import read_day
from ingest.sources.icd10_xml import release_of
from ingest.sources.tabular import cell, columns_of, head_text, is_zip, open_text
from ingest.sources.workbook import MOST_PREAMBLE_ROWS, head_sheet_rows, sheet_rows

_COLUMNS = {
    "current": ("current code assignment", "current code(s) assignment", "current code*"),
    "effective": ("effective*",),
    "previous": ("previous code(s) assignment", "previous code assignment", "previous code*"),
}
_BETWEEN = re.compile(r"\t|\s{2,}")
_CODE = r"[A-Z][0-9A][0-9AB](?:\.[0-9A-Z]{1,4})?"
_NAMED = re.compile(rf"(?P<first>{_CODE})(?:\s*-\s*(?P<last>{_CODE}))?")
# Days of a workbook are counted from here; those of its first years are none of this table.
_DAY_ZERO, _DAYS = date(1899, 12, 30), re.compile(r"4\d{4}|5\d{4}")
_FIRST_DAY = date(2015, 10, 1)  # nothing was reported in ICD-10-CM before
CONVERTED = "converted"
_MOST_OF_A_RANGE = 100


class ConversionFormat:
    """Reads conversion tables."""

    name = "ICD-10-CM conversion table"
    # Every year since 2016 added hundreds.
    full_release_rows = 500

    def recognises(self, file: SourceFile) -> bool:
        return any(columns_of(row, _COLUMNS) for row in _head(file))

    def read(self, file: SourceFile) -> Iterator[Item]:
        release = release_of(file)
        title = f"ICD-10-CM conversion table, {release.title}"
        table = Table.ICD10CM_CONVERSION.value
        edition = Edition(f"icd10cm-conversion-{release.label}", table, "CDC/NCHS", title, _FIRST_DAY, release.end)
        yield edition
        columns: dict[str, int] | None = None
        successors: dict[tuple[Icd10CmCode, date], list[Icd10CmCode]] = defaultdict(list)
        for number, row in _rows(file):
            if columns is None:
                columns = columns_of(row, _COLUMNS)
                continue
            if not cell(row, columns, "current"):
                continue
            try:
                code = Icd10CmCode.parse(cell(row, columns, "current"))
                day = _day(cell(row, columns, "effective"))
                for former in _codes(cell(row, columns, "previous")):
                    successors[former, day].append(code)
            except (InvalidCode, ValueError) as error:
                yield RowError(file.name, number, str(error))
        if columns is None:
            raise SourceError(f"{file.name}: no header of a conversion table was found; download it again.")
        for (former, day), codes in sorted(successors.items(), key=lambda item: (item[0][0].undotted, item[0][1])):
            yield CodeListing(
                former,
                SourceRef(edition.id, f"rows with previous code {former}"),
                effective=day,
                action=CONVERTED,
                replaced_by=tuple(dict.fromkeys(codes)),
            )


def _day(text: str) -> date:
    """The day a code took effect: a year means its first of October."""
    text = text.strip()
    if re.fullmatch(r"20\d{2}", text):
        return date(int(text), 10, 1)
    if _DAYS.fullmatch(text):
        return _DAY_ZERO + timedelta(days=int(text))
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", text):
        return datetime.strptime(text, "%m/%d/%y").date()
    day = read_day(text)
    if day is None:
        raise ValueError("the day it took effect is not told")
    return day


def _codes(text: str) -> Iterator[Icd10CmCode]:
    """The codes named as previous ones; none for "None" and for words."""
    for match in _NAMED.finditer(text):
        first = Icd10CmCode.parse(match["first"])
        yield first
        if match["last"]:
            yield from _further(first, Icd10CmCode.parse(match["last"]))


def _further(first: Icd10CmCode, last: Icd10CmCode) -> Iterator[Icd10CmCode]:
    """The codes behind the first of a range whose ends differ in a number at their end."""
    one, other = first.value, last.value
    digits = len(re.search(r"\d*$", one)[0])  # type: ignore[index]  # it always matches
    stem, width = one[: len(one) - digits], digits
    if not digits or not other.startswith(stem) or not other[len(stem) :].isdigit() or len(other) != len(one):
        yield last
        return
    begin, end = int(one[len(stem) :]), int(other[len(stem) :])
    for number in range(begin + 1, min(end, begin + _MOST_OF_A_RANGE) + 1):
        yield Icd10CmCode.parse(f"{stem}{number:0{width}}")


def _head(file: SourceFile) -> list[list[str]]:
    if is_zip(file):
        return head_sheet_rows(file)
    return [_BETWEEN.split(line.strip()) for line in head_text(file).splitlines()[:MOST_PREAMBLE_ROWS]]


def _rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    if is_zip(file):
        yield from ((number, row) for _, number, row in sheet_rows(file))
        return
    with open_text(file) as stream:
        for number, line in enumerate(stream, start=1):
            yield number, _BETWEEN.split(line.strip(), maxsplit=2)


FORMAT = ConversionFormat()
