"""NCCI medically unlikely edits (MUE): practitioner, outpatient hospital ("facility") and DME supplier files of CMS.

Layout: a notice in quotation marks, then a header whose first cell has a line break; the setting is in the name of
the value column; the MAI is the digit that the adjudication cell begins with. The first day is only in the file's name
("..._Eff_07-01-2026").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import MUE_TABLES, MueLimit, Setting, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.tabular import cell, columns_of, csv_rows, head_rows, head_sheet_rows, is_zip, plain, sheet_rows

_COLUMNS = {
    "code": ("hcpcs/cpt code", "hcpcs/cptcode", "hcpcs code", "cpt/hcpcs code"),
    "value": (
        "practitioner services mue values",
        "outpatient hospital services mue values",
        "facility outpatient services mue values",
        "facility outpatient hospital services mue values",
        "dme supplier services mue values",
    ),
    "mai": ("mue adjudication indicator",),
    "?rationale": ("mue rationale",),
}
_SETTINGS = {
    "practitioner": (Setting.PRACTITIONER, "prac", "practitioner services"),
    "hospital": (Setting.HOSPITAL, "hosp", "outpatient hospital services"),
    "facility": (Setting.HOSPITAL, "hosp", "outpatient hospital services"),
    "dme": (Setting.DME_SUPPLIER, "dme", "DME supplier services"),
}
_DAY_IN_NAME = re.compile(r"(?P<month>\d{2})[-_](?P<day>\d{2})[-_](?P<year>20\d{2})")


class MueFormat:
    """Reads MUE files as csv, tab-separated text or xlsx."""

    name = "NCCI medically unlikely edits"
    # The smallest table, DME supplier of 2024 Q3, has about 2,100 rows; the practitioner table of April 2026 15,800.
    full_release_rows = 1_000

    def recognises(self, file: SourceFile) -> bool:
        rows = head_sheet_rows(file) if is_zip(file) else [*head_rows(file), *head_rows(file, "\t")]
        return any(columns_of(row, _COLUMNS) for row in rows)

    def read(self, file: SourceFile) -> Iterator[Item]:
        columns: dict[str, int] | None = None
        edition: Edition | None = None
        setting = Setting.PRACTITIONER
        for line, row in _rows(file):
            if columns is None or edition is None:
                columns = columns_of(row, _COLUMNS)
                if columns is not None:
                    edition, setting = _edition(file, plain(row[columns["value"]]))
                    yield edition
                continue
            if any(text.strip() for text in row):
                yield _limit(file, line, row, columns, setting, edition)
        if edition is None:
            raise SourceError(f"{file.name}: no header of an MUE table was found; download it again.")


def _rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    if is_zip(file):
        yield from ((number, row) for _, number, row in sheet_rows(file))
        return
    comma = any(columns_of(row, _COLUMNS) for row in head_rows(file))
    yield from csv_rows(file, "," if comma else "\t")


def _edition(file: SourceFile, heading: str) -> tuple[Edition, Setting]:
    setting, short, words = next(found for word, found in _SETTINGS.items() if word in heading)
    day = _day(file)
    begin, end = quarter_span(day.year, quarter_of(day))
    title = f"Medicare NCCI Medically Unlikely Edits, {words}, {day:%B %Y}"
    return Edition(f"mue-{short}-{day:%Y-%m}", MUE_TABLES[setting].value, "CMS", title, max(begin, day), end), setting


def _day(file: SourceFile) -> date:
    if match := _DAY_IN_NAME.search(file.name):
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    if file.effective is not None:
        return file.effective
    raise SourceError(
        f"{file.name}: an MUE table does not say from when it is; give its first day with --effective YYYY-MM-DD."
    )


def _limit(
    file: SourceFile, line: int, row: list[str], columns: dict[str, int], setting: Setting, edition: Edition
) -> MueLimit | RowError:
    try:
        code = procedure_code(cell(row, columns, "code"))
        value, mai = cell(row, columns, "value"), cell(row, columns, "mai")
        return MueLimit(
            code,
            int(value),
            int(mai[:1]),
            setting,
            SourceRef(edition.id, f"row {code}"),
            cell(row, columns, "rationale"),
        )
    except (InvalidCode, ValueError) as error:
        return RowError(file.name, line, str(error))


FORMAT = MueFormat()
