"""The door for files: the bytes of any file to claims; else one sentence with the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.understand.claims.diagnoses import Known, nothing_known
from assistant.understand.claims.files.charges import claims_in, csv_rows, sheets_of
from assistant.understand.claims.files.segments import ClaimFileError, is_x12
from assistant.understand.claims.files.x12 import read_x12
from assistant.understand.claims.text import ClaimText, read_claim

LARGEST_FILE = 50_000_000  # bytes: tens of thousands of claims
_AS_TABLE = "export the charges as CSV or XLSX, or paste the service lines as text"
# First bytes of what is no text, with what to do.
_BINARY = (
    (b"\xd0\xcf\x11\xe0", "an old or locked Office file: save it as XLSX or CSV without a password"),
    (b"{\\rtf", f"an RTF document: {_AS_TABLE}"),
    (b"\x89PNG", f"a picture: {_AS_TABLE}"),
    (b"\xff\xd8\xff", f"a picture: {_AS_TABLE}"),
    (b"II*\x00", f"a picture: {_AS_TABLE}"),
    (b"\x1f\x8b", "a compressed file: unpack it and send what is inside"),
)
_PDF_WITHIN = 1024  # its mark may stand behind a few stray bytes
_ZIP = b"PK\x03\x04"
_SHEETS, _WORD = b"xl/workbook", b"word/document"


def read_path(path: Path, today: date, known: Known = nothing_known) -> tuple[ClaimText, ...]:
    """The claims of a file. Raises ClaimFileError, one sentence with its remedy."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ClaimFileError(f"{path.name} is larger than 50 MB; split it and send it in parts.")
        data = path.read_bytes()
    except OSError as error:
        raise ClaimFileError(f"{path} cannot be opened ({error.strerror}); check its name and rights.") from error
    return read_bytes(data, path.name, today, known)


def read_bytes(data: bytes, name: str, today: date, known: Known = nothing_known) -> tuple[ClaimText, ...]:
    """The claims in the bytes of a file called ``name``. Raises ClaimFileError."""
    if not data.strip(b" \t\r\n\x00"):
        raise ClaimFileError(f"{name} is empty; export it again.")
    if b"%PDF" in data[:_PDF_WITHIN]:
        return _of_pdf(data, name, today, known)
    for begin, what in _BINARY:
        if data.startswith(begin):
            raise ClaimFileError(f"{name} is {what}.")
    if data.startswith(_ZIP):
        return _of_workbook(data, name, today, known)
    text = _text(data, name)
    if is_x12(text):
        return read_x12(text)
    claims = claims_in(csv_rows(text), name, today, known)
    if not claims and (pasted := read_claim(text, today, known, given_as_one=True)):
        claims = (replace(pasted, title=name),)
    return _some(claims, name)


def _of_pdf(data: bytes, name: str, today: date, known: Known) -> tuple[ClaimText, ...]:
    from assistant.understand.claims.files.paper.reading import read_pdf

    claims = read_pdf(data, name, today, known)
    if not claims:
        raise ClaimFileError(
            f"{name} is a PDF in which no service line of a CMS-1500, a UB-04 or a table was found; if it is a scan, "
            f"make its text searchable, or {_AS_TABLE}."
        )
    return claims


def _of_workbook(data: bytes, name: str, today: date, known: Known) -> tuple[ClaimText, ...]:
    if _SHEETS not in data:
        what = "a Word document" if _WORD in data else "a packed file"
        raise ClaimFileError(f"{name} is {what}, which is not read as a claim: {_AS_TABLE}.")
    claims: list[ClaimText] = []
    notes: list[str] = []
    sheets = {title: rows for title, rows in sheets_of(data).items() if any(any(row) for row in rows)}
    for title, rows in sheets.items():
        found = claims_in(rows, f"{name}, {title}" if len(sheets) > 1 else name, today, known)
        claims += found
        if not found:
            notes.append(f'Sheet "{title}" was not read: no row of it names a column of procedure codes.')
    *others, last = _some(claims, name)
    return (*others, replace(last, notes=(*last.notes, *notes)))


def _some(claims: Iterable[ClaimText], name: str) -> tuple[ClaimText, ...]:
    found = tuple(claims)
    if not any(claim.lines or claim.diagnoses for claim in found):
        raise ClaimFileError(
            f"{name} has no claim that can be read: it needs an X12 837 or 835, pasted service lines or diagnoses, or "
            "a header that names a column of codes (CPT or HCPCS) and one of units, modifiers or charges."
        )
    return found


def _text(data: bytes, name: str) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return text
    raise ClaimFileError(f"{name} is not text, so no claim was found in it: {_AS_TABLE}.")
