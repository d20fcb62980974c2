"""Diagnosis codes with wrong padding: what each means, of a small code set. Never a header for a complete code."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.retrieval.exact import near_misses
from assistant.understand.form.repair import repaired
from corpus.codes import Code, CptCode, Icd10CmCode

LOADED: frozenset[Code] = frozenset(
    {
        *map(
            Icd10CmCode,
            "W21 W21.8 W21.89 W21.89XA W21.89XD T81 T81.4 T81.40 T81.40XA T81.40XD T81.41 T81.41XA S83 S83.2 S83.20 "
            "S83.200 S83.200A S83.201 S83.201A M54 M54.5 M54.50 M54.59 V54 V54.5 V54.5XXA E11 E11.9 E11.6 E11.65 T36 T36.0 "
            "T36.0X T36.0X1 T36.0X1A O60 O60.1 O60.14 O60.14X0 O60.14X1 S72 S72.0 S72.00 S72.001 S72.001A M17 M17.1 M17.11 "
            "I10".split(),
        ),
        CptCode("99213"),
        CptCode("20610"),
    }
)


def known(codes: Iterable[Code]) -> frozenset[Code]:
    return LOADED & frozenset(codes)


MEANT = [
    ("W21.89A", "W21.89XA"),
    ("W21.8XXA", "W21.89XA"),
    ("T81.4XXA", "T81.40XA T81.41XA"),
    ("T81.4A", "T81.40XA T81.41XA"),
    ("T81.4XXD", "T81.40XD"),
    ("T36.01A", "T36.0X1A"),
    ("T36.0X1D", "T36.0X1A"),
    ("S83.2A", "S83.200A S83.201A"),
    ("M54.5XXA", "M54.50 M54.59"),
    ("E11.9A", "E11.9"),
    ("E11.9X", "E11.9"),
    ("E11.56", "E11.65"),
    ("O60.14A", "O60.14X0 O60.14X1"),
    ("S72.001D", "S72.001A"),
    ("M17.111", "M17.11"),
    ("I10.9", "I10"),
]


@pytest.mark.parametrize(("written", "meant"), MEANT)
def test_a_wrong_code_is_padded_first(written: str, meant: str) -> None:
    assert " ".join(map(str, near_misses(Icd10CmCode(written), known))) == meant


REPAIRED = [
    ("is S72 .001A valid", "is S72.001A valid"),
    ("is S72. 001A valid", "is S72.001A valid"),
    ("is S72.001AA valid", "is S72.001A valid"),
    ("W21.89XXA?", "W21.89XA?"),
    ("W2189XXA?", "W21.89XA?"),
    ("9921325", "99213-25"),
    ("99213_25 and 20610RT", "99213-25 and 20610-RT"),
    ("99213.25", "99213-25"),
    # what is none of these stays
    ("paid $99213.25", "paid $99213.25"),
    ("acct 9921325", "acct 9921325"),
    ("1234525", "1234525"),
    ("vitamin B12 .5 mg", "vitamin B12 .5 mg"),
    ("99213-25", "99213-25"),
    ("member A123456789", "member A123456789"),
]


@pytest.mark.parametrize(("text", "right"), REPAIRED)
def test_a_malformed_code_is_put_right(text: str, right: str) -> None:
    found = repaired(text, known)
    assert (found.text, bool(found.notes), found.refused) == (right, text != right, None)


def test_a_code_that_is_too_long_and_means_none_is_refused() -> None:
    found = repaired("is S99.0A1BC valid", known)
    assert found.refused == "S99.0A1BC is no ICD-10-CM code: it has 8 characters, and a code has seven at most."
