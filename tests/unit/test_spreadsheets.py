"""Tables as spreadsheets hand them on: wrong used ranges, numbers as text, semicolons, sheets, note marks, lost zeros."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from corpus.errors import RowError, SourceError
from corpus.relations import AddOnPair, FeeScheduleRow, MueLimit, OppsRow, PtpEdit
from ingest.sources import Format, Notice, SourceFile, aoc, fee_schedule, mue, opps, ptp
from ingest.sources.formats import FORMATS
from tests.support.source_files import source_file, written

NAME = "MUE_Eff_07-01-2026"
HEADER: list[object] = [
    "HCPCS/\nCPT Code",
    "Practitioner Services MUE Values",
    "MUE Adjudication Indicator",
    "MUE Rationale",
]
CLINICAL = "3 Date of Service Edit: Clinical"
LIMITS = [("00100", 1), ("96372", 4), ("20610", 2), ("J1885", 8), ("0709T", 2)]
Rows = list[list[object]]


def table(value: Callable[[int], object] = int, code: Callable[[str], object] = str) -> Rows:
    return [HEADER, *([code(name), value(limit), CLINICAL, "x"] for name, limit in LIMITS)]


def book(path: Path, sheets: dict[str, Rows]) -> SourceFile:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return source_file(path)


def csv_file(folder: Path, rows: Rows, delimiter: str = ",", encoding: str = "utf-8", head: str = "") -> SourceFile:
    lines = (delimiter.join(f'"{cell}"' if "\n" in str(cell) else str(cell) for cell in row) for row in rows)
    return written(folder, f"{NAME}.csv", head + "\r\n".join(lines) + "\r\n", encoding)


def limits(file: SourceFile) -> tuple[list[tuple[str, int]], list[str]]:
    """What the MUE reader alone recognises and reads, and its notices; no row may be refused."""
    assert [reader.name for reader in FORMATS if reader.recognises(file)] == [mue.FORMAT.name]
    items = list(mue.FORMAT.read(file))
    assert not [item for item in items if isinstance(item, RowError)]
    rows = [(str(item.code), item.value) for item in items if isinstance(item, MueLimit)]
    return rows, [item.text for item in items if isinstance(item, Notice)]


def as_number(code: str) -> object:
    return int(code) if code.isdigit() else code


def as_decimal(code: str) -> str:
    return f"{int(code)}.0" if code.isdigit() else code


NOTE: list[object] = ["* Note: values are those of the quarter."]
TEXTS = [
    # what is odd, the rows, delimiter, encoding, what comes first, what the notices tell
    ("as published", table(), ",", "utf-8", "", ""),
    ("decimals", table(value=lambda one: f"{one}.0"), ",", "utf-8", "", "numbers written with decimals"),
    ("semicolons", table(), ";", "utf-8", "", ""),
    ("semicolons, named", table(), ";", "utf-8", "sep=;\r\n", ""),
    ("bars", table(), "|", "utf-8", "", ""),
    ("tabs in utf-16", table(), "\t", "utf-16", "", ""),
    ("a byte order mark", table(), ",", "utf-8-sig", "", ""),
    ("lost zeros", table(code=as_number), ",", "utf-8", "", "leading zeros of codes put back: 1 (100 as 00100)"),
    ("lost zeros and decimals", table(code=as_decimal), ",", "utf-8", "", "leading zeros of codes put back: 1"),
    ("note marks", table(value=lambda one: f"{one}*"), ",", "utf-8", "", "note marks left out: 5 (1* as 1"),
    ("raised marks", table(code=lambda code: f"{code}¹"), ",", "utf-8", "", "note marks left out: 5"),
    ("a note row", [*table(), NOTE, ["1", "A second note of words."]], ",", "utf-8", "", "rows of notes left out: 2"),
    ("a header again", [*table()[:3], *table()[:1], *table()[3:]], ",", "utf-8", "", ""),
    ("blank rows", [row for one in table() for row in (one, ["", "", ""])], ",", "utf-8", "", ""),
]


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case[0])
def test_a_text_of_a_spreadsheet(tmp_path: Path, case: tuple[str, Rows, str, str, str, str]) -> None:
    _, rows, delimiter, encoding, head, told = case
    read, notices = limits(csv_file(tmp_path, rows, delimiter, encoding, head))
    assert read == LIMITS
    assert told in " ".join(notices)
    assert bool(told) == bool(notices)


def test_a_byte_order_mark_before_a_text_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.csv"
    rows = "\n".join(f"{code},{value},{CLINICAL},x \xe9" for code, value in LIMITS)
    header = '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
    path.write_bytes(b"\xef\xbb\xbf" + (header + rows + "\n").encode("cp1252"))
    assert limits(source_file(path))[0] == LIMITS


SHEETS: list[tuple[str, dict[str, Rows]]] = [
    ("one sheet", {"MUE": table()}),
    ("floats", {"MUE": table(value=float)}),
    ("codes as numbers", {"MUE": table(code=as_number)}),
    ("a notice sheet before it", {"Notice": [["CPT only notice"], ["some words", "more"]], "MUE": table()}),
    ("sheets around it", {"Read me": [["a", "b", "c"]] * 70, "MUE": table(), "Changes": [["99999", 1, CLINICAL]]}),
    ("in two sheets", {"A to M": table()[:3], "N to Z": [HEADER, *table()[3:]]}),
    ("two column orders", {"one": table()[:3], "two": [[row[i] for i in (2, 0, 1)] for row in [HEADER, *table()[3:]]]}),
]


@pytest.mark.parametrize("case", SHEETS, ids=lambda case: case[0])
def test_a_workbook(tmp_path: Path, case: tuple[str, dict[str, Rows]]) -> None:
    assert limits(book(tmp_path / f"{NAME}.xlsx", case[1]))[0] == LIMITS


def altered(folder: Path, changes: dict[str, tuple[str, str]], rows: Rows, strings: str = "") -> SourceFile:
    """A workbook with parts written otherwise (beginning of the name, pattern, replacement), and shared strings."""
    path = folder / f"{NAME}.xlsx"
    whole = book(folder / "whole.xlsx", {"MUE": rows}).path
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            for pattern, replacement in (change for part, change in changes.items() if name.startswith(part)):
                text, count = re.subn(pattern, replacement, text)
                assert count
            target.writestr(name, text)
        if strings:
            target.writestr("xl/sharedStrings.xml", strings)
    return source_file(path)


@pytest.mark.parametrize("stated", ["A1", "A1:B3", "A1:XFD1048576", "ZZ99"])
def test_a_stated_range_is_not_believed(tmp_path: Path, stated: str) -> None:
    file = altered(tmp_path, {"xl/worksheets/": (r'<dimension ref="[^"]*"', f'<dimension ref="{stated}"')}, table())
    assert limits(file)[0] == LIMITS


def test_a_raised_note_mark_is_no_digit(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    mark = '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
    strings = "".join(f"<si><r><t>{number}</t></r>{mark}</si>" for number in range(9))
    changes = {
        "xl/worksheets/": (r't="inlineStr"><is><t>(\d) raised</t></is>', r't="s"><v>\1</v>'),
        "[Content_Types]": ("</Types>", part),
    }
    rows = table(value=lambda one: f"{one} raised")
    whole = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    assert limits(altered(tmp_path, changes, rows, whole))[0] == LIMITS


def test_a_workbook_with_a_cut_sheet_is_refused(tmp_path: Path) -> None:
    file = altered(tmp_path, {"xl/worksheets/": (r"(?s)</sheetData>.*", "")}, table())
    with pytest.raises(SourceError, match="damaged"):
        list(mue.FORMAT.read(file))


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_a_cut_workbook_is_refused_in_one_sentence(tmp_path: Path, kept: float) -> None:
    whole = book(tmp_path / "whole.xlsx", {"MUE": table()}).path.read_bytes()
    path = tmp_path / f"{NAME}.xlsx"
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert not mue.FORMAT.recognises(source_file(path))
    with pytest.raises(SourceError, match="download it again"):
        list(mue.FORMAT.read(source_file(path)))


def test_text_that_swallows_the_rest_is_refused(tmp_path: Path) -> None:
    rows = [*table(), ["99213", 2, CLINICAL, '"never closed']]
    with pytest.raises(SourceError, match="cut short"):
        list(mue.FORMAT.read(csv_file(tmp_path, [*rows, *table()[1:]])))


PTP = (
    "Column 1,Column 2,*=in existence,Effective,Deletion,Modifier,PTP Edit Rationale\n,,prior to 1996,Date,Date,"
    "0=not allowed,\n11104,11102,,20190101,*,0,x\n20610,99213,,20200101.0,*,1.0,x\n100,99213,,20200101,*,1,x\n"
)
AOC = (
    "AOC_Edit_Type;Add-On_Code;AOC_DelDT;Primary_Code;Primary_Code_DelDT;AOC_Edit_EffDT;AOC_Edit_DelDT;"
    "Special_Instruction_Notes\n1.0;0709T*;;0708T;;2022001.0;;\n1;1953;;1952;;2013091;;\n"
)
OPPS = "HCPCS Code;SI;APC;Payment Rate\n0709T;E1;;\n71046;Q3;5521;86,88\n100;N;;\n"
PPRRVU = (
    "Read me\n,,2025 National Physician Fee Schedule Relative Value File October Release\n,,,STATUS,WORK,GLOB\n"
    "HCPCS,MOD,DESCRIPTION,CODE,RVU,DAYS\n100,,x,J,0.00,XXX\n27447,,x,A,19.60,90.0\n"
)
OTHERS: list[tuple[Format, str, str, type, list[str]]] = [
    (ptp.FORMAT, "ccipra-v322r0-f1.csv", PTP, PtpEdit, ["11104", "20610", "00100"]),
    (aoc.FORMAT, "AOC_V2026Q2-MCR.csv", AOC, AddOnPair, ["0709T", "01953"]),
    (opps.FORMAT, "OPPS_Addendum_B_Oct2025.csv", OPPS, OppsRow, ["0709T", "71046", "00100"]),
    (fee_schedule.FORMAT, "PPRRVU2025_Oct.csv", PPRRVU, FeeScheduleRow, ["00100", "27447"]),
    (fee_schedule.FORMAT, "PPRRVU2025_Oct.csv", PPRRVU.replace(",", ";"), FeeScheduleRow, ["00100", "27447"]),
]


@pytest.mark.parametrize(("reader", "name", "text", "kind", "codes"), OTHERS)
def test_the_other_tables(tmp_path: Path, reader: Format, name: str, text: str, kind: type, codes: list[str]) -> None:
    file = written(tmp_path, name, text)
    assert [candidate.name for candidate in FORMATS if candidate.recognises(file)] == [reader.name]
    items = list(reader.read(file))
    assert not [item for item in items if isinstance(item, RowError)]
    rows = [item for item in items if isinstance(item, kind)]
    assert [str(getattr(row, "column_1", None) or getattr(row, "add_on", None) or row.code) for row in rows] == codes  # type: ignore[union-attr]
    for row in rows:
        if isinstance(row, OppsRow):
            assert row.payment_rate in (None, Decimal("86.88"))
        if isinstance(row, FeeScheduleRow):
            assert row.global_days in ("XXX", "090")
