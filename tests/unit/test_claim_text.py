"""Pasted claims and what is none: each row a text and the lines read out of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.circumstances.payers import Payer
from assistant.understand.claims.text import ClaimText, read_claim

TODAY = date(2026, 11, 23)


def shown(claim: ClaimText | None) -> str:
    if claim is None:
        return ""
    lines = " ".join(line.text + (f"x{line.units}" if line.units > 1 else "") for line in claim.lines)
    return lines + (f" dx {' '.join(map(str, claim.diagnoses))}" if claim.diagnoses else "")


CLAIMS = [
    (
        "99214-25\n20610-RT x1\nJ1030 x 40\nDx: M17.11, E11.9\nDOS 3/15/2026\nMedicare",
        "99214-25 20610-RT J1030x40 dx M17.11 E11.9",
    ),
    ("1) 99213 25 2) 96372 59 3) J1885 x 2 units dx M54.50", "99213-25 96372-59 J1885x2 dx M54.50"),
    ("check this claim: 99213-25, 96372, dx E11.9", "99213-25 96372 dx E11.9"),
    ("Check my claim: 20610-RT-59, 99213", "20610-RT-59 99213"),
    ("CPT 99213, 96372, dx Z23", "99213 96372 dx Z23"),
    ("99213; 96372; 90471", "99213 96372 90471"),
    ("99213\n96372", "99213 96372"),
    ("99213 25\n96372", "99213-25 96372"),
    ("99213-25, 20610-50", "99213-25 20610-50"),
    ("20610 RT\n20610 LT", "20610-RT 20610-LT"),
    ("20610 x2\n99213-25", "20610x2 99213-25"),
    ("97110 3 units\n97140-59 1 unit\ndx M54.50", "97110x3 97140-59 dx M54.50"),
    ("CPT | Mod | Units | Dx\n99214 | 25 | 1 | A\n20610 | RT | 1 | B", "99214-25 20610-RT"),
    ("CPT\tMod\tUnits\n11102\t\t1\n11103\t\t2 units", "11102 11103x2"),
    ("03/15/26 03/15/26 11 99214 25 AB 150.00 1\n03/15/26 03/15/26 11 20610 RT A 90.00 2", "99214-25 20610-RTx2"),
    ("- 11104\n- 11105 x2\nICD-10: D48.5", "11104 11105x2 dx D48.5"),
    ("Claim: 0709T", "0709T"),
    ("99213 dx E119", "99213 dx E11.9"),
    ("45385-59\n45380\nDx K63.5 Z12.11", "45385-59 45380 dx K63.5 Z12.11"),
    ("review this claim for me:\n64483-50\n64484-50\nM54.16", "64483-50 64484-50 dx M54.16"),
    ("J0702 x 6 units\n20605-LT", "J0702x6 20605-LT"),
    ("99285\n99291-25\ndx: I21.4", "99285 99291-25 dx I21.4"),
]
NO_CLAIMS = [
    "can I bill 20610 with 99213 on the same day?",
    "what is 99213-25?",
    "is 99213 and 96372 bundled",
    "20610 with 99213",
    "99213",
    "0709T",
    "what is 0709T?",
    "20610 x3?",
    "11102 and 11104 same visit?",
    "E11.9 with E10.9?",
    "which add-ons go with 64483?",
    "80 minutes, new patient, Medicare",
    "how many units of 96372",
    "list all codes in E11",
    "99202-99205",
    "difference between 99213 and 99214",
    "modifier 25",
    "guidelines for E/M services",
    "ICD-10 for type 2 diabetes",
    "dx code for knee pain",
    "hello",
    "",
    "compare 11102 and 11104",
    "explain the claim process",
    "does 27447 allow an assistant surgeon?",
    "my claim was denied",
    "99213 vs 99214",
    "64483 and 64484 together",
]


@pytest.mark.parametrize(("text", "read"), CLAIMS)
def test_a_claim_is_read(text: str, read: str) -> None:
    assert shown(read_claim(text, TODAY)) == read


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_a_question_is_no_claim(text: str) -> None:
    assert read_claim(text, TODAY) is None


def test_date_and_payer_are_read() -> None:
    claim = read_claim(CLAIMS[0][0], TODAY)
    assert claim is not None
    assert (claim.day, claim.circumstances.payer, claim.unread) == (date(2026, 3, 15), Payer.MEDICARE, ())


def test_a_line_that_cannot_be_read_is_kept() -> None:
    claim = read_claim("99213-25\nsomething about the knee\n96372", TODAY)
    assert claim is not None
    assert claim.unread == ("something about the knee",)


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    read_claim(text, TODAY)
    read_claim("claim: " + text, TODAY)


def test_a_long_text_is_read() -> None:
    claim = read_claim("99213-25\n" * 2_000, TODAY)
    assert claim is not None
    assert len(claim.lines) == 2_000
