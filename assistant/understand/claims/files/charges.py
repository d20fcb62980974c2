"""Charge exports, CSV or XLSX, by their header: rows to claims. Reads bytes that were opened; writes nothing.

Rows of one claim, encounter, account or patient are one claim, where a column names it. Each row goes through the same
reader as a pasted table, so what a cell holds that is no value of its column is told as not read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from assistant.understand.claims.columns import header_of
from assistant.understand.claims.diagnoses import Known
from assistant.understand.claims.files.segments import ClaimFileError
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import loose_codes
from assistant.understand.claims.text import ClaimText, read_claim

Rows = Sequence[Sequence[str]]

_DELIMITERS = ",;\t|"
# What a column that tells claims apart is called, the surest first.
_CLAIM_KEYS = tuple(
    re.compile(rf"(?:{words})\s*[._-]?\s*(?:#|no\.?|number|num|id|name)?", re.IGNORECASE | re.ASCII)
    for words in (
        r"claim|icn|dcn|tcn",
        r"encounter|visit|invoice|superbill|ticket|order|case",
        r"(?:patient\s+|pt\s+)?(?:account|acct)",
        r"mrn|chart|medical\s+record|member|subscriber|patient|pt|person",
    )
)
# A title, a date or an address may stand above the header.
_MOST_ABOVE = 40
_MOST_CELLS = 2_000_000


def csv_rows(text: str) -> list[list[str]]:
    """The rows of a delimited text: by the delimiter that gives a header its columns."""
    head = [line for line in text.splitlines()[:_MOST_ABOVE] if line.strip()]
    delimiter = max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in head), default=0))
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[_cell(cell) for cell in row] for row in rows]
    except csv.Error as error:
        raise ClaimFileError(f"That CSV cannot be read ({error}); save it again as CSV or XLSX.") from error


def sheets_of(data: bytes) -> dict[str, list[list[str]]]:
    """The rows of each sheet of an XLSX. A used range that the file states is not believed."""
    from openpyxl import load_workbook  # 8 MB of a server that may never be given a workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, ParseError) as error:
        raise ClaimFileError("That XLSX is damaged or locked; open it, save it again and send that.") from error
    found: dict[str, list[list[str]]] = {}
    cells = 0
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows: list[list[str]] = []
            for row in sheet.iter_rows(values_only=True):
                rows.append([_cell(value) for value in row])
                cells += len(row)
                if cells > _MOST_CELLS:
                    raise ClaimFileError("That XLSX has more cells than a charge export has; save the charges alone.")
            found[sheet.title] = rows
    except (zipfile.BadZipFile, KeyError, ValueError, ParseError, EOFError) as error:
        raise ClaimFileError("That XLSX is damaged; open it, save it again and send that.") from error
    finally:
        book.close()
    return found


def _cell(value: object) -> str:
    """A cell on one line, as it would be typed."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = "" if value is None else f"{value:g}" if isinstance(value, float) and abs(value) < 10**6 else str(value)
    return " ".join(text.replace("\t", " ").split())


def claims_in(rows: Rows, name: str, today: date, known: Known) -> tuple[ClaimText, ...]:
    """The claims of one table; empty where it has no header of a charge export."""
    at, names = _header(rows)
    if not names:
        return ()
    above = [" ".join(filter(None, row)) for row in rows[:at] if any(row)]
    claims = []
    for key, head, members in _grouped(rows[at + 1 :], names):
        claim = read_claim("\n".join("\t".join(row) for row in (head, *members)), today, known)
        if claim is None:
            claim = ClaimText((), unread=tuple(" ".join(filter(None, row)) for row in members))
        claims.append(replace(claim, title=f"{key or 'Claim'}, {name}"))
    if not claims:
        return ()
    billed = tuple(line for line in above if any(loose_codes(plain(line))))
    told = tuple(f"Above the table: {line}" for line in above if line not in billed)
    first = replace(claims[0], unread=(*billed, *claims[0].unread), notes=(*told, *claims[0].notes))
    return (first, *claims[1:])


def _header(rows: Rows) -> tuple[int, Sequence[str]]:
    """The place and the names of the header; no names where there is none."""
    for at, row in enumerate(rows[:_MOST_ABOVE]):
        if sum(map(bool, row)) > 1 and header_of("\t".join(row)):
            return at, row
    return 0, ()


def _grouped(rows: Rows, names: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """The rows of each claim with their header, in the order of coming; its number goes to the key.

    A row without a number of its own belongs to the claim above it. Cells beyond the header stay, to be told as unread.
    """
    filled = [[*row, *([""] * (len(names) - len(row)))] for row in rows if any(row)]
    column = _key_column(names)
    if column is None:
        yield from [("", names, filled)] if filled else []
        return
    groups: dict[str, list[Sequence[str]]] = {}
    last = ""
    for row in filled:
        last = row[column] or last
        groups.setdefault(last, []).append([*row[:column], *row[column + 1 :]])
    for key, members in groups.items():
        yield f"{names[column]} {key}".strip(), [*names[:column], *names[column + 1 :]], members


def _key_column(names: Sequence[str]) -> int | None:
    for form in _CLAIM_KEYS:
        for number, name in enumerate(names):
            if form.fullmatch(re.sub(r"[\s_]+", " ", name).strip(" :.")):
                return number
    return None
