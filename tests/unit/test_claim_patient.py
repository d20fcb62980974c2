"""The patient's sex and age on a claim: of an 837 the patient's own DMG, of a table its columns, else the words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.understand.circumstances.bearer import Sex
from assistant.understand.claims.text import read_claim
from tests.unit.test_claim_files import one

TODAY = date(2026, 11, 23)
SUBSCRIBER = "HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~HL*2*1*22*0~SBR*P*18*******MB~NM1*IL*1*DOE*JO****MI*1~"
CLAIM = "CLM*A*100***11:B:1*Y*A*Y*Y~HI*ABK:O80~LX*1~SV1*HC:59400*100*UN*1***1~DTP*472*D8*20260315~"
PATIENT = "HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*JANE~"


@pytest.mark.parametrize(
    ("body", "sex", "age"),
    [
        (f"{SUBSCRIBER}DMG*D8*19810316*M~{CLAIM}", Sex.MALE, 44),
        (f"{SUBSCRIBER}DMG*D8*19810315*F~{CLAIM}", Sex.FEMALE, 45),
        (f"{SUBSCRIBER}DMG*D8*19810315*U~{CLAIM}", None, 45),
        (f"{SUBSCRIBER}{CLAIM}", None, None),
        (f"{SUBSCRIBER}DMG*D8*19810315*M~{PATIENT}DMG*D8*20100101*F~{CLAIM}", Sex.FEMALE, 16),
        (f"{SUBSCRIBER}DMG*D8*19810315*M~{PATIENT}{CLAIM}", None, None),  # of the subscriber alone
        (f"{SUBSCRIBER}DMG*D8*81*M~{CLAIM}", Sex.MALE, None),
    ],
)
def test_of_an_837(body: str, sex: Sex | None, age: int | None) -> None:
    said = one(body).circumstances
    assert (said.sex, said.age) == (sex, age)


@pytest.mark.parametrize(
    ("text", "sex", "age"),
    [
        ("CPT,DX,DOS,Sex,Age\n59400,O80,03/15/2026,M,45", Sex.MALE, 45),
        ("CPT,DX,DOS,Gender,DOB\n99213,I10,03/15/2026,Female,3/16/1981", Sex.FEMALE, 44),
        ("CPT,DX,Sex\n99213,I10,M\n99214,I10,F", None, None),
        ("CPT,DX\n99213,I10", None, None),
        ("check this claim:\n99213\ndx E11.9\n45 yo male", Sex.MALE, 45),
    ],
)
def test_of_pasted_lines(text: str, sex: Sex | None, age: int | None) -> None:
    claim = read_claim(text, TODAY)
    assert claim is not None
    assert (claim.circumstances.sex, claim.circumstances.age) == (sex, age)
    assert not claim.unread
