"""A claim on paper, as its boxes say it, and the same claim as an 837 has it: so one reader judges both. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.understand.claims.files.claim837 import claims_of
from assistant.understand.claims.files.fields import amount_of
from assistant.understand.claims.files.segments import Segment, Transaction
from assistant.understand.claims.numbers import is_npi
from assistant.understand.claims.pieces import CODE_FORM
from assistant.understand.claims.text import ClaimText

CMS1500, UB04 = "CMS-1500", "UB-04"

# A code with its modifiers, as boxes of both forms hold them: "99213", "9921325", "99213-25 59".
CODED = re.compile(
    rf"(?P<code>{CODE_FORM})(?P<modifiers>(?:[\s,-]*[0-9A-Z]{{2}}){{0,4}})(?![0-9A-Z])", re.IGNORECASE | re.ASCII
)
_DAY = re.compile(r"(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4}|\d{2})|(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONEY = re.compile(r"\$?\s*(\d[\d,]*)(?:[.\s](\d{2}))?", re.ASCII)
# What the shaded half of a service line holds: an NDC with its amount.
_DRUG = re.compile(r"N4\s*(?P<code>[\d-]{10,13})\s*(?:(?P<unit>UN|ML|GR|ME|F2)\s*(?P<count>[\d.]+))?", re.IGNORECASE)
_POA = 9  # the component of an HI element that says whether a diagnosis was present on admission
# Box 1 of the CMS-1500, as indicators of an 837.
_FILINGS = {"medicare": "MB", "medicaid": "MC", "tricare": "CH", "champva": "VA", "feca": "FI"}
_CLIA = re.compile(r"\d{2}D\d{7}", re.IGNORECASE | re.ASCII)


@dataclass(slots=True)
class PaperLine:
    """One service line as its boxes hold it. ``pointers`` are places in the claim's list of diagnoses, from 1."""

    code: str = ""
    modifiers: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""
    place: str = ""
    pointers: list[str] = field(default_factory=list)
    charge: str = ""
    units: str = ""
    npi: str = ""
    revenue: str = ""
    shaded: str = ""
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PaperClaim:
    """A claim form as its boxes hold it. ``bill`` is the type of bill or the resubmission code in its last digit.

    ``diagnoses`` of a UB-04 may carry the letter of presence on admission behind a blank ("K635 Y").
    """

    form: str
    lines: list[PaperLine] = field(default_factory=list)
    diagnoses: list[str] = field(default_factory=list)
    further: list[tuple[str, str]] = field(default_factory=list)  # qualifier of an HI segment, code
    account: str = ""
    payer: str = ""
    filing: str = ""
    bill: str = ""
    total: str = ""
    authorization: str = ""
    earlier: str = ""
    npi: str = ""
    period: tuple[str, str] = ("", "")
    icd9: bool = False
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def day_x12(text: str) -> str:
    """A day of a form as an 837 writes it; what is no day comes back as it is, to be told as unread."""
    written = text.strip()
    if match := _ISO.fullmatch(written):
        return "".join(match.groups())
    if match := _DAY.fullmatch(written):
        month, day, year = (part for part in match.groups() if part is not None)
        return f"{year if len(year) == 4 else '20' + year}{month.zfill(2)}{day.zfill(2)}"
    return written


def money_x12(text: str) -> str:
    """Dollars of a form as an 837 writes them: "1,250 00" is 1250.00; what is no amount comes back as it is."""
    match = _MONEY.fullmatch(text.strip())
    if not match:
        return text.strip()
    return match[1].replace(",", "") + (f".{match[2]}" if match[2] else "")


def claim_of(paper: PaperClaim) -> ClaimText:
    """The claim that a form holds, read and judged like one of an 837."""
    (claim,) = claims_of(Transaction("837", "", tuple(_segments(paper))))
    title = f"Claim {paper.account}, {paper.form}" if paper.account else f"Claim, {paper.form}"
    lines = {place: line.unread for place, line in enumerate(paper.lines, start=1) if line.unread}
    left = tuple(f"Line {place}: {text}" for place, texts in lines.items() for text in texts)
    notes = tuple(note for note in claim.notes if not note.startswith("Not needed for the check"))
    return replace(
        claim, title=title, unread=(*claim.unread, *left, *paper.unread), notes=(*dict.fromkeys(paper.notes), *notes)
    )


def _segments(paper: PaperClaim) -> Iterator[Segment]:
    made = list(_elements(paper))
    for place, (tag, *elements) in enumerate(made, start=1):
        yield Segment(tag, tuple(elements), ":", place)


def _elements(paper: PaperClaim) -> Iterator[tuple[str, ...]]:
    filing = _FILINGS.get(paper.filing.casefold(), paper.filing if len(paper.filing) == 2 else "")
    yield "SBR", "P", "18", *([""] * 6), filing
    if paper.payer:
        yield "NM1", "PR", "2", _bare(paper.payer)
    if is_npi(paper.npi):
        yield "NM1", "85", "2", *([""] * 5), "XX", paper.npi
    institutional = paper.form == UB04
    digits = re.sub(r"\D", "", paper.bill)
    if institutional:
        bill = digits[-3:] if len(digits) >= 3 else digits
        place = f"{bill[:2]}:A:{bill[2:]}"
    else:
        place = f"{next((line.place for line in paper.lines if line.place), '')}:B:{digits[:1] or '1'}"
    yield "CLM", _bare(paper.account), money_x12(paper.total) or _sum(paper), "", "", place
    if any(paper.period):
        yield "DTP", "434", "RD8", "-".join(map(day_x12, paper.period))
    if paper.authorization:
        yield "REF", "X4" if _CLIA.fullmatch(paper.authorization) else "G1", _bare(paper.authorization)
    if paper.earlier:
        yield "REF", "F8", _bare(paper.earlier)
    if paper.diagnoses:
        first, *others = ("BK", "BF") if paper.icd9 else ("ABK", "ABF")
        yield "HI", *(_diagnosis(first if not at else others[0], code) for at, code in enumerate(paper.diagnoses))
    for qualifier, code in paper.further:
        yield "HI", _diagnosis(qualifier, code)
    for number, line in enumerate(paper.lines, start=1):
        yield "LX", str(number)
        yield from _service(line, institutional=institutional)


def _sum(paper: PaperClaim) -> str:
    """The charges of the lines, for a form whose total is blank; it is then not known whether a line is missing."""
    paper.notes.append("The form has no total charge: whether all of its lines are here is not known.")
    return str(sum((amount_of(money_x12(line.charge)) or Decimal(0) for line in paper.lines), Decimal(0)))


def _diagnosis(qualifier: str, written: str) -> str:
    code, _, present = written.partition(" ")
    return f"{qualifier}:{_bare(code)}" + (":" * (_POA - 2) + present if present else "")


def _service(line: PaperLine, *, institutional: bool) -> Iterator[tuple[str, ...]]:
    procedure = ":".join(("HC", *(_bare(text) for text in (line.code, *line.modifiers)))) if line.code else ""
    charge, units = money_x12(line.charge), line.units
    if institutional:
        yield "SV2", line.revenue, procedure, charge, "UN", units
    else:
        yield "SV1", procedure, charge, "UN", units, line.place, "", ":".join(line.pointers)
    if line.first or line.last:
        first = day_x12(line.first or line.last)
        last = day_x12(line.last or line.first)
        yield ("DTP", "472", "D8", first) if first == last else ("DTP", "472", "RD8", f"{first}-{last}")
    if is_npi(line.npi):
        yield "NM1", "82", "1", *([""] * 5), "XX", line.npi
    if match := _DRUG.search(line.shaded):
        yield "LIN", "", "N4", match["code"].replace("-", "")
        if match["count"]:
            yield "CTP", "", "", "", match["count"], match["unit"].upper()
        rest = (line.shaded[: match.start()] + line.shaded[match.end() :]).strip()
    else:
        rest = line.shaded.strip()
    if rest:
        yield "NTE", "ADD", rest


def _bare(text: str) -> str:
    """A text as an element may hold it: its sign of components is taken out."""
    return " ".join(text.replace(":", " ").split())


def coded(text: str) -> tuple[str, list[str]]:
    """Code and modifiers of a box; the text as it is where it holds no such code."""
    match = CODED.fullmatch(text.strip())
    if not match:
        return text.strip(), []
    return match["code"].upper(), [pair.upper() for pair in re.findall(r"[0-9A-Za-z]{2}", match["modifiers"])]
