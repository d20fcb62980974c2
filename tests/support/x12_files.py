"""Files of claims as clearinghouses and payers send them: random 837P, 837I and 835, each with what must be read.

``python -m tests.support.x12_files 500`` writes so many, reads each back and prints what differs.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from assistant.understand.claims.files.reading import read_bytes
from assistant.understand.claims.text import ClaimText
from tests.support.told_cases import TODAY
from tests.support.written_claims import Claim, Line, random_claim

VERSIONS = {"837P": "005010X222A1", "837I": "005010X223A2", "835": "005010X221A1"}
KINDS = tuple(VERSIONS)
SEPARATORS = ("*:~", "*:~", "*:~", "|>~", "*>~", "|^~", "*<\n", "+:'", "\x1d\x1f\x1c", "*:!")
LINE_ENDS = ("", "", "\n", "\r\n", "\n\n")
REASONS = ("16", "18", "22", "29", "50", "96", "97", "109", "119", "151", "197", "204", "236")
REMARKS = ("N130", "M76", "N390", "M51", "MA130", "N115", "M15", "N56")


@dataclass
class Written:
    """A file and the claims that must be read from it, in their short form (``shown``)."""

    text: str
    claims: list[str] = field(default_factory=list)


def shown(claim: ClaimText) -> str:
    """A claim in one line: everything that a file may tell of it."""
    lines = []
    for line, pointed in zip(claim.lines, claim.pointed, strict=True):
        dx = ",".join(code.undotted for code in pointed)
        lines.append(f"{line.text}x{line.units} ${line.charge} @{line.day} pos{line.place} dx[{dx}]")
    told = [claim.title, *lines, f"all[{','.join(code.undotted for code in claim.diagnoses)}]"]
    told += sorted(f"{number.kind}={number.value}" for number in claim.numbers if number.kind != "NPI")
    if claim.remittance is not None:
        every = (claim.remittance.claim, *claim.remittance.lines)
        told += [f"{one.line}: {one.billed} {one.paid} {one.adjusted} {one.paid_as}".strip() for one in every]
    told += [str(claim.circumstances.setting), claim.circumstances.payer_name, f"unread={claim.unread}"]
    return " | ".join(told)


@dataclass
class _Writer:
    """Segments with the signs of one interchange."""

    chance: random.Random
    signs: str
    end: str
    parts: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, *elements: str) -> None:
        """One segment; ":" in an element separates its components."""
        element, component, segment = tuple(self.signs)
        text = element.join(each.replace(":", component) for each in elements).rstrip(element)
        self.parts.append(text + segment + (self.end if segment != "\n" else ""))
        self.count += 1

    def maybe(self, *elements: str) -> None:
        if self.chance.random() < 0.4:
            self.add(*elements)

    def begin(self, kind: str, number: int) -> None:
        element, component, segment = tuple(self.signs)
        whole = f"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260315*1200*^*00501*{number:09d}*0*T*"
        self.parts.append(whole.replace("*", element) + component + segment + (self.end if segment != "\n" else ""))
        group = "HP" if kind == "835" else "HC"
        self.add("GS", group, "SENDER", "RECEIVER", "20260315", "1200", str(number), "X", VERSIONS[kind])

    def finish(self, transactions: int, number: int) -> None:
        self.add("GE", str(transactions), str(number))
        self.add("IEA", "1", f"{number:09d}")


def written(chance: random.Random) -> Written:
    """One file: one or two interchanges, each of one or two transactions of one to four claims."""
    made = Written("")
    for number in range(1, chance.choice([1, 1, 1, 2]) + 1):
        writer = _Writer(chance, chance.choice(SEPARATORS), chance.choice(LINE_ENDS))
        kind = chance.choice(KINDS)
        writer.begin(kind, number)
        transactions = chance.choice([1, 1, 2])
        for control in range(1, transactions + 1):
            _transaction(writer, kind, f"{control:04d}", made)
        writer.finish(transactions, number)
        made.text += "".join(writer.parts)
    return made


def _transaction(writer: _Writer, kind: str, control: str, made: Written) -> None:
    chance = writer.chance
    writer.count = 0
    writer.add("ST", kind[:3], control, "" if kind == "835" else VERSIONS[kind])
    payer = chance.choice(["NOWHERE HEALTH", "MEDICARE PART B", "OUR BLUE PLAN"])
    claims = [random_claim(chance) for _ in range(chance.randint(1, 4))]
    if kind == "835":
        _payment(writer, payer, claims)
    else:
        _submission(writer)
    levels = 1
    for place, claim in enumerate(claims, start=1):
        name = f"PT{chance.randint(1, 99999)}"
        if kind == "835":
            made.claims.append(_remitted(writer, name, payer, claim))
        else:
            if place == 1 or chance.random() < 0.5:
                levels += 1
                _subscriber(writer, payer, levels)
            made.claims.append(_claim(writer, name, payer, claim, hospital=kind == "837I"))
    if kind == "835":
        writer.maybe("PLB", "1234567893", "20261231", "WO:77", "10")
    writer.add("SE", str(writer.count + 1), control)


# --- 837 ------------------------------------------------------------------------------------------------------------


def _submission(writer: _Writer) -> None:
    writer.add("BHT", "0019", "00", "1", "20260315", "1200", "CH")
    writer.add("NM1", "41", "2", "SUBMITTER", "", "", "", "", "46", "12345")
    writer.add("PER", "IC", "HELP DESK", "TE", "5555550100")
    writer.add("NM1", "40", "2", "RECEIVER", "", "", "", "", "46", "99999")
    writer.add("HL", "1", "", "20", "1")
    writer.maybe("PRV", "BI", "PXC", "207Q00000X")
    writer.add("NM1", "85", "2", "OUR CLINIC", "", "", "", "", "XX", "1234567893")
    writer.add("N3", "1 MAIN ST")
    writer.add("N4", "TOWN", "TX", "750010001")
    writer.add("REF", "EI", "123456789")


def _subscriber(writer: _Writer, payer: str, level: int) -> None:
    writer.add("HL", str(level), "1", "22", "0")
    writer.add("SBR", "P", "18", "", "", "", "", "", "", "CI")
    writer.add("NM1", "IL", "1", "DOE", "JANE", "", "", "", "MI", "W123456789")
    writer.maybe("DMG", "D8", "19600101", "F")
    writer.add("NM1", "PR", "2", payer, "", "", "", "", "PI", "12345")


def _claim(writer: _Writer, name: str, payer: str, claim: Claim, *, hospital: bool) -> str:
    chance = writer.chance
    lines = [replace(line, charge=str(Decimal(line.charge).normalize())) for line in claim.lines]
    lines = [replace(line, charge=f"{Decimal(line.charge):f}") for line in lines]
    total = sum((Decimal(line.charge) for line in lines), Decimal(0))
    place = chance.choice(["11", "22", "19"])
    frequency = chance.choice(["1", "1", "7"])
    told = []
    where = f"13:A:{frequency}" if hospital else f"{place}:B:{frequency}"
    writer.add("CLM", name, f"{total:f}", "", "", where, "" if hospital else "Y", "A", "Y", "Y")
    if hospital:
        writer.add("DTP", "434", "RD8", f"{claim.day:%Y%m%d}-{claim.day:%Y%m%d}")
        writer.add("CL1", "1", "7", "30")
        writer.maybe("AMT", "F3", "20")
    else:
        writer.maybe("DTP", "431", "D8", "20260101")
        writer.maybe("AMT", "F5", "20")
    if chance.random() < 0.4:
        writer.add("REF", "G1", f"AUTH{chance.randint(100, 999)}64483")
        told.append(f"authorization number={_value(writer)}")
    if frequency == "7":
        writer.add("REF", "F8", "2026123456789")
        told.append("claim number of the payer=2026123456789")
    _diagnoses(writer, claim, hospital=hospital)
    writer.maybe("NM1", "71" if hospital else "82", "1", "SMITH", "ANN", "", "", "", "XX", "1234567893")
    if chance.random() < 0.2:
        writer.add("SBR", "S", "18", "", "", "", "", "", "", "CI")
        writer.add("CAS", "CO", "45", "10")
        writer.add("OI", "", "", "Y", "", "", "Y")
        writer.add("NM1", "IL", "1", "DOE", "JANE", "", "", "", "MI", "W1")
        writer.add("NM1", "PR", "2", "SECOND PLAN", "", "", "", "", "PI", "777")
    for number, line in enumerate(lines, start=1):
        told += _service(writer, number, line, hospital=hospital)
    return _expected(
        f"Claim {name}, 837{'I' if hospital else 'P'}", claim, lines, told, payer, "" if hospital else place
    )


def _value(writer: _Writer) -> str:
    """The last element of the last segment."""
    element, _, segment = tuple(writer.signs)
    return writer.parts[-1].rstrip("\r\n").removesuffix(segment).split(element)[-1]


def _diagnoses(writer: _Writer, claim: Claim, *, hospital: bool) -> None:
    """The HI segments: a hospital's principal diagnosis stands in one of its own."""
    old = writer.chance.random() < 0.1  # ICD-10-CM codes under the qualifiers of ICD-9-CM
    first, other = ("BK", "BF") if old else ("ABK", "ABF")
    codes = [code.replace(".", "") for code in claim.diagnoses]
    principal, others = f"{first}:{codes[0]}", [f"{other}:{code}" for code in codes[1:]]
    if not hospital:
        writer.add("HI", principal, *others)
        return
    writer.add("HI", principal)
    if others:
        writer.add("HI", *others)


def _service(writer: _Writer, number: int, line: Line, *, hospital: bool) -> list[str]:
    """LX to the last segment of a line; what is told beside the line itself."""
    chance = writer.chance
    composite = ":".join(("HC", line.code, *line.modifiers))
    if chance.random() < 0.2:
        composite += ":" * (5 - len(line.modifiers)) + "WORDS"
    writer.add("LX", str(number))
    if hospital:
        writer.add("SV2", "0450", composite, line.charge, "UN", str(line.units))
    else:
        pointers = ":".join(str(pointer + 1) for pointer in line.pointers)
        writer.add("SV1", composite, line.charge, "UN", str(line.units), "", "", pointers)
    assert line.day is not None  # every random line has one
    writer.add("DTP", "472", "D8", f"{line.day:%Y%m%d}")
    writer.maybe("REF", "6R", f"L{number}")
    told = [f"line control number=L{number}"] if _value(writer) == f"L{number}" else []
    if chance.random() < 0.2:
        writer.add("LIN", "", "N4", "00409116605")
        writer.add("CTP", "", "", "", "2.5", "ML")
        told.append("NDC=00409116605 ML 2.5")
    return told


def _expected(title: str, claim: Claim, lines: list[Line], told: list[str], payer: str, place: str) -> str:
    hospital = not place
    dx = [code.replace(".", "") for code in claim.diagnoses]
    said = [title]
    for line in lines:
        pointed = "" if hospital else ",".join(dx[at] for at in line.pointers)
        text = "-".join((line.code, *line.modifiers))
        said.append(f"{text}x{line.units} ${line.charge} @{line.day} pos{place} dx[{pointed}]")
    said.append(f"all[{','.join(dx)}]")
    said += sorted(dict.fromkeys(told))
    return " | ".join((*said, "hospital" if hospital else "practitioner", payer, "unread=()"))


# --- 835 ------------------------------------------------------------------------------------------------------------


def _payment(writer: _Writer, payer: str, claims: list[Claim]) -> None:
    writer.add("BPR", "I", "100", "C", "CHK", *[""] * 11, "20260401")
    writer.add("TRN", "1", "12345", "1999999999")
    writer.maybe("DTM", "405", "20260401")
    writer.add("N1", "PR", payer)
    writer.add("N3", "1 MAIN ST")
    writer.add("N4", "TOWN", "TX", "750010001")
    writer.add("PER", "BL", "HELP DESK", "TE", "5555550100")
    writer.add("N1", "PE", "OUR CLINIC", "XX", "1234567893")
    writer.add("LX", str(len(claims)))


@dataclass
class _Paid:
    """A line of an 835 as it is written."""

    line: Line
    charge: Decimal
    paid: Decimal
    adjustments: list[tuple[str, str, Decimal]]
    remarks: list[str]
    paid_as: str


def _remitted(writer: _Writer, name: str, payer: str, claim: Claim) -> str:
    chance = writer.chance
    lines = [_paid(chance, line) for line in claim.lines]
    charge = sum((one.charge for one in lines), Decimal(0))
    paid = sum((one.paid for one in lines), Decimal(0))
    owed = sum((each[2] for one in lines for each in one.adjustments if each[0] == "PR"), Decimal(0))
    status = "1" if paid else "4"
    icn = f"2026{chance.randint(1, 10**9):09d}"
    writer.add("CLP", name, status, str(charge), str(paid), str(owed), "12", icn, "11", "1")
    writer.add("NM1", "QC", "1", "DOE", "JANE", "", "", "", "MI", "W123456789")
    remarks = ["MA01"] if chance.random() < 0.3 else []
    if remarks:
        writer.add("MOA", "", "", "MA01")
    writer.maybe("DTM", "232", "20260315")
    for one in lines:
        _paid_line(writer, one)
    said = [f"Claim {name}, 835"]
    said += [
        f"{'-'.join((one.line.code, *one.line.modifiers))}x{one.line.units} ${one.charge} @{one.line.day} pos dx[]"
        for one in lines
    ]
    said += ["all[]", f"claim number of the payer={icn}", f"0: {charge} {paid} {'; '.join(remarks)}".strip()]
    for number, one in enumerate(lines, start=1):
        adjusted = ", ".join(f"{group}-{reason} ${amount:,.2f}" for group, reason, amount in one.adjustments)
        told = "; ".join(filter(None, (adjusted, ", ".join(one.remarks))))
        said.append(f"{number}: {one.charge} {one.paid} {told} {one.paid_as}".strip())
    return " | ".join((*said, "practitioner", payer, "unread=()"))


def _paid(chance: random.Random, line: Line) -> _Paid:
    charge = Decimal(line.charge)
    if chance.random() < 0.4:
        remarks = chance.sample(REMARKS, chance.randint(0, 2))
        group = chance.choice(["CO", "CO", "PR", "OA", "PI"])
        return _Paid(line, charge, Decimal("0.00"), [(group, chance.choice(REASONS), charge)], remarks, "")
    write_off = (charge * chance.randint(1, 40) / 100).quantize(Decimal("0.01"))
    share = (charge * chance.randint(1, 20) / 100).quantize(Decimal("0.01"))
    sequestration = Decimal("0.01")
    adjustments = [("CO", "45", write_off), ("CO", "253", sequestration), ("PR", "2", share)]
    paid_as = "99212" if chance.random() < 0.1 and line.code != "99212" else ""
    return _Paid(line, charge, charge - write_off - sequestration - share, adjustments, [], paid_as)


def _paid_line(writer: _Writer, one: _Paid) -> None:
    billed = ":".join(("HC", one.line.code, *one.line.modifiers))
    units = str(one.line.units)
    if one.paid_as:
        writer.add("SVC", f"HC:{one.paid_as}", str(one.charge), str(one.paid), "", units, billed)
    else:
        writer.add("SVC", billed, str(one.charge), str(one.paid), "", units)
    writer.add("DTM", "472", f"{one.line.day:%Y%m%d}")
    groups: dict[str, list[str]] = {}
    for group, reason, amount in one.adjustments:
        groups.setdefault(group, []).extend((reason, str(amount), ""))
    for group, elements in groups.items():
        writer.add("CAS", group, *elements)
    writer.maybe("REF", "LU", "11")
    writer.maybe("AMT", "B6", str(one.paid))
    for remark in one.remarks:
        writer.add("LQ", "HE", remark)


def differences(seed: int, today: date = TODAY) -> list[str]:
    """What is read otherwise than it was written, for one seed."""
    made = written(random.Random(seed))
    read = [shown(claim) for claim in read_bytes(made.text.encode(), "file.x12", today)]
    if len(read) != len(made.claims):
        return [f"seed {seed}: {len(read)} claims read of {len(made.claims)}"]
    return [f"seed {seed}\n  wrote {a}\n  read  {b}" for a, b in zip(made.claims, read, strict=True) if a != b]


if __name__ == "__main__":
    found = [text for seed in range(int(sys.argv[1])) for text in differences(seed)]
    print("\n".join(found[:20]))
    print(f"{sys.argv[1]} files, {len(found)} differences")
    sys.exit(bool(found))
