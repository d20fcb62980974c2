"""What a search box takes for codes, ranges of codes and beginnings of codes; and what it leaves for words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.lookup.ranges import CodeRange, read_range
from corpus.codes import CodeSystem


@pytest.mark.parametrize(
    ("text", "first", "last", "single"),
    [
        ("99213", "99213", "99213", True),
        (" e11.2 ", "E112", "E112", True),
        ("E1122", "E1122", "E1122", True),
        ("99202-99215", "99202", "99215", False),
        ("99202 – 99215", "99202", "99215", False),
        ("99202 to 99215", "99202", "99215", False),
        ("m17-m19", "M17", "M19", False),
        ("E11.0-E11.9", "E110", "E119", False),
        ("J1*", "J1", "J1", False),
        ("E11.-", "E11", "E11", False),
        ("E11.*", "E11", "E11", False),
        ("0709T", "0709T", "0709T", True),
        ("0DB", "0DB", "0DB", True),
        ("E08.-E13.-", "E08", "E13", False),
    ],
)
def test_what_is_a_range(text: str, first: str, last: str, single: bool) -> None:
    assert read_range(text) == CodeRange(first, last, single)


@pytest.mark.parametrize(
    "text",
    ["", "knee", "flu shot", "type 2 diabetes", "99213 96372", "99215-99202", "RT", "x" * 60, "-", "*", "20610-RT"],
)
def test_what_is_none(text: str) -> None:
    assert read_range(text) is None


def test_bounds_are_written_as_the_system_writes_its_codes() -> None:
    typed = read_range("e1122")
    assert typed is not None
    assert typed.bounds(CodeSystem.ICD10CM) == ("E11.22", "E11.22")
    assert typed.bounds(CodeSystem.HCPCS) == ("E1122", "E1122")


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    read_range(text)


@pytest.mark.parametrize("sign", [".", "-", "9", "E", " ", "*"])
def test_long_texts_are_read_at_once(sign: str) -> None:
    began = time.perf_counter()
    read_range(sign * 8_000)
    assert time.perf_counter() - began < 0.05
