"""The header of a pasted table: which column holds what, and the cells of its rows. Pure."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from assistant.understand.story.phrasebook import ways
from corpus.yaml_loader import LOADER


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


_VOCABULARY = Path(__file__).with_name("columns.yaml")
# "Modifier 2", "DX 12": which of several columns of a kind it is.
_OF_SEVERAL = (Column.MODIFIER, Column.POINTER, Column.DIAGNOSIS)
_NUMBERED = re.compile(r"(?<=[a-z][a-z]|\w[\s#_])(?:[1-9]|1[0-2])$")


@functools.cache
def _names() -> Mapping[str, Column]:
    """What a column holds, by its name without spaces and signs."""
    vocabulary = yaml.load(_VOCABULARY.read_text(encoding="utf-8"), Loader=LOADER)
    return {
        "".join(said): Column(column)
        for column, phrases in vocabulary.items()
        for phrase in phrases
        for said in ways(str(phrase))
    }


# A header names a column of codes and at least one other.
_FEWEST_KNOWN = 2
_SEPARATORS = ("\t", "|", ";", ",", "/")
WIDE = "  "
# No header is without one of these: most lines need no further look.
_NAMES_CODES = ("cpt", "hcpcs", "proc", "code", "px", "cd")
_AROUND_A_NAME = " :.*_\"'"
_SIGNS = re.compile(r"[\s._/()]+|\b-\b")
_WORDS_OF_HEADER = re.compile(r"[\s,;|]+")


def header_of(text: str) -> Header | None:
    """The columns of a table, by its header; None where a line is no header."""
    lower = text.lower()
    if not any(name in lower for name in _NAMES_CODES):
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
    told = name.lower().replace("(s)", "").strip(_AROUND_A_NAME)
    column = _names().get(_SIGNS.sub("", told), Column.UNKNOWN)
    if column is Column.UNKNOWN and (number := _NUMBERED.search(told)):
        numbered = _names().get(_SIGNS.sub("", told[: number.start()].rstrip("# ")), Column.UNKNOWN)
        return numbered if numbered in _OF_SEVERAL else Column.UNKNOWN
    return column


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
