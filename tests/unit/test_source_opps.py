"""OPPS Addendum B: small files in the publisher's layout, descriptors left out, and the real one of October 2025."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from corpus.codes import HcpcsCode
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import OppsRow, Table
from ingest.sources import HEAD_BYTES, Notice, SourceFile
from ingest.sources.opps import FORMAT
from tests.conftest import shared_file

TITLE = ",Addendum B.-- OPPS Payment by HCPCS Code for CY 2025,,,,,,,,,,,"
NOTICE = ',"A notice in quotation marks, that\r\ngoes over two lines.",,,,,,,,,,,'
HEADER = (
    "HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,"
    "Minimum Unadjusted Copayment,IRA Coinsurance percentage ,Adjusted Beneficiary Copayment,"
    "Drug and Device Pass-Through Expiration during Calendar Year,Note,* Indicates a Change"
)
# Rows of October 2025 as printed, but for the descriptor.
PAID = 'G0276,words of another,J1,5114,80.1145,"$7,143.730",.,"$1,428.75",,,,,'
NOT_PAID = "0709T,,E1,,, ,,,,,,,"


def text(*lines: str, newline: str = "\r\n", encoding: str = "cp1252") -> bytes:
    return "".join(line + newline for line in lines).encode(encoding)


def source(
    folder: Path, content: bytes, name: str = "OPPS_Addendum_B_Oct2025.csv", effective: date | None = None
) -> SourceFile:
    path = folder / name
    path.write_bytes(content)
    return SourceFile(name, path, name, content[:HEAD_BYTES], effective)


def read(file: SourceFile) -> tuple[Edition, list[OppsRow], list[RowError]]:
    assert FORMAT.recognises(file)
    edition, *items = FORMAT.read(file)
    assert isinstance(edition, Edition)
    rows = [item for item in items if isinstance(item, OppsRow)]
    errors = [item for item in items if isinstance(item, RowError)]
    assert len(items) == len(rows) + len(errors) + sum(isinstance(item, Notice) for item in items)
    return edition, rows, errors


def test_a_row(tmp_path: Path) -> None:
    edition, rows, errors = read(source(tmp_path, text(TITLE, NOTICE, HEADER, PAID)))
    assert (edition.id, edition.table) == ("opps-b-2025-10", Table.OPPS.value)
    assert (edition.effective_from, edition.effective_to) == (date(2025, 10, 1), date(2025, 12, 31))
    assert errors == []
    assert rows == [
        OppsRow(
            code=HcpcsCode("G0276"),
            status_indicator="J1",
            source=SourceRef("opps-b-2025-10", "row G0276"),
            apc="5114",
            relative_weight=Decimal("80.1145"),
            payment_rate=Decimal("7143.73"),
            national_copayment=None,
            minimum_copayment=Decimal("1428.75"),
        )
    ]
    assert "words of another" not in repr(rows)


VARIANTS = {
    "as published": text(TITLE, NOTICE, HEADER, PAID, NOT_PAID),
    "cp1252 hard spaces": text(TITLE.replace("CY 2025", "CY\u00a02025"), HEADER, PAID, NOT_PAID),
    "UTF-8 with a byte order mark": text(TITLE, HEADER, PAID, NOT_PAID, encoding="utf-8-sig"),
    "unix line ends": text(TITLE, HEADER, PAID, NOT_PAID, newline="\n"),
    "line breaks in header cells": text(TITLE, HEADER.replace("HCPCS Code", '"HCPCS\nCode"'), PAID, NOT_PAID),
    "a stray sign behind the code": text(TITLE, HEADER, PAID.replace("G0276", "G0276ÿ"), NOT_PAID, encoding="utf-8"),
    "spaces around cells": text(TITLE, HEADER, PAID.replace("J1", " J1 "), NOT_PAID.replace("0709T", "0709T ")),
    "fewer columns": text(
        TITLE, "HCPCS Code,SI,APC,Relative Weight,Payment Rate", 'G0276,J1,5114,80.1145,"$7,143.730"', "0709T,E1"
    ),
    "columns in another order": text(
        TITLE,
        "APC,SI,HCPCS Code,Payment Rate,Relative Weight",
        '5114,J1,G0276,"$7,143.730",80.1145',
        ",E1,0709T,,",
    ),
    "blank and trailing rows": text(TITLE, HEADER, PAID, ",,,,,,,,,,,,", NOT_PAID, "", " "),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_read_the_same(tmp_path: Path, variant: str) -> None:
    edition, rows, errors = read(source(tmp_path, VARIANTS[variant]))
    assert (edition.id, errors) == ("opps-b-2025-10", [])
    assert [(str(row.code), row.status_indicator, row.apc, row.relative_weight, row.payment_rate) for row in rows] == [
        ("G0276", "J1", "5114", Decimal("80.1145"), Decimal("7143.73")),
        ("0709T", "E1", "", None, None),
    ]


BAD_ROWS = [
    ("G046,,J1,5114,80.1145,$7143.73 ,,,,,,,", "is not a"),
    ("G0276,,J1,5114,one,$7143.73 ,,,,,,,", "not a number"),
    ("G0276,,J1,5114,Infinity,$7143.73 ,,,,,,,", "not a number"),
    ("G0276,words", "no status indicator"),
    ("G0276,,,5114,,,,,,,,,", "no status indicator"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_ROWS)
def test_a_bad_row_costs_only_itself(tmp_path: Path, bad: str, reason: str) -> None:
    _, rows, errors = read(source(tmp_path, text(TITLE, HEADER, bad, NOT_PAID)))
    assert [str(row.code) for row in rows] == ["0709T"]
    assert [(error.file, error.line) for error in errors] == [("OPPS_Addendum_B_Oct2025.csv", 3)]
    assert reason in errors[0].reason


RELEASES = [
    # title, file name, effective, edition, span
    (TITLE, "OPPS_Addendum_B_Oct2025.csv", None, "opps-b-2025-10", "2025-10-01..2025-12-31"),
    (TITLE, "January 2025 Web Addendum B.12.31.24.csv", None, "opps-b-2025-01", "2025-01-01..2025-03-31"),
    (TITLE, "2025_july_web_addendum_b.csv", date(2025, 1, 1), "opps-b-2025-07", "2025-07-01..2025-09-30"),
    (TITLE, "download.csv", date(2025, 5, 1), "opps-b-2025-04", "2025-04-01..2025-06-30"),
    (TITLE, "download.csv", None, "opps-b-2025", "2025-01-01..2025-12-31"),
    (TITLE, "download.csv", date(2026, 1, 1), "opps-b-2025", "2025-01-01..2025-12-31"),
    (TITLE, "octopus_b.csv", None, "opps-b-2025", "2025-01-01..2025-12-31"),
    (TITLE.replace(".--", ".-Final"), "addb_Apr.csv", None, "opps-b-2025-04", "2025-04-01..2025-06-30"),
    ("", "OPPS_Addendum_B_Apr2024.csv", None, "opps-b-2024-04", "2024-04-01..2024-06-30"),
    ("", "download.csv", date(2024, 8, 9), "opps-b-2024-07", "2024-07-01..2024-09-30"),
]


@pytest.mark.parametrize(("title", "name", "effective", "edition_id", "span"), RELEASES)
def test_release(tmp_path: Path, title: str, name: str, effective: date | None, edition_id: str, span: str) -> None:
    edition, _, _ = read(source(tmp_path, text(title, HEADER, PAID), name, effective))
    assert (edition.id, f"{edition.effective_from}..{edition.effective_to}") == (edition_id, span)


UNUSABLE = [
    (text(HEADER, PAID), "--effective"),
    (b"", "no header"),
    (b"HCPCS Code,Short Descriptor\r\n", "no header"),
]


@pytest.mark.parametrize(("content", "remedy"), UNUSABLE)
def test_unusable_files_say_what_to_do(tmp_path: Path, content: bytes, remedy: str) -> None:
    with pytest.raises(SourceError, match=remedy):
        list(FORMAT.read(source(tmp_path, content, "download.csv")))


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([None, TITLE.strip(",")])
    book.active.append(HEADER.split(","))
    book.active.append(["G0276", None, "J1", 5114, 80.1145, 7143.73])
    book.active.append([100, None, "N"])
    path = tmp_path / "Addendum B Oct 2025.xlsx"
    book.save(path)
    edition, rows, errors = read(source(tmp_path, path.read_bytes(), path.name))
    assert (edition.id, errors) == ("opps-b-2025-10", [])
    assert [(str(row.code), row.apc, row.payment_rate) for row in rows] == [
        ("G0276", "5114", Decimal("7143.73")),
        ("00100", "", None),
    ]


def real(name: str) -> SourceFile:
    path = shared_file(f"cms/{name}")
    with path.open("rb") as stream:
        return SourceFile(name, path, name, stream.read(HEAD_BYTES))


def test_october_2025() -> None:
    edition, rows, errors = read(real("OPPS_Addendum_B_Oct2025.csv"))
    assert (edition.id, errors) == ("opps-b-2025-10", [])
    assert len(rows) == 18_798 > FORMAT.full_release_rows
    by_code = {str(row.code): row for row in rows}
    assert len(by_code) == 18_798
    assert all(row.status_indicator == row.status_indicator.strip() for row in rows)
    assert (by_code["0001F"].status_indicator, by_code["0001U"].status_indicator) == ("E1", "A")
    assert (by_code["0709T"].status_indicator, by_code["0709T"].payment_rate) == ("E1", None)
    assert (by_code["G0276"].apc, by_code["G0276"].payment_rate) == ("5114", Decimal("7143.73"))
    assert by_code["A4341"].source.locator == "row A4341"  # printed with a stray sign behind it
    assert sum(row.relative_weight is not None for row in rows) == 5_996


@pytest.mark.parametrize("name", ["PPRRVU2025_Oct.csv", "GPCI2025.csv", "HCPC2025_OCT_ANWEB.csv"])
def test_files_of_other_tables_are_not_recognised(name: str) -> None:
    assert not FORMAT.recognises(real(name))
