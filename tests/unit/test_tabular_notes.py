"""Which codes do the notes of the tabular list name? Each row: the note as printed, a code, whether it is named."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.diagnosis.tabular import references, shorter_forms
from corpus.codes import Icd10CmCode
from corpus.extensions import with_placeholder

NAMED = [
    # single codes and everything below them
    ("type 1 diabetes mellitus (E10.-)", "E10.9", True),
    ("type 1 diabetes mellitus (E10.-)", "E10", True),
    ("type 1 diabetes mellitus (E10.-)", "E11.9", False),
    ("low back strain (S39.012)", "S39.012A", True),
    ("gestational diabetes (O24.4-)", "O24.419", True),
    ("gestational diabetes (O24.4-)", "O24.319", False),
    # lists and ranges
    ("diabetes mellitus (E08-E13)", "E09.9", True),
    ("diabetes mellitus (E08-E13)", "E13.9", True),
    ("diabetes mellitus (E08-E13)", "E16.2", False),
    ("hypertensive disease complicating pregnancy (O10-O11, O13-O16)", "O13.1", True),
    ("hypertensive disease complicating pregnancy (O10-O11, O13-O16)", "O12.00", False),
    ("code to identify stage of chronic kidney disease (N18.1-N18.6)", "N18.31", True),
    ("code to identify stage of chronic kidney disease (N18.1-N18.6)", "N18.9", False),
    ("hypothyroidism, acquired (E00-E03.-)", "E03.9", True),
    ("neoplasms (C00-D49)", "D05.11", True),
    ("complications of pregnancy, childbirth and the puerperium (O00-O9A)", "O9A.111", True),
    ("rheumatoid arthritis with rheumatoid factor (M05.00 to M05.8A)", "M05.79", True),
    ("fracture (S32.1--S32.9 with 7th character B)", "S32.2XXB", True),
    ("fracture (S32.1--S32.9 with 7th character B)", "S32.2XXA", False),
    # without parentheses
    ("code from category T31 or T32 to identify extent of body surface involved", "T32.10", True),
    ("code, if applicable, from category Z3A, Weeks of gestation", "Z3A.20", True),
    ("injuries classified in subcategories S06.1- to S06.6-, and S06.81- to S06.89-", "S06.5X0A", True),
    ("at risk for fall (history of fall) Z91.81", "Z91.81", True),
    ("vitamin B12 deficiency anemia (D51.-)", "D51.0", True),
    ("certain localized infections - see body system-related chapters", "A41.9", False),
    # conditions on characters
    ("code for adverse effect (T36-T50 with fifth or sixth character 5)", "T36.0X5A", True),
    ("code for adverse effect (T36-T50 with fifth or sixth character 5)", "T36.95XA", True),
    ("code for adverse effect (T36-T50 with fifth or sixth character 5)", "T36.0X1A", False),
    ("poisoning (T36-T65 with fifth or sixth character 1-4 or 6)", "T50.996A", True),
    ("poisoning (T36-T65 with fifth or sixth character 1-4)", "T39.015A", False),
    ("fracture (S42.- with 7th character B or C)", "S42.001B", True),
    ("fracture (S42.- with 7th character B or C)", "S42.001A", False),
    ("hemorrhage (I69. with final characters -23)", "I69.123", True),
    ("hemorrhage (I69. with final characters -23)", "I69.122", False),
    ("dementia (F10-F19, with .17, .27, .97)", "F10.27", True),
    ("dementia (F10-F19, with .17, .27, .97)", "F10.20", False),
    ("peripheral angiopathy (E08-E13 with .51-.52)", "E11.52", True),
    ("peripheral angiopathy (E08-E13 with .51-.52)", "E11.9", False),
    ("hyperosmolarity (E08, E09, E11, E13 with final characters .00 or .01)", "E11.00", True),
    ("sleep disorder (F11-F19 with fifth to sixth characters 51)", "F11.151", True),
    ("whooping cough (A37 with fifth-character 1)", "A37.01", True),
    ("whooping cough (A37 with fifth-character 1)", "A37.00", False),
    ("underdosing (T36-T50 with final character 6)", "T36.96XA", True),
    ("diabetic acidosis - see categories E08-E10, E11, E13 with ketoacidosis", "E11.10", True),
    ("a fracture (S52.- with open fracture 7th character)", "S52.001B", True),  # unreadable conditions shut nothing out
]


@pytest.mark.parametrize(("note", "code", "named"), NAMED)
def test_named(note: str, code: str, named: bool) -> None:
    assert any(reference.covers(Icd10CmCode(code)) for reference in references(note)) is named


def test_shorter_forms() -> None:
    forms = [str(form) for form in shorter_forms(Icd10CmCode("S42.001A"))]
    assert forms == ["S42.001A", "S42.001", "S42.00", "S42.0", "S42"]


_FULL = st.builds(
    lambda category, rest: f"{category}.{rest}",
    st.sampled_from(["S42", "T36", "W19", "V00"]),
    st.text(string.digits + "AXDS", min_size=4, max_size=4),
)


@given(_FULL, st.integers(4, 6), st.integers(1, 3))
def test_a_code_that_lost_a_run_of_x_is_found_again(full: str, start: int, length: int) -> None:
    text = full.replace(".", "")
    length = min(length, 7 - start)
    written = text[:start] + "X" * length + text[start + length :]
    lost = Icd10CmCode.parse(text[:start] + text[start + length :])
    assert Icd10CmCode.parse(written) in with_placeholder(lost)


@given(_FULL)
def test_a_full_code_takes_no_placeholder(full: str) -> None:
    assert with_placeholder(Icd10CmCode(full)) == ()


@given(st.sampled_from(["E10.-", "E08-E13", "O10-O11, O13-O16", "N18.1-N18.6"]), _FULL)
def test_a_range_never_names_what_lies_outside_it(printed: str, full: str) -> None:
    assert not any(reference.covers(Icd10CmCode(full)) for reference in references(f"x ({printed})"))
