"""Dates of service in a coder's words. Each row: the text, and the days it means when today is Monday 2026-11-23."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.form.dates import dates_of_service, without_dates

TODAY = date(2026, 11, 23)

CASES = [
    ("can I bill 20610 on 3/15/2025?", "2025-03-15"),
    ("DOS 3/15/25", "2025-03-15"),
    ("date of service: 03-15-2025", "2025-03-15"),
    ("2025-03-15", "2025-03-15"),
    ("on March 15, 2025", "2025-03-15"),
    ("15 Mar 2025", "2025-03-15"),
    ("March 3rd 2026", "2026-03-03"),
    ("on March 15", "2026-03-15"),
    ("on December 15", "2025-12-15"),
    ("in March 2025", "2025-03-01..2025-03-31"),
    ("Sept 2025", "2025-09-01..2025-09-30"),
    ("last March", "2026-03-01..2026-03-31"),
    ("last December", "2025-12-01..2025-12-31"),
    ("last November", "2025-11-01..2025-11-30"),
    ("this March", "2026-03-01..2026-03-31"),
    ("in December", "2025-12-01..2025-12-31"),
    ("since January", "2026-01-01..2026-01-31"),
    ("next July", "2027-07-01..2027-07-31"),
    ("in May", "2026-05-01..2026-05-31"),
    ("date of service is March", "2026-03-01..2026-03-31"),
    ("third quarter of 2025", "2025-07-01..2025-09-30"),
    ("since 2025 G2211 is paid", "2025-01-01..2025-12-31"),
    ("last month", "2026-10-01..2026-10-31"),
    ("last year", "2025-01-01..2025-12-31"),
    ("this year", "2026-01-01..2026-12-31"),
    ("yesterday", "2026-11-22"),
    ("today", "2026-11-23"),
    ("last Friday", "2026-11-20"),
    ("last Monday", "2026-11-16"),
    ("last week", "2026-11-16..2026-11-22"),
    ("Q2 2025", "2025-04-01..2025-06-30"),
    ("2026 Q3", "2026-07-01..2026-09-30"),
    ("second quarter of 2025", "2025-04-01..2025-06-30"),
    ("in 2024", "2024-01-01..2024-12-31"),
    ("from 3/15/2025 to 3/20/2025", "2025-03-15 2025-03-20"),
    # not dates
    ("99213", ""),
    ("may I bill 20610", ""),
    ("20610 x2", ""),
    ("call 555-123-4567", ""),
    ("13/45/2025", ""),
    ("99202-99205", ""),
    ("2026", ""),
    ("64483 and 64484", ""),
    ("1/2 unit", ""),
    ("march through the list", ""),
    ("12/34", ""),
]


@pytest.mark.parametrize(("text", "days"), CASES)
def test_dates(text: str, days: str) -> None:
    found = dates_of_service(text, TODAY)
    assert " ".join(str(m.day) if m.precise else f"{m.day}..{m.last}" for m in found) == days


def test_a_date_is_blanked_out_in_its_place() -> None:
    assert without_dates("99213 on 3/15/2025 ok", TODAY) == "99213 on " + " " * len("3/15/2025") + " ok"


@given(st.text())
def test_no_text_makes_it_fail_and_spans_lie_within_it(text: str) -> None:
    for mention in dates_of_service(text, TODAY):
        assert text[mention.start : mention.end] == mention.text
        assert mention.day <= mention.last


def test_a_long_text_is_read() -> None:
    assert dates_of_service("1/" * 10_000, TODAY) == ()
