"""Files of claims: what is read of an 837, an 835, a charge export, and the sentence for everything else."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.files.segments import ClaimFileError, is_x12
from assistant.understand.claims.text import ClaimText
from assistant.understand.intake import QuestionError, read_question
from assistant.understand.query import Query
from assistant.understand.query_json import as_json, query_from_json
from tests.support.x12_files import differences

TODAY = date(2026, 11, 23)
ISA = "ISA*00*          *00*          *ZZ*US             *ZZ*THEM           *260315*1200*^*00501*000000001*0*T*:~"


def file_of(body: str, kind: str = "837", version: str = "005010X222A1") -> str:
    """A whole file around the segments of one transaction."""
    segments = [segment for segment in body.replace("\n", "").split("~") if segment.strip()]
    inside = "~".join(segment.strip() for segment in segments)
    head = f"{ISA}GS*HC*US*THEM*20260315*1200*1*X*{version}~ST*{kind}*0001*{version}~"
    return f"{head}{inside}~SE*{len(segments) + 2}*0001~GE*1*1~IEA*1*000000001~"


def read(text: str, name: str = "file") -> tuple[ClaimText, ...]:
    return read_bytes(text.encode(), name, TODAY)


def one(body: str, kind: str = "837", version: str = "005010X222A1") -> ClaimText:
    (claim,) = read(file_of(body, kind, version))
    return claim


def lines(claim: ClaimText) -> list[str]:
    return [
        f"{line.text}x{line.units}" + (f"@{line.day}" if line.day else "") + (f"/{line.place}" if line.place else "")
        for line in claim.lines
    ]


VISIT = """CLM*77*345***11:B:1*Y*A*Y*Y~HI*ABK:M654*ABF:E119~LX*1~SV1*HC:99214:25*145*UN*1***1:2~
DTP*472*D8*20260310~LX*2~SV1*HC:20550:LT*200*UN*1***1~DTP*472*D8*20260310~"""
READ = ["99214-25x1@2026-03-10/11", "20550-LTx1@2026-03-10/11"]


@pytest.mark.parametrize("seed", range(30))
def test_a_written_file_is_read_back(seed: int) -> None:
    assert differences(seed) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text,
        lambda text: text.replace("~", "~\n"),
        lambda text: text.replace("~", "~\r\n"),
        lambda text: text.replace("~", "\n"),
        lambda text: text.replace("~", "\r\n"),
        lambda text: text.replace("~", "~~"),
        lambda text: text.replace("~", "~ \n\n"),
        lambda text: "\ufeff\n" + text,
        lambda text: text[:-1],
        lambda text: text.replace(":", ">").replace("*", "|"),
        lambda text: text.replace("*", "\x1d").replace(":", "\x1f").replace("~", "\x1c"),
        lambda text: " ".join(text.split()),
        lambda text: "\n".join(text[at : at + 80] for at in range(0, len(text), 80)),
        lambda text: f"Please check this claim: {text}",
    ],
)
def test_any_separators_and_line_ends(changed) -> None:  # type: ignore[no-untyped-def]
    (claim,) = read(changed(file_of(VISIT)))
    assert lines(claim) == READ
    assert claim.whole
    assert [[str(code) for code in pointed] for pointed in claim.pointed] == [["M65.4", "E11.9"], ["M65.4"]]


def test_several_claims_transactions_and_interchanges() -> None:
    other = file_of(VISIT.replace("*77*", "*78*") + VISIT.replace("*77*", "*79*"))
    both = read(file_of(VISIT) + "\n" + other.replace("*", "|").replace(":", "^"))
    assert [claim.title for claim in both] == ["Claim 77, 837P", "Claim 78, 837P", "Claim 79, 837P"]
    assert all(lines(claim) == READ and claim.whole for claim in both)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        # a line that is missing, or a charge that is wrong
        (VISIT.replace("*345*", "*445*"), "the lines come to $345 and the claim to $445: a line may be missing"),
        ("CLM*77*10***11:B:1~HI*ABK:M654~", "the claim has no service line"),
        (VISIT.replace("SV1*HC:20550:LT*200*UN*1***1~", ""), "Line 2 has no service (SV1 or SV2)"),
        # what is no CPT or HCPCS code, no whole number, no date, no known qualifier
        (VISIT.replace("HC:20550", "ZZ:20550"), "Line 2: ZZ:20550"),
        (VISIT.replace("HC:20550:LT", "HC:2055:LT"), "Line 2: HC:2055"),
        (VISIT.replace("20550:LT", "20550:L"), "Line 2: modifier L"),
        (VISIT.replace("*200*UN*1*", "*200*UN*1.5*"), "Line 2: 1.5 units, which are no whole number"),
        (VISIT.replace("*200*UN*1*", "*200*UN*0*"), "Line 2: 0 units"),
        (VISIT.replace("DTP*472*D8*20260310~LX", "DTP*472*D8*20261310~LX"), "Line 1: date 20261310"),
        (VISIT.replace("ABF:E119", "XYZ:E119"), "HI XYZ:E119"),
        (VISIT.replace("ABF:E119", "BF:25000"), "HI BF 25000: an ICD-9-CM code, which no edition here has"),
        (VISIT + "XX1*5~", "Line 2: XX1*5"),
    ],
)
def test_nothing_is_clean_that_was_not_read(body: str, told: str) -> None:
    claim = one(body)
    assert told in claim.unread
    assert not claim.whole


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            VISIT.replace("ABK:", "BK:"),
            "M65.4 stands under BK, the qualifier of ICD-9-CM, and was read as ICD-10-CM: send it under ABK.",
        ),
        (VISIT.replace("*200*UN*1*", "*200*MJ*45*"), "Line 2: 45 minutes."),
        (
            VISIT.replace("11:B:1", "11:B:7"),
            "Frequency 7 needs the payer's number of the earlier claim (REF F8), which is not here.",
        ),
        (VISIT.replace("***1:2~", "***1:3~"), "Line 1 points to diagnosis 3, which the claim does not have."),
        (VISIT.replace("D8*20260310~LX", "RD8*20260310-20260312~LX"), "Line 1 is for 2026-03-10 to 2026-03-12."),
        (VISIT.replace("HI*ABK", "PWK*OZ*BM~N3*1 ST~HI*ABK"), "Not needed for the check and not read: PWK 1, N3 1."),
        (VISIT.replace("ABF:E119", "ABJ:R079"), "Admitting diagnosis: R079."),
    ],
)
def test_what_is_noted(body: str, told: str) -> None:
    claim = one(body)
    assert told in claim.notes
    assert claim.whole


def test_a_range_of_codes_is_told_and_a_description_in_its_place_is_none() -> None:
    assert one(VISIT.replace("HC:20550:LT*", "HC:20550:LT:::::20553*")).unread == ("Line 2: through 20553",)
    claim = one(VISIT.replace("HC:20550:LT*", "HC:20550:LT:::::SHOT IN A SHEATH*"))
    assert claim.whole
    assert lines(claim) == READ


def test_who_pays_where_and_by_which_numbers() -> None:
    ahead = "HL*1**20*1~NM1*85*2*US*****XX*1234567893~HL*2*1*22*0~SBR*P*18*******MB~NM1*PR*2*MEDICARE PART B*****PI*1~"
    body = ahead + VISIT.replace("HI*ABK", "REF*G1*64483~HI*ABK") + "LIN**N4*00409116605~CTP****2.5*ML~"
    claim = one(body)
    assert [(number.kind, number.value) for number in claim.numbers] == [
        ("NPI", "1234567893"),
        ("authorization number", "64483"),
        ("NDC", "00409116605 ML 2.5"),
    ]
    said = claim.circumstances
    assert (said.payer_name, str(said.payer), str(said.setting), said.facility) == (
        "MEDICARE PART B",
        "Medicare",
        "practitioner",
        False,
    )


def test_a_hospital_claim() -> None:
    claim = one(
        """CLM*H1*900***13:A:1*Y*A*Y*Y~DTP*434*RD8*20260310-20260311~HI*ABK:K635:::::::Y~HI*APR:R079~LX*1~
        SV2*0490*HC:45385:59*800*UN*1~DTP*472*D8*20260310~LX*2~SV2*0250**100*UN*3~""",
        version="005010X223A2",
    )
    assert lines(claim) == ["45385-59x1@2026-03-10"]
    assert str(claim.circumstances.setting) == "hospital"
    assert "Line 2: revenue code 0250, no procedure code, so nothing to check." in claim.notes
    assert claim.title == "Claim H1, 837I"
    assert claim.whole


PAID = """BPR*I*80~TRN*1*1*1~N1*PR*OUR PLAN~LX*1~CLP*77*1*345*80*20*12*ICN1*11*1~MOA***MA01~
SVC*HC:99213*145*80**1*HC:99214:25~DTM*472*20260310~CAS*CO*45*45~CAS*PR*2*20~
SVC*HC:20550:LT*200*0**1**2~DTM*472*20260310~CAS*CO*97*150*1*16*50~LQ*HE*N390~LQ*HE*M15~"""


def test_a_remittance_line_by_line() -> None:
    claim = one(PAID, "835", "005010X221A1")
    assert claim.remittance is not None
    assert lines(claim) == ["99214-25x1@2026-03-10", "20550-LTx2@2026-03-10"]
    first, second = claim.remittance.lines
    assert (first.paid, first.adjusted, first.paid_as) == (Decimal(80), "CO-45 $45.00, PR-2 $20.00", "99213")
    assert (second.paid, second.adjusted) == (Decimal(0), "CO-97 $150.00, CO-16 $50.00; N390, M15")
    assert second.adjustments[0].units == 1
    assert (claim.remittance.status, claim.remittance.claim.remarks) == ("processed as primary", ("MA01",))
    assert {"Line 1: billed as 99214-25, paid as 99213.", "Line 2: 2 units billed, 1 paid."} <= set(claim.notes)
    assert claim.whole


def test_a_remittance_that_does_not_balance() -> None:
    claim = one(PAID.replace("CO*45*45", "CO*45*40"), "835")
    assert "Line 1 does not balance: $5 of its charge are neither paid nor adjusted." in claim.notes


def test_what_a_remittance_adjusts_beside_its_claims() -> None:
    claim = one(PAID + "PLB*1234567893*20261231*WO:77*10~", "835")
    assert "Beside the claims the payment was adjusted: PLB WO:77 $10." in claim.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \r\n", "empty"),
        ("%PDF-1.7 ...", "damaged PDF"),
        ("ISA*00*", "ISA segment is damaged"),
        (ISA, "no transaction (ST)"),
        (file_of("BHT*0022*13~", "270"), "an eligibility inquiry (270)"),
        (file_of("AK1*HC*1~", "999"), "an acknowledgment (999)"),
        (file_of("BHT*0019*00~"), "an 837 without a claim"),
        (file_of("CLM*1*2~LX*1~SV3*AD:D0120*2~", "837", "005010X224A2"), "a dental claim"),
        ("Dear all, the meeting is at nine.", "no claim that can be read"),
        ("name,amount\nx,1\n", "no claim that can be read"),
        ("\x00\x01\x02\x03", "not text"),
    ],
)
def test_one_sentence_for_what_is_no_claim(text: str, said: str) -> None:
    with pytest.raises(ClaimFileError) as told:
        read(text)
    assert said in str(told.value)
    assert str(told.value).endswith(".")


def test_a_cut_file_is_never_clean() -> None:
    whole = file_of(VISIT)
    for end in range(whole.index("LX*1"), whole.index("SE*")):
        (claim,) = read(whole[:end])
        assert not claim.whole, whole[:end]


def test_a_part_without_its_envelope() -> None:
    whole = file_of(VISIT)
    (claim,) = read(whole[whole.index("ST*") : whole.index("GE*")])
    assert (lines(claim), claim.whole) == (READ, True)
    (claim,) = read(VISIT.replace(":", ">"))
    assert lines(claim) == READ
    assert claim.unread == ("The transaction has no end (SE): the file ends.",)
    (claim,) = read(PAID[PAID.index("CLP*") :].replace("~", "\n"))
    assert claim.title == "Claim 77, 835"


def test_a_claim_of_a_file_as_json_and_back() -> None:
    for claim in (*read(file_of(VISIT)), one(PAID, "835")):
        query = Query.of_claim(claim.title, claim)
        assert query_from_json(as_json(query)) == query


def test_a_charge_export_by_claim() -> None:
    text = "Charges of March\nAccount #;CPT;Mod;Units;DOS;Dx\n1;99214;25;1;03/10/2026;M65.4\n1;20550;LT;1;03/10/2026;M65.4\n2;J3301;;4.0;03/11/2026;M17.11\n"
    first, second = read(text, "march.csv")
    assert lines(first) == ["99214-25x1@2026-03-10", "20550-LTx1@2026-03-10"]
    assert lines(second) == ["J3301x4@2026-03-11"]
    assert (first.title, second.title) == ("Account # 1, march.csv", "Account # 2, march.csv")
    assert first.notes == ("Above the table: Charges of March",)


def test_a_workbook_with_several_sheets() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["CPT", "Modifier", "Units", "Date"], [99214.0, 25, 1, date(2026, 3, 10)], ["20550", "LT", 1.0, None]):
        sheet.append(row)
    book.create_sheet("Notes").append(["call", "back"])
    stream = io.BytesIO()
    book.save(stream)
    (claim,) = read_bytes(stream.getvalue(), "charges.xlsx", TODAY)
    assert lines(claim) == ["99214-25x1@2026-03-10", "20550-LTx1"]
    assert claim.notes == ('Sheet "Notes" was not read: no row of it names a column of procedure codes.',)
    with pytest.raises(ClaimFileError, match="damaged"):
        read_bytes(stream.getvalue()[:-200], "charges.xlsx", TODAY)


def test_a_message_holds_a_short_file_alone() -> None:
    assert is_x12(read_question(file_of(VISIT)))
    assert not is_x12("what is the ISA*00 segment?")
    for text in (file_of(VISIT * 60), file_of(VISIT).replace("*", "\x1d").replace("~", "\x1c")):
        with pytest.raises(QuestionError, match="python -m assistant claim FILE"):
            read_question(text)
