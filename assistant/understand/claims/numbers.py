"""Numbers of a claim that name no service: authorization, account, NDC, NPI ... by their label or their form. Pure.

"auth# 64483" is the number of an authorization, though 64483 has the form of a code. An NPI is known by its check
digit (Luhn over 80840 and its ten digits), a CLIA number by its form (two digits, D, seven digits), an NDC by its
three parts, a Medicare number by its eleven places.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.understand.story.phrasebook import Phrasebook
from corpus.yaml_loader import LOADER


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that names something else than a service. ``doubt`` is what speaks against it, empty where nothing."""

    kind: str
    value: str
    start: int = 0
    end: int = 0
    doubt: str = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


TELEPHONE = "telephone number"
NPI, NDC, CLIA, PLACE, BIRTH = "NPI", "NDC", "CLIA number", "place of service", "date of birth"

_VOCABULARY = Path(__file__).with_name("labels.yaml")
_PIECE = re.compile(r"[0-9A-Z]+|\S", re.IGNORECASE | re.ASCII)
_SIGNS = frozenset(":=.#-")


@functools.cache
def _labels() -> Phrasebook:
    """The words of labels, those between a label and its number, and "strong" or "weak" before a label's kind."""
    told = yaml.load(_VOCABULARY.read_text(encoding="utf-8"), Loader=LOADER)
    labels = {f"{force} {kind}": said for force in ("strong", "weak") for kind, said in told[force].items()}
    return Phrasebook(labels | {"mark": told["mark"], "state": told["state"]})


_NDC_PARTS = (
    r"(?:\d{5}-\d{4}-\d{1,2}|\d{5}-\d{3}-\d{2}|\d{4}-\d{4}-\d{2}|\d{5}\s\d{3,4}\s\d{1,2}|\d{4}\s\d{4}\s\d{2}|\d{10,11})"
)
_NDC_AMOUNT = r"(?:\s*(?:UN|ML|GR|ME|F2)\s?\d+(?:\.\d+)?(?![0-9A-Z]))?"
_VALUES = {
    NDC: _words(rf"(?:N4\s?)?{_NDC_PARTS}(?!\d){_NDC_AMOUNT}|\d[\d-]*(?![0-9A-Z])"),
    NPI: _words(r"\d{5,12}(?![0-9A-Z])"),
    PLACE: _words(r"\d{1,2}(?:\.0)?(?![0-9A-Z.])"),
    BIRTH: _words(r"(?:\d{1,4}[/-]\d{1,2}[/-]\d{2,4}|\d{6}(?:\d\d)?)(?![\d-])"),
    TELEPHONE: _words(r"\+?[\d(][\d().\s-]{5,18}\d(?![0-9A-Z])"),
}
_VALUE = _words(r"(?=[A-Z-]{0,8}\d)[0-9A-Z]+(?:-[0-9A-Z]+)*(?![0-9A-Z])")
# The letters of a Medicare number: those that look like no digit.
_L, _LD = "[AC-HJKMNP-RT-Y]", "[0-9AC-HJKMNP-RT-Y]"
# What needs no label: its form, or its check digit, tells.
_BY_FORM = (
    (
        NDC,
        _words(
            rf"""(?<![0-9A-Z-])(?:N4\s?{_NDC_PARTS}|\d{{5}}-\d{{4}}-\d{{2}}|\d{{5}}-\d{{3}}-\d{{2}})
            (?![0-9A-Z-]){_NDC_AMOUNT}"""
        ),
    ),
    (CLIA, _words(r"(?<![0-9A-Z])\d{2}D\d{7}(?![0-9A-Z])")),
    ("member number", _words(rf"(?<![0-9A-Z])[1-9]{_L}{_LD}\d-?{_L}{_LD}\d-?{_L}{{2}}\d\d(?![0-9A-Z])")),
    (TELEPHONE, _words(r"(?<![0-9A-Z-])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?![0-9A-Z-])")),
    ("tax number", _words(r"(?<![0-9A-Z-])(?:\d{2}-\d{7}|\d{3}-\d{2}-\d{4})(?![0-9A-Z-])")),
    (NPI, _words(r"(?<![0-9A-Z.$-])[12]\d{9}(?![0-9A-Z]|\.\d)")),
)
_NPI_PREFIX = "80840"
_NPI_DIGITS = 10
_NDC_DIGITS = (10, 11)
_CLIA_FORM = _words(r"\d{2}D\d{7}")
# CMS's two-digit places of service in use.
PLACES = frozenset(
    "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 31 32 33 34 41 42 49 50 51 52 53 "
    "54 55 56 57 58 60 61 62 65 66 71 72 81 99".split()
)


def is_npi(text: str) -> bool:
    """Whether ten digits are an NPI by their check digit."""
    if len(text) != _NPI_DIGITS or not (text.isascii() and text.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(_NPI_PREFIX + text)):
        number = int(digit) * (1 + place % 2)
        total += number if number <= 9 else number - 9
    return total % 10 == 0


def numbers_of(text: str) -> tuple[Numbered, ...]:
    """Every number of a text that is told by its label or its form, in order, none overlapping. Never raises."""
    found: list[Numbered] = []
    taken = bytearray(len(text))
    for one in (*_labelled(text), *_formed(text)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _labelled(text: str) -> Iterator[Numbered]:
    pieces = list(_PIECE.finditer(text))
    words, labels = [piece[0].lower() for piece in pieces], _labels()
    position = at = 0
    while at < len(words):
        label = labels.at(words, at)
        if label is None:
            at += 1
            continue
        at = label.end
        force, _, kind = (label.meaning or "").partition(" ")
        if not kind or pieces[label.start].start() < position:
            continue
        behind = _behind(words, at, marked=force == "weak")
        if behind is None:
            continue
        start, begin = pieces[label.start].start(), pieces[behind].start()
        value = _VALUES.get(kind, _VALUE).match(text, begin)
        if value is None and kind == TELEPHONE:
            value = _VALUE.match(text, begin)
        if value is not None:
            position = value.end()
            said = text[start:position] if kind == BIRTH else value[0].strip()
            yield Numbered(kind, said, start, position, doubt_of(kind, said))


def _behind(words: Sequence[str], at: int, *, marked: bool) -> int | None:
    """The word behind a label's marks and signs; None where a mark is missing or nothing follows."""
    marks, between = 0, ("mark",) if marked else ("mark", "state")
    while at < len(words) and (cut := _labels().at(words, at)) and cut.meaning in between:
        marks += cut.meaning == "mark"
        at = cut.end
    while at < len(words) and words[at] in _SIGNS:
        at += 1
    return at if at < len(words) and marks >= marked else None


def _formed(text: str) -> Iterator[Numbered]:
    for kind, form in _BY_FORM:
        for match in form.finditer(text):
            if kind != NPI or is_npi(match[0]):
                yield Numbered(kind, match[0], *match.span())


def doubt_of(kind: str, value: str) -> str:
    """What speaks against a labelled number: its check digit or its form."""
    if kind == NPI and not is_npi(value):
        return "it is no NPI by its ten digits and check digit"
    if kind == CLIA and not _CLIA_FORM.fullmatch(value):
        return "a CLIA number has two digits, D and seven digits"
    if kind == NDC:
        number = re.split(r"\s*(?:UN|ML|GR|ME|F2)", value.upper().removeprefix("N4"))[0]
        return "" if sum(map(str.isdigit, number)) in _NDC_DIGITS else "an NDC has ten or eleven digits"
    return ""
