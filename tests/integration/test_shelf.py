"""Editions on the shelf: what is written is read back; two of one table live side by side; damage is told."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.codes import CptCode, HcpcsCode, Icd10CmCode, Icd10PcsCode, Modifier
from corpus.editions import Edition
from corpus.errors import KnowledgeBaseMismatch
from corpus.fees import (
    AnesthesiaFactor,
    AnesthesiaUnits,
    AscRow,
    CodeFamily,
    DrugPrice,
    DrugProduct,
    EquipmentFee,
    LaboratoryFee,
    RuralZip,
    ZipArea,
)
from corpus.listed import (
    CodeEdit,
    CoveragePlace,
    ExemptDiagnosis,
    FormerCode,
    RiskCategory,
    RiskHierarchy,
    RiskLabel,
    RiskWeight,
    TelehealthService,
    Utilization,
)
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import (
    AddOnPair,
    CodeListing,
    CoverageCode,
    CoverageDocument,
    CoverageKind,
    CoverageRole,
    Descriptor,
    FeeScheduleRow,
    GpciRow,
    IndexTerm,
    MueLimit,
    OppsRow,
    PcsTableRow,
    PtpEdit,
    Relation,
    Setting,
    Table,
)
from corpus.store.row_tables import ROW_TABLES
from corpus.store.shelf import MANIFEST, EditionWriter, Shelf, ShelfEntry, read_bodies
from corpus.store.snapshot import Home
from corpus.store.tables import Tables, read_rows

Q2 = Edition("ptp-2026q2", Table.PTP_PRACTITIONER, "CMS", "PTP 2026 Q2", date(2026, 4, 1), date(2026, 6, 30))
Q3 = dataclasses.replace(Q2, id="ptp-2026q3", title="PTP 2026 Q3", effective_from=date(2026, 7, 1), effective_to=None)
MORE = dataclasses.replace(Q2, id="ptp-2026q1", effective_from=date(2026, 1, 1), effective_to=date(2026, 3, 31))
INJECTION, VISIT = CptCode("20610"), CptCode("99213")
DAY = date(2026, 5, 1)


def ref(locator: str = "row 1") -> SourceRef:
    return SourceRef(Q2.id, locator)


def edit(edition: Edition = Q2, indicator: int = 1, **dates: date | None) -> PtpEdit:
    source = SourceRef(edition.id, "row 20610/99213")
    return PtpEdit(INJECTION, VISIT, indicator, Setting.PRACTITIONER, source, rationale="Misuse", **dates)


ROWS: list[Relation] = [
    AddOnPair(CptCode("64484"), CptCode("64483"), 1, ref(), DAY, None, "a note", DAY, None),
    AddOnPair(HcpcsCode("G2212"), None, 3, ref()),
    edit(effective=DAY, deleted=date(2026, 6, 1)),
    MueLimit(CptCode("96372"), 4, 3, Setting.PRACTITIONER, ref(), "CMS policy"),
    FeeScheduleRow(
        CptCode("71046"), Modifier("26"), "A", ref(), work_rvu=Decimal("0.18"), facility_na=True, global_days="XXX"
    ),
    GpciRow("10112", "00", "AL", "ALABAMA", Decimal("1"), Decimal("0.869"), Decimal("0.575"), ref()),
    CodeListing(HcpcsCode("J1885"), ref(), "long", "short", True, DAY, DAY, DAY, "N", "C", (HcpcsCode("J1886"),)),
    CodeListing(Icd10CmCode("E11.9"), ref(), billable=False),
    OppsRow(CptCode("71046"), "Q3", ref(), apc="5521", payment_rate=Decimal("86.88")),
    CoverageDocument("L33577", CoverageKind.LCD, "Echo", ref(), "NGS", ("WI", "IL"), "34", DAY, None, "https://x.test"),
    CoverageCode("A56781", Icd10CmCode("I10"), CoverageRole.COVERED_DIAGNOSIS, ref(), 2),
    Descriptor(CptCode("71046"), "words of a licensed file", ref(), "short", "medium"),
    IndexTerm(Icd10CmCode("R03.0"), "Elevated, blood pressure", ref()),
    DrugProduct(HcpcsCode("J0593"), "Takhzyro", "takhzyro", ref(), "47783064401", "A maker", "1 MG", *[Decimal(2)] * 4),
    DrugPrice(HcpcsCode("J0593"), Decimal("81.234"), ref(), "1 MG", Decimal(20)),
    AscRow(CptCode("66984"), "AA", "A2", ref(), Decimal("20.1"), Decimal("1100.50"), True),
    LaboratoryFee(CptCode("80053"), Modifier("QW"), Decimal("10.56"), ref(), "N", DAY),
    AnesthesiaUnits(CptCode("00400"), Decimal(3), ref()),
    AnesthesiaFactor("04412", "11", "DALLAS", Decimal("20.11"), ref()),
    EquipmentFee(HcpcsCode("E0601"), "TX", Decimal("45.10"), ref("row E0601, TX"), (Modifier("RR"),), None, "CR"),
    CodeFamily(CptCode("99213"), "E&M", "Office", ref(), "Office E&M", "Other", DAY),
    RuralZip("76950", "TX", ref("ZIP code 76950")),
    ZipArea("75201", "TX", "04412", "11", ref("ZIP code 75201"), True),
    TelehealthService(CptCode("99213"), ref(), "Permanent", True, "a remark"),
    ExemptDiagnosis(Icd10CmCode("Z79.4"), ref("row Z79.4")),
    CodeEdit(Icd10CmCode("O80"), "Maternity diagnoses", ref(), 9, 64, "F"),
    RiskCategory(Icd10CmCode("E11.22"), "37", "CMS-HCC Model V28", ref("row E11.22, CMS-HCC Model V28")),
    RiskHierarchy("36", "37", "CMS-HCC Model V28", ref()),
    RiskLabel("37", "CMS-HCC Model V28", "a label", ref()),
    RiskWeight("37", "CNA", "CMS-HCC Model V28", Decimal("0.166"), ref()),
    FormerCode("250.00", Icd10CmCode("E11.9"), ref(), "10000", "a title"),
    Utilization(CptCode("99213"), "O", Decimal("100.5"), ref("row 99213"), 50, 5),
    CoveragePlace("A56781", "contractor 10 12 1", ref("row A56781")),
    PcsTableRow("001", ("Section", "Body System"), ((("0", "Medical"),), (("6", "Ventricle"), ("U", "Canal"))), ref()),
]


def shelved(home: Home, edition: Edition, rows: list[Relation], records: list[CodeRecord] | None = None) -> ShelfEntry:
    writer = EditionWriter(home.path / "editions", edition)
    for row in rows:
        writer.add(row)
    for record in records or []:
        writer.add_body(record)
    path, size = writer.finish()
    entry = ShelfEntry(path.name, size, edition, dict(writer.rows), 0, {"file.txt": edition.id}, "2026-11-23T00:00:00")
    Shelf.open(home).with_entry(entry).write()
    return entry


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def tables(home: Home) -> Iterator[Tables]:
    shelved(home, Q2, ROWS)
    tables = Tables(Shelf.open(home))
    yield tables
    tables.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_row_is_read_back_as_it_was_written(home: Home, row: Relation) -> None:
    entry = shelved(home, Q2, [row])
    (found,) = read_rows(Shelf.open(home), entry, type(row))
    expected = row if not isinstance(row, PtpEdit) else dataclasses.replace(row, source=ref("row 20610/99213"))
    assert found == expected


def test_every_row_type_has_a_case_above() -> None:
    assert {type(row) for row in ROWS} == {table.kind for table in ROW_TABLES}


def test_two_editions_of_a_table_live_side_by_side(home: Home) -> None:
    shelved(home, Q2, [edit(indicator=0)])
    shelved(home, Q3, [edit(Q3)])
    tables = Tables(Shelf.open(home))
    found = tables.ptp_edits(VISIT, INJECTION, Setting.PRACTITIONER)
    assert {(row.source.edition_id, row.modifier_indicator) for row in found.rows} == {(Q2.id, 0), (Q3.id, 1)}
    assert [edition.id for edition in found.editions] == [Q2.id, Q3.id]
    assert tables.ptp_edits(VISIT, INJECTION, Setting.HOSPITAL).editions == ()
    tables.close()


def test_the_same_edition_again_takes_the_place_of_the_former(home: Home) -> None:
    shelved(home, Q2, [edit(indicator=0)])
    shelved(home, Q2, [edit(indicator=1)])
    shelf = Shelf.open(home)
    assert len(shelf.entries) == 1
    assert [row.modifier_indicator for row in read_rows(shelf, shelf.entries[0], PtpEdit)] == [1]
    assert len(list(shelf.folder.glob("*.sqlite"))) == 1


def test_a_release_in_parts_is_complete_with_the_last_of_them(home: Home) -> None:
    for part in (1, 2):
        shelved(home, dataclasses.replace(Q2, part=part, parts=2), [edit()])
        (edition,) = Shelf.open(home).editions()
        assert edition.complete == (part == 2)


def test_a_part_that_is_an_excerpt_leaves_the_release_incomplete(home: Home) -> None:
    shelved(home, dataclasses.replace(Q2, part=1, parts=2, complete=False), [edit()])
    shelved(home, dataclasses.replace(Q2, part=2, parts=2), [edit()])
    assert [edition.complete for edition in Shelf.open(home).editions()] == [False]


def test_codes_named_by_any_table_exist(tables: Tables) -> None:
    named = [CptCode("64484"), CptCode("64483"), CptCode("96372"), HcpcsCode("J1885"), Icd10CmCode("E11.9")]
    unknown = [CptCode("99999"), HcpcsCode("J9999"), Icd10PcsCode("0DBN8ZX")]
    assert tables.existing([*named, *unknown]) == set(named)


def test_records_are_kept_for_the_search_index(home: Home) -> None:
    record = CodeRecord(HcpcsCode("J1885"), "Injection", True, RecordStatus.ACTIVE, ref())
    entry = shelved(home, Q2, [], [record])
    assert list(read_bodies(Shelf.open(home), entry)) == [record]
    assert entry.holds_text


def test_an_empty_shelf_is_no_error(home: Home) -> None:
    assert Shelf.open(home).entries == ()


def test_a_load_that_was_killed_leaves_the_shelf_as_it_was(home: Home) -> None:
    shelved(home, Q2, [edit()])
    writer = EditionWriter(home.path / "editions", Q3)
    writer.add(edit(Q3))
    assert [entry.edition.id for entry in Shelf.open(home).entries] == [Q2.id]
    writer.abandon()
    assert not list((home.path / "editions").glob("*.part"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def altered(path: Path) -> None:
    """The same size, one byte otherwise."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [cut, altered, Path.unlink])
def test_a_damaged_edition_is_told_and_the_others_serve(home: Home, harm: Callable[[Path], None]) -> None:
    broken = shelved(home, Q2, [edit()])
    shelved(home, Q3, [edit(Q3)])
    harm(home.path / "editions" / broken.file)
    shelf = Shelf.open(home)
    assert [entry.edition for entry in shelf.entries] == [Q3]
    (damage,) = shelf.damaged
    assert damage.sentence.startswith(f"The edition {Q2.title} ")
    assert "'python -m ingest repair'" in damage.sentence
    shelved(home, MORE, [edit(MORE)])  # another load does not forget the damage
    assert [one.file for one in Shelf.open(home).damaged] == [broken.file]
    shelved(home, Q2, [edit()])  # the same edition again mends it
    assert not Shelf.open(home).damaged


@pytest.mark.parametrize("text", ["", "{}", '{"version": 1, "sha256": "x", "entries": []}', "[1]", None])
def test_a_damaged_list_is_read_again_from_the_files(home: Home, text: str | None) -> None:
    kept = [shelved(home, Q2, [edit()]), shelved(home, Q3, [edit(Q3)])]
    path = home.path / "editions" / MANIFEST
    path.unlink() if text is None else path.write_text(text)
    shelf = Shelf.open(home)
    assert [(entry.file, entry.edition, entry.rows) for entry in shelf.entries] == [
        (entry.file, entry.edition, entry.rows) for entry in kept
    ]
    assert ["'python -m ingest repair'" in damage.sentence for damage in shelf.damaged] == [True]
    altered(shelf.folder / kept[0].file)
    shelf = Shelf.open(home)
    assert [entry.edition for entry in shelf.entries] == [Q3]
    assert {damage.file for damage in shelf.damaged} == {MANIFEST, kept[0].file}


def test_a_file_that_hides_its_change_is_found_by_a_thorough_check(home: Home) -> None:
    entry = shelved(home, Q2, [edit()])
    path = home.path / "editions" / entry.file
    Shelf.open(home).with_entry(dataclasses.replace(entry, modified=path.stat().st_mtime_ns)).write()
    time = path.stat().st_mtime_ns
    altered(path)
    os.utime(path, ns=(time, time))
    assert not Shelf.open(home).damaged
    assert len(Shelf.open(home, thorough=True).damaged) == 1


def test_another_form_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shelved(home, Q2, [edit()])
    monkeypatch.setattr("corpus.store.shelf.SHELF_VERSION", 99)
    with pytest.raises(KnowledgeBaseMismatch, match="99"):
        Shelf.open(home)


def test_a_reader_knows_that_another_edition_was_added(home: Home) -> None:
    shelved(home, Q2, [edit()])
    shelf = Shelf.open(home)
    assert shelf.is_serving()
    shelved(home, Q3, [edit(Q3)])
    assert not shelf.is_serving()
