"""What every reader of documents gives: lines of text, headings among them, and what was left out and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# A single mark after a code or word points to a note; after a unit it is a power, and "1st" is one word.
_POWERS = str.maketrans("23", "²³")
_MARKS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MARK = re.compile(r"(?<=\S)[⁰¹²³⁴-⁹]+(?:[,\s]+[⁰¹²³⁴-⁹]+)*")
_UNIT = re.compile(r"(?<![A-Za-z])(?:[kcmdµ]?m|ft|in|yd|sq)$", re.IGNORECASE)
_TEN = re.compile(r"[x×*·]\s?10$")
_ENDINGS = frozenset(("st", "nd", "rd", "th", "tm", "sm", "®", "™", "℠", "©", "o", "º", "ª", "er", "e"))
_NOTE = re.compile(r"[\d*†‡§¶#a-z]{1,3}(?:\s*[,;]\s*[\d*†‡§¶#a-z]{1,3})*", re.IGNORECASE)


class Heading(str):
    """A line that is the heading of what follows it."""

    __slots__ = ()


class TableLine(str):
    """A line that is a row of a table: never joined with others nor cut."""

    __slots__ = ()


@dataclass(slots=True)
class Notes:
    """What a reader accepted or left out, each kind once with how often: "2 pictures were not read"."""

    counts: dict[str, int] = field(default_factory=dict)
    told: dict[str, None] = field(default_factory=dict)

    def count(self, singular: str, number: int = 1) -> None:
        """One more of a kind, named by a sentence that begins with "1 ..." or "a ..." written for one."""
        self.counts[singular] = self.counts.get(singular, 0) + number

    def say(self, sentence: str) -> None:
        """A sentence of its own."""
        self.told[sentence] = None

    def lines(self, words: dict[str, tuple[str, str]]) -> Iterator[str]:
        """Sentences of all notes; ``words`` gives those for one and for several ("{} pictures ...")."""
        yield from self.told
        for kind, number in self.counts.items():
            one, several = words[kind]
            yield one if number == 1 else several.format(number)


@dataclass(frozen=True, slots=True)
class Part:
    """A page or headed part before it is cut to size."""

    anchor: str
    heading: str
    lines: Sequence[str]


def superscript(before: str, text: str) -> str:
    """What a raised text becomes behind ``before``: a power, an ending, or "(note 1)" set apart from the code. Pure."""
    mark = text.strip()
    if not mark or not before.strip():
        return text
    if mark.casefold() in _ENDINGS:
        return text
    if mark.isdigit() and _UNIT.search(before):
        return mark.translate(_POWERS)
    if mark.isdigit() and _TEN.search(before):
        return f"^{mark}"
    return f" (note {mark})" if _NOTE.fullmatch(mark) else f" {mark}"


def plain_marks(text: str) -> str:
    """Text whose note marks are characters of their own ("90714¹") with them set apart. Pure."""
    return _MARK.sub(lambda match: _apart(text[: match.start()], match[0]), text)


def _apart(before: str, marks: str) -> str:
    plain = marks.translate(_MARKS)
    return marks if _UNIT.search(before[-4:]) or _TEN.search(before) else f" (note {plain})"


def one_line(text: str) -> str:
    """Text with single blanks."""
    return " ".join(text.split())
