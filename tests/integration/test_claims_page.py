"""The claim tool's page: what is shown of a check, what is refused with everything typed kept, and nothing stored."""

from __future__ import annotations

import base64
import csv
import io
import re

import httpx
import pytest

DAY = "2026-05-01"
ONCE = {"day": DAY, "setting": "practitioner"}


def exported(page: str) -> list[list[str]]:
    """The rows of the CSV that the page offers."""
    found = re.search(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', page)
    assert found
    return list(csv.reader(io.StringIO(base64.b64decode(found[1]).decode("utf-8-sig"))))


async def test_the_form_tells_its_limits_before(desk_client: httpx.AsyncClient) -> None:
    page = (await desk_client.get("/claims?on=2026-05-01&payer=Aetna")).text
    assert 'value="2026-05-01"' in page
    assert 'value="Aetna"' in page
    assert "Up to 5 MB and 2,000 lines" in page
    assert "Nothing you send is kept" in page


async def test_pasted_lines_are_told_one_by_one(desk_client: httpx.AsyncClient) -> None:
    text = "99213\n96372\n0709T\ndx M17.11, M17"
    response = await desk_client.post("/claims", data={**ONCE, "text": text})
    page = response.text
    assert response.status_code == 200
    for word, count in (("denied", 2), ("needs attention", 1), ("fine", 2), ("not checked", 0)):
        assert re.search(rf'<span class="num">{count}</span> {word}<', page), word
    assert "25 on 99213 if the record shows a visit that stands on its own" in page
    assert "Add the primary code that 0709T belongs to: 0708T." in page
    assert f'href="/code/cpt/0709T?on={DAY}"' in page
    assert f'href="/code/icd10cm/M17.11?on={DAY}"' in page
    assert "Procedure-to-Procedure Edits, practitioner" in page
    assert text in page  # kept for the next check
    rows = exported(page)
    assert rows[1][:7] == ["The pasted text", "1", "99213", "", "1", DAY, "needs attention"]
    assert rows[1][7].startswith("25 on 99213")
    assert any(row and row[0].startswith("Edition: ") for row in rows)


async def test_typed_lines_and_amounts_of_a_place(desk_client: httpx.AsyncClient) -> None:
    typed = {"code": ["20610", "", "99213"], "modifiers": ["rt", "", "25"], "units": ["5", "", ""]}
    page = (await desk_client.post("/claims", data={**ONCE, **typed, "diagnoses": "M17.11", "place": "AL"})).text
    assert "20610</a>-RT" in page
    assert "2 units at most on all lines of the date" in page
    assert "fee schedule amount of 20610" in page


async def test_what_medicare_denies_is_attention_for_another_payer(desk_client: httpx.AsyncClient) -> None:
    for payer, status, told in (
        ("", "denied", "no modifier gets past"),
        ("Medicare Part B", "denied", "no modifier gets past"),
        ("Aetna", "needs attention", "whether Aetna follows them stands in its own policies"),
        ("Medicaid", "needs attention", "Medicaid has NCCI edits of its own, which are not loaded"),
    ):
        page = (await desk_client.post("/claims", data={**ONCE, "text": "11102\n11104", "payer": payer})).text
        assert re.search(rf'<span class="num">1</span> {status}<', page), payer
        assert told in page


async def test_a_remittance_explains_its_denials(desk_client: httpx.AsyncClient) -> None:
    remittance = (
        "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260601*1200*^*00501*000000001*0*P*:~"
        "GS*HP*PAYER*PROVIDER*20260601*1200*1*X*005010X221A1~ST*835*0001~BPR*I*0*C*NON************20260601~TRN*1*1*1~"
        "LX*1~CLP*4711*4*160*0*0*MB*99~SVC*HC:99213*80*0**1~DTM*472*20260501~CAS*CO*97*80~"
        "SVC*HC:0709T*80*0**1~DTM*472*20260501~CAS*CO*16*80~LQ*HE*N130~SE*12*0001~GE*1*1~IEA*1*000000001~"
    )
    response = await desk_client.post("/claims", files={"file": ("era.835", remittance.encode())}, data=ONCE)
    assert response.status_code == 200
    assert "The payer: paid $0.00 of $80.00; CO-97 $80.00." in response.text
    assert "CO-97: " in response.text
    assert "4711" in response.text


REFUSED = [
    ({}, {}, 400, "nothing to check"),
    ({"text": "good morning"}, {}, 400, "no claim that can be read"),
    ({"code": ["9921"], "units": ["1"]}, {}, 400, "Line 1"),
    ({"code": ["99213"], "units": ["x"]}, {}, 400, "Line 1: "),
    ({"text": "99213\n20610", "day": "yesterday"}, {}, 400, "is no date"),
    ({"text": "99213\n20610", "setting": "moon"}, {}, 400, "setting"),
    ({"text": "99213\n20610", "place": "Alabama, I think"}, {}, 400, "place of payment"),
    ({"text": "99213\n" * 2001}, {}, 413, "2,000"),
    ({"text": "kept"}, {"file": ("broken.837", b"ISA*00*          *00*")}, 400, "is damaged"),
    ({"text": "kept"}, {"file": ("empty.csv", b"")}, 400, "empty"),
    ({"text": "kept"}, {"file": ("large.csv", b"1" * 5_000_001)}, 413, "5 MB"),
]


@pytest.mark.parametrize(("data", "files", "status", "told"), REFUSED, ids=[f"{case[3]} {case[2]}" for case in REFUSED])
async def test_what_is_refused_keeps_what_was_typed(
    desk_client: httpx.AsyncClient, data: dict[str, object], files: dict[str, tuple[str, bytes]], status: int, told: str
) -> None:
    response = await desk_client.post("/claims", data=data, files=files or {"file": ("", b"")})
    assert response.status_code == status, response.text
    assert told in response.text
    if "text" in data:
        assert str(data["text"])[:40] in response.text


async def test_what_was_typed_stays_text(desk_client: httpx.AsyncClient) -> None:
    hostile = "=1+1 99213 <script>alert(1)</script>\n99213\n20610"
    page = (await desk_client.post("/claims", data={**ONCE, "text": hostile})).text
    assert "<script>alert" not in page
    assert not any(cell.startswith("=") for row in exported(page) for cell in row)
