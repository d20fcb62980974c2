"""Geographic practice cost indices: small files in the publisher's layout across years, and the real one of 2025."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import GpciRow, Table
from ingest.sources import HEAD_BYTES, Notice, SourceFile
from ingest.sources.gpci import FORMAT
from tests.conftest import shared_file

TITLE = "ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY,,,,,,"
HEADER = (
    "Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
    "2025 PW GPCI (with 1.0 Floor),2025 PE GPCI,2025 MP GPCI"
)
ALASKA = "02102,AK,01,ALASKA*,1.5,1.081,0.592"
WYOMING = "03602,WY,21,WYOMING**,1,1,0.739"
NOTES = (
    '"MAC Assignments as of November 22, 2023",,,,,,',
    ",,,,,,",
    "*Work GPCI reflects a 1.5 floor in Alaska established by the MIPPA.,,,,,,",
    "**PE GPCI reflects a 1.0 floor for frontier states established by the ACA.,,,,,,",
)


def text(*lines: str, newline: str = "\r\n") -> bytes:
    return "".join(line + newline for line in lines).encode("cp1252")


def source(folder: Path, content: bytes, name: str = "GPCI2025.csv", effective: date | None = None) -> SourceFile:
    path = folder / name
    path.write_bytes(content)
    return SourceFile(name, path, name, content[:HEAD_BYTES], effective)


def read(file: SourceFile) -> tuple[Edition, list[GpciRow], list[RowError]]:
    assert FORMAT.recognises(file)
    edition, *items = FORMAT.read(file)
    assert isinstance(edition, Edition)
    rows = [item for item in items if isinstance(item, GpciRow)]
    errors = [item for item in items if isinstance(item, RowError)]
    assert len(items) == len(rows) + len(errors) + sum(isinstance(item, Notice) for item in items)
    return edition, rows, errors


def test_a_locality(tmp_path: Path) -> None:
    edition, rows, errors = read(source(tmp_path, text(TITLE, ",,,,,,", HEADER, ALASKA, *NOTES)))
    assert (edition.id, edition.table) == ("gpci-2025", Table.GPCI.value)
    assert (edition.effective_from, edition.effective_to) == (date(2025, 1, 1), date(2025, 12, 31))
    assert errors == []
    assert rows == [
        GpciRow(
            contractor="02102",
            locality="01",
            state="AK",
            name="ALASKA",
            work=Decimal("1.5"),
            practice_expense=Decimal("1.081"),
            malpractice=Decimal("0.592"),
            source=SourceRef("gpci-2025", "locality 02102-01"),
        )
    ]


VARIANTS = {
    "as published": text(TITLE, ",,,,,,", HEADER, ALASKA, WYOMING, *NOTES),
    "unix line ends": text(TITLE, HEADER, ALASKA, WYOMING, newline="\n"),
    "a byte order mark and no title": b"\xef\xbb\xbf" + text(HEADER, ALASKA, WYOMING),
    "zeros lost in a spreadsheet": text(TITLE, HEADER, ALASKA.replace("02102", "2102").replace("01", "1"), WYOMING),
    "blank rows between": text(TITLE, HEADER, ALASKA, "", ",,,,,,", WYOMING, ""),
    "a header with line breaks": text(TITLE, HEADER.replace("2025 PW GPCI (", '"2025 PW GPCI\n(').replace("Floor)", 'Floor)"'), ALASKA, WYOMING),
    "columns in another order": text(
        TITLE,
        "2025 MP GPCI,2025 PE GPCI,2025 PW GPCI,Locality Name,Locality Number,State,Medicare Administrative Contractor",
        "0.592,1.081,1.5,ALASKA*,01,AK,02102",
        "0.739,1,1,WYOMING**,21,WY,03602",
    ),
    "the work index with and without its floor": text(
        TITLE,
        HEADER.replace("2025 PW GPCI (with 1.0 Floor)", "2025 PW GPCI (without 1.0 Floor),2025 PW GPCI (with 1.0 Floor)"),
        ALASKA.replace("1.5", "1.4,1.5"),
        WYOMING.replace(",1,1,", ",0.97,1,1,"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_read_the_same(tmp_path: Path, variant: str) -> None:
    edition, rows, errors = read(source(tmp_path, VARIANTS[variant]))
    assert (edition.id, errors) == ("gpci-2025", [])
    assert [(row.contractor, row.locality, row.state, row.name, row.work) for row in rows] == [
        ("02102", "01", "AK", "ALASKA", Decimal("1.5")),
        ("03602", "21", "WY", "WYOMING", Decimal("1")),
    ]
    assert [(row.practice_expense, row.malpractice) for row in rows] == [
        (Decimal("1.081"), Decimal("0.592")),
        (Decimal("1"), Decimal("0.739")),
    ]


BAD_ROWS = [
    ("02102,AK,01,ALASKA*,n/a,1.081,0.592", "not a number"),
    ("02102,AK,01,ALASKA*,1.5,0,0.592", "not a number"),
    ("02102,AK,01,ALASKA*,1.5", "not a number"),
    ("02102,AK,01,ALASKA*,1.5,NaN,0.592", "not a number"),
    ("2102X,AK,01,ALASKA*,1.5,1.081,0.592", "contractor"),
    (",AK,01,ALASKA*,1.5,1.081,0.592", "contractor"),
    ("02102,AK,,ALASKA*,1.5,1.081,0.592", "locality"),
    ("02102,,01,ALASKA*,1.5,1.081,0.592", "state"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_ROWS)
def test_a_bad_row_costs_only_itself(tmp_path: Path, bad: str, reason: str) -> None:
    _, rows, errors = read(source(tmp_path, text(TITLE, HEADER, bad, WYOMING)))
    assert [row.state for row in rows] == ["WY"]
    assert [(error.file, error.line) for error in errors] == [("GPCI2025.csv", 3)]
    assert reason in errors[0].reason


NO_YEAR = HEADER.replace("2025 ", "")
YEARS = [
    (TITLE, HEADER.replace("2025", "2026"), "x.csv", None, "gpci-2026"),
    (TITLE, NO_YEAR, "x.csv", None, "gpci-2025"),
    ("", NO_YEAR, "GPCI2024.csv", date(2020, 1, 1), "gpci-2024"),
    ("", NO_YEAR, "x.csv", date(2023, 7, 1), "gpci-2023"),
]


@pytest.mark.parametrize(("title", "header", "name", "effective", "edition_id"), YEARS)
def test_year(tmp_path: Path, title: str, header: str, name: str, effective: date | None, edition_id: str) -> None:
    edition, _, _ = read(source(tmp_path, text(title, header, ALASKA), name, effective))
    assert edition.id == edition_id


UNUSABLE = [(text(NO_YEAR, ALASKA), "--effective"), (b"", "no header"), (b"State,Locality Name\r\nAK,ALASKA\r\n", "no header")]  # fmt: skip


@pytest.mark.parametrize(("content", "remedy"), UNUSABLE)
def test_unusable_files_say_what_to_do(tmp_path: Path, content: bytes, remedy: str) -> None:
    with pytest.raises(SourceError, match=remedy):
        list(FORMAT.read(source(tmp_path, content, "x.csv")))


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([TITLE.rstrip(",")])
    book.active.append(HEADER.split(","))
    book.active.append([2102, "AK", 1, "ALASKA*", 1.5, 1.081, 0.592])
    path = tmp_path / "GPCI2025.xlsx"
    book.save(path)
    _, rows, errors = read(source(tmp_path, path.read_bytes(), path.name))
    assert errors == []
    assert [(row.contractor, row.locality, row.practice_expense) for row in rows] == [("02102", "01", Decimal("1.081"))]


def real(name: str) -> SourceFile:
    path = shared_file(f"cms/{name}")
    with path.open("rb") as stream:
        return SourceFile(name, path, name, stream.read(HEAD_BYTES))


def test_2025() -> None:
    edition, rows, errors = read(real("GPCI2025.csv"))
    assert (edition.id, errors) == ("gpci-2025", [])
    assert len(rows) == 109 > FORMAT.full_release_rows
    assert len({(row.contractor, row.locality) for row in rows}) == 109
    assert not any("*" in row.name for row in rows)
    by_name = {row.name: row for row in rows}
    assert (by_name["ALASKA"].work, by_name["ALABAMA"].locality) == (Decimal("1.5"), "00")
    assert by_name["HOUSTON"].malpractice == Decimal("1.409")


@pytest.mark.parametrize("name", ["PPRRVU2025_Oct.csv", "OPPS_Addendum_B_Oct2025.csv", "HCPC2025_OCT_ANWEB.csv"])
def test_files_of_other_tables_are_not_recognised(name: str) -> None:
    assert not FORMAT.recognises(real(name))
