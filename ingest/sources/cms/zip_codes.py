"""Medicare's ZIP code to carrier locality file (ZIP5): the payment locality of each five-digit ZIP code.

The layout is known from its record layout as public readers state it: fixed width without a header, state 1-2, ZIP code
3-7, carrier 8-12, pricing locality 13-14, rural indicator 15, plus-four flag 21 (1: its nine digits lie in different
localities), year and quarter 76-80 (YYYYQ). Read too: the same as a workbook or csv with headings (STATE, ZIP CODE,
CARRIER, LOCALITY ... YEAR/QTR). The rural indicator is that of ambulance fees and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.editions import Edition
from corpus.errors import RowError
from corpus.fees import ZipArea
from corpus.records import SourceRef
from corpus.relations import Relation, Table
from ingest.sources import Item, SourceFile
from ingest.sources.cms.headed import Cell, HeadedFormat, period_of, release_name
from ingest.sources.dates import quarter_span
from ingest.sources.tabular import Columns, Heading, columns_of, head_text, is_zip, open_text

_FIXED = re.compile(r"(?P<state>[A-Z]{2})(?P<zip>\d{5})(?P<carrier>\d{5})(?P<locality>\d{2})(?P<more>.*)")
_PLUS_FOUR = 20 - 14  # its place behind the locality
_QUARTER = re.compile(r"(?P<year>20\d\d)(?P<quarter>[1-4])\s*$")
_FIRST_LINES = 20


class ZipFormat(HeadedFormat):
    """Reads the ZIP code to locality file."""

    name = "Medicare ZIP code to locality file"
    # 2025 has 42,956 ZIP codes.
    full_release_rows = 30_000

    def columns(self, row: Sequence[str]) -> Columns | None:
        return columns_of(
            row,
            {
                "zip": ("zip code", "zip", "zip_code", "zipcode"),
                "carrier": ("carrier", "contractor"),
                "locality": ("locality", "pricing locality"),
                "state": ("state",),
                "?split": ("plus 4 flag", "plus four flag"),
                "?quarter": ("year/qtr", "year/quarter"),
            },
        )

    def recognises(self, file: SourceFile) -> bool:
        return _is_fixed(file) or super().recognises(file)

    def read(self, file: SourceFile) -> Iterator[Item]:
        if not _is_fixed(file):
            yield from super().read(file)
            return
        edition: Edition | None = None
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                match = _FIXED.fullmatch(line.rstrip("\r\n"))
                if match is None:
                    if line.strip():
                        yield RowError(file.name, number, "the line is not state, ZIP code, carrier and locality")
                    continue
                if edition is None:
                    edition = _edition(file, _spelled(match["more"]))
                    yield edition
                split = match["more"][_PLUS_FOUR : _PLUS_FOUR + 1] == "1"
                yield _area(match["zip"], match["state"], match["carrier"], match["locality"], split, edition)

    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        return _edition(file, heading.above)

    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        code, carrier, locality = (cell.text(name).removesuffix(".0") for name in ("zip", "carrier", "locality"))
        if not all(map(str.isdigit, (code, carrier, locality))):
            raise ValueError(f"{code!r}, {carrier!r}, {locality!r} are no ZIP code, carrier and locality")
        state, split = cell.text("state").upper(), cell.text("split") == "1"
        yield _area(code.zfill(5), state, carrier.zfill(5), locality.zfill(2), split, edition)


def _area(code: str, state: str, carrier: str, locality: str, split: bool, edition: Edition) -> ZipArea:
    return ZipArea(code, state, carrier, locality, SourceRef(edition.id, f"ZIP code {code}"), split)


def _spelled(more: str) -> str:
    """The year and quarter at a line's end, spelled out as a release."""
    match = _QUARTER.search(more)
    return f"{quarter_span(int(match['year']), int(match['quarter']))[0]:%B %Y}" if match else ""


def _edition(file: SourceFile, told: str) -> Edition:
    span = period_of(file, told)
    when, title = release_name(span)
    table = Table.ZIP_CODES.value
    return Edition(f"zip-locality-{when}", table, "CMS", f"{table}, {title}", *span)


def _is_fixed(file: SourceFile) -> bool:
    if is_zip(file):
        return False
    lines = [line for line in head_text(file).splitlines() if line.strip()][:_FIRST_LINES]
    return bool(lines) and all(_FIXED.fullmatch(line) for line in lines)


FORMAT = ZipFormat()
