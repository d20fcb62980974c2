"""Claim forms as PDF in the manners that are met: fields by name, fields without names, printed, data alone.

``python -m tests.support.paper_forms 200`` writes so many, reads each back and prints what differs. The places are those
of the CMS-1500 (02/12) and the UB-04; the boxes carry their short names only.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.text import ClaimText
from tests.support.told_cases import TODAY
from tests.support.written_claims import Claim, random_claim

PAYER, ACCOUNT, AUTHORIZATION = "LARKFIELD HEALTH PLAN", "AC40917", "7731XZ22"
LETTERS = "ABCDEFGHIJKL"
_HEIGHT = letter[1]


@dataclass
class Sheet:
    """A page that is filled at places: columns of a tenth of an inch, lines of a sixth, both counted from 1."""

    fields: bool
    labels: bool

    def __post_init__(self) -> None:
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=letter)
        self.count = 0

    def label(self, column: float, line: float, text: str) -> None:
        if self.labels:
            self.canvas.setFont("Helvetica", 5.5)
            self.canvas.drawString(self._x(column), self._y(line), text)

    def put(self, column: float, line: float, text: str, name: str = "", width: float = 0) -> None:
        """A value of a box; as a field it has a name, or one that says nothing."""
        if not text:
            return
        if not self.fields:
            self.canvas.setFont("Courier", 10)
            self.canvas.drawString(self._x(column), self._y(line), text)
            return
        self.count += 1
        self.canvas.acroForm.textfield(
            name=name or f"f{self.count}",
            value=text,
            x=self._x(column) - 1,
            y=self._y(line) - 2,
            width=(width or max(2.0, len(text) + 0.6)) * 7.2,
            height=11,
            fontSize=8,
            borderWidth=0,
        )

    def data(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.stream.getvalue()

    @staticmethod
    def _x(column: float) -> float:
        return 22 + (column - 1) * 7.2

    @staticmethod
    def _y(line: float) -> float:
        return float(_HEIGHT) - line * 12


def _cents(charge: str) -> tuple[str, str]:
    dollars, _, cents = charge.partition(".")
    return dollars, cents


def _total(claim: Claim) -> str:
    cents = sum(int(line.charge.replace(".", "")) for line in claim.lines)
    return f"{cents // 100}.{cents % 100:02d}"


def cms1500(claim: Claim, *, fields: bool, labels: bool, named: bool = False) -> bytes:
    """A CMS-1500 with at most six lines."""
    sheet = Sheet(fields, labels)

    def name(text: str) -> str:
        return text if named else ""

    sheet.label(1, 3, "HEALTH INSURANCE CLAIM FORM")
    sheet.put(45, 4, PAYER, name("insurance_name"))
    sheet.label(1, 37, "21. DIAGNOSIS OR NATURE OF ILLNESS OR INJURY  Relate A-L to service line below (24E)")
    for place, code in enumerate(claim.diagnoses):
        column, level = 3 + 13 * (place % 4), 38.5 + place // 4
        sheet.label(column - 1.6, level, f"{LETTERS[place]}.")
        sheet.put(column, level, code.replace(".", ""), name(f"diagnosis{place + 1}"), 8)
    sheet.label(50, 40.6, "23. PRIOR AUTHORIZATION NUMBER")
    sheet.put(51, 41.7, AUTHORIZATION, name("prior_auth"))
    sheet.label(1, 42.6, "24. A. DATE(S) OF SERVICE   B. PLACE  C. EMG  D. PROCEDURES, SERVICES, OR SUPPLIES")
    sheet.label(45, 42.6, "E. POINTER   F. $ CHARGES   G. UNITS   J. RENDERING PROVIDER ID. #")
    for place, line in enumerate(claim.lines):
        row, number = 45 + 2 * place, place + 1
        assert line.day is not None
        for column, end in ((1, "from"), (10, "end")):
            for shift, (part, form) in enumerate((("mm", "%m"), ("dd", "%d"), ("yy", "%y"))):
                sheet.put(column + 3 * shift, row, f"{line.day:{form}}", name(f"sv{number}_{part}_{end}"), 2.4)
        sheet.put(19, row, "11", name(f"place{number}"), 2.4)
        sheet.put(25, row, line.code, name(f"cpt{number}"), 6)
        for at, modifier in enumerate(line.modifiers):
            sheet.put(33 + 3 * at, row, modifier, name(f"mod{number}{('', 'a', 'b', 'c')[at]}"), 2.4)
        sheet.put(45, row, "".join(LETTERS[at] for at in line.pointers), name(f"diag{number}"), 4)
        if named:
            sheet.put(50, row, line.charge, f"ch{number}", 8)
        else:
            dollars, cents = _cents(line.charge)
            sheet.put(55 - len(dollars), row, dollars)
            sheet.put(56, row, cents)
        sheet.put(60, row, str(line.units), name(f"day{number}"), 3)
        sheet.label(65, row, "NPI")
        sheet.put(68, row, "1234567893", name(f"local{number}"), 10)
    sheet.label(1, 56, "25. FEDERAL TAX I.D. NUMBER")
    sheet.label(23, 56, "26. PATIENT'S ACCOUNT NO.")
    sheet.label(50, 56, "28. TOTAL CHARGE")
    sheet.label(63, 56, "29. AMOUNT PAID")
    sheet.put(23, 57.2, ACCOUNT, name("pt_account"))
    dollars, cents = _cents(_total(claim))
    sheet.put(50, 57.2, f"{dollars} {cents}", name("t_charge"))
    return sheet.data()


def ub04(claim: Claim, *, fields: bool, labels: bool) -> bytes:
    """A UB-04 with at most 22 lines, the last of them the total."""
    sheet = Sheet(fields, labels)
    sheet.label(50, 1, "3a PAT. CNTL #")
    sheet.put(60, 1.2, ACCOUNT)
    sheet.label(74, 2, "4 TYPE OF BILL")
    sheet.put(76, 3, "0131")
    sheet.label(2, 17, "42 REV. CD.")
    for column, text in ((8, "43 DESCRIPTION"), (34, "44 HCPCS / RATE"), (49, "45 SERV. DATE"), (57, "46 SERV. UNITS")):
        sheet.label(column, 17, text)
    for place, line in enumerate(claim.lines):
        row = 18 + place
        assert line.day is not None
        sheet.put(2, row, "0450")
        sheet.put(8, row, "SERVICE")
        sheet.put(34, row, line.code + "".join(line.modifiers))
        sheet.put(49, row, f"{line.day:%m%d%y}")
        sheet.put(57, row, str(line.units))
        dollars, cents = _cents(line.charge)
        sheet.put(72 - len(dollars), row, dollars)
        sheet.put(73, row, cents)
    dollars, cents = _cents(_total(claim))
    sheet.put(2, 40, "0001")
    sheet.label(8, 40, "PAGE 1 OF 1   CREATION DATE   TOTALS")
    sheet.put(72 - len(dollars), 40, dollars)
    sheet.put(73, 40, cents)
    sheet.label(1, 41, "50 PAYER NAME")
    sheet.put(1, 42, PAYER)
    sheet.label(1, 49, "63 TREATMENT AUTHORIZATION CODES")
    sheet.put(1, 50, AUTHORIZATION)
    sheet.label(1, 54, "66 DX")
    for place, code in enumerate(claim.diagnoses):
        sheet.put(4 + 9 * place, 54.5, code.replace(".", ""))
    return sheet.data()


Manner = Callable[[Claim], bytes]
MANNERS: dict[str, Manner] = {
    "CMS-1500, named fields": lambda claim: cms1500(claim, fields=True, labels=True, named=True),
    "CMS-1500, fields": lambda claim: cms1500(claim, fields=True, labels=True),
    "CMS-1500, printed": lambda claim: cms1500(claim, fields=False, labels=True),
    "CMS-1500, data alone": lambda claim: cms1500(claim, fields=False, labels=False),
    "UB-04, fields": lambda claim: ub04(claim, fields=True, labels=True),
    "UB-04, printed": lambda claim: ub04(claim, fields=False, labels=True),
    "UB-04, data alone": lambda claim: ub04(claim, fields=False, labels=False),
}


def drawn(chance: random.Random) -> Claim:
    """A claim that fits on one form."""
    claim = random_claim(chance)
    return replace(claim, lines=claim.lines[:6])


def shown(claim: ClaimText) -> list[str]:
    """A claim, line by line, as ``expected`` writes it."""
    rows = []
    for line, pointed in zip(claim.lines, claim.pointed, strict=True):
        dx = ",".join(code.undotted for code in pointed)
        rows.append(f"{line.text} x{line.units} ${line.charge} @{line.day} pos{line.place} [{dx}]")
    return [*rows, ",".join(code.undotted for code in claim.diagnoses), *(f"~{text}" for text in claim.unread)]


def expected(claim: Claim, form: str) -> list[str]:
    """The lines that must be read; a UB-04 points to no diagnosis and has no place of service on its lines."""
    dx = [code.replace(".", "") for code in claim.diagnoses]
    rows = []
    for line in claim.lines:
        pointed = ",".join(dx[at] for at in line.pointers) if form.startswith("CMS") else ""
        text, place = "-".join((line.code, *line.modifiers)), "11" if form.startswith("CMS") else ""
        rows.append(f"{text} x{line.units} ${line.charge} @{line.day} pos{place} [{pointed}]")
    return [*rows, ",".join(dict.fromkeys(dx))]


def differences(seed: int, manner: str) -> list[str]:
    """What of a form is not read back."""
    claim = drawn(random.Random(seed))
    claims = read_bytes(MANNERS[manner](claim), "form.pdf", TODAY)
    read, wanted = [row for one in claims for row in shown(one)], expected(claim, manner)
    left = [f"- {row}" for row in wanted if row not in read] + [f"+ {row}" for row in read if row not in wanted]
    told = {number.value for one in claims for number in one.numbers}
    if AUTHORIZATION not in told and manner != "UB-04, data alone":
        left.append("- the authorization number")
    if PAYER not in {one.circumstances.payer_name for one in claims} and manner != "UB-04, data alone":
        left.append("- the payer")
    return left


def main(count: int) -> int:
    for manner in MANNERS:
        wrong = 0
        for seed in range(count):
            if left := differences(seed, manner):
                wrong += 1
                if wrong <= 3:
                    print(f"{manner}, seed {seed}:", *left, sep="\n  ")
        print(f"{manner}: {count - wrong} of {count} read back")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
