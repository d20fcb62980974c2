"""NCCI medically unlikely edits (MUE): practitioner, outpatient hospital ("facility") and DME supplier files of CMS.

Layout: a notice in quotation marks, then a header whose first cell has a line break; the setting is in the name of
the value column; the MAI is the digit that the adjudication cell begins with. The first day is only in the file's name
("..._Eff_07-01-2026").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import MUE_TABLES, MueLimit, Setting, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.tabular import Heading, NoteRow, cell, columns_of, has_table, plain, read_table

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
    """Reads MUE files as text with any delimiter, or xlsx with any sheets."""

    name = "NCCI medically unlikely edits"
    # The smallest table, DME supplier of 2024 Q3, has about 2,100 rows; the practitioner table of April 2026 15,800.
    full_release_rows = 1_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        cells = Cells()
        place: tuple[dict[str, int], Setting, Edition] | None = None
        for item in read_table(file, _header):
            if isinstance(item, Heading):
                edition, setting = _edition(file, plain(item.cells[item.columns["value"]]))
                place = item.columns, setting, edition
                yield edition
            elif isinstance(item, NoteRow):
                cells.note(item.text)
            elif place is not None:
                yield _limit(file, item.number, item.cells, *place, cells)
        if place is None:
            raise SourceError(f"{file.name}: no header of an MUE table was found; download it again.")
        yield from cells.notices()


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


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
    file: SourceFile,
    line: int,
    row: list[str],
    columns: dict[str, int],
    setting: Setting,
    edition: Edition,
    cells: Cells,
) -> MueLimit | RowError:
    try:
        code = procedure_code(cells.code(cell(row, columns, "code")))
        mai = cell(row, columns, "mai")
        return MueLimit(
            code,
            cells.whole(cell(row, columns, "value")),
            int(mai[:1]),
            setting,
            SourceRef(edition.id, f"row {code}"),
            cell(row, columns, "rationale"),
        )
    except (InvalidCode, ValueError) as error:
        return RowError(file.name, line, str(error))


FORMAT = MueFormat()
