"""A pasted text cut into the rows of a claim: by line ends, numbers and semicolons, or by a table's header. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.understand.claims.columns import Header, header_of
from assistant.understand.claims.diagnoses import LABEL, Known, only_diagnoses
from assistant.understand.claims.numbers import PLACE, PLACES, numbers_of
from assistant.understand.claims.pasted import plain
from assistant.understand.claims.pieces import CODE_FORM, Kind, pieces_of
from assistant.understand.claims.rows import Row, in_place, read_row
from assistant.understand.claims.tables import read_table_row

_LINE_END = re.compile(r"[\n\r\u2028\u2029\x0b\x0c\x85]")
# "1) 99213 25 2) 96372 59": a number with its sign, then a code.
_NUMBERED = re.compile(rf"(?:(?<=\s)|(?<=^))(?=\(?\d{{1,2}}(?:[.)][ \t]+|\)){CODE_FORM}\b)", re.IGNORECASE | re.ASCII)
_LINE_NUMBER = re.compile(
    r"^\s*(?:\(?\d{1,2}[.)]\s+|[-*•]\s+|(?:(?:service\s+|svc\s+)?line(?:\s+item)?|item|svc|ln|row)\s*\#?\s*\d{1,2}"
    r"\s*[:.)-]?\s+|\(?[a-z][.)]\s+|\#\d{1,2}[:.)]?\s+"
    rf"|(?:\(?\d{{1,2}}[.)]|[-*•\#])(?={CODE_FORM}(?![0-9A-Z])))",
    re.IGNORECASE | re.ASCII,
)
# A claim has fifty lines at most; what has more rows than this is another table.
_MOST_ROWS = 2_500
# A line of a claim is short; a longer one is a text. Codes are then not looked for, which would take long.
_LONGEST_LINE = 1000
# What goes on with the service before a semicolon: "99213;25;x1".
_GOES_ON = frozenset({Kind.PAIR, Kind.NUMBER, Kind.UNITS, Kind.CHARGE, Kind.POINTER, Kind.MODIFIER, Kind.MEASURE})


_INTRODUCED = re.compile(
    r"""^\W*(?:(?:please|pls|can|could|would|will|you|kindly|hi|hello|hey|help|me|i|need|want|to|ok)\W+)*
    (?: (?:check|review|scrub|audit|validate|verify|examine|look\s+(?:at|over)|go\s+over)\s+
        (?: (?:(?:this|the|my|our|these|following|whole|entire|pasted|below|a)\s+)*
            (?:claims?|superbill|encounter|charges|claim\s+lines?|lines|coding|codes)
            (?:\s+(?:for\s+(?:me|us|errors?|denials?|edits?|issues)|please|below))*
            (?:\s*[?.!]*\s*[:\n-]|[?.!,]\s|(?=\s+\(?[A-Z]?\d))
          | (?:this|these)(?:\s+(?:for\s+me|please))?\s*:)
      | (?:check|review|scrub|audit|validate|verify)\s*:
      | claim(?:\s+(?:check|review|lines?|for\s[^:\n?]{1,30}))?\s*[:\n-] )""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
# "Does this claim look clean?", before the codes or behind them.
_CLAIM = frozenset("claim claims superbill encounter charges coding".split())
_CHECKING = frozenset(
    "check review scrub audit validate verify clean look looks ok okay good right wrong correct problem problems error "
    "errors issue issues edits pass ready".split()
)
_ALREADY = frozenset("denied deny denial denials rejected reject corrected resubmit appeal void replacement".split())
_MOST_ASKING = 12
_WORDS_ALONE = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_AHEAD = re.compile(rf"\W*(?:{_WORDS_ALONE}[ ,]+){{1,{_MOST_ASKING}}}?{_WORDS_ALONE}\s*[?:.;\n]\s*")
_BEHIND = re.compile(rf"(?:{_WORDS_ALONE}[ ,]+){{1,{_MOST_ASKING}}}?{_WORDS_ALONE}\s*[?.!]*\s*$")
_BEHIND_REACH = 200  # characters


@dataclass(frozen=True, slots=True)
class Introduction:
    """The words that call a text a claim, and the text without them. ``plainly``: whatever follows is its lines."""

    words: str
    rest: str
    plainly: bool


def introduction_of(text: str) -> Introduction | None:
    """What calls a text a claim: "check this claim: ..." ahead of it, or words alone, ahead or behind, that ask."""
    plainly = _INTRODUCED.match(text)
    if plainly:
        return Introduction(plainly[0], text[plainly.end() :], plainly=True)
    for found in (_AHEAD.match(text), _BEHIND.search(text, max(0, len(text) - _BEHIND_REACH))):
        words = set(re.findall("[a-z]+", found[0].lower())) if found else set()
        if found and words & _CLAIM and words & _CHECKING and not words & _ALREADY:
            return Introduction(found[0], f"{text[: found.start()]}{text[found.end() :]}", plainly=False)
    return None


def rows_of(text: str, today: date, known: Known) -> list[Row]:
    """The rows of a text in order. Rows that only rule a table off are left out."""
    rows: list[Row] = []
    header: Header | None = None
    among_diagnoses = False
    for line in _LINE_END.split(text):
        if len(line) > _LONGEST_LINE:
            rows.append(Row(line.strip(), words=(line,), unread=("a line of more than a thousand characters",)))
            continue
        if not line.strip():
            among_diagnoses = False
            continue
        if not _begins_diagnoses(line) and (found := header_of(plain(line))):
            header = found
            continue
        for row in _of_line(line, header, today, known):
            if among_diagnoses and row.services and (listed := only_diagnoses(plain(row.text))):
                row = Row(row.text, (), tuple(listed), words=("",), marked=True, labelled=True)
            rows.append(row)
        among_diagnoses = _begins_diagnoses(line) or (among_diagnoses and bool(rows) and not rows[-1].services)
        if len(rows) >= _MOST_ROWS:
            rows.append(Row("", words=("",), unread=("more rows than a claim has",)))
            break
    return _numbered(rows)


def _begins_diagnoses(line: str) -> bool:
    """Whether a line is nothing but a label of diagnoses: those stand on the lines below."""
    match = LABEL.match(plain(line).lstrip())
    return match is not None and not plain(line).lstrip()[match.end() :].strip(" :.")


def _of_line(line: str, header: Header | None, today: date, known: Known) -> Iterator[Row]:
    if header is not None and (row := read_table_row(line, header, today, known)):
        yield row
        return
    for part in _parts(plain(line), line):
        written = _LINE_NUMBER.sub("", part).strip()
        if written:
            yield read_row(written, today, known)


def _parts(flat: str, line: str) -> list[str]:
    """A line cut at numbered items and at semicolons, apart from those that go on with the service before them."""
    labelled = LABEL.match(flat.lstrip()) is not None
    cuts = [] if labelled else [match.start() for match in _NUMBERED.finditer(flat)]
    items = [line[start:end] for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True)]
    parts: list[str] = []
    for item in items:
        begun = False
        for segment in item.split(";"):
            if begun and _goes_on(plain(segment)) and _bills(plain(parts[-1])):
                parts[-1] += ";" + segment
            else:
                parts.append(segment)
            begun = True
    return parts


def _bills(part: str) -> bool:
    return any(piece.kind is Kind.CODE for piece in pieces_of(part))


def _goes_on(segment: str) -> bool:
    """Whether a part between semicolons has no code of its own: modifiers, units, pointers, numbers."""
    rest = segment
    for number in numbers_of(segment):
        rest = rest[: number.start] + " " * (number.end - number.start) + rest[number.end :]
    return LABEL.search(rest) is None and all(piece.kind in _GOES_ON for piece in pieces_of(rest))


def _numbered(rows: Sequence[Row]) -> list[Row]:
    """The rows with the bare numbers before their codes told apart: line numbers in order, or places of service."""
    served = [row for row in rows if row.services]
    leads = [row.leading for row in served]
    in_order = all(lead[:1] == (str(number),) for number, lead in enumerate(leads, start=1)) and len(served) > 1
    beside = (number for row in rows if not row.services for number in row.numbers)
    places = {number.value[:2].zfill(2) for number in beside if number.kind == PLACE}
    everywhere = places.pop() if len(places) == 1 else ""
    return [_settled(row, everywhere, in_order=in_order) if row.services else row for row in rows]


def _settled(row: Row, everywhere: str, *, in_order: bool) -> Row:
    leading = row.leading[1:] if in_order else row.leading
    if len(leading) == 1 and leading[0] in PLACES:
        return in_place(row, leading[0])
    if everywhere and not any(service.line.place for service in row.services):
        row = in_place(row, everywhere)
    return replace(row, unread=(*row.unread, *leading)) if leading else row
