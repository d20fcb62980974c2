"""NCCI procedure-to-procedure (PTP) edits, practitioner and outpatient hospital: text with any delimiter, or xlsx.

A release is four files. Neither quarter nor setting nor part is in the content: the publisher's file name tells them
("ccipra-v322r0-f1": practitioner, NCCI version 32.2 = 2026 Q3, part 1; "ccioph" is outpatient hospital). The header
stands over several rows. ``*`` in the deletion column is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.codes import CptCode, HcpcsCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import PTP_TABLES, PtpEdit, Setting, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span, read_day
from ingest.sources.tabular import (
    Heading,
    Line,
    NoteRow,
    columns_of,
    delimiter_of,
    has_table,
    is_zip,
    open_text,
    read_table,
)

_COLUMNS = {
    "column_1": ("column 1",),
    "column_2": ("column 2",),
    "effective": ("effective*",),
    "deleted": ("deletion*",),
    "indicator": ("modifier*",),
    "?rationale": ("ptp edit rationale", "edit rationale"),
}
_NAME = re.compile(
    r"cci(?P<setting>pra|oph)[a-z]*[-_]v?(?P<version>\d{2})\.?(?P<quarter>[0-3])(?:r\d+)?(?:[-_]f(?P<part>\d))?",
    re.IGNORECASE,
)
_SETTINGS = {"pra": (Setting.PRACTITIONER, "prac", "practitioner"), "oph": (Setting.HOSPITAL, "hosp", "hospital")}

# NCCI version 32 is of 2026, 30 of 2024: a version a year, counted from here.
_VERSION_YEAR = 1994
_PARTS = 4
# Rows of the header below its first line: words under the column names, never a code.
_CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]")


class PtpFormat:
    """Reads one file of PTP edits."""

    name = "NCCI PTP edits"
    # A part of the 2024 Q3 hospital release, the smaller one, has 440 thousand rows on average; parts are unlike.
    full_release_rows = 50_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition, setting = _edition(file)
        yield edition
        reader = _RowReader(file, edition, setting)
        found = False
        for item in _lines(file):
            if isinstance(item, Heading):
                reader.place(item.columns)
                found = True
            elif isinstance(item, NoteRow):
                reader.note(item.text)
            elif (read := reader.read(item.number, item.cells)) is not None:
                yield read
        if not found:
            raise SourceError(f"{file.name}: no header of a PTP table was found; download it again.")
        yield from reader.cells.notices()


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _lines(file: SourceFile) -> Iterator[Heading | Line | NoteRow]:
    if is_zip(file) or delimiter_of(file, _header) != "\t":
        yield from read_table(file, _header)
        return
    # The publisher's own text has no quotes and some hundred thousand lines: splitting takes a third of the time.
    found = False
    with open_text(file) as stream:
        for number, line in enumerate(stream, start=1):
            row = line.rstrip("\r\n").split("\t")
            if found:
                yield Line(number, row)
            elif columns := _header(row):
                found = True
                yield Heading("", number, row, columns, "")


class _RowReader:
    """Rows to edits. Codes and days repeat by the thousand, so each distinct one is read once."""

    def __init__(self, file: SourceFile, edition: Edition, setting: Setting) -> None:
        self._name, self._edition_id, self._setting = file.name, edition.id, setting
        self._codes: dict[str, CptCode | HcpcsCode] = {}
        self._days: dict[str, date | None] = {}
        self._rationales: dict[str, str] = {}
        self._begun = False
        self.cells = Cells()

    def note(self, text: str) -> None:
        """A sentence below the header: one of the header's own further lines before the first edit."""
        if self._begun:
            self.cells.note(text)

    def place(self, columns: dict[str, int]) -> None:
        self._first, self._second = columns["column_1"], columns["column_2"]
        self._effective, self._deleted = columns["effective"], columns["deleted"]
        self._indicator, self._rationale = columns["indicator"], columns.get("rationale")

    def read(self, line: int, row: list[str]) -> PtpEdit | RowError | None:
        """The edit of a row; None for blank rows and the words below the header."""
        if len(row) <= self._indicator or not row[self._first].strip():
            if self._begun and any(cell.strip() for cell in row):
                return RowError(self._name, line, "the row is cut short")
            return None
        try:
            first, second = self._code(row[self._first]), self._code(row[self._second])
            rationale = row[self._rationale] if self._rationale is not None and self._rationale < len(row) else ""
            edit = PtpEdit(
                first,
                second,
                self.cells.whole(row[self._indicator]),
                self._setting,
                SourceRef(self._edition_id, ""),  # the row's place is its two codes: the shelf makes the locator
                self._day(row[self._effective]),
                self._day(row[self._deleted]),
                self._rationales.setdefault(rationale, rationale.strip()),
            )
        except (InvalidCode, ValueError) as error:
            if not self._begun and not _CODE.fullmatch(row[self._first].strip()):
                return None  # "0=not allowed", "prior to 1996": the header's further lines
            return RowError(self._name, line, str(error))
        self._begun = True
        return edit

    def _code(self, text: str) -> CptCode | HcpcsCode:
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = procedure_code(self.cells.code(text))
        return code

    def _day(self, text: str) -> date | None:
        if text not in self._days:
            self._days[text] = read_day(text)
        return self._days[text]


def _edition(file: SourceFile) -> tuple[Edition, Setting]:
    match = _NAME.search(file.name)
    if match is None:
        raise SourceError(
            f"{file.name}: a PTP table says neither its setting nor its quarter; give it the publisher's name again, "
            "like ccipra-v322r0-f1.txt."
        )
    setting, short, words = _SETTINGS[match["setting"].casefold()]
    year, quarter = _VERSION_YEAR + int(match["version"]), int(match["quarter"]) + 1
    if file.effective is not None:
        year, quarter = file.effective.year, quarter_of(file.effective)
    begin, end = quarter_span(year, quarter)
    part = int(match["part"]) if match["part"] else 0
    title = f"Medicare NCCI Procedure-to-Procedure Edits, {words}, {year} Q{quarter}"
    edition = Edition(
        f"ncci-ptp-{short}-{year}q{quarter}",
        PTP_TABLES[setting].value,
        "CMS",
        title,
        begin,
        end,
        part=part,
        parts=_PARTS if part else 0,
    )
    return edition, setting


FORMAT = PtpFormat()
