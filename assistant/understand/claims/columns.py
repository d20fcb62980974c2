"""The header of a pasted table: which column holds what, and the cells of its rows. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """What a column of a claim export holds. NUMBER names no service; OTHER is not needed for a check."""

    CODE = "code"
    MODIFIER = "modifier"
    UNITS = "units"
    POINTER = "pointer"
    DIAGNOSIS = "diagnosis"
    DATE = "date"
    TO_DATE = "to_date"
    CHARGE = "charge"
    PLACE = "place"
    NUMBER = "number"
    SEX = "sex"
    AGE = "age"
    BIRTH = "birth"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table in order, by what they hold and by name; ``separator`` is "" for single spaces."""

    columns: tuple[Column, ...]
    names: tuple[str, ...]
    separator: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.ASCII)


_FORMS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.POINTER, _words(r"(?:dx|diag(?:nosis)?|icd)?\s*(?:pointers?|ptrs?)\s*\d?|dxptr\d?")),
    (
        Column.MODIFIER,
        _words(
            r"""(?:mod(?:ifier)?(?:s|\(s\))?|m)\s*[\#_]?\s*[1-4]?(?:st|nd|rd|th)?
            |(?:1st|2nd|3rd|4th)\s+mod(?:ifier)?"""
        ),
    ),
    (
        Column.UNITS,
        _words(
            r"""(?:days\s*/\s*|days\s+or\s+|svc\s+|service\s+|billed\s+|total\s+)?units?(?:\s+(?:billed|of\s+service))?
            |unit\s+count|qty|quantity|count|dos\s+units"""
        ),
    ),
    (
        Column.CODE,
        _words(
            r"""(?:(?:cpt|hcpcs|cpt\s*[/-]?\s*hcpcs|hcpcs\s*/\s*cpt|procedure|proc|px)(?:\s*[._]?\s*(?:codes?|cd))?
            |(?:svc|service|billing|billed|charge)\s*[._]?\s*(?:codes?|cd))(?:\(s\))?(?:\s*/\s*hcpcs)?|codes?|cptcode|proccode"""
        ),
    ),
    (
        Column.DIAGNOSIS,
        _words(
            r"""(?:primary\s+|principal\s+|secondary\s+)?(?:dx|diag(?:nos[ei]s)?|icd(?:\s?-?\s?10)?(?:\s?-?\s?cm)?)
            (?:\s*[._]?\s*(?:codes?|cd))?(?:\(s\))?\s*[\#_]?\s*(?:\d{1,2}|[a-l])?"""
        ),
    ),
    (
        Column.TO_DATE,
        _words(
            r"""(?:dos\s+|service\s+|svc\s+)?(?:to|thru|through|end)(?:\s+(?:date|dos))?|dos\s+(?:to|thru|end)
            |post(?:ed|ing)?\s+date|entry\s+date"""
        ),
    ),
    (
        Column.DATE,
        _words(
            r"""dos|(?:dos\s+|service\s+|svc\s+)?(?:from|begin|start)(?:\s+(?:date|dos))?|dates?(?:\s+of\s+services?)?
            |(?:service|svc|visit)\s+dates?|dos\s+(?:from|start|begin)|from\s+dos"""
        ),
    ),
    (
        Column.CHARGE,
        _words(
            r"""(?:total\s+|billed\s+|line\s+|unit\s+)?(?:charges?|chgs?|amount|amt|fee|price|billed)
            (?:\s+(?:amount|amt|\(\$\)))?|\$|total"""
        ),
    ),
    (Column.SEX, _words(r"(?:patient\s+|pt\s+)?(?:sex|gender)(?:\s+(?:code|cd))?")),
    (Column.AGE, _words(r"(?:patient\s+|pt\s+)?age(?:\s*\(?(?:years|yrs?)\)?)?")),
    (Column.BIRTH, _words(r"(?:patient\s+|pt\s+)?(?:dob|birth\s?date|date\s+of\s+birth)")),
    (Column.PLACE, _words(r"pos|place(?:\s+of\s+service)?|pos\s+code")),
    (
        Column.NUMBER,
        _words(
            r"""(?:rendering\s+|billing\s+|referring\s+|provider\s+|group\s+)?npi|ndc(?:\s+(?:code|number|\#))?|clia(?:\s+(?:number|\#))?
            |(?:prior\s+|pre-?)?auth(?:orization)?(?:\s*(?:\#|no\.?|number|id))?|ref(?:erral|erence)?(?:\s*(?:\#|no\.?|number|id))?
            |(?:claim|account|acct|member|subscriber|patient|pt|encounter|visit|invoice|policy|group|case|ticket|chart|order|provider|tax|payer|batch)
            \s*[._]?(?:\#|no\.?|number|num|id)|mrn|tin|ein|icn|account|acct|taxonomy"""
        ),
    ),
    (
        Column.OTHER,
        _words(
            r"""desc(?:ription)?|(?:cpt|procedure|service|proc|code|diagnosis|dx)\s+desc(?:ription)?|(?:line|row|item|seq|ln|svc\s+line)(?:\s*(?:\#|no\.?|number))?|\#|no\.?
            |provider(?:\s+name)?|rendering(?:\s+provider)?|physician|doctor|(?:patient|pt|member|provider|payer|facility|last|first)\s*(?:name)?
            |rev(?:enue)?(?:\s*(?:code|cd))?|name|payer|payor|insurance|plan|facility|location|notes?|comments?|status|tos|emg|epsdt|time|minutes|room"""
        ),
    ),
)
# A header names a column of codes and at least one other.
_FEWEST_KNOWN = 2
_SEPARATORS = ("\t", "|", ";", ",", "/")
WIDE = "  "
# No header is without one of these: most lines need no further look.
_NAMES_CODES = re.compile(r"cpt|hcpcs|proc|code|px|\bcd\b", re.IGNORECASE | re.ASCII)
_WORDS_OF_HEADER = re.compile(r"[\s,;|]+")


def header_of(text: str) -> Header | None:
    """The columns of a table, by its header; None where a line is no header."""
    if not _NAMES_CODES.search(text):
        return None
    for separator in (*_SEPARATORS, WIDE):
        names = tuple(cells_of(text, separator))
        columns = tuple(_column(name) for name in names)
        if _is_header(columns):
            return Header(columns, names, separator)
    names = tuple(_WORDS_OF_HEADER.split(text.strip()))
    columns = tuple(_column(name) for name in names)
    if _is_header(columns) and Column.UNKNOWN not in columns:
        return Header(columns, names, "")
    return None


def _is_header(columns: Sequence[Column]) -> bool:
    known = [column for column in columns if column is not Column.UNKNOWN]
    return Column.CODE in columns and len(known) >= _FEWEST_KNOWN and 2 * len(known) >= len(columns)


def _column(name: str) -> Column:
    told = re.sub(r"[\s_*]+", " ", name).strip(" :.\"'")
    return next((column for column, form in _FORMS if form.fullmatch(told)), Column.UNKNOWN)


def cells_of(text: str, separator: str) -> list[str]:
    """The cells of a line, unquoted and stripped; ``separator`` is a sign, or two spaces for wide gaps."""
    if separator == WIDE:
        return [cell.strip() for cell in re.split(r"\s{2,}", text.strip())]
    if separator == "|":
        stripped = text.strip()
        stripped = stripped.removeprefix("|").removesuffix("|")
        return [cell.strip() for cell in stripped.split("|")]
    line = text.strip("\r\n") if separator == "\t" else text.strip()
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    # Excel's ="00100" keeps zeros; its sign goes, so that the quotes stand first in their cell.
    row = next(csv.reader([re.sub(r'(^|[\t,;])\s*="', r'\1"', line)], delimiter=separator, skipinitialspace=True), [])
    return [cell.strip() for cell in row]
