"""Claim forms as PDF: CMS-1500 and UB-04, by fields and by text, to the same claim as an 837's; or one sentence."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from assistant.understand.claims.files.paper.form import day_x12, money_x12
from assistant.understand.claims.files.paper.names import claim_by_names
from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.files.segments import ClaimFileError
from assistant.understand.claims.text import ClaimText
from tests.support.paper_forms import MANNERS, differences
from tests.support.written_claims import Claim, Line

TODAY = date(2026, 11, 30)
DAY = date(2026, 3, 10)
VISIT = Claim(
    (
        Line("99214", ("25",), 1, "145.00", DAY, (0, 1)),
        Line("J3301", ("JZ",), 4, "80.50", DAY, (1,)),
    ),
    ("M65.4", "E11.9"),
    DAY,
)


def read(data: bytes) -> tuple[ClaimText, ...]:
    return read_bytes(data, "form.pdf", TODAY)


def printed(rows: Sequence[str], *, fields: Mapping[str, str] | None = None) -> bytes:
    """A page of lines of text, and of fields below them."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=letter)
    canvas.setFont("Courier", 10)
    for place, row in enumerate(rows):
        canvas.drawString(40, 720 - 24 * place, row)
    for place, (name, value) in enumerate((fields or {}).items()):
        canvas.acroForm.textfield(name=name, value=value, x=40, y=500 - 20 * place, width=160, height=16)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(4))
def test_a_form_is_read_back(seed: int, manner: str) -> None:
    assert differences(seed, manner) == []


@pytest.mark.parametrize("manner", [name for name in MANNERS if name.startswith("CMS")])
def test_what_a_form_says_beside_its_lines(manner: str) -> None:
    (claim,) = read(MANNERS[manner](VISIT))
    assert claim.whole
    assert claim.title == "Claim AC40917, CMS-1500"
    assert (claim.day, claim.circumstances.payer_name) == (DAY, "LARKFIELD HEALTH PLAN")
    assert {(number.kind, number.value) for number in claim.numbers} == {
        ("NPI", "1234567893"),
        ("authorization number", "7731XZ22"),
    }


DATE = "03 10 26 03 10 26 11"
ROWS = [
    # (a line of box 24 as it is printed, what of it is read, what is told as unread)
    (f"{DATE} 99214 25 57 AB 145 00 1", "99214-25-57x1$145.00", ()),
    (f"{DATE} 9921425 AB 145.00 1", "99214-25x1$145.00", ()),
    (f"{DATE} Y 99214 LA 50 AB 90 00 2", "99214-LA-50x2$90.00", ()),
    ("03102026 03102026 11 99214 A 1,145.00 3 1234567893", "99214x3$1145.00", ()),
    ("03/10/26 03/10/26 11 99214 12 145.00 1", "99214x1$145.00", ()),
    (f"{DATE} 99214 25 A 145 00 1 F ZZ 1234567893", "99214-25x1$145.00", ()),
    (f"{DATE} 99214 25 C 145 00 1", "99214-25x1$145.00", ("it points to C, where the form has no diagnosis",)),
    (f"{DATE} 99214 2X5 A 145 00 1", "99214x1$145.00", ("2X5",)),
    (f"{DATE} 99214 25 A 145 00 1 20550", "99214-25x1$145.00", ("20550",)),
    (f"{DATE} 99214 25 A 145 00 1.5", "99214-25x2$145.00", ("1.5 units, which are no whole number",)),
]


@pytest.mark.parametrize(("row", "line", "unread"), ROWS)
def test_a_line_of_box_24(row: str, line: str, unread: tuple[str, ...]) -> None:
    (claim,) = read(printed(["A. M654 B. E119", row, f"{DATE} 20550 LT A 100 00 1"]))
    first = claim.lines[0]
    assert f"{first.text}x{first.units}${first.charge}" == line
    assert {text.removeprefix("Line 1: ") for text in claim.unread} == set(unread)
    assert claim.whole is not bool(unread)


def test_a_line_that_is_lost_never_leaves_a_clean_claim() -> None:
    form = printed(["A. M654", f"{DATE} 99214 A 145 00 1", f"{DATE} 2O550 A 100 00 1", f"{DATE} 96372 A 30 00 1"])
    (claim,) = read(form)
    assert [line.text for line in claim.lines] == ["99214", "96372"]
    assert claim.unread == (f"{DATE} 2O550 A 100 00 1",)
    row = "23 ACCOUNT".ljust(56) + "275 00"  # box 28 where only the data are printed
    (claim,) = read(printed(["A. M654", f"{DATE} 99214 A 145 00 1", f"{DATE} 96372 A 30 00 1", "", "", "", "", row]))
    assert claim.unread == ("the lines come to $175.00 and the claim to $275.00: a line may be missing",)


def test_a_drug_in_the_shaded_half() -> None:
    form = printed(["A. M654", f"{DATE} 96372 A 30 00 1", "N400409116605 ML2.5", f"{DATE} J3301 JZ A 80 00 4"])
    (claim,) = read(form)
    assert [(number.kind, number.value) for number in claim.numbers] == [("NDC", "00409116605 ML 2.5")]
    assert claim.whole


NAMES = [
    # names of fields with words or box numbers, and the lines that they hold
    ({"24D_1_CPT": "99214", "24D_1_Mod": "25", "24G_1": "2", "24F_1": "145.00", "21_A": "M65.4"}, ["99214-25x2"]),
    (
        {"line1_code": "J3301", "line1_units": "4", "line2_code": "96372", "line2_modifier": "59"},
        ["J3301x4", "96372-59x1"],
    ),
    ({"FL42_1": "0450", "FL44_1": "99283 25", "FL46_1": "1", "FL47_1": "300.00"}, ["99283-25x1"]),
    ({"form1[0].cpt1[0]": "99214", "form1[0].mod1[0]": "25", "form1[0].day1[0]": "1"}, ["99214-25x1"]),
]


@pytest.mark.parametrize(("fields", "lines"), NAMES)
def test_fields_whose_names_say_what_they_are(fields: dict[str, str], lines: list[str]) -> None:
    assert claim_by_names(tuple(fields.items())) is not None
    (claim,) = read(printed([], fields=fields))
    assert [f"{line.text}x{line.units}" for line in claim.lines] == lines


def test_a_code_in_a_field_of_no_known_name_is_told() -> None:
    fields = {"cpt1": "99214", "ch1": "145", "day1": "1", "t_charge": "145", "extra": "20550", "pt_zip": "85224"}
    (claim,) = read(printed([], fields=fields))
    assert claim.unread == ("extra: 20550",)


def test_a_printed_table_and_a_form_of_a_clinic() -> None:
    (claim,) = read(printed(["CPT     Mod   Units   Dx", "99214   25    1       M65.4", "20550   LT    1       M65.4"]))
    assert [line.text for line in claim.lines] == ["99214-25", "20550-LT"]


def _locked() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt="secret")
    canvas.drawString(40, 700, f"{DATE} 99214 A 145 00 1")
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "damaged PDF"),
        (printed([]), "if it is a scan, make its text searchable"),
        (printed(["Dear all, the meeting is at nine."]), "no service line"),
        (_locked(), "locked with a password"),
    ],
)
def test_one_sentence_for_what_is_no_claim(data: bytes, said: str) -> None:
    with pytest.raises(ClaimFileError, match=said) as told:
        read(data)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


def test_days_and_amounts_of_forms() -> None:
    written = ("03 10 26", "031026", "03102026", "3/10/2026", "2026-03-10")
    assert {day_x12(text) for text in written} == {"20260310"}
    assert [money_x12(text) for text in ("1,250 00", "$1250.00", "1250", "12x")] == [
        "1250.00",
        "1250.00",
        "1250",
        "12x",
    ]
