"""Medicare geographic practice cost indices (Addendum E of the fee schedule), csv or xlsx: one row a payment locality.

Layout: a title, a header whose index columns begin with the year, the localities, then footnotes in the first column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from corpus.editions import Edition
from corpus.errors import SourceError
from corpus.records import SourceRef
from corpus.relations import GpciRow, Table
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.rows import Row, table_items
from ingest.sources.tabular import Heading, columns_of, has_table, plain

_COLUMNS = {
    "contractor": ("medicare administrative contractor*", "contractor"),
    "state": ("state",),
    "locality": ("locality number", "locality"),
    "name": ("locality name",),
}
# "2025 PW GPCI (with 1.0 Floor)": the year and a remark vary.
_INDICES = {"work": r"\bpw gpci", "practice_expense": r"\bpe gpci", "malpractice": r"\bmp gpci"}
# 2026 prints the work index also "without 1.0 Floor". 2025 prints only the one with the floor, so that one is read.
_WITH_FLOOR = re.compile(r"\bwith\b")
_YEAR_IN_HEADER = re.compile(r"(20\d{2})\s+(?:pw|pe|mp)\s+gpci", re.IGNORECASE)
_YEAR_IN_TITLE = re.compile(r"\bCY\s*(20\d{2})", re.IGNORECASE)
_YEAR_IN_NAME = re.compile(r"GPCI_?(20\d{2})", re.IGNORECASE)


class GpciFormat:
    """Reads GPCI files."""

    name = "Medicare geographic practice cost indices"
    # 2025 has 109 localities.
    full_release_rows = 80

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _columns)

    def read(self, file: SourceFile) -> Iterator[Item]:
        return table_items(file, _columns, "a GPCI table", partial(_edition, file), _row)


def _columns(row: Sequence[str]) -> dict[str, int] | None:
    columns = columns_of(row, _COLUMNS)
    if columns is None:
        return None
    cells = [plain(text) for text in row]
    for name, words in _INDICES.items():
        places = [index for index, text in enumerate(cells) if re.search(words, text)]
        if not places:
            return None
        columns[name] = next((place for place in places if _WITH_FLOOR.search(cells[place])), places[0])
    return columns


def _edition(file: SourceFile, heading: Heading) -> Edition:
    found = (
        _YEAR_IN_HEADER.search(" ".join(heading.cells))
        or _YEAR_IN_TITLE.search(heading.above)
        or _YEAR_IN_NAME.search(file.name)
    )
    if found:
        year = int(found[1])
    elif file.effective is not None:
        year = file.effective.year
    else:
        raise SourceError(f"{file.name}: its year is not told; give its first day with --effective YYYY-MM-DD.")
    title = f"Medicare geographic practice cost indices, {year}"
    return Edition(f"gpci-{year}", Table.GPCI.value, "CMS", title, date(year, 1, 1), date(year, 12, 31))


def _row(row: Row, edition: Edition, _: Cells) -> GpciRow:
    contractor, locality = row["contractor"].removesuffix(".0"), row["locality"].removesuffix(".0")
    state = row["state"].upper()
    if not re.fullmatch(r"[0-9]{1,5}", contractor):
        raise ValueError(f"{contractor!r} is not a contractor's number")
    if not re.fullmatch(r"[0-9]{1,2}", locality):
        raise ValueError(f"{locality!r} is not a locality's number")
    if not re.fullmatch(r"[A-Z]{2}", state):
        raise ValueError(f"{state!r} is not a state")
    # A spreadsheet takes the leading zeros off what looks like a number.
    contractor, locality = contractor.zfill(5), locality.zfill(2)
    return GpciRow(
        contractor,
        locality,
        state,
        row["name"].rstrip("* "),  # the stars lead to footnotes
        _index(row["work"]),
        _index(row["practice_expense"]),
        _index(row["malpractice"]),
        SourceRef(edition.id, f"locality {contractor}-{locality}"),
    )


def _index(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise ValueError("an index is not a number")
    return number


FORMAT = GpciFormat()
