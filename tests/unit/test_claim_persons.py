"""What a claim tells beside its lines names no person."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.privacy.claims import without_persons
from assistant.understand.claims.text import read_claim

TODAY = date(2026, 11, 30)
CASES = [
    # line beside a service, what is still told as not read
    ("Patient: John Smith MRN 123456", ()),
    ("Name: Maria Lopez, DOB 03/04/1950", ()),
    ("MRN: 00412345", ()),
    ("Patient: John Smith, xyzzy plugh 7", ("Patient: [name], xyzzy plugh 7",)),
    ("xyzzy plugh 99", ("xyzzy plugh 99",)),
]


@pytest.mark.parametrize(("line", "unread"), CASES, ids=[line for line, _ in CASES])
def test_no_person_is_told(line: str, unread: tuple[str, ...]) -> None:
    claim = read_claim(f"{line}\n99213\n20610-RT", TODAY)
    assert claim is not None
    told = without_persons(claim, TODAY)
    assert (told.unread, len(told.lines)) == (unread, 2)
