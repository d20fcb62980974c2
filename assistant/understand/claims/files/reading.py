"""The door for files: bytes of any file, or a pasted X12 text, to claims; else one sentence with the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.understand.claims.diagnoses import Known, nothing_known
from assistant.understand.claims.files.charges import claims_in, csv_rows, sheets_of
from assistant.understand.claims.files.claim837 import claims_of
from assistant.understand.claims.files.remit835 import remitted_of
from assistant.understand.claims.files.segments import (
    ClaimFileError,
    Interchanges,
    Transaction,
    is_x12,
    read_interchanges,
)
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import loose_codes
from assistant.understand.claims.text import ClaimText, read_claim

LARGEST_FILE = 50_000_000  # bytes: tens of thousands of claims
_READERS: dict[str, Callable[[Transaction], tuple[ClaimText, ...]]] = {"837": claims_of, "835": remitted_of}
_DENTAL = "X224"
# What other transactions are, by ST01.
_OTHERS = {
    "270": "an eligibility inquiry",
    "271": "an eligibility answer",
    "275": "an attachment",
    "276": "a claim status inquiry",
    "277": "a claim status answer or acknowledgment",
    "278": "an authorization request or answer",
    "820": "a premium payment",
    "834": "an enrollment",
    "997": "an acknowledgment",
    "999": "an acknowledgment",
    "824": "an application advice",
    "269": "a benefit coordination",
}
_MOST_INTRODUCING = 8  # words
_SEND = "send the 837 (claim) or the 835 (remittance)"
_AS_TABLE = "export the charges as CSV or XLSX, or paste the service lines as text"
# First bytes of what is no text, with what to do.
_BINARY = (
    (b"%PDF", f"a PDF, which is not read as a claim: {_AS_TABLE}"),
    (b"\xd0\xcf\x11\xe0", "an old or locked Office file: save it as XLSX or CSV without a password"),
    (b"{\\rtf", f"an RTF document: {_AS_TABLE}"),
    (b"\x89PNG", f"a picture: {_AS_TABLE}"),
    (b"\xff\xd8\xff", f"a picture: {_AS_TABLE}"),
    (b"II*\x00", f"a picture: {_AS_TABLE}"),
    (b"\x1f\x8b", "a compressed file: unpack it and send what is inside"),
)
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
    for begin, what in _BINARY:
        if data.startswith(begin):
            raise ClaimFileError(f"{name} is {what}.")
    if data.startswith(_ZIP):
        return _of_workbook(data, name, today, known)
    text = _text(data, name)
    if is_x12(text):
        return read_x12(text)
    claims = claims_in(csv_rows(text), name, today, known)
    if not claims and (pasted := read_claim(text, today, known)):
        claims = (replace(pasted, title=name),)
    return _some(claims, name)


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
    if not any(claim.lines for claim in found):
        raise ClaimFileError(
            f"{name} has no claim that can be read: it needs an X12 837 or 835, pasted service lines, or a header that "
            "names a column of codes (CPT or HCPCS) and one of units, modifiers or charges."
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


# --- X12 ------------------------------------------------------------------------------------------------------------


def read_x12(text: str) -> tuple[ClaimText, ...]:
    """The claims of an X12 text, 837 and 835 alike. Raises ClaimFileError where it has none, saying what it is.

    What is told of the file as a whole is told with its last claim.
    """
    whole = read_interchanges(text)
    claims: list[ClaimText] = []
    notes = list(whole.notes)
    for transaction in whole.transactions:
        reader = None if _is_dental(transaction) else _READERS.get(transaction.kind)
        found = reader(transaction) if reader else ()
        claims += found
        if not found:
            cut = f" {transaction.cut}" if transaction.cut else ""
            notes.append(f"Not read: {_what(transaction)}, {len(transaction.segments)} segments.{cut}")
    if not claims:
        raise ClaimFileError(_no_claim(whole))
    *others, last = claims
    beside = [text for text in whole.beside if "*" not in text]
    last = replace(
        last,
        asked=(*last.asked, *(text for text in (whole.before, *beside) if not _introduces(text))),
        unread=(*last.unread, *(text for text in whole.beside if "*" in text)),
        notes=(*last.notes, *dict.fromkeys(notes)),
    )
    return (*others, last)


def _introduces(text: str) -> bool:
    """Whether a few words only hand the file over: "please check this claim:"."""
    return "?" not in text and len(text.split()) <= _MOST_INTRODUCING and not any(loose_codes(plain(text)))


def _is_dental(transaction: Transaction) -> bool:
    return _DENTAL in transaction.version or any(segment.tag == "SV3" for segment in transaction.segments)


def _what(transaction: Transaction) -> str:
    """A transaction in words: "an acknowledgment (999)"."""
    if _is_dental(transaction):
        return "a dental claim (837D)"
    if transaction.kind in _READERS:
        return f"an {transaction.kind} without a claim in it"
    return f"{_OTHERS.get(transaction.kind, 'no claim')} ({transaction.kind or 'ST without a number'})"


def _no_claim(whole: Interchanges) -> str:
    """Why a file has no claim, with the remedy, in one sentence."""
    if not whole.transactions:
        return f"The file has no transaction (ST) behind its ISA segment: it is cut off or damaged; {_SEND} once more."
    first = whole.transactions[0]
    if first.kind in _READERS and not _is_dental(first):
        return f"The file is {_what(first)}: it is cut off or damaged; export it again."
    return f"The file is {_what(first)}, which is not checked here; {_SEND} of a practitioner or a facility."
