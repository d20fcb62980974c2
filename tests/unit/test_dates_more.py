"""More dates: what is one, and what only looks like one. Today is Monday 2026-11-23."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.form.dates import dates_of_service

TODAY = date(2026, 11, 23)

CASES = [
    ("DOS 3/15/25", "2025-03-15"),
    ("3/15/25", "2025-03-15"),
    ("on 3/15", "2026-03-15"),
    ("DOS 03152025", "2025-03-15"),
    ("DOS 20250315", "2025-03-15"),
    ("03/2025", "2025-03-01..2025-03-31"),
    ("2025/03/15", "2025-03-15"),
    ("15-Mar-2025", "2025-03-15"),
    ("3.15.2025", "2025-03-15"),
    ("March of 2025", "2025-03-01..2025-03-31"),
    ("March of last year", "2025-03-01..2025-03-31"),
    ("last quarter", "2026-07-01..2026-09-30"),
    ("this quarter", "2026-10-01..2026-12-31"),
    ("in Q2", "2026-04-01..2026-06-30"),
    ("2Q25", "2025-04-01..2025-06-30"),
    ("Q2 '25", "2025-04-01..2025-06-30"),
    ("second quarter of last year", "2025-04-01..2025-06-30"),
    ("FY2025", "2024-10-01..2025-09-30"),
    ("FY 2025", "2024-10-01..2025-09-30"),
    ("CY 2025", "2025-01-01..2025-12-31"),
    ("in CY2025", "2025-01-01..2025-12-31"),
    ("the 2025 fee schedule", "2025-01-01..2025-12-31"),
    ("2024 claims", "2024-01-01..2024-12-31"),
    ("on Friday", "2026-11-20"),
    ("last Tuesday", "2026-11-17"),
    ("two weeks ago", "2026-11-09"),
    ("3 days ago", "2026-11-20"),
    ("before 2024", "2023-12-31"),
    ("effective January 2026", "2026-01-01..2026-01-31"),
    ("DOS: March 3", "2026-03-03"),
    ("on Mar. 15, 2025", "2025-03-15"),
    ("15th of March 2025", "2025-03-15"),
    ("March 3-5, 2025", "2025-03-03..2025-03-05"),
    ("March 3 to 5, 2025", "2025-03-03..2025-03-05"),
    ("from January to March 2025", "2025-01-01..2025-01-31 2025-03-01..2025-03-31"),
    ("on Feb 29", "2024-02-29"),
    ("Feb 30, 2025", ""),
    ("DOB 3/15/1950", ""),
    ("born 3/15/1950, DOS 3/15/2025", "2025-03-15"),
    ("this may be billed", ""),
    ("This May we billed", "2026-05-01..2026-05-31"),
    ("since may", "2026-05-01..2026-05-31"),
    ("in may i bill", ""),
    ("in May", "2026-05-01..2026-05-31"),
    ("may 15 units be billed", ""),
    ("May 15, 2025", "2025-05-15"),
    ("may 2 codes be billed together", ""),
    ("can I bill 20610 with 2000 mg", ""),
    ("for 2020 units", ""),
    ("of 2000 ml", ""),
    ("modifier Q2", ""),
    ("NDC 12345-678-90", ""),
    ("1-2-3", ""),
    ("L4-5", ""),
    ("1/2/3", ""),
    ("2-3-25", "2025-02-03"),
    ("ratio 3/4", ""),
    ("120/80", ""),
    ("99213-25-59", ""),
    ("99202-05", ""),
    ("20610-50", ""),
    ("555-12-1234", ""),
    ("page 3/15/2025", "2025-03-15"),
    ("version 1.2.2025", ""),
    ("seen 3/1/2025 and 3/15/2025", "2025-03-01 2025-03-15"),
    ("3/1/2025-3/5/2025", "2025-03-01 2025-03-05"),
    ("03–15–2025", "2025-03-15"),
    ("３/１５/２０２５", "2025-03-15"),
    ("next year", "2027-01-01..2027-12-31"),
    ("tomorrow", "2026-11-24"),
    ("next Friday", "2026-11-27"),
    ("prior year", "2025-01-01..2025-12-31"),
    ("previous month", "2026-10-01..2026-10-31"),
    ("in December 2027", "2027-12-01..2027-12-31"),
    ("12/25/27", "2027-12-25"),
    ("Dec 2024", "2024-12-01..2024-12-31"),
    ("sun 3 2025", ""),
    ("sec 15 2025", ""),
    ("2025", ""),
    ("year 2025", "2025-01-01..2025-12-31"),
    ("march 2025", "2025-03-01..2025-03-31"),
    ("second 2025", ""),
    ("how many times this year", "2026-01-01..2026-12-31"),
    ("within the last year", ""),
    ("last seen 2 years ago", ""),
    ("as of July 1", "2026-07-01"),
    ("July 1st", "2026-07-01"),
    ("July 4 2026", "2026-07-04"),
    ("2026-7-4", "2026-07-04"),
    ("5/5 strength", ""),
    ("on 12/31", "2025-12-31"),
    ("since 2023", "2023-01-01..2023-12-31"),
    ("99213 in 2023?", "2023-01-01..2023-12-31"),
    ("code 2023", ""),
    ("20230", ""),
    ("x 2023", ""),
    ("effective 1/1/26", "2026-01-01"),
    ("1/1/26 - 3/31/26", "2026-01-01 2026-03-31"),
    ("Q1-2026", "2026-01-01..2026-03-31"),
    ("1st quarter 2026", "2026-01-01..2026-03-31"),
    ("first quarter", ""),
    ("DOS 2025-03-15T00:00", "2025-03-15"),
]


@pytest.mark.parametrize(("text", "days"), CASES)
def test_dates(text: str, days: str) -> None:
    found = dates_of_service(text, TODAY)
    assert " ".join(str(each.day) if each.precise else f"{each.day}..{each.last}" for each in found) == days


@pytest.mark.parametrize("text", ["DOS 3/15/25", "date of service: March 15, 2025", "dates of service 3/15/2025"])
def test_a_label_is_told(text: str) -> None:
    assert [each.labelled for each in dates_of_service(text, TODAY)] == [True]


PROSE = st.lists(
    st.sampled_from(
        "may March 15 2025 3/15/25 last this next Q2 since in on DOS year quarter 99213 29 Feb / - , ago two weeks ſ İ １".split()
    ),
    max_size=15,
).map(" ".join)


@given(PROSE, st.dates())
def test_any_day_may_be_today(text: str, today: date) -> None:
    mentions = dates_of_service(text, today)
    assert [each.text for each in mentions] == [text[each.start : each.end] for each in mentions]
    assert all(one.end <= two.start for one, two in itertools.pairwise(mentions))
    assert all(each.day <= each.last for each in mentions)
