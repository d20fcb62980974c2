"""Order-file addenda and conversion tables: small ones in the publishers' layouts, and the whole addenda of FY 2027."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, RecordStatus
from corpus.relations import CodeListing, Table
from ingest.files import opened
from ingest.sources import Item, SourceFile
from ingest.sources.formats import FORMATS
from tests.conftest import shared_file


def addenda_line(action: str, billable: int, code: str, title: str) -> str:
    return f"{action + ':':<13}{billable} {code:7} {title:60} {title}"


ADDENDA = "\r\n".join(
    (
        addenda_line("Delete", 1, "M722", "Thing of the foot"),
        addenda_line("Add", 0, "M722", "Thing of the foot"),
        addenda_line("Add", 1, "M7220", "Thing, no foot told"),
        addenda_line("Add", 1, "M7221", "Thing, right"),
        addenda_line("Revise from", 1, "L02232", "Old words"),
        addenda_line("Revise to", 1, "L02232", "New words"),
        addenda_line("Delete", 1, "T528X1A", "Harm, initial"),
        addenda_line("Add", 1, "T52891A", "Harm, initial"),
        addenda_line("Delete", 1, "S23420A", "Gone"),
        "",
        "Headers",
        "  23467 headers in icd10cm_order_2026.txt",
    )
)


def read(path: Path, effective: date | None = None) -> tuple[str, list[Item]]:
    with opened(path, effective) as files:
        (file,) = files
        assert isinstance(file, SourceFile)
        chosen = next(form for form in FORMATS if form.recognises(file))
        return chosen.name, list(chosen.read(file))


def rows_of(items: list[Item]) -> dict[str, CodeListing]:
    return {str(item.code): item for item in items if isinstance(item, CodeListing)}


def test_addenda_become_changes_with_day_and_successors(tmp_path: Path) -> None:
    path = tmp_path / "icd10cm_order_addenda_2027.txt"
    path.write_bytes(ADDENDA.encode())
    name, items = read(path)
    edition = items[0]
    assert isinstance(edition, Edition)
    assert (name, edition.table) == ("ICD-10-CM order-file addenda", Table.ICD10CM_CHANGES.value)
    assert (edition.effective_from, edition.effective_to) == (date(2026, 10, 1), date(2027, 9, 30))
    told = {code: (row.action, [str(new) for new in row.replaced_by]) for code, row in rows_of(items).items()}
    assert told == {
        "L02.232": ("title", []),
        "M72.2": ("header", ["M72.20", "M72.21"]),
        "M72.20": ("new", []),
        "M72.21": ("new", []),
        "S23.420A": ("deleted", []),
        "T52.8X1A": ("deleted", ["T52.891A"]),
        "T52.891A": ("new", []),
    }
    rows = rows_of(items)
    assert rows["M72.20"].added == date(2026, 10, 1)
    assert rows["T52.8X1A"].terminated == date(2026, 9, 30)
    assert rows["L02.232"].description == "New words"
    records = {str(item.code): item.status for item in items if isinstance(item, CodeRecord)}
    assert records["M72.2"] is RecordStatus.HEADER
    assert records["S23.420A"] is RecordStatus.TERMINATED
    assert not [item for item in items if isinstance(item, RowError)]


def test_addenda_of_april_begin_in_april(tmp_path: Path) -> None:
    path = tmp_path / "april-1-2026-icd10cm_order_addenda_2026.txt"
    path.write_bytes(ADDENDA.encode())
    _, items = read(path)
    assert rows_of(items)["M72.20"].added == date(2026, 4, 1)


def test_a_cut_line_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "icd10cm_order_addenda_2027.txt"
    path.write_bytes((ADDENDA + "\r\nAdd:         1 M72").encode())
    _, items = read(path)
    assert [item.line for item in items if isinstance(item, RowError)] == [13]
    assert len(rows_of(items)) == 7


def test_a_year_that_is_told_nowhere_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "addenda.txt"
    path.write_bytes(ADDENDA.encode())
    with pytest.raises(SourceError, match="--effective"):
        read(path)
    assert read(path, date(2026, 10, 1))[1]


CONVERSION = [
    ("ICD-10-CM Conversion Table FY2027", "", ""),
    ("Current code assignment", "Effective", "Previous Code(s) Assignment"),
    ("E66.813", "2024", "E66.01, E66.8"),
    ("M97.01XA  ", "45017", "T84.040A"),
    ("H02.151", "2017", "H02.101-H02.103; H02.109"),
    ("U07.0", "04/01/20", "None"),
]


def conversion_sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in CONVERSION:
        book.active.append(row)
    path = folder / "ICD-10-CM-CONVERSION-TABLE-FY2027.xlsx"
    book.save(path)
    return path


def conversion_text(folder: Path) -> Path:
    path = folder / "icd10cm_conversion_table_FY2027.txt"
    path.write_text("\n".join("\t".join(row) for row in CONVERSION), encoding="utf-8")
    return path


@pytest.mark.parametrize("make", [conversion_sheet, conversion_text])
def test_a_conversion_table_tells_what_came_after_a_code(tmp_path: Path, make: object) -> None:
    name, items = read(make(tmp_path))  # type: ignore[operator]
    assert name == "ICD-10-CM conversion table"
    told = {code: (row.effective, [str(new) for new in row.replaced_by]) for code, row in rows_of(items).items()}
    october = date(2017, 10, 1)
    assert told == {
        "E66.01": (date(2024, 10, 1), ["E66.813"]),
        "E66.8": (date(2024, 10, 1), ["E66.813"]),
        "T84.040A": (date(2023, 4, 1), ["M97.01XA"]),
        **dict.fromkeys(("H02.101", "H02.102", "H02.103", "H02.109"), (october, ["H02.151"])),
    }
    assert not [item for item in items if isinstance(item, RowError)]


def test_the_addenda_of_2027_give_the_publishers_own_counts() -> None:
    _, items = read(shared_file("icd10/icd10cm_order_addenda_2027.txt"))
    assert Counter(row.action for row in rows_of(items).values()) == {
        "new": 190, "new header": 48, "header": 15, "deleted": 15, "deleted header": 6, "title": 4,
    }  # fmt: skip
    assert not [item for item in items if isinstance(item, RowError)]
