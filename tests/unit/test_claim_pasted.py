"""Pasted claims in the manner of people, exports and spreadsheets: each row a text and all that was read out of it.

The sign of a row that stands under no clean headline is ``~``: something of it came to no field or to no line.
"""

from __future__ import annotations

from datetime import date

import pytest

from assistant.understand.claims.numbers import is_npi, numbers_of
from assistant.understand.claims.text import read_claim
from corpus.codes import Code, HcpcsCode, Icd10CmCode

TODAY = date(2026, 11, 23)


def shown(text: str) -> str:
    claim = read_claim(text, TODAY)
    if claim is None:
        return "none"
    lines = [
        line.text
        + (f"x{line.units}" if line.units > 1 else "")
        + (f"${line.charge}" if line.charge is not None else "")
        + (f"@{line.day}" if line.day else "")
        for line in claim.lines
    ]
    dx = ["dx", *map(str, claim.diagnoses)] if claim.diagnoses else []
    left = ["~", *claim.not_services, *claim.unread, *claim.asked] if not claim.whole else []
    return " ".join((*lines, *dx, *left))


CLAIMS = [
    # separators of people
    ("99212 x1,11730 x1,11732 x2 dx L60.0", "99212 11730 11732x2 dx L60.0"),
    ("99214,25,20550,LT dx M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214 25/20550 LT dx M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214/25/20550/LT dx M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214;25\n20550;LT\ndx M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214-25.\n20550-LT.\ndx M65.4.", "99214-25 20550-LT dx M65.4"),
    ("9921425\n20550LT\ndx M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214_25\n20550_LT_59", "99214-25 20550-LT-59"),
    ("99214.25\n20550.LT", "99214-25 20550-LT"),
    ("99214-25,59\n97110-GPKX x2", "99214-25-59 97110-GP-KXx2"),
    ("99214:25 20550:LT dx M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214 [25]\n20550 (LT)(59)", "99214-25 20550-LT-59"),
    ("99214|25|1|M65.4\n20550|LT|1|M65.4", "99214-25 20550-LT dx M65.4"),
    ("99214 - 25\n45385 - 33 - PT", "99214-25 45385-33-PT"),
    ("99214 with modifier 25 and 57\n20550 mods LT, 59", "99214-25-57 20550-LT-59"),
    ("CPT 99214 w/ 25\nCPT 20550 w/ LT", "99214-25 20550-LT"),
    ("a) 99214-25\nb) 20550-LT", "99214-25 20550-LT"),
    ("Line Item 1 99214 25\nLine Item 2 20550 LT", "99214-25 20550-LT"),
    ("1 99214 25\n2 20550 LT", "99214-25 20550-LT"),
    ("2 x 96372\n99214-25", "96372x2 99214-25"),
    ("99214‐25 × 1\n20550‐LT × 2", "99214-25 20550-LTx2"),
    ("J3301 x4; 20550-LT; dx: E1165, I10", "J3301x4 20550-LT dx E11.65 I10"),
    ("dx E1165, I10; J3301 x4; 20550-LT", "J3301x4 20550-LT dx E11.65 I10"),
    ("99214-25 M65.4, I10\n20550-LT M65.4", "99214-25 20550-LT dx M65.4 I10"),
    ("1)99214-25 2)20550-LT", "99214-25 20550-LT"),
    ("*99214 25\n*20550 LT", "99214-25 20550-LT"),
    ("E/M: 99214-25\nInjection: 20550-LT\nDx: M65.4", "99214-25 20550-LT dx M65.4"),
    ("Diagnosis codes\nM654\nE1165\n\nCPT\n99214 25\nJ3301 x4", "99214-25 J3301x4 dx M65.4 E11.65"),
    ("Claim for 3/15/26: 99214-25, 20550-LT", "99214-25 20550-LT"),
    ("DOS 031526\n99214-25\n20550-LT", "99214-25 20550-LT"),
    ("From 3/1/26 to 3/5/26\n99231 x5\n99238", "99231x5 99238"),
    # spreadsheets
    ("CPT,Mod,Units,Dx\n99214.0,25.0,1.0,M65.4\n20550.0,LT,2.0,M65.4", "99214-25 20550-LTx2 dx M65.4"),
    ("CPT;Mod;Units;Charge\n840;AA;1;500\n1967;QK P1;1;750", "00840-AA$500 01967-QK-P1$750"),
    ('HCPCS\tModifier 1\tQty\tICD-10\n="00840"\tAA\t1\tK35.80\n99100\t\t1\tK35.80', "00840-AA 99100 dx K35.80"),
    (
        'DOS,CPT,M1,M2,Dx Ptr,Charges,Units\n3/15/2026,99214,25,,"A,B",150.00,1\n46096,J3301,,,B,"$1,040.50",4\nTotal,,,,,,',
        "99214-25$150.00@2026-03-15 J3301x4$1040.50@2026-03-15",
    ),
    ("CPT Mod Units Dx\n99214 25 1 M65.4\n20550 LT 2 M65.4", "99214-25 20550-LTx2 dx M65.4"),
    ("Procedure Code  Modifier  Units\n99214           25        1\n96372                     2", "99214-25 96372x2"),
    ("Patient,CPT,Mod,Units\nSmith J,99214,25,1\nDoe A,20550,LT,1", "99214-25 20550-LT"),
    ("99214,25,,1,150.00\n96372,59,,1,30.00", "99214-25$150.00 96372-59$30.00"),
    ("20260315,99214,25\n20260315,96372,59", "99214-25@2026-03-15 96372-59@2026-03-15"),
    (
        "03 15 26 03 15 26 11 99214 25 AB 150.00 1\n03 15 26 03 15 26 11 20550 LT A 90.00 2",
        "99214-25$150.00@2026-03-15 20550-LTx2$90.00@2026-03-15",
    ),
    # numbers that are no service
    ("99214-25 auth# 27447\n20550-LT", "99214-25 20550-LT ~ 27447 (authorization number)"),
    ("99214-25 auth: #27447\n20550-LT", "99214-25 20550-LT ~ 27447 (authorization number)"),
    ("99214-25\n20550-LT\nPrior auth obtained: 27447", "99214-25 20550-LT ~ 27447 (authorization number)"),
    ("99214\n20550\nRef 62323\nAcct 64490", "99214 20550 ~ 62323 (referral number) 64490 (account number)"),
    ("J1100 x4\n96372\nNDC 00641 0367 25 x4", "J1100x4 96372"),
    ("J1100 x4 NDC 00641-0367-25\n96372", "J1100x4 96372"),
    ("80053-QW\n36415\nCLIA 05D0642827\nRendering NPI 1234567893", "80053-QW 36415"),
    ("99214-25, 20550; POS 11; Phone (555) 123-4567", "99214-25 20550"),
    ("99214-25\n20550-LT\nTotal $240.00\nThank you!", "99214-25 20550-LT"),
    ("99214; ref 20550-LT; 96372", "99214 96372 ~ 20550-LT (referral number)"),
    # what is not read is told
    ("99214 25 1 150\n20550", "99214-25$150 20550"),
    ("99214 25 1 $150\n27447 RT 1 32500.50", '99214-25$150 27447-RT ~ "32500.50" in "27447 RT 1 32500.50"'),
    ("99214 x0\n20550", '99214 20550 ~ "x0" in "99214 x0"'),
    ("99214\n20550-LEFT", '99214 20550 ~ "LEFT" in "20550-LEFT"'),
    ("99214, 99202-99205\n20550", '99214 20550 ~ "99202-99205" in "99214, 99202-99205"'),
    ("99214\nis 20550 ok with it?\n96372", "99214 96372 ~ is 20550 ok with it?"),
    ("99214 dx S72.001AA\n96372", '99214 96372 ~ "S72.001AA" in "99214 dx S72.001AA"'),
    (
        "CPT: 99214, 20550  Mods: 25, LT  Dx: M65.4",
        '99214 20550 dx M65.4 ~ "Mods: 25" in "CPT: 99214, 20550  Mods: 25, LT  Dx: M65.4" '
        '"LT" in "CPT: 99214, 20550  Mods: 25, LT  Dx: M65.4"',
    ),
    ("CPT,Description,Units\n99214,Visit,1\n20550,not 20551,1", "99214 20550 ~ 20551"),
]


@pytest.mark.parametrize(("text", "read"), CLAIMS)
def test_a_claim_is_read(text: str, read: str) -> None:
    assert shown(text) == read


NOTES = [
    ("9921425\n20550", ("9921425 was read as 99214-25.",)),
    ("CPT,Mod\n840,AA\n99100,", ("840 was read as 00840: a spreadsheet drops the zeros before a number.",)),
    ("99214 25 AD\n20550 A\nDx A M65.4", ()),
    ("99213-2559\n20550", ("99213-2559 was read as 99213-25-59.",)),
    ("CPT,Ptr\n99214,A\n20550,C\nDx: M65.4, I10", ("20550 points to C, and the claim has 2 of them.",)),
]


@pytest.mark.parametrize(("text", "notes"), NOTES)
def test_what_is_read_otherwise_is_told(text: str, notes: tuple[str, ...]) -> None:
    claim = read_claim(text, TODAY)
    assert claim is not None
    assert claim.notes == notes


def test_the_catalog_tells_a_diagnosis_from_a_supply() -> None:
    def known(codes: object) -> frozenset[Code]:
        return frozenset({Icd10CmCode("M17.11"), HcpcsCode("J3301")}) & frozenset(codes)  # type: ignore[call-overload, no-any-return]

    claim = read_claim("2026-03-15,99214,25,1,M1711\n2026-03-15,J3301,,4,M1711", TODAY, known)
    assert claim is not None
    assert [str(line.code) for line in claim.lines] == ["99214", "J3301"]
    assert list(map(str, claim.diagnoses)) == ["M17.11"]


NUMBERS = [
    ("NPI 1234567893", "NPI 1234567893"),
    ("NPI: 1234567890", "NPI 1234567890 ?"),
    ("1234567893", "NPI 1234567893"),
    ("1234567890", ""),
    ("CLIA# 05D0642827", "CLIA number 05D0642827"),
    ("CLIA 05D06", "CLIA number 05D06 ?"),
    ("05D0642827", "CLIA number 05D0642827"),
    ("N400641036725 UN4", "NDC N400641036725 UN4"),
    ("NDC 64112", "NDC 64112 ?"),
    ("MBI 1EG4-TE5-MK73", "member number 1EG4-TE5-MK73"),
    ("check 99213", ""),
    ("check # 99213", "check number 99213"),
    ("claim no. 12345", "claim number 12345"),
    ("prior authorization required", ""),
]


@pytest.mark.parametrize(("text", "read"), NUMBERS)
def test_a_number_is_known_by_its_label_or_form(text: str, read: str) -> None:
    found = [f"{one.kind} {one.value}{' ?' if one.doubt else ''}" for one in numbers_of(text)]
    assert " ".join(found) == read


def test_one_wrong_digit_makes_no_npi() -> None:
    assert is_npi("1234567893")
    assert not any(is_npi(f"123456789{digit}") for digit in "012456789")
