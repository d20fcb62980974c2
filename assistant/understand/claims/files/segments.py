"""X12 text to transactions of segments, by the separators that its own ISA segment names. Pure, linear.

Our own and small: pyx12 4.0.0 was tried first. Its reader takes the separators of the first interchange for all of a
file, stops without a word at a blank line or an empty segment ("~~") and loses what follows, leaves out a last segment
that has no terminator, and refuses an ISA whose padding a chat or a mail took away. Its validator served to check the
files that the tests write. Here every piece of the text is in a segment of a transaction, or in ``beside``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.errors import CasePilotError


class ClaimFileError(CasePilotError):
    """A file that is no claim, or is damaged: one sentence with the remedy."""


# Sixteen elements, told apart by the sign behind "ISA"; mail and chats take away their padding, so lengths are free.
_BEGIN = re.compile(r"(?<![0-9A-Za-z])ISA(?P<sign>[^0-9A-Za-z\s])(?:00|03)(?P=sign)", re.ASCII)
# "ISA" with the unit separators of the ASCII table, which some senders use.
_BEGIN_CONTROL = re.compile(r"(?<![0-9A-Za-z])ISA(?P<sign>[\x1c-\x1f\t])(?:00|03)(?P=sign)")
# A part of a file that was pasted without its envelope: its separators are those that its segments show.
_PART = re.compile(r"\s*(?:GS|ST|BHT|CLM|CLP)(?P<sign>[*|])")
_SHOWN = re.compile(r"HC(?P<component>[^0-9A-Za-z\s*|])|\d(?P<place>[^0-9A-Za-z\s*|.-])[AB](?P=place)")
_NEXT = re.compile(r"ISA(?P<sign>[^0-9A-Za-z])0[03](?P=sign)", re.ASCII)
_BLANK = " \r\n\t\ufeff"
_ELEMENTS_OF_ISA = 16
_LONGEST_ISA = 400
_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}", re.ASCII)
_REPETITION_SINCE = "00402"
# Words before the ISA segment that only introduce it end within so many characters.
_LONGEST_INTRODUCTION = 400


@dataclass(frozen=True, slots=True)
class Separators:
    """The signs of one interchange."""

    element: str
    component: str
    segment: str
    repetition: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its tag, its elements (the first is 1), and its place in the file, counted from 1."""

    tag: str
    elements: tuple[str, ...]
    component: str
    place: int = 0

    def at(self, number: int) -> str:
        """An element by its number as X12 counts them; "" where the segment is shorter."""
        return self.elements[number - 1].strip() if 0 < number <= len(self.elements) else ""

    def parts(self, number: int) -> tuple[str, ...]:
        """The components of an element."""
        text = self.at(number)
        return tuple(part.strip() for part in text.split(self.component)) if text else ()

    def part(self, number: int, component: int) -> str:
        """One component of an element, both counted from 1."""
        parts = self.parts(number)
        return parts[component - 1] if 0 < component <= len(parts) else ""

    @property
    def text(self) -> str:
        """As it is told to a reader."""
        return "*".join((self.tag, *self.elements))


@dataclass(frozen=True, slots=True)
class Transaction:
    """What stands between ST and SE. ``kind`` is ST01 ("837"), ``version`` the implementation ("005010X222A1").

    ``cut`` says how its end is missing, "" where it is whole; ``notes`` tell of counts that do not fit.
    """

    kind: str
    version: str
    segments: tuple[Segment, ...]
    cut: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interchanges:
    """A whole X12 text. ``before`` is what stands ahead of the first ISA; ``beside`` what is in no transaction."""

    transactions: tuple[Transaction, ...]
    before: str = ""
    beside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def is_x12(text: str) -> bool:
    """Whether a text is, or after a short introduction begins, an X12 interchange."""
    return _start(text) is not None or _is_part(text)


def _is_part(text: str) -> bool:
    """Whether a text is claims of an X12 file without its ISA segment."""
    part = _PART.match(text)
    return part is not None and re.search(rf"(?:CLM|CLP){re.escape(part['sign'])}", text) is not None


def _start(text: str) -> re.Match[str] | None:
    head = text[: _LONGEST_INTRODUCTION + _LONGEST_ISA]
    return _BEGIN.search(head) or _BEGIN_CONTROL.search(head)


def read_interchanges(text: str) -> Interchanges:
    """Every transaction of a text. Raises ClaimFileError where its separators cannot be known."""
    start = _start(text)
    if start is None and _is_part(text):
        return _read_part(text)
    if start is None:
        raise ClaimFileError("That is no X12 file: it does not begin with an ISA segment; export the 837 or 835 again.")
    before = text[: start.start()].strip(" \n\r\t\ufeff")
    reading = _Reading()
    for body, signs in _interchanges(text, start.start()):
        for piece in body.split(signs.segment):
            reading.take(_segment(piece, signs, reading.count + 1))
    reading.end()
    return Interchanges(tuple(reading.transactions), before, tuple(reading.beside), tuple(reading.notes))


def _read_part(text: str) -> Interchanges:
    """Claims without their envelope. Without ST and SE it is not known whether all of them are here."""
    part = _PART.match(text)
    assert part is not None  # the caller asked
    shown = _SHOWN.search(text)
    component = (shown["component"] or shown["place"]) if shown else ":"
    signs = Separators(part["sign"], component, "~" if "~" in text else "\n")
    reading = _Reading(notes=["The ISA segment is missing: the separators are those that the segments show."])
    pieces = [_segment(piece, signs, place) for place, piece in enumerate(text.split(signs.segment), start=1)]
    if not any(piece.tag == "ST" for piece in pieces):
        kind = "835" if any(piece.tag == "CLP" for piece in pieces) else "837"
        reading.opened = Segment("ST", (kind,), component)
    for piece in pieces:
        reading.take(piece)
    reading.end()
    return Interchanges(tuple(reading.transactions), "", tuple(reading.beside), tuple(reading.notes))


def _separators(text: str) -> Separators:
    """The signs of the interchange that begins a text."""
    element = text[3]
    pieces = text.split(element, _ELEMENTS_OF_ISA)
    last = pieces[-1]
    damaged = ClaimFileError(
        "The ISA segment is damaged: it needs 16 elements and names the file's separators; export the file again."
    )
    if len(pieces) <= _ELEMENTS_OF_ISA or len(last) < 2:
        raise damaged
    component, segment = last[0], last[1]
    if component.isalnum() or segment.isalnum() or len({element, component, segment}) < 3:
        raise damaged
    repeats = pieces[11].strip()
    repetition = repeats if pieces[12].strip() >= _REPETITION_SINCE and len(repeats) == 1 and repeats != "U" else ""
    return Separators(element, component, segment, repetition)


def _interchanges(text: str, start: int) -> Iterator[tuple[str, Separators]]:
    """Each interchange of a text with its own separators: it ends where behind its terminator another begins."""
    signs = _separators(text[start : start + _LONGEST_ISA])
    for match in _NEXT.finditer(text, start + 1):
        before = match.start() - 1
        while text[before] in _BLANK and text[before] != signs.segment:
            before -= 1
        if text[before] == signs.segment:
            yield text[start : match.start()], signs
            start = match.start()
            signs = _separators(text[start : start + _LONGEST_ISA])
    yield text[start:], signs


def _segment(piece: str, signs: Separators, place: int) -> Segment:
    """A segment. Line ends inside it are those of a file that was wrapped: no element has any."""
    whole = piece.replace("\r", "").replace("\n", "") if signs.segment not in "\r\n" else piece
    tag, *elements = whole.strip(" \r\n\ufeff").split(signs.element)
    return Segment(tag.strip(), tuple(elements), signs.component, place)


@dataclass(slots=True)
class _Reading:
    """The transactions while the segments of a file come in."""

    transactions: list[Transaction] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    group: str = ""
    opened: Segment | None = None
    inside: list[Segment] = field(default_factory=list)
    count: int = 0
    envelope: list[str] = field(default_factory=list)

    def take(self, segment: Segment) -> None:
        tag = segment.tag
        if not tag and not segment.elements:
            return  # between two terminators stands nothing
        self.count += 1
        if tag == "ST":
            self._close(f"the next one begins at segment {segment.place}")
            self.opened, self.inside = segment, []
        elif tag == "SE":
            self._close("", segment)
        elif tag in ("ISA", "GS", "GE", "IEA"):
            self._envelope(segment)
        elif self.opened is not None and _TAG.fullmatch(tag):
            self.inside.append(segment)
        else:
            self.beside.append(segment.text)

    def _envelope(self, segment: Segment) -> None:
        self._close(f"{segment.tag} stands where SE is due")
        if segment.tag == "GS":
            self.group = segment.at(8)
        if segment.tag in ("ISA", "GS"):
            self.envelope.append(segment.tag)
        elif self.envelope and self.envelope[-1] == {"GE": "GS", "IEA": "ISA"}[segment.tag]:
            self.envelope.pop()
        else:
            self.notes.append(f"{segment.tag} at segment {segment.place} closes nothing that was opened.")

    def _close(self, why: str, end: Segment | None = None) -> None:
        if self.opened is None:
            if end is not None:
                self.notes.append(f"SE at segment {end.place} closes no transaction.")
            return
        notes: list[str] = []
        count = len(self.inside) + 2
        if end is not None and end.at(1) != str(count) and not (end.at(1).isdigit() and int(end.at(1)) == count):
            told = f"SE counts {end.at(1) or 'no'} segments and {count} are here"
            notes.append(f"{told}: compare the file with its source.")
        version = self.opened.at(3) or self.group
        cut = f"The transaction has no end (SE): {why}." if end is None else ""
        self.transactions.append(Transaction(self.opened.at(1), version, tuple(self.inside), cut, tuple(notes)))
        self.opened, self.inside = None, []

    def end(self) -> None:
        self._close("the file ends")
        if self.envelope:
            lacking = " and ".join({"ISA": "IEA", "GS": "GE"}[tag] for tag in reversed(self.envelope))
            self.notes.append(f"The file ends without {lacking}: it may be cut off.")


def counted(segments: Iterator[Segment] | list[Segment]) -> str:
    """Segments by tag with their number, in the order of coming: "N3 2, PER 1"."""
    tags: dict[str, int] = {}
    for segment in segments:
        tags[segment.tag] = tags.get(segment.tag, 0) + 1
    return ", ".join(f"{tag} {number}" for tag, number in tags.items())
