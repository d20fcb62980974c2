"""Source files for the readers' tests: text in a publisher's layout, written to a temporary place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from ingest.sources import HEAD_BYTES, Format, Item, SourceFile


def source_file(path: Path, effective: date | None = None) -> SourceFile:
    """A file as the adding command hands it to a reader."""
    with path.open("rb") as stream:
        return SourceFile(path.name, path, path.name, stream.read(HEAD_BYTES), effective)


def written(folder: Path, name: str, text: str, encoding: str = "cp1252", effective: date | None = None) -> SourceFile:
    """A text file of some content."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return source_file(path, effective)


def workbook(folder: Path, name: str, sheet: str, rows: list[list[object]]) -> SourceFile:
    """An xlsx file of one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return source_file(folder / name)


def items_of(reader: Format, file: SourceFile, kind: type) -> list[Item]:
    """What a reader gives of one kind."""
    return [item for item in reader.read(file) if isinstance(item, kind)]
