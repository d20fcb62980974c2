"""Codes in a coder's prose: ``find_codes`` tells them from years, telephone numbers, money, rooms and doses.

A form that only context can confirm (a bare "E11", an undotted "E1122") is marked ``certain=False``; the reader asks
the catalog. Where a form could be of two systems the other readings are in ``alternatives``.
"""

from __future__ import annotations

import bisect
import functools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.codes import Code, CptCode, HcpcsCode, Icd10CmCode, Icd10PcsCode, Modifier
from corpus.errors import InvalidCode


@dataclass(frozen=True, slots=True)
class CodeMention:
    """One code in a text. ``start`` and ``end`` span the code itself; ``text`` is how it was written.

    ``modifiers`` and ``units`` are those written on it ("20610-RT x2"), which end at ``rest``; ``through`` is the other
    end of a range.
    """

    code: Code
    start: int
    end: int
    text: str
    modifiers: tuple[Modifier, ...] = ()
    units: int | None = None
    through: Code | None = None
    alternatives: tuple[Code, ...] = ()
    certain: bool = True
    rest: int = 0


# Pasted text brings other dashes, spaces and digits; each maps to one character, so spans stay true.
_SAME = str.maketrans(
    {
        **{ord(dash): "-" for dash in "‐‑‒–—−"},
        **{ord(space): " " for space in "\u00a0\u2007\u2009\u202f"},
        **{0xFF10 + digit: str(digit) for digit in range(10)},
        **{0xFF21 + letter: chr(ord("A") + letter) for letter in range(26)},
        **{0xFF41 + letter: chr(ord("a") + letter) for letter in range(26)},
        0x00D7: "x",
    }
)

_TOKEN = re.compile(
    r"""
    (?<![\w.$€£@]) (?<!\d[,/:-])                        # not inside a word, an amount, a date or a longer number
    (?:
        (?P<dotted> [A-Z](?:\d[0-9AB]|A\d)\.(?:[0-9A-Z]{1,4}|-) )
      | (?P<pcs>    (?!\d{4}[0-9FTUM]x\d) [0-9B-DF-HX][0-9A-HJ-NP-Z]{6} )   # "64484x2" is two units of a CPT code
      | (?P<cpt>    \d{5} | \d{4}F | [01]\d{3}T | 0\d{3}U | 00\d{2}M | 0[01]\d{2}A )
      | (?P<hcpcs>  [A-EGHJ-MP-V]\d{4} )
      | (?P<icd>    [A-Z](?:\d[0-9AB]|A\d)[0-9A-Z]{0,4} )
    )
    (?: (?<=[0-9A-Z]{5}) (?= x\d{1,3}\b )                   # "64484x2": units written on the code
      | (?! \w | \.\d | ,\d{3}\b | -\d{4}\b(?!\d) | [%@] ) )  # nor going on: decimals, thousands, ZIP+4
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# A code may follow another code, or its modifier, across a slash, comma, dash or "w/" ("99213/99214",
# "99213-25/20610"), or stand glued to its name ("cpt99213"): the guard above only keeps dates and phones out.
_AFTER_CODE = re.compile(
    r"""(?<=[0-9A-Z]{5})[/,-](?=[0-9A-Z]{5}(?!\w)) | (?<=\d-\d\d)[/,](?=\d{5}(?!\w))
    | (?<=[0-9A-Z])[/,](?=[A-Z]\d[0-9AB]\.[0-9A-Z]) | (?<=\d{5})w/(?=[0-9A-Z]{5}(?!\w))
    | (?<!\w)(?:cpt|hcpcs)(?=[0-9A-Z]\d{3}[0-9A-Z](?!\w))""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_RUN = re.compile(r"\S+")
# How far the words lie that say what a number is; a text of any length is then read in one pass.
_BEFORE, _AFTER = 60, 60

# A number after one of these names something that is not a code.
_NUMBERED_THING = re.compile(
    r"""\b(?:auth(?:orization)?|pre-?auth|pre-?cert|ref(?:erral|erence)?|ndc|clia|mbi|icn|dcn|tin|ein|taxonomy|subscriber
    |room|rm|suite|ste|unit|apt|apartment|zip(?:\s?code)?|p\.?\s?o\.?\s+box|box|ext(?:ension)?|mrn|npi|claim|account
    |acct|invoice|phone|fax|tel|badge|member|policy|check|ticket|floor|building|bldg|version|page|chart
    |(?<!in\ )order|vitamin|vit)
    \.?\s*(?:\#|:|no\.?|number|num\.?|id)?\s*:?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"""\s*(?:mg|mcg|ml|mmol|iu|g|kg|lbs?|dollars?|usd|cents?|percent|patients?|people|members?|claims?|years?|visits?|copies
    |times(?!\s+(?:\d|two|three|four|five|six|seven|eight|nine|ten)\b)|steps|rvus?|feet|ft|miles)\b""",
    re.VERBOSE | re.IGNORECASE,
)
# "12 34567-8" is a number in pieces; "age 40 99214-25" a code with its modifier.
_GOES_ON = re.compile(r"-(\d+)", re.ASCII)
_ROUND_UNITS = re.compile(r"\s*(?:units?|u)\b", re.IGNORECASE)

# Remark codes of a remittance ("M51", "N130") and versions of the risk adjustment model ("V28") have the form of
# diagnoses: the words around say which they are.
_REMARK = re.compile(r"(?:ma|[mn])\d{1,3}", re.IGNORECASE | re.ASCII)
_SAYS_REMARK_BEFORE = re.compile(
    r"\b(?:remarks?|rarcs?)(?:\s+codes?)?[\s:#]*(?:(?:ma|[mn])\d{1,3}[\s,/&]*(?:and\s|or\s)?\s?){0,4}$",
    re.IGNORECASE | re.ASCII,
)
_SAYS_REMARK_AFTER = re.compile(r"\W{0,3}(?:as\s+(?:a\s+)?)?(?:remark|rarc)", re.IGNORECASE)
_SAYS_MODEL = re.compile(r"\b(?:hccs?|raf|risk[\s-]adjust\w*)\b", re.IGNORECASE)

# Before a form that could be anything, these say that a code is meant.
_SAYS_CODE = re.compile(
    r"(?:\b(?:icd(?:-?\s?10)?(?:-?\s?cm)?|pcs|codes?|dx|diagnos[ei]s|categor(?:y|ies)|cpt|hcpcs)\s*[:#-]?\s*)$",
    re.IGNORECASE,
)
# A diagnosis by its form, dotted or not: placeholders, or four digits and more, before a 7th character.
_SEVENTH_IN_PLACE = re.compile(r"[HMORSTV-Y]\d[0-9AB](?:[0-9A-Z]{0,2}X{1,3}|\d{2,3})[A-S]", re.IGNORECASE | re.ASCII)
# Only a code is valid or billable: "is 30240Y2 valid".
_SAYS_STATUS = re.compile(r"\s{1,3}(?:still\s)?(?:valid|active|billable|deleted|reportable)\b", re.IGNORECASE)
_SAYS_PCS = re.compile(r"\bpcs(?:\s+codes?)?\s*[:#-]?\s*$", re.IGNORECASE)

NUMERIC_MODIFIERS = frozenset(
    "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 "
    "96 97 99".split()
)
# HCPCS Level II modifiers that stand bare after a code ("20610 RT"); others need a hyphen.
_BARE_MODIFIERS = frozenset("RT LT TC XE XP XS XU GA GX GY GZ GT GC AS QW KX JW JZ AI FS FT SG".split())
_ENGLISH = frozenset("AM AN AS AT BE BY DO GO HE IF IN IS IT ME MY NO OF ON OR SO TO UP US WE".split())

_ON_CODE = re.compile(
    r"\s?-\s?(?P<modifier>[0-9A-Z]{2})(?![0-9A-Z])|,(?P<listed>[A-Z]{2}|\d{2})(?![0-9A-Z])", re.IGNORECASE
)
_BARE_ON_CODE = re.compile(r"\s(?P<modifier>[A-Z]{2})(?![0-9A-Za-z])")
_UNITS = re.compile(r"\s*(?:x\s?(?P<times>\d{1,3})|\(?(?P<units>\d{1,3})\s+units?)\b", re.IGNORECASE)
_THROUGH = re.compile(
    r"\s*(?:-|\bto\b|\bthrough\b|\bthru\b)\s*(?P<other>[0-9A-Z][0-9A-Z.]{2,7}?)(?=[^\w.]|\.?(?:\s|$))", re.IGNORECASE
)
_NAMED_MODIFIERS = re.compile(
    r"\bmod(?:ifier)?s?\.?[\s:(-]*(?P<list>-?[0-9A-Z]{2}(?!\w)(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s*/\s*|\s+(?:and|or|&|vs\.?|versus)\s+(?:modifier\s+)?)-?[0-9A-Z]{2}(?!\w))*)",
    re.IGNORECASE,
)
_MODIFIER_ITEM = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{2}(?![0-9A-Z])", re.IGNORECASE)
_LOOSE_MODIFIER = re.compile(
    r"(?<![\w-])-(?P<modifier>\d{2}|[A-Z]{2})(?!\w)|\b(?P<before>\d{2}|[A-Z]{2})\s+(?:an?\s+(?:valid\s+)?)?modifiers?\b"
)


@functools.lru_cache(maxsize=128)
def find_codes(text: str) -> tuple[CodeMention, ...]:
    """Every code a text mentions, in order, never overlapping. Takes any text; never raises."""
    plain = text.translate(_SAME)
    taken = _not_prose(plain)
    found: list[CodeMention] = []
    position = 0
    for start, match in _tokens(plain):
        if start < position or _is_within(start, taken):
            continue
        mention, position = _mention(text, plain, match, position)
        if mention is not None:
            found.append(mention)
    found += _named_modifiers(text, plain, [(mention.start, mention.end) for mention in found] + taken)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _not_prose(plain: str) -> list[tuple[int, int]]:
    """Places of web and mail addresses, in order, apart from one another."""
    found = [match.span() for match in _ADDRESS.finditer(plain)] if "://" in plain or "www." in plain.lower() else []
    if "@" in plain:
        for run in _RUN.finditer(plain):
            name, _, host = run[0].partition("@")
            if name and "." in host[1:-1] and not _is_within(run.start(), found):
                found.append(run.span())
        found.sort()
    return found


def _is_within(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a position lies in one of the spans, which are in order and apart."""
    place = bisect.bisect_right(spans, (position, sys.maxsize)) - 1
    return place >= 0 and position < spans[place][1]


def _tokens(plain: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Token matches, also of codes that follow another code across a slash, comma or dash."""
    loosened = _AFTER_CODE.sub(lambda match: " " * len(match[0]), plain)  # positions stay
    for match in _TOKEN.finditer(loosened):
        yield match.start(), match


def _mention(text: str, plain: str, match: re.Match[str], position: int) -> tuple[CodeMention | None, int]:
    """The mention a token makes, and where to go on reading; None for what only looks like a code."""
    start, end = match.span()
    before, after = plain[max(0, start - _BEFORE) : start], plain[end : end + _AFTER]
    readings, certain = _readings(match, before, after)
    if not readings or _is_other_number(match[0], before, after):
        return None, position
    code = readings[0]
    modifiers: tuple[Modifier, ...] = ()
    through: Code | None = None
    units: int | None = None
    rest = end
    if isinstance(code, CptCode | HcpcsCode | Icd10CmCode):
        through, rest = _range_end(code, plain, end)
    if through is None and isinstance(code, CptCode | HcpcsCode):
        modifiers, through, rest = _attached(code, plain, end)
        if counted := _UNITS.match(plain, rest):
            units, rest = int(counted["times"] or counted["units"]), counted.end()
    mention = CodeMention(code, start, end, text[start:end], modifiers, units, through, readings[1:], certain, rest)
    return mention, rest


def _readings(match: re.Match[str], before: str, after: str) -> tuple[tuple[Code, ...], bool]:
    """What the token could be, likeliest first, and whether its form alone says so."""
    token, kind = match[0], match.lastgroup
    if kind == "dotted":
        return _parsed(token, Icd10CmCode), True
    if kind == "cpt":
        return _parsed(token, CptCode), True
    if kind == "hcpcs":
        return _parsed(token, HcpcsCode, Icd10CmCode), True
    said = bool(_SAYS_CODE.search(before))
    if kind == "icd":
        return _parsed(token, Icd10CmCode), said or bool(_SEVENTH_IN_PLACE.fullmatch(token))
    digits = sum(map(str.isdigit, token))
    if _SAYS_PCS.search(before):
        return _parsed(token, Icd10PcsCode, Icd10CmCode), True
    if digits < 2 or digits == len(token):
        return (), False
    # "S72001A" cannot be ICD-10-PCS; "H401114" could be either, and is far likelier a diagnosis.
    order = (Icd10PcsCode, Icd10CmCode) if token[0].isdigit() else (Icd10CmCode, Icd10PcsCode)
    said = said or token[0] == "0" or bool(_SAYS_STATUS.match(after))
    return _parsed(token, *order), said or bool(_SEVENTH_IN_PLACE.fullmatch(token))


def _parsed(token: str, *kinds: type[Code]) -> tuple[Code, ...]:
    codes: list[Code] = []
    for kind in kinds:
        try:
            codes.append(kind.parse(token))
        except InvalidCode:
            continue  # the token is not of this system, which is all that was asked
    return tuple(codes)


def _is_other_number(token: str, before: str, after: str) -> bool:
    """A room, an amount, a dose, a telephone number, a remark code: told by what stands around it."""
    near = before[-40:]
    if any(map(str.isalpha, near)) and _NUMBERED_THING.search(near):
        return True
    if _REMARK.fullmatch(token):
        return bool(_SAYS_REMARK_BEFORE.search(before) or _SAYS_REMARK_AFTER.match(after))
    if token[:2] in ("V2", "v2") and len(token) == 3:
        return bool(_SAYS_MODEL.search(before) or _SAYS_MODEL.search(after))
    if not token.isdigit():
        return False
    goes_on = _GOES_ON.match(after)
    if _QUANTITY.match(after):
        return True
    if goes_on and goes_on[1] not in NUMERIC_MODIFIERS and re.search(r"\d[\s)]\s?$", before):
        return True
    # "10000 units" is a dose, "96372 units" asks for the units of a code.
    return token.endswith("00") and bool(_ROUND_UNITS.match(after))


def _range_end(code: Code, plain: str, end: int) -> tuple[Code | None, int]:
    """The other end of "99202-99205", "E08-E13" or "99202 through 99205"."""
    match = _THROUGH.match(plain, end)
    if match is None:
        return None, end
    parsed = _parsed(match["other"].rstrip("."), type(code))
    if not parsed or len(parsed[0].value) != len(code.value):
        return None, end
    if parsed[0].value[-1].isalpha() != code.value[-1].isalpha() or not code.value < parsed[0].value:
        return None, end
    return parsed[0], match.start("other") + len(match["other"].rstrip("."))


def _attached(code: Code, plain: str, end: int) -> tuple[tuple[Modifier, ...], Code | None, int]:
    """Modifiers on a code ("-25", "-RT-59", " RT"), or the short range "99202-05"."""
    modifiers: list[Modifier] = []
    while match := _ON_CODE.match(plain, end):
        value = (match["modifier"] or match["listed"]).upper()
        if value in _ENGLISH and not (match["modifier"] or match["listed"]).isupper():
            break  # "51797 - is that an add-on?"
        if match["listed"] and not modifiers:
            break  # "99213, 25 minutes": a comma goes on a list of modifiers, it does not begin one
        if value.isdigit() and value not in NUMERIC_MODIFIERS:
            short = _parsed(code.value[:3] + value, type(code))
            if not modifiers and short and short[0].value > code.value:
                return (), short[0], match.end()
            break
        modifiers.append(Modifier(value))
        end = match.end()
    while (match := _BARE_ON_CODE.match(plain, end)) and match["modifier"] in _BARE_MODIFIERS:
        modifiers.append(Modifier(match["modifier"]))
        end = match.end()
    return tuple(modifiers), None, end


def _named_modifiers(text: str, plain: str, taken: list[tuple[int, int]]) -> Iterator[CodeMention]:
    """Modifiers that are named as such: "modifiers 59 and XU", "mod 50", "a 25 modifier", "-25 on 99213"."""
    spans: set[tuple[int, int]] = set()
    for named in _NAMED_MODIFIERS.finditer(plain):
        begin = named.start("list")
        spans |= {(begin + item.start(), begin + item.end()) for item in _MODIFIER_ITEM.finditer(named["list"])}
    for loose in _LOOSE_MODIFIER.finditer(plain):
        spans.add(loose.span("modifier") if loose["modifier"] else loose.span("before"))
    taken = sorted(taken)
    for start, end in sorted(spans):
        value = plain[start:end]
        is_word = value.upper() in _ENGLISH and not value.isupper()
        if (
            is_word
            or (value.isdigit() and value not in NUMERIC_MODIFIERS)
            or (value.isalpha() and value.islower() and (value.upper() not in _BARE_MODIFIERS))
        ):
            continue
        if not (_is_within(start, taken) or _is_within(end - 1, taken)):
            yield CodeMention(Modifier(value.upper()), start, end, text[start:end], rest=end)
