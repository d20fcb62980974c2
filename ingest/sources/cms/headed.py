"""What tables of rows below one header have in common: a subclass says its columns, its edition and its rows."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from corpus.codes import Modifier
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.relations import ProcedureCode, Relation, procedure_code
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.dates import quarter_of, quarter_span
from ingest.sources.rows import rows_under_header
from ingest.sources.tabular import Columns, Heading, has_table
from ingest.sources.tabular import cell as cell_of

Span = tuple[date, date]

_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_FROM_TO = re.compile(
    r"(?P<first>[A-Z][a-z]+ \d{1,2}, 20\d\d)\s*(?:through|thru|to|-)\s*(?P<last>[A-Z][a-z]+ \d{1,2}, 20\d\d)"
)
_MONTH_YEAR = re.compile(
    r"(?<![a-z])(?P<month>jan|apr|jul|oct)(?:uary|il|y|ober)?[\s_-]*(?P<year>20\d\d)(?!\d)", re.IGNORECASE
)
_YEAR_QUARTER = re.compile(r"(?<!\d)(?P<year>20\d\d)[\s_-]*(?:Q|quarter\s*)(?P<quarter>[1-4])", re.IGNORECASE)
_QUARTER_YEAR = re.compile(r"(?<![a-z])(?:Q|quarter\s*)(?P<quarter>[1-4])[\s,_-]*(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def period_of(file: SourceFile, *told: str) -> Span:
    """The days that a file covers: as its texts say them, else its name, else the quarter of the user's word.

    A year without a quarter is the whole year, unless the user's word names a day of it. Raises SourceError where
    nothing tells it.
    """
    for text in (*told, file.name):
        if match := _FROM_TO.search(text):
            return _written(match["first"]), _written(match["last"])
        if match := _MONTH_YEAR.search(text):
            return quarter_span(int(match["year"]), quarter_of(date(2000, _MONTHS[match["month"].lower()], 1)))
        if match := _YEAR_QUARTER.search(text) or _QUARTER_YEAR.search(text):
            return quarter_span(int(match["year"]), int(match["quarter"]))
    year = next((int(match[1]) for text in (*told, file.name) if (match := _YEAR.search(text))), None)
    if file.effective is not None and year in (None, file.effective.year):
        return quarter_span(file.effective.year, quarter_of(file.effective))
    if year is None:
        raise SourceError(f"{file.name}: its release is not told; give its first day with --effective YYYY-MM-DD.")
    return date(year, 1, 1), date(year, 12, 31)


def _written(day: str) -> date:
    return datetime.strptime(day, "%B %d, %Y").date()


def release_name(span: Span) -> tuple[str, str]:
    """How an id and a title name the days: ("2026-01", "January 2026") for a quarter, ("2026", "2026") for a year."""
    first, last = span
    if (last - first).days > 300:
        return f"{first:%Y}", f"{first:%Y}"
    return f"{first:%Y-%m}", f"{first:%B %Y}"


class Cell:
    """The cells of one row by the names of its columns, read as what they are; see ``_read_row`` for bad ones."""

    def __init__(self, row: Sequence[str], columns: Mapping[str, int], cells: Cells) -> None:
        self._row, self._columns, self._cells = row, columns, cells

    def text(self, name: str) -> str:
        """The cell with its blanks put right; empty where there is none."""
        return " ".join(cell_of(self._row, self._columns, name).split())

    def code(self, name: str = "code") -> ProcedureCode:
        return procedure_code(self._cells.code(self.text(name)))

    def amount(self, name: str) -> Decimal | None:
        """A number as printed, without "$" and thousands' commas; None for a blank, a lone point or "N/A"."""
        plain = self.text(name).replace("$", "").replace(",", "").strip()
        if plain.lower() in ("", ".", "-", "n/a", "na"):
            return None
        number = Decimal(plain)
        if not number.is_finite() or number < 0:
            raise InvalidOperation
        return number

    def needed(self, name: str) -> Decimal:
        """A number that the row cannot do without."""
        number = self.amount(name)
        if number is None:
            raise ValueError(f"it has no {name}")
        return number

    def modifiers(self, *names: str) -> tuple[Modifier, ...]:
        return tuple(Modifier.parse(self.text(name)) for name in names if self.text(name))


class HeadedFormat(ABC):
    """Reads every table of a file whose header ``columns`` knows; a row that cannot be read becomes a RowError."""

    name: str
    full_release_rows: int = 0

    @abstractmethod
    def columns(self, row: Sequence[str]) -> Columns | None:
        """Positions by name, None for a row that is not the header."""

    @abstractmethod
    def edition(self, file: SourceFile, heading: Heading) -> Edition:
        """The edition of the rows below a heading; raises SourceError where its days cannot be told."""

    @abstractmethod
    def rows(self, cell: Cell, heading: Heading, edition: Edition) -> Iterator[Relation]:
        """The rows of fact in one row of the table: one mostly, none for a row that says nothing."""

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, self.columns)

    def read(self, file: SourceFile) -> Iterator[Item]:
        cells = Cells()
        place: tuple[Heading, Edition] | None = None
        for item in rows_under_header(file, self.columns, f"this table ({self.name})", cells):
            if isinstance(item, Heading):
                place = item, self.edition(file, item)
                yield place[1]
            elif place is not None:
                yield from self._read_row(file, item.number, Cell(item.cells, item.columns, cells), *place)
        yield from cells.notices()

    def _read_row(
        self, file: SourceFile, number: int, cell: Cell, heading: Heading, edition: Edition
    ) -> Iterator[Item]:
        try:
            yield from list(self.rows(cell, heading, edition))
        except InvalidOperation:
            yield RowError(file.name, number, "an amount is not a number")
        except (InvalidCode, ValueError) as error:
            yield RowError(file.name, number, str(error))
