"""Rows under a header, by the names of their columns: the loop that every reader of a publisher's table shares.

A reader says which columns it wants, which edition a heading begins, and how one row is read. ``table_items`` does
the rest: notes are counted and told, a row that cannot be read is told by its line, a file without the header is
refused in one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from ingest.sources import Item, SourceFile
from ingest.sources.cells import Cells
from ingest.sources.tabular import HeaderReader, Heading, NoteRow, cell, read_table


@dataclass(frozen=True, slots=True)
class Row:
    """A row under a header: ``row["code"]`` is the stripped cell of a column, empty where it has none."""

    number: int
    cells: list[str]
    columns: Mapping[str, int]

    def __getitem__(self, name: str) -> str:
        return cell(self.cells, self.columns, name)

    @property
    def is_cut(self) -> bool:
        """True where the row ends before the last of the wanted columns."""
        return len(self.cells) <= max(self.columns.values())

    def named(self) -> dict[str, str]:
        """Every wanted cell by the name of its column."""
        return {name: self[name] for name in self.columns}


def rows_under_header(file: SourceFile, header: HeaderReader, table: str, cells: Cells) -> Iterator[Heading | Row]:
    """Every heading that ``header`` knows, each with the rows below it; rows of notes are counted in ``cells``.

    ``table`` names what was looked for ("an MUE table"): raises SourceError where the file has no heading of it.
    """
    heading: Heading | None = None
    for item in read_table(file, header):
        if isinstance(item, Heading):
            heading = item
            yield heading
        elif isinstance(item, NoteRow):
            cells.note(item.text)
        elif heading is not None:
            yield Row(item.number, item.cells, heading.columns)
    if heading is None:
        raise SourceError(f"{file.name}: no header of {table} was found; download it again.")


def table_items(
    file: SourceFile,
    header: HeaderReader,
    table: str,
    edition_of: Callable[[Heading], Edition],
    read: Callable[[Row, Edition, Cells], Item],
) -> Iterator[Item]:
    """The items of a table: the edition that each heading begins, what ``read`` makes of its rows, what was put right.

    ``read`` raises InvalidCode or ValueError for a row that it cannot read; that row is told as a RowError.
    """
    cells = Cells()
    edition: Edition | None = None
    for item in rows_under_header(file, header, table, cells):
        if isinstance(item, Heading):
            edition = edition_of(item)
            yield edition
        elif edition is not None:
            try:
                yield read(item, edition, cells)
            except ValueError as error:  # InvalidCode is one
                yield RowError(file.name, item.number, str(error))
    yield from cells.notices()
