"""Fee schedule files of CMS, in the publisher's layout with other people's words left out, and the real ones."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from corpus.codes import CptCode, Modifier
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import FeeScheduleRow, Table
from ingest.sources import HEAD_BYTES, Item, SourceFile
from ingest.sources.fee_schedule import FORMAT
from tests.conftest import shared_file

# Header names from the top row to the last, as they stand over each column in 2025.
COLUMNS_2025 = (
    ("HCPCS",),
    ("MOD",),
    ("DESCRIPTION",),
    ("STATUS", "CODE"),
    ("NOT USED", "FOR", "MEDICARE ", "PAYMENT"),
    ("WORK", "RVU"),
    ("NON-FAC", "PE RVU"),
    ("NON-FAC", "NA", "INDICATOR"),
    ("FACILITY", "PE RVU"),
    ("FACILITY ", "NA", "INDICATOR"),
    ("MP", "RVU"),
    ("NON-FACILITY", "TOTAL"),
    ("FACILITY", "TOTAL"),
    ("PCTC", "IND"),
    ("GLOB", "DAYS"),
    ("PRE", "OP"),
    ("INTRA", "OP"),
    ("POST", "OP"),
    ("MULT", "PROC"),
    ("BILAT", "SURG"),
    ("ASST", "SURG"),
    ("CO-", "SURG"),
    ("TEAM", "SURG"),
    ("ENDO", "BASE"),
    ("CONV", "FACTOR"),
    ("PHYSICIAN", "SUPERVISION OF", "DIAGNOSTIC", "PROCEDURES"),
    ("CALCULATION", "FLAG"),
    ("DIAGNOSTIC", "IMAGING", "FAMILY", "INDICATOR"),
    ("NON-FACILITY", "PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
    ("FACILITY", "PE USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
    ("MP USED", "FOR OPPS", "PAYMENT", "AMOUNT"),
)
COLUMNS_2026 = (*COLUMNS_2025[:23], ("PRIC", "IND"), *COLUMNS_2025[23:])
TITLE = "2025 National Physician Fee Schedule Relative Value File October Release"
NOTICES = (
    "CPT codes and descriptions only are copyright 2024 American Medical Association.  All Rights Reserved.",
    "Dental codes (D codes) are copyright 2025/26 American Dental Association.  All Rights Reserved.",
    " ",
    "RELEASED 09/11/2025",
)

# Rows of October 2025 as printed, but for the description.
ROWS_2025 = {
    "20610": "20610,,,A,,0.79,1.04,,0.44,,0.13,1.96,1.36,0,000,0.00,0.00,0.00,2,1,1,0,0,,32.3465,09,0,99,0.00,0.00,0.00",
    "29806": (
        "29806,,,A,,15.14,14.09,NA,14.09,,2.99,32.22,32.22,0,090,0.10,0.69,0.21,3,1,1,1,0,29805,32.3465,09,0,99,"
        "0.00,0.00,0.00"
    ),
    "0709T": "0709T,,,C,,0.00,0.00,,0.00,,0.00,0.00,0.00,0,ZZZ,0.00,0.00,0.00,0,0,1,0,0,,32.3465,09,0,99,0.00,0.00,0.00",
}


def values(code: str, **changes: str) -> dict[tuple[str, ...], str]:
    """A row of the 2025 layout by column, some of it changed: ``mod="26"`` changes the column that ends in MOD."""
    row = dict(zip(COLUMNS_2025, ROWS_2025[code].split(","), strict=True))
    for name, value in changes.items():
        row[next(column for column in COLUMNS_2026 if " ".join(column).casefold() == name.replace("_", " "))] = value
    return row


def table(
    *rows: dict[tuple[str, ...], str], columns: Sequence[tuple[str, ...]] = COLUMNS_2025, title: str = TITLE
) -> list[list[str]]:
    """A whole file as rows of cells."""
    preamble = [["", "", text] + [""] * (len(columns) - 3) for text in (title, *NOTICES)]
    header = [[(("",) * 5 + column)[-5 + depth] for column in columns] for depth in range(5)]
    return [*preamble, *header, *([row.get(column, "") for column in columns] for row in rows)]


def as_csv(rows: list[list[str]], newline: str = "\r\n") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=newline).writerows(rows)
    return stream.getvalue().encode("cp1252")


def source(folder: Path, content: bytes, name: str = "PPRRVU2025_Oct.csv", effective: date | None = None) -> SourceFile:
    path = folder / name
    path.write_bytes(content)
    return SourceFile(name, path, name, content[:HEAD_BYTES], effective)


def read(file: SourceFile) -> list[Item]:
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file))


def rows_of(items: list[Item]) -> list[FeeScheduleRow]:
    return [item for item in items if isinstance(item, FeeScheduleRow)]


def errors_of(items: list[Item]) -> list[RowError]:
    return [item for item in items if isinstance(item, RowError)]


def edition_of(items: list[Item]) -> Edition:
    (edition,) = (item for item in items if isinstance(item, Edition))
    assert items[0] is edition
    return edition


def test_a_row_is_read_by_its_joined_header(tmp_path: Path) -> None:
    items = read(source(tmp_path, as_csv(table(values("29806")))))
    edition = edition_of(items)
    assert (edition.id, edition.table) == ("pfs-2025-10", Table.FEE_SCHEDULE.value)
    assert (edition.effective_from, edition.effective_to) == (date(2025, 10, 1), date(2025, 12, 31))
    assert rows_of(items) == [
        FeeScheduleRow(
            code=CptCode("29806"),
            modifier=None,
            status="A",
            source=SourceRef("pfs-2025-10", "row 29806"),
            work_rvu=Decimal("15.14"),
            nonfacility_pe_rvu=Decimal("14.09"),
            facility_pe_rvu=Decimal("14.09"),
            malpractice_rvu=Decimal("2.99"),
            nonfacility_total=Decimal("32.22"),
            facility_total=Decimal("32.22"),
            nonfacility_na=True,
            facility_na=False,
            pc_tc="0",
            global_days="090",
            pre_operative=Decimal("0.10"),
            intra_operative=Decimal("0.69"),
            post_operative=Decimal("0.21"),
            multiple_procedure="3",
            bilateral="1",
            assistant="1",
            co_surgeon="1",
            team="0",
            endoscopic_base="29805",
            conversion_factor=Decimal("32.3465"),
            supervision="09",
            imaging_family="99",
        )
    ]


VARIANTS: dict[str, bytes] = {
    "as published": as_csv(table(values("20610"))),
    "unix line ends": as_csv(table(values("20610")), "\n"),
    "with a byte order mark": b"\xef\xbb\xbf" + as_csv(table(values("20610"))),
    "cp1252 in the notices": as_csv(table(values("20610"), title=f"“{TITLE}”")),
    "columns in another order": as_csv(table(values("20610"), columns=COLUMNS_2025[::-1])),
    "the layout of 2026": as_csv(table(values("20610", pric_ind="9"), columns=COLUMNS_2026)),
    "columns left out": as_csv(table(values("20610"), columns=COLUMNS_2025[:26])),
    "line breaks in header cells": as_csv(table(values("20610"))).replace(b"PE RVU", b'"PE\r\nRVU"'),
    "blank and trailing rows": as_csv([*table(values("20610")), [""] * 31, [" "] * 31, []]),
    "spaces around cells": as_csv(table(values("20610", hcpcs=" 20610 ", status_code="A "))),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_read_the_same(tmp_path: Path, variant: str) -> None:
    items = read(source(tmp_path, VARIANTS[variant]))
    assert edition_of(items).id == "pfs-2025-10"
    assert errors_of(items) == []
    (row,) = rows_of(items)
    assert (str(row.code), row.status, row.global_days, row.bilateral) == ("20610", "A", "000", "1")
    assert (row.nonfacility_pe_rvu, row.conversion_factor) == (Decimal("1.04"), Decimal("32.3465"))


def test_parts_and_na_marks(tmp_path: Path) -> None:
    rows = [values("20610", mod=mod) for mod in ("", "26", "TC", "53")]
    rows[1][("NON-FAC", "NA", "INDICATOR")] = "NA"
    rows[2][("FACILITY ", "NA", "INDICATOR")] = "NA"
    found = rows_of(read(source(tmp_path, as_csv(table(*rows)))))
    assert [row.modifier for row in found] == [None, Modifier("26"), Modifier("TC"), Modifier("53")]
    assert [row.source.locator for row in found] == ["row 20610", "row 20610-26", "row 20610-TC", "row 20610-53"]
    assert [(row.nonfacility_na, row.facility_na) for row in found] == [
        (False, False),
        (True, False),
        (False, True),
        (False, False),
    ]


def test_descriptions_are_not_read(tmp_path: Path) -> None:
    items = read(source(tmp_path, as_csv(table(values("20610", description="words of another")))))
    assert "words of another" not in repr(items)


BAD_ROWS: list[tuple[str, dict[str, str], str]] = [
    ("a bad code", {"hcpcs": "X!610"}, "is not a"),
    ("a bad modifier", {"mod": "261"}, "is not a modifier"),
    ("a bad number", {"work_rvu": "n/a"}, "not a number"),
    ("no number at all", {"work_rvu": "NaN"}, "not a number"),
    ("no status", {"status_code": ""}, "no status"),
]


@pytest.mark.parametrize(("what", "changes", "reason"), BAD_ROWS)
def test_a_bad_row_costs_only_itself(tmp_path: Path, what: str, changes: dict[str, str], reason: str) -> None:
    items = read(source(tmp_path, as_csv(table(values("20610", **changes), values("0709T")))))
    (error,) = errors_of(items)
    assert (error.file, error.line) == ("PPRRVU2025_Oct.csv", 11)
    assert reason in error.reason
    assert [str(row.code) for row in rows_of(items)] == ["0709T"]


def test_a_row_cut_short_is_refused(tmp_path: Path) -> None:
    content = as_csv(table(values("0709T"), values("20610")))
    items = read(source(tmp_path, content[: content.rindex(b",32.3465")]))
    assert [error.reason for error in errors_of(items)] == ["the row is cut short"]
    assert [str(row.code) for row in rows_of(items)] == ["0709T"]


RELEASES = [
    # title, file name, effective, edition, first day
    (TITLE, "x.csv", None, "pfs-2025-10", date(2025, 10, 1)),
    (TITLE.replace("October", "January"), "PPRRVU2025_Oct.csv", None, "pfs-2025-01", date(2025, 1, 1)),
    (TITLE.replace("October", "April"), "x.csv", date(2020, 1, 1), "pfs-2025-04", date(2025, 4, 1)),
    (TITLE.replace("October ", ""), "PPRRVU25_JUL.csv", None, "pfs-2025-07", date(2025, 7, 1)),
    (TITLE.replace(" October Release", ""), "x.csv", date(2025, 7, 1), "pfs-2025-07", date(2025, 7, 1)),
    ("no title", "PPRRVU2025_Apr.csv", None, "pfs-2025-04", date(2025, 4, 1)),
    ("no title", "x.csv", date(2024, 11, 5), "pfs-2024-10", date(2024, 10, 1)),
]


@pytest.mark.parametrize(("title", "name", "effective", "edition_id", "first_day"), RELEASES)
def test_release(
    tmp_path: Path, title: str, name: str, effective: date | None, edition_id: str, first_day: date
) -> None:
    file = source(tmp_path, as_csv(table(values("20610"), title=title)), name, effective)
    edition = edition_of(read(file))
    assert (edition.id, edition.effective_from) == (edition_id, first_day)


TITLE_2026 = TITLE.replace("2025", "2026").replace("October", "July")
TWO_FILES = [
    ("PPRRVU2026_Jul_nonQPP.csv", "33.4009", "pfs-2026-07", Table.FEE_SCHEDULE),
    ("PPRRVU2026_Jul_QPP.csv", "33.5675", "pfs-qpp-2026-07", Table.FEE_SCHEDULE_QPP),
    ("pprrvu2026_jul_non-qpp.csv", "1.0000", "pfs-2026-07", Table.FEE_SCHEDULE),
    ("download.csv", "33.4009", "pfs-2026-07", Table.FEE_SCHEDULE),
    ("download.csv", "33.5675", "pfs-qpp-2026-07", Table.FEE_SCHEDULE_QPP),
]


@pytest.mark.parametrize(("name", "factor", "edition_id", "expected"), TWO_FILES)
def test_two_conversion_factors(tmp_path: Path, name: str, factor: str, edition_id: str, expected: Table) -> None:
    content = as_csv(table(values("20610", conv_factor=factor), columns=COLUMNS_2026, title=TITLE_2026))
    edition = edition_of(read(source(tmp_path, content, name)))
    assert (edition.id, edition.table) == (edition_id, expected.value)


UNUSABLE = [
    ("no release", as_csv(table(values("20610"), title="")), "x.csv", "--effective"),
    ("a file of two, which is not told", as_csv(table(values("20610"), title=TITLE_2026)), "x.csv", "nonQPP"),
    ("two factors, no row", as_csv(table(title=TITLE_2026)), "x.csv", "nonQPP"),
    ("no header", b"a,b\r\n1,2\r\n", "x.csv", "no header"),
]


@pytest.mark.parametrize(("what", "content", "name", "remedy"), UNUSABLE)
def test_unusable_files_say_what_to_do(tmp_path: Path, what: str, content: bytes, name: str, remedy: str) -> None:
    with pytest.raises(SourceError, match=remedy):
        list(FORMAT.read(source(tmp_path, content, name)))


STRANGERS = [
    b"",
    b"\x00\x01\x02",
    b"HCPCS Code,Short Descriptor,SI,APC\r\n20610,,T,5441\r\n",
    b"HCPC,SEQNUM,RECID,LONG DESCRIPTION\r\n",
    b"HDR\r\nsomething else\r\n",
    b"HCPCS,MOD\r\n20610,\r\n",
    b'"HCPCS',
]


@pytest.mark.parametrize("content", STRANGERS)
def test_other_files_are_not_recognised(tmp_path: Path, content: bytes) -> None:
    assert not FORMAT.recognises(source(tmp_path, content, "PPRRVU2025_Oct.csv"))


def test_a_damaged_workbook_is_not_recognised(tmp_path: Path) -> None:
    assert not FORMAT.recognises(source(tmp_path, b"PK\x03\x04 cut off", "PPRRVU2025_Oct.xlsx"))


def test_a_workbook_whose_numbers_lost_their_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in table(values("20610"), values("20610", hcpcs="00100", glob_days="010")):
        book.active.append([_number(text) for text in row])
    path = tmp_path / "PPRRVU2025_Oct.xlsx"
    book.save(path)
    items = read(source(tmp_path, path.read_bytes(), path.name))
    assert errors_of(items) == []
    assert [(str(row.code), row.global_days, row.supervision, row.work_rvu) for row in rows_of(items)] == [
        ("20610", "000", "09", Decimal("0.79")),
        ("00100", "010", "09", Decimal("0.79")),
    ]


def _number(text: str) -> Any:
    return int(text) if text.isdigit() else float(text) if text.replace(".", "").isdigit() else text or None


# --- the fixed-width text ---------------------------------------------------------------------------------------------

HEADING = (
    b"HDR CPT CODES AND DESCRIPTIONS ONLY ARE COPYRIGHT \r\nHDR RESERVED.                                     \r\n"
)


def as_record(row: Sequence[str]) -> str:
    """A row of the 2025 csv as a record of the layout that CMS documents; its description blank."""
    point = [row[index].removeprefix("0") for index in (15, 16, 17)]
    return (
        f"{row[0]:5}{row[1]:2}{'':50}{row[3]}{row[4] or ' '}{row[5]:>6} {row[6]:>6}{row[7]:2} {row[8]:>6}{row[9]:2} "
        f"{row[10]:>5} {row[11]:>6}{row[12]:>6}{row[13]}{row[14]:3}{''.join(point)}{''.join(row[18:23])}{'':7}"
        f"{row[23]:5}{row[24]:>8} {row[25]:2}{row[26]} {row[27]:2}{'':4}{row[28]:>6} {row[29]:>6} {row[30]:>6}\r\n"
    )


def records(*codes: str) -> bytes:
    return HEADING + "".join(as_record(ROWS_2025[code].split(",")) for code in codes).encode()


def test_a_text_record_is_the_csv_row(tmp_path: Path) -> None:
    as_text = read(source(tmp_path, records("29806", "0709T"), "PPRRVU2025_Oct.txt"))
    as_table = read(source(tmp_path, as_csv(table(values("29806"), values("0709T")))))
    assert as_text == as_table


def test_text_of_another_layout_is_refused(tmp_path: Path) -> None:
    shifted = records("20610").replace(b" 32.3465", b"9 32.3465")
    assert not FORMAT.recognises(source(tmp_path, shifted, "PPRRVU2025_Oct.txt"))
    damaged = records("20610", "0709T")[:-90]
    items = read(source(tmp_path, damaged, "PPRRVU2025_Oct.txt"))
    assert [str(row.code) for row in rows_of(items)] == ["20610"]
    assert "not a record" in errors_of(items)[0].reason


def test_text_needs_its_name_or_a_day(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--effective"):
        read(source(tmp_path, records("20610"), "x.txt"))
    items = read(source(tmp_path, records("20610"), "x.txt", date(2025, 7, 1)))
    assert edition_of(items).id == "pfs-2025-07"


# --- the real files ---------------------------------------------------------------------------------------------------


def real(name: str) -> SourceFile:
    path = shared_file(f"cms/{name}")
    with path.open("rb") as stream:
        return SourceFile(name, path, name, stream.read(HEAD_BYTES))


def test_october_2025() -> None:
    items = read(real("PPRRVU2025_Oct.csv"))
    assert edition_of(items).id == "pfs-2025-10"
    assert errors_of(items) == []
    rows = rows_of(items)
    assert len(rows) == 19_090 > FORMAT.full_release_rows
    assert Counter(str(row.modifier) for row in rows) == {"None": 16_851, "26": 1_127, "TC": 1_108, "53": 4}
    assert Counter(row.global_days for row in rows)["ZZZ"] == 775
    by_code = {(str(row.code), row.modifier): row for row in rows}
    assert len(by_code) == len(rows)
    brief = by_code["0709T", None]
    assert (brief.status, brief.global_days, brief.conversion_factor) == ("C", "ZZZ", Decimal("32.3465"))
    for row in rows:  # each sum checks that its parts were read from the right columns
        parts = (row.work_rvu, row.nonfacility_pe_rvu, row.malpractice_rvu)
        assert row.nonfacility_total is not None
        assert abs(sum(filter(None, parts), Decimal(0)) - row.nonfacility_total) <= Decimal("0.02")


def test_october_2025_as_text(tmp_path: Path) -> None:
    """The whole release turned into the text layout reads as the csv does."""
    with shared_file("cms/PPRRVU2025_Oct.csv").open(encoding="cp1252", newline="") as stream:
        body = islice(csv.reader(stream), 10, None)
        content = HEADING + "".join(as_record(row) for row in body).encode()
    assert read(source(tmp_path, content, "PPRRVU2025_Oct.txt")) == read(real("PPRRVU2025_Oct.csv"))


def test_july_2026() -> None:
    items = read(real("PPRRVU2026_Jul_nonQPP.excerpt.csv"))
    edition = edition_of(items)
    assert (edition.id, edition.table) == ("pfs-2026-07", Table.FEE_SCHEDULE.value)
    found = [
        (str(row.code), row.status, row.team, row.endoscopic_base, row.conversion_factor) for row in rows_of(items)
    ]
    factor = Decimal("33.4009")
    assert found == [("0001F", "I", "9", "", factor), ("00100", "J", "9", "", factor), ("00102", "J", "9", "", factor)]


OTHER_TABLES = [
    "GPCI2025.csv",
    "OPPS_Addendum_B_Oct2025.csv",
    "HCPC2025_OCT_ANWEB.csv",
    "AOC_V2026Q2-MCR.xlsx",
    "ccipra-v322r0-f1.excerpt.txt",
    "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv",
]


@pytest.mark.parametrize("name", OTHER_TABLES)
def test_files_of_other_tables_are_not_recognised(name: str) -> None:
    assert not FORMAT.recognises(real(name))
