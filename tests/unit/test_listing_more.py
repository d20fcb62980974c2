"""More listings: what asks for a whole list, and what only has its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.form.listing import listing_request

CASES = [
    ("how many codes in E11", "count icd_family E11"),
    ("list E11 codes", "list icd_family E11"),
    ("how many billable codes are in E11", "count icd_family E11 billable"),
    ("all subcodes of S72.0", "list icd_family S72.0"),
    ("which codes start with E11", "list icd_family E11"),
    ("list all ICD-10-CM codes starting with Q", "list icd_family Q"),
    ("how many Z codes are there?", "count icd_family Z"),
    ("how many J codes are there", "count hcpcs_letter J"),
    ("list all J-codes", "list hcpcs_letter J"),
    ("how many HCPCS E codes", "count hcpcs_letter E"),
    ("list all type 3 add-on codes", "list add_on_codes 3"),
    ("which codes have a 90-day global period", "list indicator global_days 090"),
    ("how many ZZZ codes are there", "count indicator global_days ZZZ"),
    ("how many codes have bilateral indicator 1", "count indicator bilateral 1"),
    ("which codes have PC/TC indicator 1", "list indicator pc_tc 1"),
    ("how many codes are between 99202 and 99215", "count code_range 99202 99215"),
    ("list 0707T-0712T", "list code_range 0707T 0712T"),
    ("list all NCCI edits for 20610", "list ptp_edits 20610"),
    ("list all codes bundled into 20610", "list ptp_edits 20610 column 1"),
    ("which codes is 20610 bundled into", "list ptp_edits 20610 column 2"),
    ("which codes are bundled with 20610 for hospitals", "list ptp_edits 20610 hospital"),
    ("how many modifiers are there", "count system modifier"),
    ("how many dx codes are loaded", "count system icd10cm"),
    ("which procedures are between 99202 and 99215", "list code_range 99202 99215"),
    ("list all ICD-10-PCS codes", "list system icd10pcs"),
]
OTHERS = [
    "how many units of 96372?",
    "what is in E11?",
    "list all codes for knee pain",
    "list add-on codes for vaccines",
    "how many lesions",
    "how many codes do I need for 3 lesions",
    "which modifier",
    "which modifiers",
    "which add-on codes?",
    "what is E11",
    "how many codes can I bill",
    "all codes on the claim",
    "which codes are deleted",
    "list",
    "how many",
    "all",
    "list all",
    "which codes have changed",
    "what are the guidelines",
    "what code is E11",
    "what codes have global days of forever",
    "which codes have status Q3 under OPPS",
    "list the documentation",
    "how many T codes are there",
    "what codes",
    "how many times can I bill 96372",
    "list the excludes1 of E11.9",
    "list all codes that go with 99213",
    "how many years is 3 years",
    "what ICD-10 codes for diabetes",
    "how many codes are in E11 and E12",
    "what a code",
    "list codes E13-E08",
    "list codes 99215-99202",
    "how many minutes does 99215 have",
    "list codes 99202-J1885",
    "how many edits",
    "which HCPCS code for ketorolac",
    "what is the number of codes",
    "what are the codes",
    "count",
    "how many HCPCS X codes",
]


@pytest.mark.parametrize(("text", "asked"), CASES)
def test_listing(text: str, asked: str) -> None:
    request = listing_request(text)
    assert request is not None
    parts = [request.wanted, request.subject, request.first, request.last, request.name, request.value]
    parts += [f"column {request.column}" if request.column else "", request.setting or ""]
    parts += ["billable" if request.billable else ""]
    assert " ".join(str(part) for part in parts if part) == asked


@pytest.mark.parametrize("text", OTHERS)
def test_something_else(text: str) -> None:
    assert listing_request(text) is None


WORDS = st.lists(
    st.sampled_from(
        "how many list all codes in E11 - I16 are there 20610 bundled into J with global days 090 ? ! ſ １".split()
    ),
    max_size=25,
).map(" ".join)


@given(WORDS)
def test_no_words_make_it_fail(text: str) -> None:
    listing_request(text)


@pytest.mark.parametrize("piece", ["!", "a!", "there are ", "codes ", "please ", "in the ", " - "])
def test_a_long_text_is_read(piece: str) -> None:
    for length in (190, 20_000):
        assert listing_request("list all codes in " + piece * (length // len(piece))) is None
