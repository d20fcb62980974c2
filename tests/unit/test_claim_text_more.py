"""More pasted claims, and what is none: each row a text and the lines read out of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understand.claims.text import ClaimText, read_claim

TODAY = date(2026, 11, 23)


def shown(claim: ClaimText | None) -> str:
    if claim is None:
        return ""
    lines = [
        line.text + (f"x{line.units}" if line.units > 1 else "") + (f"@{line.day}" if line.day else "")
        for line in claim.lines
    ]
    parts = [*lines, *(["dx", *map(str, claim.diagnoses)] if claim.diagnoses else [])]
    parts += [f"day {claim.day}"] if claim.day else []
    parts += ["unread", *claim.unread] if claim.unread else []
    return " ".join(parts)


CLAIMS = [
    ("CPT,Mod,Units,Dx\n99214,25,1,E11.9\n20610,RT,2,M17.11", "99214-25 20610-RTx2 dx E11.9 M17.11"),
    (
        "Code\tModifier\tQty\tDx Pointer\tCharge\n99214\t25\t1\tA\t150.00\n20610\tRT\t1\tB\t90.00\nDx A: M17.11 B: E11.9",
        "99214-25 20610-RT dx M17.11 E11.9",
    ),
    ("| CPT | Mod | Units |\n|---|---|---|\n| 99214 | 25 | 1 |\n| 96372 | 59 | 2 |", "99214-25 96372-59x2"),
    ("Units\tCPT\tMod\n2\t96372\t59\n1\t99213\t25", "96372-59x2 99213-25"),
    ("03/15/26 03/15/26 11 99214 25 AB 150.00 1", "99214-25@2026-03-15 day 2026-03-15"),
    (
        "03/15/26 03/15/26 11 99214 25 AB 150.00 1\n03/16/26 03/16/26 11 96372 A 30.00 2",
        "99214-25@2026-03-15 96372x2@2026-03-16 day 2026-03-15",
    ),
    ("99213 GT 95\n96372 59 2 units", "99213-GT-95 96372-59x2"),
    ("99213-25,59\n96372", "99213-25-59 96372"),
    ("99213 mod 25\n20610 modifier RT", "99213-25 20610-RT"),
    ("99213 w/ mod 25; 20610 RT", "99213-25 20610-RT"),
    ("99213 (25)\n20610 (RT) x1", "99213-25 20610-RT"),
    ("99213 25 59\n20610 RT LT", "99213-25-59 20610-RT-LT"),
    ("99213 office visit est\n20610-RT knee injection\ndx M1711", "99213 20610-RT dx M17.11"),
    ("J1030 methylprednisolone 40 mg x1\n20610 RT", "J1030 20610-RT"),
    ("J1030 40mg/ml x 40\n20610 RT", "J1030x40 20610-RT"),
    ("Line 1: 99213-25\nLine 2: 96372\nDiagnosis: E11.9", "99213-25 96372 dx E11.9"),
    (
        "DOS: 3/15/2026\nPatient: 45 yo male\nPOS 11\n99213-25\n96372\nJ1885 x2\nDx 1. M54.50 2. E11.9",
        "99213-25 96372 J1885x2 dx M54.50 E11.9 day 2026-03-15",
    ),
    ("Can I bill these together?\n99213-25\n20610-RT", "99213-25 20610-RT"),
    ("99213-25\n20610-RT\nDx M17.11\nIs this ok?", "99213-25 20610-RT dx M17.11"),
    ("Please check this claim for me: 99213-25, 96372 x2 with dx E11.9 for Medicare", "99213-25 96372x2 dx E11.9"),
    ("can you check this claim? 99213-25, 96372, dx E11.9", "99213-25 96372 dx E11.9"),
    ("scrub this: 99213-25; 96372; dx E11.9", "99213-25 96372 dx E11.9"),
    ("check this claim 99213 25, 96372", "99213-25 96372"),
    ("Dx: E11.9, I10\n99214\n83036-QW", "99214 83036-QW dx E11.9 I10"),
    ("E11.9\nI10\n99214\n83036 QW", "99214 83036-QW dx E11.9 I10"),
    ("ICD-10: E119 I10; CPT: 99214, 83036-QW", "99214 83036-QW dx E11.9 I10"),
    ("99214-25 x1 $150.00\n20610-RT x1 $90.00", "99214-25 20610-RT"),
    ("99214-25, 20610-RT, J3301 x4, M17.11", "99214-25 20610-RT J3301x4 dx M17.11"),
    ("20610-50 x1\n76942-26-59", "20610-50 76942-26-59"),
    ("G0439; 99213-25; 93000; Z00.00", "G0439 99213-25 93000 dx Z00.00"),
    ("E1390-RR\nK0738-RR\nDx J44.9", "E1390-RR K0738-RR dx J44.9"),
    ("99213\t25\t1\n96372\t\t2", "99213-25 96372x2"),
    ("1. 99213-25 2. 20610-LT 3. J3301 x4 Dx: M17.12", "99213-25 20610-LT J3301x4 dx M17.12"),
    ("99213 -25\n20610 - RT - 59", "99213-25 20610-RT-59"),
    ("0591T\n0592T x2\ndx Z71.3", "0591T 0592Tx2 dx Z71.3"),
    ("Procedure 45385, 45380-59 dx K63.5 DOS 3/1/2026", "45385 45380-59 dx K63.5 day 2026-03-01"),
    ("99213 units 1 mod 25\n96372 units 2 mod 59", "99213-25 96372-59x2"),
    ("97110-GP x2\n97140-GP-59 x1\nM54.50\n3/15/2026\nAetna", "97110-GPx2 97140-GP-59 dx M54.50 day 2026-03-15"),
    ("99213 25 A,B\n20610 RT B\nDx A M17.11 B E11.9", "99213-25 20610-RT dx M17.11 E11.9"),
]
NO_CLAIMS = [
    "can I bill 20610 with 99213 on the same day?",
    "what is 99213-25?",
    "is 99213 and 96372 bundled",
    "We billed 99213-25 and 20610, denied as bundled.",
    "The payer denied 20610-RT with 99213-25; can we appeal",
    "I need modifier help for 99213 and 20610-59",
    "99213-25 and 20610-RT together",
    "20610-RT x2, is that ok",
    "Medicare denied 96372-59 with 99213-25",
    "tell me about 99213-25 and 96372-59",
    "need to know if 11102 x2 and 11103 are allowed",
    "99213 with 96372 x2",
    "bill 20610 x2 with 99213-25",
    "when to use 99213-25, 96372-59",
    "please explain 99213-25 vs 96372-59",
    "hi, can I bill 99213-25; 96372",
    "What about these?\nis 99213-25 ok",
    "99213-25 dx E11.9 ok?",
    "does dx E11.9 support 83036",
    "E11.9 dx",
    "dx E11.9 with 83036",
    "99214 covers dx E11.9?",
    "which dx supports 83036-QW",
    "99202-99205, 99211-99215",
    "99213 vs 99214; which one",
    "add-on for 64483-50, 64484-50",
    "64483 primary; 64484 add-on",
    "J1885 x2 and J3301 x4 same day",
    "how to bill J1885 x2, J3301 x4",
    "if 20610-RT and 20610-LT are billed, what modifier",
    "99213-25 denied\nwhy",
    "patient had 20610-RT and 99213-25 on 3/15/2026 and dx M17.11",
    "Medicare: 20610-50 or 20610-RT, 20610-LT",
    "the claim was denied, 99213-25 20610",
    "review of the claim process for 20610",
    "check the claim rules for 20610 and 99213",
    "check if 99213-25 and 20610 can be on one claim",
    "check whether the claim needs 59 on 96372",
    "look at claim edits for 20610",
    "dx: what code for knee pain, 20610",
    "Please list 99213-25, 96372-59 facts",
    "So 99213-25, 20610-RT is fine",
    "ok and 64484-50, 64483-50",
    "and 99213-25, 96372",
    "what about 99213-25, 96372-59",
    "guidelines for 99213-25; 96372",
    "99213, 99214, 99215",
    "99213 and 99214",
]


@pytest.mark.parametrize(("text", "read"), CLAIMS)
def test_a_claim_is_read(text: str, read: str) -> None:
    assert shown(read_claim(text, TODAY)) == read


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_a_question_is_no_claim(text: str) -> None:
    assert read_claim(text, TODAY) is None


def test_pointers_name_the_diagnoses_of_a_line() -> None:
    claim = read_claim("99213 25 A,B\n20610 RT B\nDx A M17.11 B E11.9", TODAY)
    assert claim is not None
    assert [" ".join(map(str, codes)) for codes in claim.pointed] == ["M17.11 E11.9", "E11.9"]


def test_what_asks_is_kept_apart() -> None:
    claim = read_claim("99213-25\n20610-RT\nIs this ok?", TODAY)
    assert claim is not None
    assert (claim.asked, claim.unread) == (("Is this ok?",), ())


PIECES = st.lists(
    st.sampled_from(
        [
            "99213",
            "-25",
            " ",
            "\n",
            "\t",
            "|",
            ";",
            "x2",
            "dx",
            "E11.9",
            "A",
            "150.00",
            "03/15/26",
            "CPT",
            "Units",
            "?",
            "RT",
            "1)",
            "é",
            "２",
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(st.text(), PIECES))
def test_no_text_makes_it_fail(text: str) -> None:
    claim = read_claim(text, TODAY)
    assert claim is None or (claim.lines and len(claim.pointed) == len(claim.lines))


@pytest.mark.parametrize("piece", ["99213-25\n", "99213 ", "1) 99213 ", "\t", "dx E11.9, ", "AB ", "-", "a"])
def test_a_long_text_is_read(piece: str) -> None:
    read_claim(piece * (20_000 // len(piece)), TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "99213-25, 20610-RT x2, 96372 dx M17.11 E11.9, Medicare 11/3/2026 please check my claim",
        "does this claim look ok? 99213-25 20610-RT J1030 x2 M17.11",
        "is this claim clean: 11042, 97597, 97602 medicare 10/3/26",
        "45385, 45380-59 Z12.11 K63.5. any issues with this encounter?",
    ],
)
def test_a_check_is_asked_for_in_words_ahead_or_behind(text: str) -> None:
    claim = read_claim(text, TODAY)
    assert claim is not None
    assert len(claim.lines) >= 2
    assert claim.whole


@pytest.mark.parametrize(
    "text",
    [
        "99213 with 20610, is this claim right?",
        "my claim was denied, is it ok to bill 99213-25 and 20610 again",
        "corrected claim: good to resubmit 99213-25, 20610 with frequency 7?",
    ],
)
def test_a_question_about_codes_stays_one(text: str) -> None:
    assert read_claim(text, TODAY) is None
