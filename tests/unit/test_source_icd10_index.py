"""The ICD-10-CM Alphabetic Index: small files in the publisher's layout, and a real excerpt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.editions import Edition
from corpus.errors import RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import IndexTerm, Table
from ingest.sources import HEAD_BYTES, Format, Item, SourceFile
from ingest.sources.icd10_index import FORMATS
from tests.conftest import shared_file

DISEASES, EXTERNAL_CAUSES, NEOPLASMS, DRUGS = FORMATS


def document(*mains: str, title: str = "ICD-10-CM INDEX TO DISEASES and INJURIES", headings: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<ICD10CM.index>\n<version>2026</version><title>{title}</title>'
        f"{headings}<letter><title>A</title>{''.join(mains)}</letter></ICD10CM.index>"
    )


def main_term(title: str, inside: str) -> str:
    return f"<mainTerm>\n  <title>{title}</title>{inside}</mainTerm>"


def term(title: str, inside: str, level: int = 1) -> str:
    return f'<term level="{level}">\n  <title>{title}</title>{inside}</term>'


def headings(*names: str) -> str:
    heads = "".join(f'<head col="{column}">{name}</head>' for column, name in enumerate(names, start=1))
    return f"<indexHeading>{heads}</indexHeading>"


def cells(*codes: str) -> str:
    return "".join(f'<cell col="{column}">{code}</cell>' for column, code in enumerate(codes, start=2))


def source_file(
    folder: Path, text: str, name: str = "icd10cm_index_2026.xml", effective: date | None = None
) -> SourceFile:
    path = folder / "file.xml"
    path.write_bytes(text.encode())
    return SourceFile(name, path, name, text.encode()[:HEAD_BYTES], effective)


def read(folder: Path, *mains: str, source: Format = DISEASES, top: str = "") -> list[Item]:
    return list(source.read(source_file(folder, document(*mains, headings=top))))


def terms(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.term, item.code.value) for item in items if isinstance(item, IndexTerm)]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (main_term("Abasia", "<code>F44.4</code>"), [("Abasia", "F44.4")]),
        (main_term("Abasia<nemod>(-astasia) (hysterical)</nemod>", "<code>F44.4</code>"), [("Abasia", "F44.4")]),
        (
            main_term("Elevated", term("reading<nemod>(incidental)</nemod>, no diagnosis", "<code>R03.0</code>")),
            [("Elevated, reading, no diagnosis", "R03.0")],
        ),
        (
            main_term(
                "Diabetes, diabetic",
                "<code>E11.9</code>"
                + term(
                    "with", term("eye\n  disease", "<code>E11.3-</code>", 2) + term("coma", "<code>E11.01</code>", 2)
                )
                + term("type 1", "<code>E10.-</code>"),
            ),
            [
                ("Diabetes, diabetic", "E11.9"),
                ("Diabetes, diabetic, with, eye disease", "E11.3"),
                ("Diabetes, diabetic, with, coma", "E11.01"),
                ("Diabetes, diabetic, type 1", "E10"),
            ],
        ),
        (
            main_term("Dementia", term("in Parkinson's disease", "<code>G20.-</code><manif>F02.80</manif>")),
            [("Dementia, in Parkinson's disease", "G20"), ("Dementia, in Parkinson's disease", "F02.80")],
        ),
        (main_term("Smoker", "<see>Dependence, drug, nicotine</see>"), []),
        (main_term("Abnormal", "<seeAlso>Anomaly</seeAlso><seecat>Q00</seecat><subcat>R94</subcat>"), []),
        (main_term("Empty", "<code/><code> </code>"), []),
        (main_term("Genetic disorder", "<code>QA0.0</code>"), [("Genetic disorder", "QA0.0")]),
        (main_term("Injury", "<code>S06.9X-</code>"), [("Injury", "S06.9X")]),
    ],
)
def test_a_term_is_its_path_without_nonessential_modifiers(
    tmp_path: Path, entry: str, found: list[tuple[str, str]]
) -> None:
    items = read(tmp_path, entry)

    assert terms(items) == found
    assert not [item for item in items if isinstance(item, RowError)]


def test_a_term_says_where_a_human_finds_it(tmp_path: Path) -> None:
    items = read(tmp_path, main_term("Abasia", term("deep", "<code>F44.4</code>")))

    assert isinstance(items[1], IndexTerm)
    assert items[1].source == SourceRef("icd10cm-index-fy2026", "ICD-10-CM Index of Diseases and Injury, Abasia")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (main_term("Range", "<code>A00-A09</code>"), "Range: "),
        (main_term("Marked", "<code>*C44</code>"), "Marked: "),
        ("<mainTerm><code>F44.4</code></mainTerm>", "F44.4 stands at no term"),
    ],
)
def test_a_bad_code_is_refused_and_the_rest_goes_on(tmp_path: Path, entry: str, reason: str) -> None:
    items = read(tmp_path, entry, main_term("Abasia", "<code>F44.4</code>"))

    refused = [item.reason for item in items if isinstance(item, RowError)]
    assert len(refused) == 1
    assert refused[0].startswith(reason)
    assert terms(items) == [("Abasia", "F44.4")]


def test_a_cell_of_the_table_of_neoplasms_ends_with_the_name_of_its_column(tmp_path: Path) -> None:
    top = headings("Neoplasm", "Malignant Primary", "Malignant Secondary", "Ca in situ", "Benign")
    entry = main_term("Neoplasm, neoplastic", term("lung", cells("C34.9-", "C78.0-", "-", "D14.3-")))

    assert terms(read(tmp_path, entry, source=NEOPLASMS, top=top)) == [
        ("Neoplasm, neoplastic, lung, Malignant Primary", "C34.9"),
        ("Neoplasm, neoplastic, lung, Malignant Secondary", "C78.0"),
        ("Neoplasm, neoplastic, lung, Benign", "D14.3"),
    ]


def test_a_cell_of_the_table_of_drugs_ends_with_the_name_of_its_column(tmp_path: Path) -> None:
    top = headings("Substance", "Poisoning Accidental (unintentional)", "Poisoning Intentional self-harm")
    entry = main_term("Ibuprofen", cells("T39.311", "T39.312", "--"))

    assert terms(read(tmp_path, entry, source=DRUGS, top=top)) == [
        ("Ibuprofen, Poisoning Accidental (unintentional)", "T39.311"),
        ("Ibuprofen, Poisoning Intentional self-harm", "T39.312"),
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (document(title="ICD-10-CM INDEX TO DISEASES and INJURIES"), DISEASES),
        (document(title="ICD-10-CM EXTERNAL CAUSE of INJURIES INDEX"), EXTERNAL_CAUSES),
        (document(title="ICD-10-CM TABLE of NEOPLASMS"), NEOPLASMS),
        (document(title="ICD-10-CM TABLE of DRUGS and CHEMICALS"), DRUGS),
        (document(title="", headings=headings("Neoplasm", "Malignant Primary")), NEOPLASMS),
        (document(title="", headings=headings("Substance", "Poisoning Accidental")), DRUGS),
        (document(main_term("Neoplasm", ""), main_term("Drug", "")), DISEASES),
        ("<ICD10CM.tabular/>", None),
        ("<ICD10PCS.index/>", None),
        ("Neoplasm,C34.9\n", None),
        ("", None),
    ],
)
def test_each_part_is_recognised_by_what_stands_before_its_first_letter(
    tmp_path: Path, text: str, part: Format | None
) -> None:
    file = source_file(tmp_path, text)

    assert [candidate for candidate in FORMATS if candidate.recognises(file)] == ([part] if part else [])


def test_the_parts_are_one_edition(tmp_path: Path) -> None:
    file = source_file(tmp_path, document(main_term("Abasia", "<code>F44.4</code>")))
    editions = [next(part.read(file)) for part in FORMATS]

    assert all(isinstance(edition, Edition) for edition in editions)
    assert {edition.id for edition in editions if isinstance(edition, Edition)} == {"icd10cm-index-fy2026"}
    assert [(edition.part, edition.parts) for edition in editions if isinstance(edition, Edition)] == [
        (1, 4),
        (2, 4),
        (3, 4),
        (4, 4),
    ]


@pytest.mark.parametrize(
    ("name", "edition", "first_day"),
    [
        ("icd10cm_index_2026.xml", "icd10cm-index-fy2026", date(2025, 10, 1)),
        ("icd10cm-index-April-2026.xml", "icd10cm-index-fy2026-04", date(2026, 4, 1)),
    ],
)
def test_the_version_tells_the_year_and_the_name_the_update(
    tmp_path: Path, name: str, edition: str, first_day: date
) -> None:
    found = next(DISEASES.read(source_file(tmp_path, document(main_term("Abasia", "")), name)))

    assert isinstance(found, Edition)
    assert (found.id, found.table) == (edition, Table.ICD10CM_INDEX)
    assert (found.effective_from, found.effective_to) == (first_day, date(2026, 9, 30))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (document(main_term("Abasia", "<code>F44.4</code>"))[:-30], "the XML is damaged"),
        (document(main_term("Deep", "<term>" * 300 + "</term>" * 300)), "nested too deeply"),
        (document(), "no main terms"),
    ],
)
def test_a_damaged_file_is_an_error_that_says_so(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        list(DISEASES.read(source_file(tmp_path, text)))


def test_the_real_excerpt() -> None:
    path = shared_file("icd10/icd10cm_index_excerpt.xml")
    file = SourceFile(path.name, path, path.name, path.read_bytes()[:HEAD_BYTES])

    assert [part.recognises(file) for part in FORMATS] == [True, False, False, False]
    items = list(DISEASES.read(file))
    assert terms(items) == [
        ("Elevated, elevation, blood pressure, reading, no diagnosis of hypertension", "R03.0"),
        ("Elevated, elevation, troponin", "R79.89"),
    ]
    assert len(items) < DISEASES.full_release_rows
