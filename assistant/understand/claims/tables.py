"""One row of a pasted table whose header names its columns: each cell to its field, or told as not read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from assistant.understand.circumstances.bearer import Sex, sex_of
from assistant.understand.claims.columns import WIDE, Column, Header, cells_of
from assistant.understand.claims.diagnoses import Known, diagnoses_at, nothing_known
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.numbers import NDC, NPI, PLACES, Numbered, doubt_of
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.rows import PointedLine, Row, dates_in, read_row
from corpus.codes import Icd10CmCode, Modifier
from corpus.mentions import NUMERIC_MODIFIERS

_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nan", "0", "00", ".", "nil", "0.0"})
_DECIMALS = re.compile(r"(?<=\d)\.0+(?!\d)", re.ASCII)
_WHOLE = re.compile(r"(\d{1,5})\s*(?:units?|un|ea)?", re.ASCII | re.IGNORECASE)
_MONEY = re.compile(r"\$?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,4})?", re.ASCII)
_POINTERS = re.compile(
    r"[A-L](?:[\s,;:/]*[A-L]){0,11}|\d{1,2}(?:[\s,;:/]+\d{1,2}){0,11}|[1-9]{1,4}", re.ASCII | re.IGNORECASE
)
_AGE = re.compile(r"\d{1,3}", re.ASCII)
_BORN = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})", re.ASCII)
_PAIRS = re.compile(r"[0-9A-Z]{2}", re.ASCII | re.IGNORECASE)
_SPLIT = re.compile(r"[\s,;:/|+.-]+", re.ASCII)
_SHORT_CODE = re.compile(r"\d{3,4}", re.ASCII)
_CODE_LENGTH = 5
_TOTAL = re.compile(r"\W*(?:grand\s+|sub\s?-?)?totals?\b", re.ASCII | re.IGNORECASE)
_SHORT_DATE = re.compile(r"\d{7}", re.ASCII)
# A spreadsheet counts days from here; these two are in 2000 and 2050.
_FIRST_DAY, _FIRST_SERIAL, _LAST_SERIAL = date(1899, 12, 30), 36_526, 55_152
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_OF_NUMBER = ((NPI, "npi"), (NDC, "ndc"))


@dataclass(slots=True)
class _Filled:
    """The fields of one row while its cells are read."""

    modifiers: list[Modifier] = field(default_factory=list)
    units: int | None = None
    pointers: list[str] = field(default_factory=list)
    diagnoses: list[Icd10CmCode] = field(default_factory=list)
    day: date | None = None
    charge: Decimal | None = None
    place: str = ""
    numbers: list[Numbered] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sex: Sex | None = None
    age: int | None = None
    birth: date | None = None


def read_table_row(text: str, header: Header, today: date, known: Known = nothing_known) -> Row | None:
    """One row of a table; None where it is not one: more cells than columns, no code in its column."""
    if not header.separator:
        return None
    cells = cells_of(plain(text), header.separator)
    # Between wide gaps an empty cell leaves no trace: there a short row is read by the form of its pieces.
    fewest = len(header.columns) if header.separator == WIDE else 2
    if not fewest <= len(cells) <= len(header.columns):
        return None
    if _TOTAL.match(cells[0]) or not any(cell.strip("-: ") for cell in cells):
        return Row(text, words=("",))
    codes = [cell for cell, column in zip(cells, header.columns, strict=False) if column is Column.CODE and cell]
    written, notes = _with_zeros(" ".join(codes))
    own = read_row(written, today, known)
    if len(own.services) != 1:
        return None
    filled = _Filled(notes=[*own.notes, *notes])
    for cell, column, name in zip(cells, header.columns, header.names, strict=False):
        if cell.lower() not in _NOTHING:
            _fill(filled, cell, column, name, today, known)
    return _row(text, own, filled)


def _row(text: str, own: Row, filled: _Filled) -> Row:
    line = own.services[0].line
    modifiers = tuple(dict.fromkeys((*line.modifiers, *filled.modifiers)))
    units = filled.units or line.units
    unread = (*line.unread, *own.unread, *filled.unread)
    whole = ClaimLine(line.code, modifiers, units, filled.day, filled.charge or line.charge, filled.place, unread)
    told = (*filled.diagnoses, *own.diagnoses)
    service = PointedLine(whole, tuple(filled.pointers), told)
    return Row(
        text,
        (service,),
        told,
        filled.day,
        ("", ""),
        marked=True,
        numbers=tuple(filled.numbers),
        notes=tuple(filled.notes),
        tabled=True,
        sex=filled.sex,
        age=filled.age,
        birth=filled.birth,
    )


def _with_zeros(cell: str) -> tuple[str, list[str]]:
    """A code that lost its leading zeros in a spreadsheet, with a note that says so."""
    bare = _DECIMALS.sub("", cell)
    if not _SHORT_CODE.fullmatch(bare):
        return cell, []
    code = bare.zfill(_CODE_LENGTH)
    return code, [f"{cell} was read as {code}: a spreadsheet drops the zeros before a number."]


def _fill(filled: _Filled, cell: str, column: Column, name: str, today: date, known: Known) -> None:
    match column:
        case Column.MODIFIER:
            _modifiers(filled, cell)
        case Column.UNITS:
            _units(filled, cell)
        case Column.DIAGNOSIS | Column.POINTER:
            _diagnoses(filled, cell, known)
        case Column.DATE:
            _day(filled, cell, today)
        case Column.CHARGE if _MONEY.fullmatch(cell):
            filled.charge = filled.charge or Decimal(cell.replace("$", "").replace(",", "").strip())
        case Column.PLACE if _DECIMALS.sub("", cell)[:2].zfill(2) in PLACES:
            filled.place = _DECIMALS.sub("", cell)[:2].zfill(2)
        case Column.NUMBER:
            kind = next((kind for kind, word in _OF_NUMBER if word in name.lower()), name)
            filled.numbers.append(Numbered(kind, cell, doubt=doubt_of(kind, _DECIMALS.sub("", cell))))
        case Column.SEX:
            filled.sex = sex_of(cell)
        case Column.AGE:
            filled.age = int(_DECIMALS.sub("", cell)) if _AGE.fullmatch(_DECIMALS.sub("", cell)) else None
        case Column.BIRTH:
            filled.birth = _birth(cell)
        case Column.CODE | Column.TO_DATE | Column.OTHER:
            pass
        case _:
            filled.unread.append(f"{name}: {cell}")


def _modifiers(filled: _Filled, cell: str) -> None:
    """Two characters each, apart by any sign or by none: "25 59", "25,59", "2559"."""
    for part in filter(None, _SPLIT.split(_DECIMALS.sub("", cell))):
        pairs = _PAIRS.findall(part)
        if len(part) % 2 or not pairs or any(pair.isdigit() and pair not in NUMERIC_MODIFIERS for pair in pairs):
            filled.unread.append(part)
        else:
            filled.modifiers += [Modifier(pair.upper()) for pair in pairs]


def _units(filled: _Filled, cell: str) -> None:
    match = _WHOLE.fullmatch(_DECIMALS.sub("", cell))
    if match and int(match[1]) > 0:
        filled.units = int(match[1])
    else:
        filled.unread.append(cell)


def _diagnoses(filled: _Filled, cell: str, known: Known) -> None:
    bare = _DECIMALS.sub("", cell)
    if _POINTERS.fullmatch(bare):
        filled.pointers += _pointed(bare)
        return
    codes, end = diagnoses_at(cell, 0)
    filled.diagnoses += codes
    if rest := cell[end:].strip(" ,;|/"):
        filled.unread.append(rest)


def _pointed(cell: str) -> Iterator[str]:
    """The letters or numbers of a pointer: "AB" and "12" point to two, "10" and "1,2" read as written."""
    for part in re.split(r"[\s,;:/]+", cell.upper()):
        yield from [part] if part in ("10", "11", "12") and "," in cell else part


def _birth(cell: str) -> date | None:
    """A day of birth with its whole year: of "3/4/50" the century is not told."""
    match = _BORN.match(cell)
    if match is None:
        return None
    parts = ("year", "month", "day") if match["year"] else ("y", "m", "d")
    try:
        return date(*(int(match[part]) for part in parts))
    except ValueError:
        return None


def _day(filled: _Filled, cell: str, today: date) -> None:
    bare = _DECIMALS.sub("", cell)
    written = bare.zfill(8) if _SHORT_DATE.fullmatch(bare) else bare
    found = dates_in(re.sub(r"[ T]\d\d?:\d\d.*$", "", written), today).day
    if found is None and _SERIAL.fullmatch(bare) and _FIRST_SERIAL <= int(bare) <= _LAST_SERIAL:
        found = _FIRST_DAY + timedelta(days=int(bare))
        filled.notes.append(f"{bare} was read as {found}: a spreadsheet counts its days.")
    if found is None:
        filled.unread.append(cell)
    elif filled.day is None:
        filled.day = found
