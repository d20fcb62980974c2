"""Readers of CMS's tables: small files in the publisher's layout with all its oddities, and the real ones."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from corpus.codes import CptCode, HcpcsCode, Icd10CmCode, Icd10PcsCode, Modifier
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import CodeRecord, RecordStatus
from corpus.relations import (
    AddOnPair,
    CodeListing,
    FeeScheduleRow,
    GpciRow,
    MueLimit,
    OppsRow,
    PtpEdit,
    Setting,
    Table,
    procedure_code,
)
from ingest.sources import SourceFile, aoc, fee_schedule, gpci, hcpcs, icd10_order, mue, opps, ptp
from ingest.sources.dates import read_day
from ingest.sources.formats import FORMATS
from tests.conftest import shared_file
from tests.support.source_files import items_of, source_file, workbook, written

AOC_HEADER: list[object] = [
    "AOC_Edit_Type",
    "Add-On_Code",
    "AOC_DelDT",
    "Primary_Code",
    "Primary_Code_DelDT",
    "AOC_Edit_EffDT",
    "AOC_Edit_DelDT",
    "Special_Instruction_Notes",
]
AOC_ROWS: list[list[object]] = [
    ["A notice\nof several lines"],
    AOC_HEADER,
    ["1", "0709T", None, "0708T", None, "2022001", None, None],
    ["2", "0054T", None, "CCCCC", None, "2013091", None, "Contractor Defined Primary Codes"],
    ["2", "37250", "2015365", "CCCCC", None, "2013091", "2015365", None],
    [None, None],
    ["1", "BAD", None, "0708T", None, "2022001", None, None],
]
PTP = (
    "CPT only copyright notice.\t\t\t\t\t\t\r\nColumn1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\t\t\t\t*=no data\t1=allowed\t\r\n\t\t\t\t\t9=not applicable\t\r\n"
    "11104\t11102\t\t20190101\t*\t0\tCPT Manual\r\n20610\t99213\t\t20200101\t*\t1\tMisuse\r\n"
    "0001A\tG0008\t\t20220101\t20220101\t9\tMutually exclusive\r\n0001U\t0028U\t*\t20180701\t20180930\t1\tMisuse\r\n"
    "20610\tXXXXX\t\t20200101\t*\t1\tMisuse\r\n"
)
MUE = (
    '"A notice, of\r\n\r\nseveral lines.",,,\r\n"HCPCS/\r\nCPT Code",Practitioner Services MUE Values,'
    "MUE Adjudication Indicator,MUE Rationale\r\n96372,4,3 Date of Service Edit: Clinical,Clinical: Data\r\n"
    "0708T,1,2 Date of Service Edit: Policy,Code Descriptor\r\n99486,4,1 Line Edit,Clinical\r\n,,,\r\n99213,x,3 Edit,\r\n"
)
PPRRVU = (
    ",,2025 National Physician Fee Schedule Relative Value File October Release,,,,,,,,\r\n,,RELEASED,,,,,,,,\r\n"
    ",,,,,,NON-FAC,,,,\r\n,,,STATUS,WORK,NON-FAC,NA,GLOB,BILAT,CONV,ASST\r\n"
    "HCPCS,MOD,DESCRIPTION,CODE,RVU,PE RVU,INDICATOR,DAYS,SURG,FACTOR,SURG\r\n"
    "27447,,WORDS,A,19.60,15.30,NA,090,1,32.3465,2\r\n71046,26,WORDS,A,0.22,0.08,,XXX,0,32.3465,0\r\n"
    "BAD,,WORDS,A,1,1,,XXX,0,32.3465,0\r\n"
)


def reader_of(file: SourceFile) -> list[str]:
    """The names of all readers that take a file for theirs."""
    return [candidate.name for candidate in FORMATS if candidate.recognises(file)]


DAYS = [
    ("20250315", date(2025, 3, 15)),
    ("2022001", date(2022, 1, 1)),
    ("2020366", date(2020, 12, 31)),
    ("3/5/2025", date(2025, 3, 5)),
    ("2025-03-05", date(2025, 3, 5)),
    ("*", None),
    ("", None),
    (None, None),
    ("N/A", None),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_the_ways_publishers_write_days(text: str | None, day: date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["2021366", "20251345", "soon", "12"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|month|range"):
        read_day(text)


def test_add_on_pairs_from_a_workbook(tmp_path: Path) -> None:
    file = workbook(tmp_path, "AOC_V2026Q2-MCR.xlsx", "AOC_V2026Q2-MCR_xlsx", AOC_ROWS)
    assert reader_of(file) == ["NCCI add-on code edits"]
    edition, pair, contractor, ended, bad = list(aoc.FORMAT.read(file))
    assert isinstance(edition, Edition)
    assert (edition.id, edition.effective_to) == ("aoc-2026q2", date(2026, 6, 30))
    assert isinstance(pair, AddOnPair)
    assert (str(pair.add_on), str(pair.primary), pair.edit_type, pair.effective) == (
        "0709T",
        "0708T",
        1,
        date(2022, 1, 1),
    )
    assert isinstance(contractor, AddOnPair)
    assert contractor.primary is None
    assert isinstance(ended, AddOnPair)
    assert (ended.add_on_deleted, ended.deleted) == (date(2015, 12, 31), date(2015, 12, 31))
    assert isinstance(bad, RowError)
    assert bad.line == 7


def test_add_on_pairs_in_fixed_width(tmp_path: Path) -> None:
    text = "20054T       CCCCC       2013091       Contractor Defined Primary Codes\r\n10071U       0070U       2018274\r\n"
    file = written(tmp_path, "AOC_V2026Q3-MCR.txt", text)
    assert reader_of(file) == ["NCCI add-on code edits"]
    _, first, second = list(aoc.FORMAT.read(file))
    assert isinstance(first, AddOnPair)
    assert (first.edit_type, first.primary, first.note) == (2, None, "Contractor Defined Primary Codes")
    assert isinstance(second, AddOnPair)
    assert (str(second.add_on), str(second.primary), second.effective) == ("0071U", "0070U", date(2018, 10, 1))


def test_a_medicaid_table_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path, "AOC_V2026Q2-MCD.xlsx", "AOC_V2026Q2-MCD", AOC_ROWS)
    with pytest.raises(SourceError, match="Medicaid"):
        list(aoc.FORMAT.read(file))


def test_ptp_edits(tmp_path: Path) -> None:
    file = written(tmp_path, "ccipra-v322r0-f1.TXT", PTP)
    assert reader_of(file) == ["NCCI PTP edits"]
    edition, *rows = list(ptp.FORMAT.read(file))
    assert isinstance(edition, Edition)
    assert (edition.id, edition.part, edition.parts) == ("ncci-ptp-prac-2026q3", 1, 4)
    assert (edition.effective_from, edition.effective_to) == (date(2026, 7, 1), date(2026, 9, 30))
    edits = [row for row in rows if isinstance(row, PtpEdit)]
    assert [(str(e.column_1), str(e.column_2), e.modifier_indicator) for e in edits] == [
        ("11104", "11102", 0),
        ("20610", "99213", 1),
        ("0001A", "G0008", 9),
        ("0001U", "0028U", 1),
    ]
    assert [row.line for row in rows if isinstance(row, RowError)] == [11]
    assert [edit.in_force(date(2026, 8, 1)) for edit in edits] == [True, True, False, False]


def test_hospital_edits_and_names_that_tell_nothing(tmp_path: Path) -> None:
    edition = next(iter(ptp.FORMAT.read(written(tmp_path, "ccioph-v313r0-f4.txt", PTP))))
    assert isinstance(edition, Edition)
    assert (edition.table, edition.id, edition.part) == (Table.PTP_HOSPITAL, "ncci-ptp-hosp-2025q4", 4)
    with pytest.raises(SourceError, match="publisher's name"):
        list(ptp.FORMAT.read(written(tmp_path, "edits.txt", PTP)))


@pytest.mark.parametrize(
    ("heading", "setting"),
    [
        ("Practitioner Services MUE Values", Setting.PRACTITIONER),
        ("Outpatient Hospital Services MUE Values", Setting.HOSPITAL),
        ("DME Supplier Services MUE Values", Setting.DME_SUPPLIER),
    ],
)
def test_mue_values(tmp_path: Path, heading: str, setting: Setting) -> None:
    text = MUE.replace("Practitioner Services MUE Values", heading)
    file = written(tmp_path, "MCR_MUE_Eff_07-01-2026.csv", text)
    assert reader_of(file) == ["NCCI medically unlikely edits"]
    limits: list[Any] = items_of(mue.FORMAT, file, MueLimit)
    assert [(str(row.code), row.value, row.mai, row.setting) for row in limits] == [
        ("96372", 4, 3, setting),
        ("0708T", 1, 2, setting),
        ("99486", 4, 1, setting),
    ]
    assert len(items_of(mue.FORMAT, file, RowError)) == 1


def test_a_mue_table_without_a_date_takes_the_users_word(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--effective"):
        list(mue.FORMAT.read(written(tmp_path, "mue.csv", MUE)))
    edition = next(iter(mue.FORMAT.read(written(tmp_path, "mue.csv", MUE, effective=date(2026, 4, 1)))))
    assert isinstance(edition, Edition)
    assert edition.id == "mue-prac-2026-04"


def test_the_fee_schedule_by_header_and_never_by_position(tmp_path: Path) -> None:
    file = written(tmp_path, "PPRRVU2025_Oct.csv", PPRRVU)
    assert reader_of(file) == ["Medicare Physician Fee Schedule relative values"]
    rows: list[Any] = items_of(fee_schedule.FORMAT, file, FeeScheduleRow)
    knee, chest = rows
    assert (str(knee.code), knee.status, knee.global_days, knee.bilateral, knee.assistant) == (
        "27447",
        "A",
        "090",
        "1",
        "2",
    )
    assert (knee.work_rvu, knee.nonfacility_na, knee.conversion_factor) == (Decimal("19.60"), True, Decimal("32.3465"))
    assert chest.modifier == Modifier("26")
    assert len(items_of(fee_schedule.FORMAT, file, RowError)) == 1


def test_the_two_files_of_2026_are_two_tables(tmp_path: Path) -> None:
    text = PPRRVU.replace("2025 National", "2026 National")
    for name, table in (
        ("PPRRVU2026_Oct_nonQPP.csv", Table.FEE_SCHEDULE),
        ("PPRRVU2026_Oct_QPP.csv", Table.FEE_SCHEDULE_QPP),
    ):
        edition = next(iter(fee_schedule.FORMAT.read(written(tmp_path, name, text))))
        assert isinstance(edition, Edition)
        assert edition.table == table


@pytest.mark.parametrize("cut", [40, 200])
def test_a_file_cut_before_its_header_is_refused_whole(tmp_path: Path, cut: int) -> None:
    for name, text, reader in (("ccipra-v322r0-f1.txt", PTP, ptp.FORMAT), ("x_07-01-2026.csv", MUE, mue.FORMAT)):
        file = written(tmp_path, name, text[: cut // 4])
        assert not reader.recognises(file)
        with pytest.raises(SourceError):
            list(reader.read(file))


REAL = [
    # file, reader, rows, of what kind, refused
    ("cms/AOC_V2026Q2-MCR.xlsx", aoc.FORMAT, 9_000, AddOnPair),
    ("rebuilt/AOC_2026Q3_rebuilt_fixed_width.txt", aoc.FORMAT, 7_743, AddOnPair),
    ("cms/ccipra-v322r0-f1.excerpt.txt", ptp.FORMAT, 20, PtpEdit),
    ("rebuilt/MCR_MUE_PractitionerServices_Eff_04-01-2026_rebuilt.csv", mue.FORMAT, 15_095, MueLimit),
    ("cms/PPRRVU2025_Oct.csv", fee_schedule.FORMAT, 19_090, FeeScheduleRow),
    ("cms/PPRRVU2026_Jul_nonQPP.excerpt.csv", fee_schedule.FORMAT, 3, FeeScheduleRow),
    ("cms/GPCI2025.csv", gpci.FORMAT, 109, GpciRow),
    ("cms/OPPS_Addendum_B_Oct2025.csv", opps.FORMAT, 18_798, OppsRow),
    ("cms/HCPC2025_OCT_ANWEB.csv", hcpcs.FORMAT, 8_846, CodeListing),
    ("cms/HCPC2026_OCT_ANWEB.excerpt.csv", hcpcs.FORMAT, 6, CodeListing),
]


@pytest.mark.parametrize(("name", "reader", "count", "kind"), REAL, ids=lambda value: str(value)[:40])
def test_the_real_files_are_read_whole(name: str, reader: Any, count: int, kind: type) -> None:
    file = source_file(shared_file(name))
    assert reader_of(file) == [reader.name]
    assert len(items_of(reader, file, kind)) == count
    assert items_of(reader, file, RowError) == []


def unpacked(tmp_path: Path, name: str) -> SourceFile:
    path = shared_file(name)
    target = tmp_path / path.name.removesuffix(".gz")
    target.write_bytes(gzip.decompress(path.read_bytes()))
    return source_file(target)


def test_the_real_hcpcs_text_of_2019(tmp_path: Path) -> None:
    file = unpacked(tmp_path, "cms/HCPC2019_CONTR_ANWEB.txt.gz")
    assert reader_of(file) == ["HCPCS Level II"]
    items = list(hcpcs.FORMAT.read(file))
    listings = {item.code: item for item in items if isinstance(item, CodeListing)}
    assert len(listings) == 6_800
    assert listings[HcpcsCode("J9271")].description == "Injection, pembrolizumab, 1 mg"
    supervision = listings[Modifier("AD")].description  # continued on a second line
    assert supervision.endswith("anesthesia procedures")
    assert not [item for item in items if isinstance(item, RowError)]


def test_hcpcs_dates_and_official_text() -> None:
    items = list(hcpcs.FORMAT.read(source_file(shared_file("cms/HCPC2025_OCT_ANWEB.csv"))))
    listing = next(item for item in items if isinstance(item, CodeListing) and item.code == HcpcsCode("J1885"))
    record = next(item for item in items if isinstance(item, CodeRecord) and item.code == HcpcsCode("J1885"))
    assert (listing.added, listing.terminated) == (date(1993, 1, 1), None)
    assert (record.official, record.status) == (True, RecordStatus.ACTIVE)
    assert record.description == "Injection, ketorolac tromethamine, per 15 mg"


def test_the_real_order_files(tmp_path: Path) -> None:
    diagnoses = list(icd10_order.FORMAT.read(unpacked(tmp_path, "rebuilt/icd10cm_order_2025_rebuilt.txt.gz")))
    listings = {item.code: item for item in diagnoses if isinstance(item, CodeListing)}
    assert len(listings) == 97_584
    assert listings[Icd10CmCode("A00")].billable is False
    assert listings[Icd10CmCode("A00.0")].billable is True
    procedures = list(icd10_order.FORMAT.read(unpacked(tmp_path, "rebuilt/icd10pcs_order_2024_rebuilt.txt.gz")))
    codes = {item.code for item in procedures if isinstance(item, CodeRecord)}
    assert len(codes) == 78_603
    assert Icd10PcsCode("0016070") in codes


def test_facts_of_the_real_fee_schedule() -> None:
    rows = list(fee_schedule.FORMAT.read(source_file(shared_file("cms/PPRRVU2025_Oct.csv"))))
    row = next(item for item in rows if isinstance(item, FeeScheduleRow) and item.code == CptCode("0709T"))
    assert (row.status, row.global_days) == ("C", "ZZZ")
    factors = {item.conversion_factor for item in rows if isinstance(item, FeeScheduleRow)}
    assert factors == {Decimal("32.3465")}
    assert all(isinstance(item, RowError | Edition) or procedure_code(str(item.code)) for item in rows)  # type: ignore[union-attr]


def test_no_reader_takes_anothers_file_or_plain_text(tmp_path: Path) -> None:
    assert reader_of(written(tmp_path, "a.txt", "code,value\n1,2\n")) == []
    assert reader_of(written(tmp_path, "b.csv", "\x00\x01\x02")) == []
    assert reader_of(written(tmp_path, "c.json", '{"a": 1}')) == []
