"""ICD-10-PCS tables, definitions and index: small files in the publisher's layout, and the real ones of 2021."""

from __future__ import annotations

import gzip
import math
from datetime import date
from pathlib import Path

import pytest

from corpus.codes import CodeSystem, Icd10PcsCode
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.mentions import find_codes
from corpus.records import GuidelineSection, SourceRef
from corpus.relations import IndexTerm, PcsTableRow, Table
from ingest.sources import HEAD_BYTES, Format, Item, SourceFile
from ingest.sources.icd10_pcs import FORMATS
from tests.conftest import shared_file

TABLES, DEFINITIONS, INDEX = FORMATS
ROOTS = {TABLES.name: "ICD10PCS.tabular", DEFINITIONS.name: "ICD10PCS.definitions", INDEX.name: "ICD10PCS.index"}
TITLES = ("Section", "Body System", "Operation", "Body Part", "Approach", "Device", "Qualifier")


def axis(position: int, *values: str) -> str:
    labels = "".join(f'<label code="{value}">Label {value}</label>' for value in values)
    return f'<axis pos="{position}" values="{len(values)}">\n<title>{TITLES[position - 1]}</title>{labels}</axis>'


def row(*axes: str, codes: str = "") -> str:
    return f'<pcsRow codes="{codes}">{"".join(axes)}</pcsRow>'


def table(*rows: str, first: str = "0UT") -> str:
    heads = "".join(axis(position, value) for position, value in enumerate(first, start=1))
    return f"<pcsTable>{heads}{''.join(rows)}</pcsTable>"


ROW = row(axis(4, "9"), axis(5, "0", "4"), axis(6, "Z"), axis(7, "L", "Z"), codes="4")


def terms(title: str, *parts: tuple[str, str]) -> str:
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    return f"<terms><title>{title}</title>{inside}</terms>"


def section(*axes: str) -> str:
    return f'<section code="0"><title>Medical and Surgical</title>{"".join(axes)}</section>'


def definitions(position: int, name: str, *entries: str) -> str:
    return f'<axis pos="{position}"><title>{name}</title>{"".join(entries)}</axis>'


def letter(*mains: str, name: str = "A") -> str:
    return f"<letter><title>{name}</title>{''.join(mains)}</letter>"


def main_term(title: str, inside: str) -> str:
    return f"<mainTerm>\n<title>{title}</title>{inside}</mainTerm>"


def term(title: str, inside: str) -> str:
    head = f"<title>{title}</title>" if title else ""
    return f'<term level="1">{head}{inside}</term>'


def document(source: Format, inside: str, version: str = "<version>2021</version>") -> str:
    root = ROOTS[source.name]
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>\n{version}<title>2021</title>{inside}</{root}>'


def source_file(folder: Path, text: str, name: str = "icd10pcs.xml", effective: date | None = None) -> SourceFile:
    path = folder / "file.xml"
    path.write_bytes(text.encode())
    return SourceFile(name, path, name, text.encode()[:HEAD_BYTES], effective)


def read(folder: Path, source: Format, inside: str) -> list[Item]:
    return list(source.read(source_file(folder, document(source, inside))))


def sections(items: list[Item]) -> list[GuidelineSection]:
    return [item for item in items if isinstance(item, GuidelineSection)]


def refusals(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, RowError)]


def test_a_row_of_a_table_has_seven_axes(tmp_path: Path) -> None:
    items = read(tmp_path, TABLES, table(ROW))

    assert items[1:] == [
        PcsTableRow(
            "0UT",
            TITLES,
            (
                (("0", "Label 0"),),
                (("U", "Label U"),),
                (("T", "Label T"),),
                (("9", "Label 9"),),
                (("0", "Label 0"), ("4", "Label 4")),
                (("Z", "Label Z"),),
                (("L", "Label L"), ("Z", "Label Z")),
            ),
            SourceRef("icd10pcs-tables-fy2021", "table 0UT, row 1"),
        )
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (table(row(axis(4, "9"), axis(5, "0"), axis(6, "Z"))), "table 0UT, row 1: its axes are 1, 2, 3, 4, 5, 6"),
        (table(row(axis(4, "9"), axis(5, "0"), axis(6), axis(7, "Z"))), "table 0UT, row 1: an axis has too few"),
        (table(row(axis(4, "9"), axis(5, "I"), axis(6, "Z"), axis(7, "Z"))), "table 0UT, row 1: 'I' (Label I)"),
        (table(ROW.replace('codes="4"', 'codes="5"')), "table 0UT, row 1: it makes 4 codes, but says 5"),
        (table(ROW.replace("Label 9", "")), "table 0UT, row 1: '9' () is not a value"),
        (table(ROW, first="0U"), "table 0U, row 1: its axes are 1, 2, 4"),
    ],
)
def test_a_bad_row_is_refused_and_the_rest_goes_on(tmp_path: Path, bad: str, reason: str) -> None:
    items = read(tmp_path, TABLES, bad + table(ROW, first="0UV"))

    assert len(refusals(items)) == 1
    assert refusals(items)[0].startswith(reason)
    assert [item.table for item in items if isinstance(item, PcsTableRow)] == ["0UV"]


def test_a_defined_value_is_a_section_and_listed_values_share_one(tmp_path: Path) -> None:
    operations = definitions(
        3,
        "Operation",
        terms("Alteration", ("definition", "Modifying."), ("explanation", "To improve"), ("includes", "Face lift")),
        terms("Bypass", ("definition", "Altering")),
    )
    parts = definitions(4, "Body Part", terms("Maxilla", ("includes", "Alveolus")), terms("Nose", ("includes", "Tip")))

    found = sections(read(tmp_path, DEFINITIONS, section(operations, parts)))

    assert [(one.anchor, one.heading, one.text) for one in found] == [
        (
            "03-alteration",
            "Medical and Surgical, Operation: Alteration",
            "Alteration: Modifying. To improve. Includes Face lift.",
        ),
        ("03-bypass", "Medical and Surgical, Operation: Bypass", "Bypass: Altering."),
        (
            "04-maxilla",
            "Medical and Surgical, Body Part: Maxilla to Nose",
            "Maxilla: Includes Alveolus.\nNose: Includes Tip.",
        ),
    ]
    assert [one.position for one in found] == [1, 2, 3]
    assert {one.document_id for one in found} == {"icd10pcs-definitions-2021"}
    assert found[0].source == SourceRef("icd10pcs-definitions-fy2021", "Medical and Surgical, Operation: Alteration")


def test_device_aggregation_is_a_section(tmp_path: Path) -> None:
    aggregation = (
        "<deviceAggregation><aggregate><device>Cardiac Lead, Defibrillator</device><operation>Insertion</operation>"
        '<bodySys>Heart</bodySys><bodySys>Veins</bodySys><parent value="M">Cardiac Lead</parent></aggregate>'
        "</deviceAggregation>"
    )
    operations = definitions(3, "Operation", terms("Bypass", ("definition", "Altering")))

    found = sections(read(tmp_path, DEFINITIONS, section(operations) + aggregation))

    assert found[-1].text == (
        "Cardiac Lead, Defibrillator: operation Insertion; body system Heart, Veins; general device Cardiac Lead (M)."
    )


@pytest.mark.parametrize(
    ("entry", "lines"),
    [
        (
            main_term("Abdominohysterectomy", "<see>Resection, Uterus<codes>0UT9</codes></see>"),
            ["Abdominohysterectomy: see Resection, Uterus (table 0UT, then 9)"],
        ),
        (
            main_term("Acetabular cup", "<use>Liner in Lower Joints</use>"),
            ["Acetabular cup: use Liner in Lower Joints"],
        ),
        (
            main_term("Acetabuloplasty", term("", "<see>Repair<tab>0QQ</tab></see>") + term("", "<see>Other</see>")),
            ["Acetabuloplasty: see Repair (table 0QQ)", "Acetabuloplasty: see Other"],
        ),
        (
            main_term("Bypass", term("Artery", term("Axillary", "<codes>03160</codes>"))),
            ["Bypass, Artery, Axillary: table 031, then 60"],
        ),
        (main_term("Imaging", term("Bone", "<tab>BP0</tab>")), ["Imaging, Bone: table BP0"]),
        (main_term("Abortion", term("Laminaria", "<code>10A07ZW</code>")), ["Abortion, Laminaria: 10A07ZW"]),
    ],
)
def test_a_term_of_the_index_is_a_line(tmp_path: Path, entry: str, lines: list[str]) -> None:
    found = sections(read(tmp_path, INDEX, letter(entry)))

    assert [one.text.splitlines() for one in found] == [lines]


def test_a_whole_code_is_an_index_term_and_named_by_its_section(tmp_path: Path) -> None:
    entry = main_term("Abortion", term("Laminaria", "<code>10A07ZW</code>") + term("Other", "<codes>10A0</codes>"))

    items = read(tmp_path, INDEX, letter(entry))

    code = Icd10PcsCode("10A07ZW")
    assert [item for item in items if isinstance(item, IndexTerm)] == [
        IndexTerm(code, "Abortion, Laminaria", SourceRef("icd10pcs-index-fy2021", "index, Abortion"))
    ]
    assert sections(items)[0].codes == (code,)


@pytest.mark.parametrize("inside", ["<code>10A07ZI</code>", "<code>10A0</code>", "<codes>1O</codes>", "<tab>A</tab>"])
def test_a_bad_code_of_the_index_is_refused_and_the_rest_goes_on(tmp_path: Path, inside: str) -> None:
    items = read(tmp_path, INDEX, letter(main_term("Bad", inside), main_term("Good", "<code>10A07ZW</code>")))

    assert len(refusals(items)) == 1
    assert refusals(items)[0].startswith("Bad: ")
    assert [one.text for one in sections(items)] == ["Good: 10A07ZW"]


def test_a_long_letter_is_cut_into_sections_of_a_page(tmp_path: Path) -> None:
    mains = [main_term(f"Main{number}", f"<use>{'word ' * 30}</use>") for number in range(20)]

    found = sections(read(tmp_path, INDEX, letter(*mains)))

    assert len(found) > 1
    assert max(len(one.text.split()) for one in found) <= 200
    assert sum(len(one.text.splitlines()) for one in found) == 20
    assert found[0].heading == "Index, A: Main0 to Main5"


@pytest.mark.parametrize("source", FORMATS, ids=lambda source: source.name)
def test_each_file_is_recognised_by_its_root_alone(tmp_path: Path, source: Format) -> None:
    file = source_file(tmp_path, document(source, ""), "anything.txt")

    assert [candidate for candidate in FORMATS if candidate.recognises(file)] == [source]


@pytest.mark.parametrize(
    "text", ["<ICD10CM.index/>", "<ICD10CM.tabular/>", "<html>ICD10PCS.index</html>", "ICD10PCS", ""]
)
def test_other_files_are_not_claimed(tmp_path: Path, text: str) -> None:
    assert not [candidate for candidate in FORMATS if candidate.recognises(source_file(tmp_path, text))]


@pytest.mark.parametrize("source", FORMATS, ids=lambda source: source.name)
def test_damaged_and_empty_files_are_errors_that_say_so(tmp_path: Path, source: Format) -> None:
    with pytest.raises(SourceError, match="download it again"):
        list(source.read(source_file(tmp_path, document(source, "")[:-5])))
    with pytest.raises(SourceError, match="download it again"):
        list(source.read(source_file(tmp_path, document(source, ""))))


@pytest.mark.parametrize(
    ("version", "name", "effective", "edition", "first_day"),
    [
        ("<version>2021</version>", "tables.xml", None, "icd10pcs-tables-fy2021", date(2020, 10, 1)),
        ("<version>2026</version>", "tables-April-2026.xml", None, "icd10pcs-tables-fy2026-04", date(2026, 4, 1)),
        ("", "icd10pcs_tables_2024.xml", None, "icd10pcs-tables-fy2024", date(2023, 10, 1)),
        ("", "tables.xml", date(2023, 10, 1), "icd10pcs-tables-fy2024", date(2023, 10, 1)),
    ],
)
def test_the_version_tells_the_year(
    tmp_path: Path, version: str, name: str, effective: date | None, edition: str, first_day: date
) -> None:
    found = next(TABLES.read(source_file(tmp_path, document(TABLES, table(ROW), version), name, effective)))

    assert isinstance(found, Edition)
    assert (found.id, found.table, found.effective_from) == (edition, Table.ICD10PCS_TABLES, first_day)


def test_a_file_without_a_year_asks_for_its_first_day(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--effective YYYY-MM-DD"):
        list(TABLES.read(source_file(tmp_path, document(TABLES, table(ROW), ""))))


def real(folder: Path, kind: str) -> SourceFile:
    name = f"icd10pcs_{kind}_2021.xml"
    return source_file(folder, gzip.decompress(shared_file(f"icd10/{name}.gz").read_bytes()).decode(), name)


def test_the_real_tables(tmp_path: Path) -> None:
    items = list(TABLES.read(real(tmp_path, "tables")))
    rows = [item for item in items if isinstance(item, PcsTableRow)]

    assert len(rows) == len(items) - 1 == 2_428
    assert len(rows) >= TABLES.full_release_rows
    assert len({one.table for one in rows}) == 890
    assert sum(math.prod(map(len, one.values)) for one in rows) == 78_136


def test_the_real_definitions(tmp_path: Path) -> None:
    items = list(DEFINITIONS.read(real(tmp_path, "definitions")))
    found = sections(items)

    assert len(found) == len(items) - 1 == len({one.key for one in found})
    assert len(found) >= DEFINITIONS.full_release_rows
    assert max(len(one.text.split()) for one in found) <= 200
    excision = next(one for one in found if one.heading == "Medical and Surgical, Operation: Excision")
    assert "without replacement, a portion of a body part" in excision.text
    assert any("Cardiac Lead, Defibrillator: operation Insertion" in one.text for one in found)


def test_the_real_index(tmp_path: Path) -> None:
    items = list(INDEX.read(real(tmp_path, "index")))
    found = sections(items)
    whole = {(item.term, str(item.code)) for item in items if isinstance(item, IndexTerm)}

    assert refusals(items) == []
    assert sum(isinstance(item, IndexTerm) for item in items) == 2_776 >= INDEX.full_release_rows
    assert ("Abortion, Laminaria", "10A07ZW") in whole
    assert len(found) == len({one.key for one in found})
    assert max(len(one.text.split()) for one in found) <= 200
    # As many as terms lead somewhere: 1,655 main terms and 16,613 terms below them.
    assert sum(len(one.text.splitlines()) for one in found) == 18_268


def test_no_start_of_a_code_in_the_real_index_is_taken_for_a_procedure_code(tmp_path: Path) -> None:
    """Five digits, as "03160" of the index, are a CPT code to whoever reads them alone."""
    systems = {
        mention.code.system
        for one in sections(list(INDEX.read(real(tmp_path, "index"))))
        for mention in find_codes(one.text)
    }

    assert CodeSystem.ICD10PCS in systems
    assert not systems & {CodeSystem.CPT, CodeSystem.HCPCS}
