"""One line of a pasted claim: its codes with modifiers, units, pointers and day, and its diagnoses. Pure.

Forms: "20610-RT-59 x2", "96372 59 2 units", a CMS-1500 row "03/15/26 03/15/26 11 99214 25 AB 150.00 1", a row of a
table whose header names its columns. What has the look of a value and is none of these is told by ``unread``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.understand.claims.line import ClaimLine
from assistant.understand.form.dates import dates_of_service, without_dates
from corpus.codes import Icd10CmCode, Modifier
from corpus.errors import InvalidCode
from corpus.mentions import CodeMention, find_codes
from corpus.relations import ProcedureCode


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
    """

    text: str
    services: tuple[PointedLine, ...] = ()
    diagnoses: tuple[Icd10CmCode, ...] = ()
    day: date | None = None
    words: tuple[str, ...] = ()
    marked: bool = False
    labelled: bool = False
    unread: bool = False


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


# --- diagnoses ------------------------------------------------------------------------------------------------------

_DIAGNOSES = _words(
    r"\b(?:dx|diag(?:nos[ei]s)?|icd(?:-?\s?10)?(?:-?\s?cm)?)\b(?:\s*codes?)?(?:\s*pointers?)?\s*[:\#=-]*"
)
_ICD = r"[A-Z][0-9A][0-9AB](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{1,4})?(?![0-9A-Z.]?[0-9A-Z])"
_NEXT_DIAGNOSIS = _words(
    rf"[\s,/&+|]*(?:and\s+)?(?:\(?(?:\d{{1,2}}[.):=]|[A-L][.):=])\s*|[A-L]\s+|\d{{1,2}}\s+)?(?P<code>{_ICD})"
)
_FORM_OF_BOTH = re.compile(r"[A-Z]\d{4}", re.IGNORECASE | re.ASCII)


def diagnoses_at(text: str, position: int) -> tuple[list[Icd10CmCode], int]:
    """The list of diagnoses that begins at a position, and where it ends. "E1165" is one where no code has its dot."""
    found: list[Icd10CmCode] = []
    dotted = False
    while match := _NEXT_DIAGNOSIS.match(text, position):
        if dotted and _FORM_OF_BOTH.fullmatch(match["code"]):
            break
        try:
            found.append(Icd10CmCode.parse(match["code"]))
        except InvalidCode:
            break
        dotted, position = dotted or "." in match["code"], match.end()
    return found, position


def _without_labelled(text: str) -> tuple[str, list[Icd10CmCode], bool]:
    """The text without its labelled diagnoses, which are blanked out in their place."""
    found: list[Icd10CmCode] = []
    labelled = False
    position = 0
    while match := _DIAGNOSES.search(text, position):
        codes, position = diagnoses_at(text, match.end())
        found += codes
        labelled = labelled or bool(codes)
        text = text[: match.start()] + " " * (position - match.start()) + text[position:]
    return text, found, labelled


# --- what stands after a code ---------------------------------------------------------------------------------------

_TOKEN = _words(
    r"""(?P<units> x\s?(?P<times>\d{1,5})\b(?!\s*(?:cm|mm|mg|ml)\b) | (?P<counted>\d{1,5})\s*units?\b
        | \b(?:units?|qty|quantity)\s*[:=]?\s*(?P<said>\d{1,5})\b )
    | (?P<charge> \$\s?\d[\d,]*(?:\.\d\d)? | (?<![\w.])\d{1,6}\.\d\d(?![\w.]) )
    | (?P<measure> (?<![\w.])\d+(?:\.\d+)?\s?(?:mg|mcg|ml|cc|g|cm|mm|iu|min(?:ute)?s?|hours?|hrs?|%|sq)\b(?:/\w+)? )
    | (?: \b(?:w/|with|mods?\.?|modifiers?)\s* )* (?:mods?\.?|modifiers?)\s*[:=]?\s*-?(?P<named>[0-9A-Z]{2})(?![0-9A-Z])
    | (?<![0-9A-Z.]) (?P<pair>[0-9A-Z]{2}) (?![0-9A-Z.]|,\d{3}|\s*(?:lesions?|levels?|views?|years?|yo\b))
    | (?<![0-9A-Z.-]) (?P<pointer>[A-L](?:[,\s]?[A-L]){0,3}|[1-9](?:,[1-9]){1,3}) (?![0-9A-Z])
    | (?<![\w.-]) (?P<number>\d{1,3}) (?![\w.%/-])
    | (?P<word> [A-Z][A-Z'/-]* )
    | (?P<other> \d\S* )"""
)
_ENGLISH = frozenset("AM AN AS AT BE BY DO GO HE IF IN IS IT ME MY NO OF ON OR SO TO UP US WE PT DX RX".split())
_LOWER_MODIFIERS = frozenset("rt lt tc".split())


@dataclass(slots=True)
class _After:
    """What was read after one code, while reading."""

    modifiers: list[Modifier] = field(default_factory=list)
    units: int | None = None
    pointers: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    charged: bool = False
    unread: bool = False


def _after_code(rest: str) -> _After:
    """Reads what stands between a code and the next one."""
    read = _After()
    charge = next((match.start() for match in _TOKEN.finditer(rest) if match["charge"]), None)
    for match in _TOKEN.finditer(rest):
        if match["units"]:
            read.units = int(match["times"] or match["counted"] or match["said"])
        elif match["charge"]:
            read.charged = True
        elif match["number"] and read.units is None and not read.words:
            read.units = int(match["number"])
        elif match["number"] or match["other"]:
            read.unread = True
        elif match["word"]:
            read.words.append(match["word"])
        elif not match["measure"]:
            _modifier_or_pointer(match, read, before_charge=charge is not None and match.end() <= charge)
    return read


def _modifier_or_pointer(match: re.Match[str], read: _After, *, before_charge: bool) -> None:
    value = match["named"] or match["pair"] or match["pointer"]
    dashed = match.start() > 0 and match.string[match.start() - 1] == "-"
    letters = [letter for letter in value if letter.isalnum()]
    if match["pointer"] or (before_charge and not dashed and _points(match, letters)):
        read.pointers += letters
    elif match["named"] or dashed or _is_modifier(value, after_words=bool(read.words)):
        if value.isdigit() and not _is_numeric_modifier(value):
            _number(value, read)
        else:
            read.modifiers.append(Modifier(value.upper()))
    elif value.isdigit():
        _number(value, read)
    else:
        read.words.append(value)


def _number(value: str, read: _After) -> None:
    """A number of two digits that is no modifier: the units, where nothing else is."""
    if read.units is None and not read.words:
        read.units = int(value)
    else:
        read.unread = True


def _points(match: re.Match[str], letters: Sequence[str]) -> bool:
    """ "AB" directly before the charge is a pointer though it could be a modifier."""
    return (
        all("A" <= letter <= "L" for letter in letters)
        and re.match(r"\s*[|\t ]\s*\$?\d+(?:\.\d\d)?", match.string[match.end() :]) is not None
    )


def _is_modifier(value: str, *, after_words: bool) -> bool:
    if value.isdigit():
        return not after_words and _is_numeric_modifier(value)
    if value.islower():
        return value in _LOWER_MODIFIERS
    return not after_words and value.isupper() and value not in _ENGLISH


def _is_numeric_modifier(value: str) -> bool:
    # The reader of codes knows which numbers are modifiers; asked so, there is one list.
    return bool(find_codes(f"modifier {value}"))


# --- a line of text -------------------------------------------------------------------------------------------------


def read_row(text: str, today: date) -> Row:
    """One line of a claim, without a header. Never raises."""
    dates = [each for each in dates_of_service(text, today) if each.precise]
    rest, diagnoses, labelled = _without_labelled(without_dates(text, today))
    mentions = [each for each in find_codes(rest) if isinstance(each.code, ProcedureCode) and each.through is None]
    ranges = any(each.through is not None for each in find_codes(rest))
    rest, unlabelled = _without_diagnoses(rest, mentions)
    own_day = dates[0].day if dates and not dates[0].labelled else None
    services, words, unread, marked = [], [rest[: mentions[0].start] if mentions else rest], ranges, False
    for index, mention in enumerate(mentions):
        end = mentions[index + 1].start if index + 1 < len(mentions) else len(rest)
        after = _after_code(rest[mention.end : end])
        marked = marked or bool(after.modifiers or after.units or after.pointers or after.charged)
        unread = unread or after.unread
        words.append(" ".join(after.words))
        services.append(_service(mention, after, own_day, (*diagnoses, *unlabelled)))
    return Row(
        text,
        tuple(services),
        (*diagnoses, *unlabelled),
        dates[0].day if dates else None,
        tuple(words),
        marked or labelled or bool(dates),
        labelled,
        unread,
    )


def _service(mention: CodeMention, after: _After, day: date | None, named: Sequence[Icd10CmCode]) -> PointedLine:
    assert isinstance(mention.code, ProcedureCode)  # the caller chose these
    line = ClaimLine(mention.code, tuple(dict.fromkeys(after.modifiers)), max(after.units or 1, 1), day)
    return PointedLine(line, tuple(after.pointers), tuple(named))


_ONLY_SEPARATORS = re.compile(r"[\s,;|/&+-]*")


def _without_diagnoses(rest: str, procedures: Sequence[CodeMention]) -> tuple[str, list[Icd10CmCode]]:
    """Diagnoses without a label: certain ones, and any where the line holds nothing else ("I10")."""
    found: list[Icd10CmCode] = []
    first = re.search(r"\S", rest)
    listed, end = diagnoses_at(rest, first.start()) if first and not procedures else ([], 0)
    if listed and _ONLY_SEPARATORS.fullmatch(rest, end):
        return " " * len(rest), listed
    for mention in find_codes(rest):
        # "99214 I10": beside a procedure the form is enough, as long as it is not a vertebra or a vitamin.
        if isinstance(mention.code, Icd10CmCode) and (mention.certain or (procedures and len(mention.text) > 3)):
            found.append(mention.code)
            rest = rest[: mention.start] + " " * len(mention.text) + rest[mention.end :]
    return rest, found


# --- tables ---------------------------------------------------------------------------------------------------------

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pointer", _words(r"(?:dx|diag(?:nosis)?)?\s*(?:pointers?|ptrs?)")),
    ("modifier", _words(r"mod(?:ifier)?s?\s*\d?|m[1-4]")),
    ("units", _words(r"(?:days\s*/\s*|days\s+or\s+)?units?|qty|quantity|count")),
    ("code", _words(r"(?:cpt|hcpcs|cpt\s*/\s*hcpcs|procedure|proc)(?:\s+codes?)?|codes?")),
    ("diagnosis", _words(r"(?:dx|diag(?:nos[ei]s)?|icd(?:-?10)?(?:-?cm)?)(?:\s+codes?)?\s*\d?")),
    ("date", _words(r"dos|dates?(?:\s+of\s+services?)?|service\s+date|from(?:\s+date)?")),
    (
        "other",
        _words(
            r"(?:total\s+)?charges?|amount|fee|price|pos|place(?:\s+of\s+service)?|desc(?:ription)?|to(?:\s+date)?|line|\#|npi|provider"
        ),
    ),
)


def cells_of(text: str) -> list[str]:
    """The cells of a line: by tabs, pipes, commas or wide gaps, whichever it has first."""
    stripped = text.strip().strip("|")
    for separator in (r"\t", r"\|", r",", r"\s{2,}"):
        if len(cells := re.split(separator, stripped)) > 1:
            return [cell.strip() for cell in cells]
    return [stripped.strip()]


def columns_of(text: str) -> tuple[str, ...]:
    """What each column of a table holds, by its header; empty when the text is no header."""
    names = tuple(next((name for name, form in _COLUMNS if form.fullmatch(cell)), "") for cell in cells_of(text))
    return names if "code" in names and sum(map(bool, names)) > 1 else ()


def read_table_row(text: str, columns: Sequence[str], today: date) -> Row | None:
    """One row of a table; None where it is not one (no code in the column of codes)."""
    cells = cells_of(text)
    if len(cells) < 2 or len(cells) > len(columns):
        return None
    named: Mapping[str, list[str]] = {
        name: [cell for cell, column in zip(cells, columns, strict=False) if column == name and cell]
        for name in columns
    }
    own = read_row(" ".join(named["code"]), today)
    if len(own.services) != 1:
        return None
    line = own.services[0].line
    modifiers = [Modifier(item.upper()) for cell in named.get("modifier", []) for item in _PAIR.findall(cell)]
    counted = next((cell for cell in named.get("units", [])), "")
    units = int(counted.split(".")[0].removesuffix("units").strip()) if _WHOLE.fullmatch(counted) else line.units
    dates = [each for cell in named.get("date", []) for each in dates_of_service(cell, today) if each.precise]
    told = [*_told(named.get("diagnosis", [])), *own.diagnoses]
    pointers = [item for name in ("pointer", "diagnosis") for cell in named.get(name, []) for item in _pointers(cell)]
    day = dates[0].day if dates else None
    whole = ClaimLine(line.code, tuple(dict.fromkeys((*line.modifiers, *modifiers))), max(units, 1), day)
    unread = bool(counted) and not _WHOLE.fullmatch(counted)
    service = PointedLine(whole, tuple(pointers), tuple(told))
    return Row(text, (service,), tuple(told), day, ("", ""), marked=True, unread=unread or own.unread)


_PAIR = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{2}(?![0-9A-Z])", re.IGNORECASE | re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,5}(?:\.0+)?\s*(?:units?)?", re.ASCII)
_POINTERS = re.compile(r"[A-L](?:[\s,]*[A-L]){0,11}|[1-9](?:[\s,]*[1-9]){0,11}", re.ASCII)


def _told(cells: Sequence[str]) -> Iterator[Icd10CmCode]:
    for cell in cells:
        yield from diagnoses_at(cell, 0)[0]


def _pointers(cell: str) -> list[str]:
    return [letter for letter in cell if letter.isalnum()] if _POINTERS.fullmatch(cell) else []
