"""One line of a pasted claim: its services with their fields, its diagnoses, its date, its numbers. Pure.

Forms: "20610-RT-59 x2", "96372 59 2 units", "99213;25", "9921325", a CMS-1500 row "03/15/26 03/15/26 11 99214 25 AB
150.00 1". Every character comes to a field or to ``unread``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.understand.circumstances.bearer import Sex
from assistant.understand.claims.diagnoses import (
    Known,
    Span,
    labelled_diagnoses,
    nothing_known,
    only_diagnoses,
)
from assistant.understand.claims.line import ClaimLine
from assistant.understand.claims.numbers import NDC, PLACE, Numbered, numbers_of
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import Kind, Piece, pieces_of
from assistant.understand.claims.services import Service, assemble
from assistant.understand.form.dates import dates_of_service
from corpus.codes import Icd10CmCode
from corpus.errors import InvalidCode
from corpus.relations import procedure_code


@dataclass(frozen=True, slots=True)
class PointedLine:
    """A service line, and the diagnoses it points to by letter or number ("AB", "1,2") or names itself."""

    line: ClaimLine
    pointers: tuple[str, ...] = ()
    diagnoses: tuple[Icd10CmCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text as it was read.

    ``words`` is what is left without codes and dates: before the first procedure, between two and after the last.
    ``marked`` tells that something beside bare codes is on it; ``labelled`` that it names its diagnoses as such.
    ``leading`` are bare numbers before the first code: a line number or a place of service. ``unread`` are the pieces
    that came to no field, ``notes`` what was read otherwise than it is written. ``tabled``: it stood below a header.
    ``sex``, ``age`` (years) and ``birth`` are the patient's, where columns hold them.
    """

    text: str
    services: tuple[PointedLine, ...] = ()
    diagnoses: tuple[Icd10CmCode, ...] = ()
    day: date | None = None
    words: tuple[str, ...] = ()
    marked: bool = False
    labelled: bool = False
    unread: tuple[str, ...] = ()
    numbers: tuple[Numbered, ...] = ()
    leading: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tabled: bool = False
    sex: Sex | None = None
    age: int | None = None
    birth: date | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a line: the first precise one, the spans of all, and those that name no single day."""

    day: date | None = None
    labelled: bool = False
    spans: tuple[Span, ...] = ()
    vague: tuple[str, ...] = ()


_EIGHT = re.compile(
    r"(?<![\w.$-])(?:(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)|(?P<m>\d\d)(?P<d>\d\d)(?P<y>20\d\d))"
    r"(?![\w-]|\.[1-9])",
    re.ASCII,
)
_SIX = re.compile(
    r"\b(?:dos|dates?(?:\s+of\s+service)?)\s*[:=#]?\s*(?P<m>\d\d)(?P<d>\d\d)(?P<y>\d\d)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
# The boxes of a claim form: "03 15 26 03 15 26 11 99213", "031526 031526 11 99213".
_BOXES = re.compile(
    r"^\s*(?P<m>\d\d) ?(?P<d>\d\d) ?(?P<y>(?:20)?\d\d)(?:\s+\d\d ?\d\d ?(?:20)?\d\d)?(?=\s+\d\d\s)", re.ASCII
)


_NAMES = (("year", "y"), ("month", "m"), ("day", "d"))


def dates_in(text: str, today: date) -> Dates:
    """The dates of a line, among them those of digits alone: 20260315, 03152026, a claim form's 03 15 26."""
    mentions = dates_of_service(text, today)
    precise = [each for each in mentions if each.precise]
    spans = [(each.start, each.end) for each in mentions]
    vague = [each.text for each in mentions if not each.precise]
    day, labelled = (precise[0].day, precise[0].labelled) if precise else (None, False)
    for match in (*_EIGHT.finditer(text), *_BOXES.finditer(text), *_SIX.finditer(text)):
        named = match.groupdict()
        if any(start < match.end() and match.start() < end for start, end in spans):
            continue
        try:
            found = _date(*(named.get(long) or named[short] for long, short in _NAMES))
        except ValueError:
            continue  # these digits are no date
        spans.append(match.span())
        day = day or found
    return Dates(day, labelled, tuple(spans), tuple(vague))


def _date(year: str, month: str, day: str) -> date:
    return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with spans blanked out, positions kept."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def read_row(text: str, today: date, known: Known = nothing_known) -> Row:
    """One line of a claim, without a header. Never raises."""
    rest = plain(text)
    numbers = numbers_of(rest)
    rest = blanked(rest, ((each.start, each.end) for each in numbers))
    dates = dates_in(rest, today)
    rest = blanked(rest, dates.spans)
    told = labelled_diagnoses(rest, known)
    rest = blanked(rest, told.spans)
    pieces: Sequence[Piece] = pieces_of(rest)
    if not any(piece.kind is Kind.CODE for piece in pieces) and (listed := only_diagnoses(rest, known)):
        codes = (*told.codes, *listed)
        return Row(text, (), codes, dates.day, ("",), True, told.labelled, dates.vague, numbers)
    if not any(piece.kind is Kind.CODE for piece in pieces) and any(each.kind == NDC for each in numbers):
        pieces = [piece for piece in pieces if piece.kind is not Kind.UNITS]  # the amount of the drug
    pieces, unlabelled = _without_diagnoses(pieces, known)
    read = assemble(rest, pieces, dated=dates.day is not None)
    own_day = dates.day if dates.day and not dates.labelled else None
    place = next((each.value[:2].zfill(2) for each in numbers if each.kind == PLACE), "")
    diagnoses = (*told.codes, *unlabelled)
    services = tuple(_pointed(service, own_day, place, diagnoses) for service in read.services)
    marked = any(service.marked for service in read.services) or told.labelled or dates.day is not None or bool(numbers)
    return Row(
        text,
        services,
        diagnoses,
        dates.day,
        (" ".join(read.words), *(" ".join(service.words) for service in read.services)),
        marked,
        told.labelled,
        (*read.unread, *dates.vague),
        numbers,
        tuple(read.numbers),
        tuple(read.notes),
    )


def _pointed(service: Service, day: date | None, place: str, named: Sequence[Icd10CmCode]) -> PointedLine:
    line = ClaimLine(
        service.code,
        tuple(service.modifiers),
        service.units or 1,
        day,
        service.charge,
        place,
        tuple(service.unread),
    )
    return PointedLine(line, tuple(service.pointers), tuple(named))


def _without_diagnoses(pieces: Sequence[Piece], known: Known) -> tuple[list[Piece], list[Icd10CmCode]]:
    """Diagnoses without a label: with their dot, or where a procedure stands beside them and the form is enough.

    A letter with four digits is a HCPCS code unless the catalog knows it as a diagnosis alone.
    """
    procedures = [piece for piece in pieces if piece.kind is Kind.CODE and not _only_diagnosis(piece, known)]
    left: list[Piece] = []
    found: list[Icd10CmCode] = []
    listed = False  # a bare category goes on with a list: "M17.11, I10"
    for piece in pieces:
        sure = "." in piece.text or bool(procedures)
        if piece.kind is Kind.CODE and piece not in procedures:
            found.append(Icd10CmCode.parse(piece.value))
        elif piece.kind is Kind.ICD and sure and (code := _diagnosis(piece.text, known, listed=listed)) is not None:
            found.append(code)
        else:
            left.append(piece)
            listed = False
            continue
        listed = True
    return left, found


def _only_diagnosis(piece: Piece, known: Known) -> bool:
    if piece.glued or not piece.value[0].isalpha():
        return False
    procedure = procedure_code(piece.value)
    try:
        diagnosis = Icd10CmCode.parse(piece.value)
    except InvalidCode:
        return False  # "J3301" has no category of a diagnosis; most have
    existing = known([procedure, diagnosis])
    return diagnosis in existing and procedure not in existing


def _diagnosis(text: str, known: Known, *, listed: bool) -> Icd10CmCode | None:
    """The diagnosis of a form; a bare category ("I10", but also "L45") in a list, or where the catalog has it."""
    try:
        code = Icd10CmCode.parse(text)
    except InvalidCode:
        return None
    return code if len(text) > 3 or (text.isupper() and (listed or code in known([code]))) else None


def in_place(row: Row, place: str) -> Row:
    """The row with the place of service that a number before its code tells."""
    services = (replace(each, line=replace(each.line, place=place)) for each in row.services)
    return replace(row, services=tuple(services))


def all_unread(row: Row) -> Iterator[str]:
    """What of a row came to no field, on its lines and beside them."""
    yield from row.unread
    for service in row.services:
        yield from service.line.unread


def with_letters(services: Sequence[PointedLine], count: int) -> list[PointedLine]:
    """The services of a claim with ``count`` diagnoses: where one points by letters, "AB" on another is no modifier."""
    if not any(service.pointers for service in services):
        return list(services)
    return [_pointing(service, count) for service in services]


def _pointing(service: PointedLine, count: int) -> PointedLine:
    letters = str(service.line.modifiers[-1]) if service.line.modifiers else ""
    last = "ABCDEFGHIJKL"[:count][-1:]
    if service.pointers or not letters.isalpha() or not letters[0] < letters[1] <= last:
        return service
    return replace(service, line=replace(service.line, modifiers=service.line.modifiers[:-1]), pointers=tuple(letters))
