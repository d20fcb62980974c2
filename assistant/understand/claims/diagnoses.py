"""Diagnoses of a pasted claim: those that a label names ("dx M17.11, E11.9"), and lists of nothing else. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.codes import Code, Icd10CmCode
from corpus.errors import InvalidCode
from corpus.relations import procedure_code

Known = Callable[[Iterable[Code]], frozenset[Code]]
Span = tuple[int, int]


def nothing_known(_: Iterable[Code]) -> frozenset[Code]:
    """No catalog at hand: the form alone decides."""
    return frozenset()


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


LABEL = _words(
    r"(?<![0-9A-Z])(?:dx|diag(?:nos[ei]s)?|icd(?:-?\s?10)?(?:-?\s?cm)?)\s?(?:\#?\d{1,2}(?=\s*[:=.\#]|\s+[A-Z]\d))?(?![0-9A-Z])"
    r"(?:\s*codes?\b)?(?:\s*pointers?\b)?\s*[:\#=|,.-]*"
)
_ICD = r"[A-Z][0-9A][0-9AB](?:\s?\.[0-9A-Z]{1,4}|[0-9A-Z]{1,4})?(?![0-9A-Z.]?[0-9A-Z])"
_NEXT = _words(
    rf"[\s,;/&+|]*(?:and\s+)?(?:\(?(?:\d{{1,2}}[.):=]|[A-L][.):=])\s*|[A-L]\s+|\d{{1,2}}\s+)?(?P<code>{_ICD})"
)
_FORM_OF_BOTH = re.compile(r"[A-Z]\d{4}", re.IGNORECASE | re.ASCII)
# What only a service line has behind its code: units, a modifier.
_BILLED = _words(
    r"""\s*(?: -\s?[0-9A-Z]{2}(?![0-9A-Z]) | [x*]\s?\d | \d+\s*units?\b | \s(?:RT|LT|JW|JZ|RR|NU|QW)\b
    | (?:,|\s)\s*\d+(?![0-9A-Z.:)]) )"""
)
# "dx 1,2" and "dx A" point to diagnoses that stand elsewhere.
_POINTS = _words(r"(?:[A-L]|\d{1,2})(?![0-9A-Z.])")
_ONLY_SEPARATORS = re.compile(r"[\s,;|/&+.-]*")


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """The labelled diagnoses of a line with the spans that they fill, their labels among them."""

    codes: tuple[Icd10CmCode, ...] = ()
    spans: tuple[Span, ...] = ()
    labelled: bool = False


def diagnoses_at(text: str, position: int, known: Known = nothing_known) -> tuple[list[Icd10CmCode], int]:
    """The list of diagnoses that begins at a position, and where it ends. "E1165" is one where no code has its dot.

    A token that could as well be a HCPCS code ends the list where the catalog or what stands behind it says so.
    """
    found: list[Icd10CmCode] = []
    dotted = False
    while match := _NEXT.match(text, position):
        written = re.sub(r"\s", "", match["code"])
        if _FORM_OF_BOTH.fullmatch(written) and (
            dotted or _is_procedure(written, text[match.end() :] if found else "", known)
        ):
            break
        try:
            found.append(Icd10CmCode.parse(written))
        except InvalidCode:
            break
        dotted, position = dotted or "." in written, match.end()
    return found, position


def _is_procedure(token: str, behind: str, known: Known) -> bool:
    """Whether a letter with four digits is a HCPCS code among diagnoses."""
    try:
        procedure = procedure_code(token)
    except InvalidCode:
        return False  # no such HCPCS code can be: F, I, N, O, W to Z
    diagnosis = Icd10CmCode.parse(token)
    existing = known([procedure, diagnosis])
    if (procedure in existing) != (diagnosis in existing):
        return procedure in existing
    return bool(_BILLED.match(behind))


def labelled_diagnoses(text: str, known: Known = nothing_known) -> Diagnoses:
    """Every diagnosis of a text that a label names. A label without a code behind it fills its span all the same."""
    codes: list[Icd10CmCode] = []
    spans: list[Span] = []
    position = 0
    while match := LABEL.search(text, position):
        listed, position = diagnoses_at(text, match.end(), known)
        if not listed and _POINTS.match(text, match.end()):
            continue
        codes += listed
        spans.append((match.start(), position))
    return Diagnoses(tuple(codes), tuple(spans), bool(codes))


def only_diagnoses(text: str, known: Known = nothing_known) -> list[Icd10CmCode]:
    """The diagnoses of a text that holds nothing else ("I10"), or none."""
    first = re.search(r"\S", text)
    listed, end = diagnoses_at(text, first.start(), known) if first else ([], 0)
    return listed if listed and _ONLY_SEPARATORS.fullmatch(text, end) else []
