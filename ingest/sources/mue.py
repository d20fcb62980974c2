"""NCCI medically unlikely edits (MUE): practitioner, outpatient hospital ("facility") and DME supplier files of CMS.

Layout: a notice in quotation marks, then a header whose first cell has a line break; the setting is in the name of
the value column; the MAI is the digit that the adjudication cell begins with. The first day is only in the file's name
("..._Eff_07-01-2026").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.records import SourceRef
from corpus.relations import MUE_TABLES, MueLimit, Setting, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import Heading, columns_of, has_table, plain

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
_SETTING_OF = {table.value: setting for setting, table in MUE_TABLES.items()}
_DAY_IN_NAME = re.compile(r"(?P<month>\d{2})[-_](?P<day>\d{2})[-_](?P<year>20\d{2})")


class MueFormat:
    """Reads MUE files as text with any delimiter, or xlsx with any sheets."""

    name = "NCCI medically unlikely edits"
    # The smallest table, DME supplier of 2024 Q3, has about 2,100 rows; the practitioner table of April 2026 15,800.
    full_release_rows = 1_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header)

    def read(self, file: SourceFile) -> Iterator[Item]:
        return table_items(file, _header, "an MUE table", partial(_edition, file), _limit)


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _edition(file: SourceFile, heading: Heading) -> Edition:
    column = plain(heading.cells[heading.columns["value"]])
    setting, short, words = next(found for word, found in _SETTINGS.items() if word in column)
    day = _day(file)
    begin, end = quarter_span(day.year, quarter_of(day))
    title = f"Medicare NCCI Medically Unlikely Edits, {words}, {day:%B %Y}"
    return Edition(f"mue-{short}-{day:%Y-%m}", MUE_TABLES[setting].value, "CMS", title, max(begin, day), end)


def _day(file: SourceFile) -> date:
    if match := _DAY_IN_NAME.search(file.name):
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    if file.effective is not None:
        return file.effective
    raise SourceError(
        f"{file.name}: an MUE table does not say from when it is; give its first day with --effective YYYY-MM-DD."
    )


def _limit(row: Row, edition: Edition, cells: Cells) -> MueLimit:
    code = procedure_code(cells.code(row["code"]))
    return MueLimit(
        code,
        cells.whole(row["value"]),
        int(row["mai"][:1]),
        _SETTING_OF[edition.table],
        SourceRef(edition.id, f"row {code}"),
        row["rationale"],
    )


FORMAT = MueFormat()
