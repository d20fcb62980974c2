"""One pasted line cut into pieces: every character belongs to a piece or is a space or a separating sign. Pure.

``pieces_of`` is the only tokenizer of pasted claims. Fields may be apart by commas, slashes, semicolons, tabs, pipes,
dots, dashes, colons, brackets or spaces, or by nothing at all ("9921325"). What fits no form is a piece of the kind
``OTHER``, so that it can be told as not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.mentions import NUMERIC_MODIFIERS

# Modifiers that are written in small letters without being taken for a word.
SMALL_MODIFIERS = frozenset("RT LT TC".split())
# Of several letters in a row, those pairs that are modifiers and begin no word: "97110GPKX", not "20610-LEFT".
_OFTEN_GLUED = frozenset(
    "RT LT TC XE XP XS XU GA GX GY GZ GT GC GP GO GN GQ CQ CO AS QW KX JW JZ FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 "
    "T4 T5 T6 T7 T8 T9 E1 E2 E3 E4 LC LD LM RC RI QK QX QY QZ AA AD QS P1 P2 P3 P4 P5 P6 1P 2P 3P 8P SG NU RR".split()
)


class Kind(StrEnum):
    """What a piece has the form of; which field it fills is decided by its place."""

    CODE = "code"  # a procedure code, with what is glued to it
    RANGE = "range"  # "99202-99205"
    ICD = "icd"  # a diagnosis that no label names
    MODIFIER = "modifier"  # named as one: "mod 25"
    PAIR = "pair"  # two characters: a modifier, a pointer, units
    UNITS = "units"
    EARLY_UNITS = "early_units"  # before their code: "2 x 96372"
    CHARGE = "charge"
    POINTER = "pointer"
    DOSE = "dose"  # "5000 units" is a dose, and hardly a count
    MEASURE = "measure"  # a dose, a size, a time: part of a description
    NUMBER = "number"
    WORD = "word"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line. ``value`` is what counts of it; ``glued`` are modifiers written on a code without a space.

    ``dashed`` tells that a dash stands right before it, ``corrected`` that the code was not written as one. ``left`` is
    what is written on a code and is no modifier.
    """

    kind: Kind
    text: str
    start: int
    end: int
    value: str = ""
    glued: tuple[str, ...] = ()
    dashed: bool = False
    corrected: bool = False
    left: str = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


CODE_FORM = r"(?:(?!000)\d{5}|\d{4}[FTUM]|0\d{3}A|[A-EGHJ-MP-V]\d{4})"
_NUMERIC = "(?:" + "|".join(sorted(NUMERIC_MODIFIERS)) + ")"
# A seventh character behind placeholders is a diagnosis ("T8140XA"), not a modifier on a code of that form.
_ON_CODE = rf"(?:{_NUMERIC}|(?!X\d)[A-Z][A-Z1-9]|[1-38]P)"
_NO_MORE = r"(?![0-9A-Z])"
_DOSE = r"(?:mg|mcg|ml|mmol|iu|cc|gm?|kg|lbs?|cm|mm)"
_TIMES = rf"(?-i:x|X(?!\s?\d+\.\d)|\*)\s?(?P<times>\d{{1,4}})(?:\.0+)?{_NO_MORE}(?!\.\d|\s*(?:cm|mm|mg|ml)\b)"
# "59 units 1" are the units of modifier 59; "0224U" is a code.
_NOT_COUNTED = rf"(?!{_NUMERIC}\s*units?\s+\d{{1,3}}{_NO_MORE}|{CODE_FORM}\s|\d+\s*(?:units?|un)\s*[:=\#]\s*\d)"
_COUNTED = rf"(?P<counted>\d{{1,5}})(?:\.0+)?\s*(?:units?(?:\(s\))?|un|each|ea|(?<!\d{{4}})(?:u|x(?!\s*\d))){_NO_MORE}"
_SAID = r"(?:units?(?:\(s\))?|qty|quantity|count|un)\s*[:=\#]?\s*(?P<said>\d{1,5})(?:\.0+)?" + _NO_MORE + r"(?!\.\d)"
_SAYS_MODIFIER = (
    r"(?:(?:\b(?:w/|with|mods?\.?|modifiers?)\s*)*(?:mods?\.?|modifiers?)\s*[:=\#]?\s*-?"
    r"|\bw/\s*(?=[0-9A-Z]{2}(?!\s*(?:min|unit|hr|x))))"
)
_GLUED = rf"(?P<glued>-(?:{_ON_CODE}){{2,4}}{_NO_MORE}|(?:{_ON_CODE}){{0,4}}?)"
_PIECE = _words(
    rf"""(?P<address> \S*@\S* | (?:https?://|www\.)\S* )
    | (?P<charge> \$\s?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d{{1,2}})?{_NO_MORE} )
    | (?P<early> (?<![0-9A-Z.])\d{{1,4}}\s*[x*]\s*(?={CODE_FORM}) )
    | (?P<range> (?<![0-9A-Z]){CODE_FORM}\s*(?:-|\b(?:to|thru|through)\b)\s*(?:cpt\s*)?{CODE_FORM}{_NO_MORE} )
    | (?P<dose> (?<![0-9A-Z.])(?:\d{{1,3}},\d{{3}}|\d{{2,4}}00)(?:\s*units?|\s+u)\b(?!\s*[:=]?\s*\d) )
    | (?P<units> (?<![0-9A-Z]){_TIMES}
        | (?<=[0-9A-Z])x(?P<stuck>\d{{1,5}}){_NO_MORE}
        | (?<![0-9A-Z.]){_NOT_COUNTED}{_COUNTED}
        | (?<![0-9A-Z]){_SAID} )
    | (?P<icd> (?<![0-9A-Z])(?: [A-Z][0-9A][0-9AB]\.[0-9A-Z]{{1,4}}{_NO_MORE}
        | (?!{CODE_FORM}\.{_ON_CODE}{_NO_MORE})[A-Z]\d[0-9AB][0-9A-Z]{{0,5}}\.[0-9A-Z]+{_NO_MORE}
        | [MSTVW-Z]\d[0-9AB][0-9A-Z]{{2,3}}X[A-S]{_NO_MORE} | [A-Z]\d[0-9AB]XX?X?[A-S0-9]{_NO_MORE} ) )
    | (?P<code> (?<![0-9A-Z])(?P<number>{CODE_FORM})
        (?! \s?{_DOSE}\b | -(?!{_NUMERIC}{{2}})\d{{4}}{_NO_MORE} | % )
        (?: (?P<decimals>\.0{{1,2}}){_NO_MORE} | (?P<dotted>(?:\.{_ON_CODE})+){_NO_MORE} )?
        {_GLUED} (?: {_NO_MORE} | (?=x\d{{1,5}}{_NO_MORE}) ) )
    | (?P<icd_plain> (?<![0-9A-Z])[A-Z]\d[0-9AB](?:[0-9A-Z]{{0,4}}){_NO_MORE} )
    | (?P<clock> (?<![0-9A-Z.:])\d{{1,2}}:\d\d(?:\s?[ap]m)?{_NO_MORE} )
    | (?P<measure> (?<![\w.])\d+(?:\.\d+)?\s?
            (?:{_DOSE}|min(?:ute)?s?|hours?|hrs?|%|sq|years?|yrs?|yo){_NO_MORE}(?:/\w+)?
        | (?<![\w.])\d{{1,3}}\s*(?:lesions?|levels?|views?|areas?|vessels?|compartments?)\b )
    | (?P<amount> (?<![0-9A-Z.])\d{{1,6}}\.\d\d{_NO_MORE}(?!\.\d) )
    | {_SAYS_MODIFIER}(?P<named>[0-9A-Z]{{2}}(?:\s*(?:&|\band\b)\s*-?[0-9A-Z]{{2}})?){_NO_MORE}
    | (?: (?:(?:dx|diag(?:nosis)?)\s*)?(?:ptrs?|pointers?)\s*[:=\#]?\s* | \bdx\s*[:=\#]?\s* )
        (?P<pointed>[A-L](?:[,\s/]?[A-L]){{0,11}}|\d{{1,2}}(?:[,\s/]\d{{1,2}}){{0,11}}){_NO_MORE}
    | (?<![0-9A-Z.])(?P<pair>[0-9A-Z]{{2}})(?:\.0+)?{_NO_MORE}(?!\.\d)
    | (?<![0-9A-Z.-])(?P<pointer>[A-L](?:[,\s/]?[A-L]){{0,3}}|[1-9](?:,[1-9]){{1,3}}){_NO_MORE}
    | (?<![\w.-])(?P<bare>\d{{1,3}})(?:\.0+)?(?![\w%/-]|\.\d)
    | (?P<word>[A-Z]+(?:[/'-][A-Z]+)*){_NO_MORE}
    | (?P<other>[^\s,;|/&+\-_.:()\[\]{{}}\#*"'=~^<>!?]+)"""
)
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]+")
_PAIRS = re.compile(r"[0-9A-Za-z]{2}")
_SIMPLE = {
    "address": Kind.OTHER,
    "charge": Kind.CHARGE,
    "range": Kind.RANGE,
    "icd": Kind.ICD,
    "icd_plain": Kind.ICD,
    "dose": Kind.DOSE,
    "measure": Kind.MEASURE,
    "clock": Kind.MEASURE,
    "amount": Kind.CHARGE,
    "named": Kind.MODIFIER,
    "pointed": Kind.POINTER,
    "pair": Kind.PAIR,
    "pointer": Kind.POINTER,
    "bare": Kind.NUMBER,
    "word": Kind.WORD,
}
_COUNTS = ("times", "stuck", "counted", "said")


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a line in plain signs (``pasted.plain``), in order; what lies between is spaces and signs."""
    return tuple(_piece(match) for match in _PIECE.finditer(text))


def _piece(match: re.Match[str]) -> Piece:
    text, (start, end) = match[0], match.span()
    dashed = match.string[:start].rstrip(" ").endswith("-")
    if match["code"]:
        return _code(match, dashed=dashed)
    if match["early"]:
        return Piece(Kind.EARLY_UNITS, text, start, end, text.rstrip(" xX*"))
    if match["units"]:
        return Piece(Kind.UNITS, text, start, end, next(match[name] for name in _COUNTS if match[name]))
    for name, kind in _SIMPLE.items():
        if match[name]:
            dashed = dashed or (name == "named" and match.string[match.start(name) - 1] == "-")
            return Piece(kind, text, start, end, match[name], dashed=dashed)
    kind = Kind.WORD if _WORD_OF_LETTERS.fullmatch(text) else Kind.OTHER
    return Piece(kind, text, start, end, text)


def _code(match: re.Match[str], *, dashed: bool) -> Piece:
    written = (match["dotted"] or "") + (match["glued"] or "")
    glued = tuple(_PAIRS.findall(written))
    value, upper = match["number"].upper(), tuple(each.upper() for each in glued)
    if any(_is_word(each, several=len(glued) > 1) for each in glued):
        if "-" in written:  # "20610-LEFT"
            return Piece(Kind.CODE, match[0], *match.span(), value, dashed=dashed, left=written.strip("-"))
        return Piece(Kind.OTHER, match[0], *match.span(), match[0])  # "99213am"
    return Piece(Kind.CODE, match[0], *match.span(), value, upper, dashed, bool(glued))


def _is_word(pair: str, *, several: bool) -> bool:
    """Whether two letters written on a code are hardly a modifier: in small letters, or of a longer word."""
    if pair.isdigit():
        return False
    if pair != pair.upper():
        return pair.upper() not in SMALL_MODIFIERS
    return several and pair not in _OFTEN_GLUED


def loose_codes(text: str) -> Iterator[str]:
    """Every token of five characters that has the form of a procedure code, wherever it stands."""
    for match in _LOOSE.finditer(text):
        yield match[0].upper()


# A number that could as well be a service with its modifiers: "64483", "99213-25".
LIKE_A_SERVICE = _words(rf"{CODE_FORM}(?:-[0-9A-Z]{{2}}){{0,4}}")
_LOOSE = _words(rf"(?<![0-9A-Z]){CODE_FORM}{_NO_MORE}")
