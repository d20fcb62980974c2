"""Questions for a whole list or a number: each row a text and what it asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.form.listing import listing_request

CASES = [
    ("how many codes are in E11?", "count icd_family E11"),
    ("list all codes in M17", "list icd_family M17"),
    ("list all codes under E11.3", "list icd_family E11.3"),
    ("all diagnoses under I10-I16", "list icd_family I10 I16"),
    ("how many diagnosis codes are in I10-I16?", "count icd_family I10 I16"),
    ("list all add-on codes", "list add_on_codes"),
    ("how many add-on codes are there?", "count add_on_codes"),
    ("how many type 2 add-on codes are there?", "count add_on_codes 2"),
    ("which codes have global days 090?", "list indicator global_days 090"),
    ("how many codes have global days 90?", "count indicator global_days 090"),
    ("how many codes have status A?", "count indicator status A"),
    ("how many HCPCS J codes are there?", "count hcpcs_letter J"),
    ("list codes 99202-99215", "list code_range 99202 99215"),
    ("how many codes are in 11102-11107?", "count code_range 11102 11107"),
    ("how many PTP edits does 20610 have?", "count ptp_edits 20610"),
    ("list all codes bundled into 20610", "list ptp_edits 20610"),
    ("how many ICD-10-CM codes are there?", "count system icd10cm"),
    ("how many codes are in ICD-10-PCS?", "count system icd10pcs"),
    ("how many HCPCS codes are loaded?", "count system hcpcs"),
    ("NCCI edits for 11102", "list ptp_edits 11102"),
    ("CCI edits 29881", "list ptp_edits 29881"),
    ("does 11102 have NCCI edits?", "list ptp_edits 11102"),
    ("what bundles with 45385", "list ptp_edits 45385"),
    ("which codes can't be billed with 20610?", "list ptp_edits 20610"),
    ("column 2 codes of 45385", "list ptp_edits 45385"),
    # something else
    ("NCCI edits for 11102 and 11104", ""),
    ("does 11102 bundle with 11104?", ""),
    ("is 20610 bundled?", ""),
    ("20610 can't be billed with 99213?", ""),
    ("how many units of 96372?", ""),
    ("what is in E11?", ""),
    ("list all add-on codes of 64483", ""),
    ("which add-ons go with 64483?", ""),
    ("how many primaries does 64484 have?", ""),
    ("is E11 billable?", ""),
    ("what is 0709T?", ""),
    ("how many minutes for 99215?", ""),
    ("list the guidelines for E/M", ""),
    ("how many lesions can I bill with 11102?", ""),
    ("code for knee pain", ""),
]


@pytest.mark.parametrize(("text", "asked"), CASES)
def test_listing(text: str, asked: str) -> None:
    request = listing_request(text)
    parts = (
        (request.wanted, request.subject, request.first, request.last, request.name, request.value) if request else ()
    )
    assert " ".join(str(part) for part in parts if part) == asked


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    listing_request(text)
    listing_request("how many codes " + text)
