"""ICD-10 order files: small ones in the publisher's layout, and the whole ones of ICD-10-CM 2025 and ICD-10-PCS 2024."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.codes import Icd10CmCode, Icd10PcsCode
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table
from ingest.sources import HEAD_BYTES, Item, SourceFile
from ingest.sources.icd10_order import FORMAT
from tests.conftest import shared_file


def line(order: int, code: str, billable: int, short: str, long: str | None = None) -> str:
    return f"{order:05} {code:7} {billable} {short:60} {short if long is None else long}"


CM = (
    line(1, "A00", 0, "Cholera"),
    line(2, "A000", 1, "Cholera due to Vibrio cholerae 01, biovar cholerae"),
    line(3, "A009", 1, "Cholera, unspecified"),
    line(4, "S72001A", 1, "Fx unsp part of neck of right femur, init", "Fracture of neck of right femur, initial"),
)
PCS = (
    line(1, "001", 0, "Central Nervous System and Cranial Nerves, Bypass"),
    line(2, "0016070", 1, "Bypass Cereb Vent to Nasophar with Autol Sub", "Bypass Cerebral Ventricle to Nasopharynx"),
    line(3, "0016071", 1, "Bypass Cereb Vent to Mastoid Sinus w Autol Sub"),
)


def source_file(
    folder: Path, lines: tuple[str, ...] | bytes, name: str = "icd10cm_order_2025.txt", effective: date | None = None
) -> SourceFile:
    data = lines if isinstance(lines, bytes) else ("\n".join(lines) + "\n").encode()
    path = folder / "file.txt"
    path.write_bytes(data)
    return SourceFile(name.rpartition("/")[2], path, name, data[:HEAD_BYTES], effective)


def read(folder: Path, lines: tuple[str, ...] | bytes, name: str = "icd10cm_order_2025.txt") -> list[Item]:
    return list(FORMAT.read(source_file(folder, lines, name)))


def edition_of(items: list[Item]) -> Edition:
    assert isinstance(items[0], Edition)
    return items[0]


def listings(items: list[Item]) -> list[CodeListing]:
    return [item for item in items if isinstance(item, CodeListing)]


def test_icd10cm_lines_are_listings(tmp_path: Path) -> None:
    items = read(tmp_path, CM)

    assert edition_of(items) == Edition(
        "icd10cm-order-fy2025",
        Table.ICD10CM_CODES,
        "CMS and NCHS",
        "ICD-10-CM code list, FY 2025",
        date(2024, 10, 1),
        date(2025, 9, 30),
    )
    assert len(items) == 5
    assert [(str(row.code), row.billable) for row in listings(items)] == [
        ("A00", False),
        ("A00.0", True),
        ("A00.9", True),
        ("S72.001A", True),
    ]
    assert items[4] == CodeListing(
        Icd10CmCode("S72.001A"),
        SourceRef("icd10cm-order-fy2025", "line 00004"),
        description="Fracture of neck of right femur, initial",
        short_description="Fx unsp part of neck of right femur, init",
        billable=True,
    )


def test_icd10pcs_codes_are_listings_and_records_and_table_names_are_passed_over(tmp_path: Path) -> None:
    items = read(tmp_path, PCS, "icd10pcs_order_2024.txt")

    assert (edition_of(items).id, edition_of(items).table) == ("icd10pcs-order-fy2024", Table.ICD10PCS_CODES)
    assert [type(item) for item in items[1:]] == [CodeListing, CodeRecord, CodeListing, CodeRecord]
    assert items[2] == CodeRecord(
        code=Icd10PcsCode("0016070"),
        description="Bypass Cerebral Ventricle to Nasopharynx",
        official=True,
        status=RecordStatus.BILLABLE,
        source=SourceRef("icd10pcs-order-fy2024", "line 00002"),
    )


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (["A00:0", "A000:1"], Table.ICD10CM_CODES),
        (["S72:0", "S720:0", "S7200:0", "S72001:0", "S72001A:1"], Table.ICD10CM_CODES),
        (["X00:0", "X000:0", "X000XXA:1", "X000XXD:1", "X000XXS:1"], Table.ICD10CM_CODES),
        (["I10:1", "I11:0", "I110:1"], Table.ICD10CM_CODES),
        (["001:0", "0016070:1"], Table.ICD10PCS_CODES),
        (["B00:0", "B00B0ZZ:1", "B00B1ZZ:1"], Table.ICD10PCS_CODES),
        (["XW0:0", "XW013W5:1"], Table.ICD10PCS_CODES),
    ],
)
def test_the_shape_of_the_codes_tells_the_system(tmp_path: Path, codes: list[str], table: Table) -> None:
    lines = tuple(
        line(order, code.split(":")[0], int(code.split(":")[1]), "A title") for order, code in enumerate(codes)
    )

    assert edition_of(read(tmp_path, lines)).table == table


@pytest.mark.parametrize(
    "data",
    [
        "\r\n".join(CM).encode(),
        ("\ufeff" + "\n".join(CM)).encode(),
        ("\n\n" + "\n\n".join(CM) + "\n \n").encode(),
        "\n".join(text.rstrip() for text in CM).encode(),
        "\n".join(f"{text}   " for text in CM).encode(),
    ],
    ids=["CRLF", "byte order mark", "blank lines", "no blanks at the end", "blanks at the end"],
)
def test_the_same_file_in_other_forms(tmp_path: Path, data: bytes) -> None:
    assert FORMAT.recognises(source_file(tmp_path, data))
    assert listings(read(tmp_path, data)) == listings(read(tmp_path, CM))


@pytest.mark.parametrize(
    "bad",
    [
        "00005 A01  0 Typhoid",
        line(5, "A0", 0, "Two characters"),
        line(5, "A0 1", 1, "A blank within"),
        line(5, "A01", 2, "Neither header nor billable"),
        line(5, "A01", 1, ""),
        line(5, "A01", 1, "Cut off")[:70],
        "\N{REPLACEMENT CHARACTER}" * 90,
    ],
)
def test_a_bad_line_is_refused_and_the_rest_goes_on(tmp_path: Path, bad: str) -> None:
    items = read(tmp_path, (*CM, bad, line(6, "A020", 1, "Salmonella enteritis")))

    refused = [item for item in items if isinstance(item, RowError)]
    assert [error.line for error in refused] == [5]
    assert len(listings(items)) == 5


def test_an_icd10pcs_code_of_a_wrong_form_is_refused(tmp_path: Path) -> None:
    lines = (*PCS, *(line(order, "0016070", 1, "Again") for order in range(4, 60)), line(60, "001607I", 1, "With I"))

    items = read(tmp_path, lines)

    assert edition_of(items).table == Table.ICD10PCS_CODES
    assert [item.line for item in items if isinstance(item, RowError)] == [60]


@pytest.mark.parametrize(
    ("name", "effective", "edition", "first_day"),
    [
        ("icd10cm_order_2025.txt", None, "icd10cm-order-fy2025", date(2024, 10, 1)),
        ("2027-code-descriptions.zip/icd10cm_order_2027.txt", None, "icd10cm-order-fy2027", date(2026, 10, 1)),
        ("icd10cm-order-April-2026.txt", None, "icd10cm-order-fy2026-04", date(2026, 4, 1)),
        ("april-1-2026.zip/icd10cm_order_2026.txt", None, "icd10cm-order-fy2026-04", date(2026, 4, 1)),
        ("order-October 1, 2025.txt", None, "icd10cm-order-fy2026", date(2025, 10, 1)),
        ("order.txt", date(2024, 10, 1), "icd10cm-order-fy2025", date(2024, 10, 1)),
        ("order.txt", date(2025, 4, 1), "icd10cm-order-fy2025-04", date(2025, 4, 1)),
        ("icd10cm_order_2025.txt", date(2020, 1, 1), "icd10cm-order-fy2025", date(2024, 10, 1)),
    ],
)
def test_the_name_tells_the_fiscal_year_else_the_user(
    tmp_path: Path, name: str, effective: date | None, edition: str, first_day: date
) -> None:
    found = edition_of(list(FORMAT.read(source_file(tmp_path, CM, name, effective))))

    assert found.id == edition
    assert (found.effective_from, found.effective_to) == (
        first_day,
        date(first_day.year + (first_day.month > 9), 9, 30),
    )


def test_without_a_year_it_asks_for_the_first_day(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--effective YYYY-MM-DD"):
        read(tmp_path, CM, "order.txt")


@pytest.mark.parametrize(
    ("data", "recognised"),
    [
        ("\n".join(CM).encode(), True),
        ("\n".join((*CM, "damaged")).encode(), True),
        (CM[0].encode(), True),
        (b"A00     Cholera\nA000    Cholera due to Vibrio cholerae 01, biovar cholerae\n", False),
        (b"code,description\nA00,Cholera\n", False),
        (b"<ICD10CM.tabular/>", False),
        (b"PK\x03\x04\x00\x00", False),
        (b"\x00" * 50, False),
        (b"\n\n", False),
        (b"", False),
    ],
)
def test_it_is_recognised_by_its_columns(tmp_path: Path, data: bytes, recognised: bool) -> None:
    assert FORMAT.recognises(source_file(tmp_path, data)) is recognised


@given(st.binary(max_size=400))
def test_recognition_never_raises(data: bytes) -> None:
    assert FORMAT.recognises(SourceFile("file.txt", Path("nowhere"), "file.txt", data)) in (True, False)


def real(folder: Path, name: str) -> SourceFile:
    packed = shared_file(f"rebuilt/{name}.gz")
    return source_file(folder, gzip.decompress(packed.read_bytes()), name)


def test_the_real_icd10cm_order_file_of_2025(tmp_path: Path) -> None:
    file = real(tmp_path, "icd10cm_order_2025_rebuilt.txt")

    assert FORMAT.recognises(file)
    items = list(FORMAT.read(file))
    found = {str(row.code): row for row in listings(items)}
    assert len(items) == 1 + len(found) == 97_585
    assert len(found) >= FORMAT.full_release_rows
    assert sum(bool(row.billable) for row in found.values()) == 74_260
    assert (found["E11"].billable, found["E11.9"].billable) == (False, True)
    assert found["E11.9"].description == "Type 2 diabetes mellitus without complications"


def test_the_real_icd10pcs_order_file_of_2024(tmp_path: Path) -> None:
    file = real(tmp_path, "icd10pcs_order_2024_rebuilt.txt")

    assert FORMAT.recognises(file)
    items = list(FORMAT.read(file))
    found = {str(row.code): row for row in listings(items)}
    assert len(found) == sum(isinstance(item, CodeRecord) for item in items) == 78_603
    assert len(found) >= FORMAT.full_release_rows
    assert all(row.billable for row in found.values())
    assert not [item for item in items if isinstance(item, RowError)]
    assert found["0016070"].short_description == "Bypass Cereb Vent to Nasophar with Autol Sub, Open Approach"
