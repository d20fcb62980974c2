"""Code types: what each accepts, how it is written canonically, and that every real code is one of them."""

from __future__ import annotations

import pytest
import simple_icd_10_cm as tabular

from corpus.codes import (
    Code,
    CodeSystem,
    CptCategory,
    CptCode,
    HcpcsCode,
    Icd10CmCode,
    Icd10PcsCode,
    Modifier,
    code_from_key,
    code_key,
    parse_code,
)
from corpus.errors import InvalidCode
from corpus.mentions import find_codes
from tests.support import publisher


@pytest.mark.parametrize(
    ("system", "written", "canonical"),
    [
        (CodeSystem.CPT, " 99213 ", "99213"),
        (CodeSystem.CPT, "0709t", "0709T"),
        (CodeSystem.HCPCS, "j1885", "J1885"),
        (CodeSystem.ICD10CM, "e11.9", "E11.9"),
        (CodeSystem.ICD10CM, "E119", "E11.9"),
        (CodeSystem.ICD10CM, "S72001A", "S72.001A"),
        (CodeSystem.ICD10CM, "E11", "E11"),
        (CodeSystem.ICD10CM, "E08.-", "E08"),
        (CodeSystem.ICD10CM, "c7a.00", "C7A.00"),
        (CodeSystem.ICD10PCS, "0dbn8zx", "0DBN8ZX"),
        (CodeSystem.MODIFIER, "rt", "RT"),
    ],
)
def test_parse_gives_the_canonical_form(system: CodeSystem, written: str, canonical: str) -> None:
    code = parse_code(written, system)
    assert (str(code), code.system) == (canonical, system)
    assert code_from_key(code_key(code)) == code


@pytest.mark.parametrize(
    ("system", "text"),
    [
        (CodeSystem.CPT, "9921"),
        (CodeSystem.CPT, "00099"),
        (CodeSystem.CPT, "0709X"),
        (CodeSystem.CPT, "J1885"),
        (CodeSystem.CPT, "٩٩٢١٣"),
        (CodeSystem.HCPCS, "I1885"),
        (CodeSystem.HCPCS, "J188"),
        (CodeSystem.ICD10CM, "EE1"),
        (CodeSystem.ICD10CM, "E1"),
        (CodeSystem.ICD10CM, "E11.12345"),
        (CodeSystem.ICD10PCS, "0DBN8ZI"),
        (CodeSystem.ICD10PCS, "0DBN8Z"),
        (CodeSystem.MODIFIER, "2"),
        (CodeSystem.MODIFIER, ""),
    ],
)
def test_what_is_no_code_is_refused_in_one_sentence_with_an_example(system: CodeSystem, text: str) -> None:
    with pytest.raises(InvalidCode, match=r"write it like .*\.$"):
        parse_code(text, system)


@pytest.mark.parametrize(
    ("code", "category"),
    [("99213", "I"), ("0001F", "II"), ("0709T", "III"), ("0001U", "PLA"), ("0001M", "MAAA")],
)
def test_the_form_of_a_cpt_code_tells_its_category(code: str, category: str) -> None:
    assert CptCode(code).category is CptCategory(category)


@pytest.mark.parametrize("key", ["cpt", "cpt:", "nope:99213", "cpt:99213 ", "99213"])
def test_a_broken_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidCode):
        code_from_key(key)


def found_as(code: Code, text: str) -> bool:
    mentions = find_codes(f"what is {text}?")
    return len(mentions) == 1 and code in (mentions[0].code, *mentions[0].alternatives)


def test_every_icd10cm_code_is_one_and_is_found_in_prose() -> None:
    texts = [text for text in tabular.get_all_codes(with_dots=True) if tabular.is_category_or_subcategory(text)]
    assert len(texts) > 90_000
    assert [text for text in texts if str(Icd10CmCode.parse(text)) != text] == []
    assert [text for text in texts[::7] if not found_as(Icd10CmCode(text), text)] == []


def test_every_code_of_the_fee_schedule_is_one_and_is_found_in_prose() -> None:
    for text in [*publisher.fee_schedule(), *publisher.outpatient_codes()]:
        code: Code = CptCode(text) if text[0].isdigit() else HcpcsCode(text)
        assert found_as(code, text), text


def test_every_add_on_code_and_primary_is_one() -> None:
    pairs = publisher.active_add_on_pairs()
    for text in (set(pairs) | set().union(*pairs.values())) - {"CCCCC"}:
        assert CptCode(text) if text[0].isdigit() else HcpcsCode(text)


def test_every_hcpcs_modifier_and_code_is_one() -> None:
    for text in publisher.hcpcs():
        assert HcpcsCode(text) if len(text) == 5 else Modifier(text)


def test_every_icd10pcs_code_is_one_and_is_found_after_its_system() -> None:
    texts = list(publisher.icd10pcs_codes())
    assert len(texts) > 70_000
    assert all(Icd10PcsCode(text) for text in texts)
    assert [text for text in texts[::101] if not find_codes(f"PCS {text}")] == []
