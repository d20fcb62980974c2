"""The pieces of one pasted line put into the fields of its service lines: modifiers, units, pointers, charge. Pure.

A procedure code begins a service line; what stands behind it up to the next code is its own. A piece that fills no
field is unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from assistant.understand.claims.pieces import SMALL_MODIFIERS, Kind, Piece
from corpus.codes import Icd10CmCode, Modifier
from corpus.mentions import NUMERIC_MODIFIERS
from corpus.relations import ProcedureCode, procedure_code

# Two capitals that are a word or a route of administration and no modifier.
_ENGLISH = frozenset(
    "AM AN AS AT BE BY DO GO HE IF IN IS IT ME MY NO OF ON OR SO TO UP US WE PT DX RX IM IV SQ OK".split()
)
# Behind words of a description only these are taken for modifiers.
_BEHIND_WORDS = frozenset("RT LT TC XE XP XS XU GT GA GY GZ KX JW JZ QW".split())
# Small letters in a field of their own ("99213,gt").
_SMALL_IN_FIELD = frozenset("RT LT TC XE XP XS XU GA GX GY GZ GT GC QW KX JW JZ GP GO GN GQ".split())
_LAST_POINTER = "L"
_MOST_POINTED = "D"  # two letters behind the units are pointers only among the first four diagnoses
_FIELD_SIGNS = frozenset(",;|\t/")
_ANESTHESIA = "0"
_TWO = re.compile(r"\b[0-9A-Z]{2}\b", re.ASCII | re.IGNORECASE)
_MODIFIERS_OF_ALL = re.compile(r"mods\b|modifiers\b|mod\s*:", re.ASCII | re.IGNORECASE)
_LONGEST_RUN = 4  # two modifiers in a run
_MONEY = re.compile(r"\d{5}\.\d\d", re.ASCII)


@dataclass(slots=True)
class Service:
    """A service line while it is read. ``words`` describe it and fill no field."""

    code: ProcedureCode
    modifiers: list[Modifier] = field(default_factory=list)
    units: int | None = None
    pointers: list[str] = field(default_factory=list)
    charge: Decimal | None = None
    diagnoses: list[Icd10CmCode] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    doses: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    list_of_all: bool = False  # "CPT 99213, 20610 mods 25, RT": which modifier is whose is not told

    @property
    def marked(self) -> bool:
        """Whether anything but the code was read."""
        return bool(self.modifiers or self.units or self.pointers or self.charge)


@dataclass(slots=True)
class Assembled:
    """The service lines of a text, and what stands before the first: words, numbers, and the pieces not read."""

    services: list[Service] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    diagnoses: list[Icd10CmCode] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dotted: bool = False  # the first code is written with decimals or dots: so are the others then


def assemble(text: str, pieces: Sequence[Piece], *, dated: bool) -> Assembled:
    """The pieces of a line in their fields. ``dated``: the line has a date, as a row of a claim form has."""
    read = Assembled()
    early: Piece | None = None
    for place, piece in enumerate(pieces):
        match piece.kind:
            case Kind.EARLY_UNITS:
                early = piece
            case Kind.CODE:
                _begin(read, piece, dated=dated)
                if early is not None and read.services:
                    read.services[-1].units, early = int(early.value), None
            case _ if not read.services:
                _before(read, piece)
            case _:
                if piece.kind is Kind.MODIFIER and _MODIFIERS_OF_ALL.match(piece.text):
                    read.services[-1].list_of_all = len(read.services) > 1 and not any(
                        service.modifiers for service in read.services
                    )
                _behind(read.services[-1], text, piece, pieces[place + 1 :])
    for service in read.services:
        service.unread += service.doses if service.units is None else []
    if early is not None:
        read.unread.append(early.text)
    return read


def _begin(read: Assembled, piece: Piece, *, dated: bool) -> None:
    """A new service line, or the charge that a number with two decimals behind a code is."""
    written = piece.text
    if not read.services:
        read.dotted = "." in written
    elif not read.dotted and _MONEY.fullmatch(written):
        last = read.services[-1]
        if dated and last.charge is None:
            last.charge = Decimal(written)
        else:
            last.unread.append(written)  # 12500.50: dollars, or a code with a modifier
        return
    if piece.corrected:
        read.notes.append(f"{written} was read as {'-'.join((piece.value, *piece.glued))}.")
    service = Service(procedure_code(piece.value), [Modifier(each) for each in piece.glued])
    service.unread += [piece.left] if piece.left else []
    read.services.append(service)


def _before(read: Assembled, piece: Piece) -> None:
    match piece.kind:
        case Kind.WORD:
            read.words.append(piece.text)
        case Kind.ICD:
            read.unread.append(piece.text)
        case Kind.PAIR | Kind.NUMBER if piece.value.isdigit():
            read.numbers.append(piece.value)
        case Kind.PAIR | Kind.POINTER if piece.value.isalpha():
            read.words.append(piece.text)
        case _:
            read.unread.append(piece.text)


def _behind(service: Service, text: str, piece: Piece, rest: Sequence[Piece]) -> None:
    match piece.kind:
        case Kind.UNITS:
            _units(service, piece)
        case Kind.CHARGE:
            _charge(service, piece)
        case Kind.MODIFIER | Kind.PAIR if service.list_of_all:
            service.unread.append(piece.text)
        case Kind.MODIFIER:
            _named(service, piece)
        case Kind.NUMBER:
            _number(service, text, piece)
        case Kind.WORD if piece.dashed and piece.text.isupper() and len(piece.text) <= _LONGEST_RUN:
            service.unread.append(piece.text)  # "20610-LEFT": modifiers in a run, or a word
        case Kind.WORD:
            service.words.append(piece.text)
        case Kind.POINTER:
            _pointer(service, piece)
        case Kind.PAIR:
            _pair(service, text, piece, rest)
        case Kind.DOSE:
            service.doses.append(piece.text)
        case Kind.MEASURE:
            pass  # a dose or a size describes
        case _:
            service.unread.append(piece.text)


def _units(service: Service, piece: Piece) -> None:
    count = int(piece.value)
    if service.units is None and count > 0:
        service.units = count
    elif service.units != count or count < 1:
        service.unread.append(piece.text)


def _charge(service: Service, piece: Piece) -> None:
    if service.charge is None:
        service.charge = Decimal(piece.text.replace("$", "").replace(",", "").strip())
    else:
        service.unread.append(piece.text)


def _named(service: Service, piece: Piece) -> None:
    for value in _TWO.findall(piece.value):
        if value.isdigit() and value not in NUMERIC_MODIFIERS:
            service.unread.append(piece.text)
        else:
            _add(service, value)


def _add(service: Service, value: str) -> None:
    modifier = Modifier(value.upper())
    if modifier not in service.modifiers:
        service.modifiers.append(modifier)


_LEAST_CHARGE = 100
_DRUGS = ("J", "Q", "P", "A", "B")


def _number(service: Service, text: str, piece: Piece) -> None:
    """A bare number: the units where nothing else is. In brackets it may as well point to a diagnosis."""
    if int(piece.value) >= _LEAST_CHARGE and not str(service.code).startswith(_DRUGS) and service.charge is None:
        service.charge = Decimal(piece.value)  # "93306-26  400"; only drugs come in hundreds of units
        return
    bracketed = text[: piece.start].endswith("(") and int(piece.value) > 1
    if service.units is None and not service.words and not bracketed and int(piece.value) > 0:
        service.units = int(piece.value)
    else:
        service.unread.append(piece.text)


def _pointer(service: Service, piece: Piece) -> None:
    letters = [letter for letter in piece.value.upper() if letter.isalnum()]
    if service.words and piece.value.isalpha() and len(letters) == 1:
        service.words.append(piece.text)  # "vitamin B", "hepatitis A"
    elif service.pointers and "".join(service.pointers) != "".join(letters) and piece.value[0].isdigit():
        service.unread.append(piece.text)
    else:
        service.pointers += letters


def _pair(service: Service, text: str, piece: Piece, rest: Sequence[Piece]) -> None:
    value = piece.value
    if value.isdigit():
        if value in NUMERIC_MODIFIERS and (piece.dashed or not service.words):
            _add(service, value)
        elif piece.dashed:
            service.unread.append(piece.text)
        else:
            _number(service, text, piece)
    elif not piece.dashed and _points(service, value, rest):
        service.pointers += list(value.upper())
    elif piece.dashed or _is_modifier(service, text, piece):
        _add(service, value)
    else:
        service.words.append(piece.text)


def _points(service: Service, value: str, rest: Sequence[Piece]) -> bool:
    """ "AB" directly before the charge is a pointer though it could be a modifier, and so it is behind the units."""
    letters = value.upper()
    if not letters.isalpha() or max(letters) > _LAST_POINTER:
        return False
    if rest and rest[0].kind is Kind.CHARGE:
        return True
    rising = all(one < other for one, other in pairwise(letters)) and letters[-1] <= _MOST_POINTED
    return rising and service.units is not None and not str(service.code).startswith(_ANESTHESIA)


def _is_modifier(service: Service, text: str, piece: Piece) -> bool:
    value, upper = piece.value, piece.value.upper()
    if value != upper:
        return upper in SMALL_MODIFIERS or (upper in _SMALL_IN_FIELD and _stands_alone(text, piece))
    if service.words:
        return upper in _BEHIND_WORDS
    return upper not in _ENGLISH


def _stands_alone(text: str, piece: Piece) -> bool:
    """Whether a piece fills a field between two signs: ",gt,"."""
    before, after = text[: piece.start].rstrip(" "), text[piece.end :].lstrip(" ")
    return before[-1:] in _FIELD_SIGNS and (not after or after[0] in _FIELD_SIGNS)
