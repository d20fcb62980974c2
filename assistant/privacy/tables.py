"""Columns of a pasted table that hold identifiers, told by their heading: names, numbers, dates of birth. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.privacy.identifiers import Identifier, Kind, day_written

_SEPARATORS = ("\t", "|", ";", ",")
_FEWEST_CELLS = 3
_SIGNS = re.compile(r"[^a-z#]+")
_HEADINGS: dict[Kind, str] = {
    Kind.NAME: "patient,patient name,pt name,name,last name,first name,patient last name,patient first name,"
    "member name,insured name,subscriber name,insured,subscriber,guarantor",
    Kind.BIRTH: "dob,date of birth,birth date,birthdate,patient dob,pt dob,patient birth date",
    Kind.SSN: "ssn,social security number,social security",
    Kind.MRN: "mrn,medical record number,medical record #,chart #,chart number,chart no",
    Kind.MEMBER: "member id,member #,member number,subscriber id,policy #,policy number,insurance id,mbi,hic,"
    "patient id,pt id,medicare id",
    Kind.ACCOUNT: "account,account #,account number,acct,acct #,acct no,claim #,claim number,claim id,icn,encounter #",
    Kind.PHONE: "phone,phone #,phone number,telephone,cell,mobile,home phone",
    Kind.MAIL: "email,e mail,email address",
    Kind.ADDRESS: "address,street,street address,patient address,address line,city",
}
_KINDS = {heading: kind for kind, headings in _HEADINGS.items() for heading in headings.split(",")}


def cells_in(text: str, today: date) -> Iterator[Identifier]:
    """The cells below a heading that names a kind. Of a date of birth the age stays, and its heading becomes "Age"."""
    columns: dict[int, Kind] = {}
    separator, width = "", 0
    start = 0
    for line in text.splitlines(keepends=True):
        cells = _cells(line, separator) if columns else []
        if columns and len(cells) == width:
            for place, kind in columns.items():
                begin, end = cells[place]
                value = line[begin:end]
                day = day_written(value.strip(), today) if kind is Kind.BIRTH else None
                if value.strip() and (kind is not Kind.BIRTH or day):
                    yield Identifier(kind, start + begin, start + end, day)
        elif heading := _heading(line):
            separator, columns, width = heading
        elif line.strip():
            columns = {}
        start += len(line)


def _heading(line: str) -> tuple[str, dict[int, Kind], int] | None:
    for separator in _SEPARATORS:
        cells = _cells(line, separator)
        if len(cells) < _FEWEST_CELLS:
            continue
        names = [" ".join(_SIGNS.sub(" ", line[begin:end].lower()).split()) for begin, end in cells]
        columns = {place: _KINDS[name] for place, name in enumerate(names) if name in _KINDS}
        if columns and not any(any(map(str.isdigit, line[begin:end])) for begin, end in cells if line[begin:end]):
            return separator, columns, len(cells)
    return None


def _cells(line: str, separator: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand, without the white space around them; quoted cells of a CSV are whole."""
    if not separator or separator not in line:
        return []
    cells: list[tuple[int, int]] = []
    begin, quoted = 0, False
    stripped = line.rstrip("\r\n")
    for place, sign in enumerate(f"{stripped}{separator}"):
        if sign == '"':
            quoted = not quoted
        elif sign == separator and not quoted:
            cell = stripped[begin:place]
            cells.append(
                (begin + len(cell) - len(cell.lstrip()), begin + len(cell.rstrip()) if cell.strip() else begin)
            )
            begin = place + 1
    return cells
