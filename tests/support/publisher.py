"""Readers of the shared publisher files, kept apart from the product's own so that one can check the other."""

from __future__ import annotations

import csv
import functools
import gzip
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl

from tests.conftest import shared_file

_MODIFIER_LENGTH = 2


@functools.cache
def _add_on_rows() -> tuple[tuple[Any, ...], ...]:
    """AOC 2026 Q2: every row below the headings."""
    book = openpyxl.load_workbook(shared_file("cms/AOC_V2026Q2-MCR.xlsx"), read_only=True)
    return tuple(book.worksheets[0].iter_rows(min_row=3, values_only=True))


def active_add_on_pairs() -> dict[str, set[str]]:
    """AOC 2026 Q2: active primaries by add-on code; "CCCCC" is contractor-defined."""
    pairs: dict[str, set[str]] = {}
    for row in _add_on_rows():
        edit_type, add_on, add_on_deleted, primary, primary_deleted, _, edit_deleted, *_ = row
        if edit_type and not (add_on_deleted or primary_deleted or edit_deleted):
            pairs.setdefault(str(add_on), set()).add(str(primary))
    return pairs


def active_add_on_rows() -> Iterator[tuple[int, str, str, str]]:
    """AOC 2026 Q2: (type, add-on code, primary, special note) of the active rows."""
    for row in _add_on_rows():
        edit_type, add_on, add_on_deleted, primary, primary_deleted, _, edit_deleted, note, *_ = row
        if edit_type and not (add_on_deleted or primary_deleted or edit_deleted):
            yield int(edit_type), str(add_on), str(primary), str(note or "")


def add_on_types() -> dict[str, set[int]]:
    """AOC 2026 Q2: edit types of the active rows by add-on code."""
    types: dict[str, set[int]] = {}
    for row in _add_on_rows():
        if row[0] and not (row[2] or row[4] or row[6]):
            types.setdefault(str(row[1]), set()).add(int(row[0]))
    return types


def fee_schedule() -> dict[str, tuple[str, str, str]]:
    """October 2025: status, global days and short descriptor by code, of the rows without a modifier."""
    with shared_file("cms/PPRRVU2025_Oct.csv").open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream))
    header = next(index for index, row in enumerate(rows) if row[0] == "HCPCS")
    return {row[0]: (row[3], row[14], row[2]) for row in rows[header + 1 :] if not row[1].strip()}


def practitioner_mue() -> dict[str, str]:
    """April 2026: "value (MAI n)" by code."""
    path = shared_file("rebuilt/MCR_MUE_PractitionerServices_Eff_04-01-2026_rebuilt.csv")
    with path.open(encoding="cp1252", newline="") as stream:
        rows = [row for row in csv.reader(stream) if len(row) > 2 and row[1].strip().isdigit()]
    return {row[0]: f"{row[1]} (MAI {row[2][0]})" for row in rows}


def hcpcs() -> dict[str, str]:
    """October 2025: termination date ("" when none) by code or modifier."""
    with shared_file("cms/HCPC2025_OCT_ANWEB.csv").open(encoding="cp1252", newline="") as stream:
        return {row["HCPC"].strip(): row["TERM DT"].strip() for row in csv.DictReader(stream)}


def hcpcs_rows() -> dict[str, tuple[str, date | None, date | None]]:
    """HCPCS Level II, October 2025: public description, the day it was added and its last day, by code."""
    with shared_file("cms/HCPC2025_OCT_ANWEB.csv").open(encoding="cp1252", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["HCPC"].strip(): (row["LONG DESCRIPTION"], _day(row["ADD DT"]), _day(row["TERM DT"])) for row in rows}


def modifier_days() -> dict[str, tuple[date | None, date | None]]:
    """HCPCS Level II, October 2025: the day a modifier was added and its termination, by modifier."""
    with shared_file("cms/HCPC2025_OCT_ANWEB.csv").open(encoding="cp1252", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if len(row["HCPC"].strip()) == _MODIFIER_LENGTH]
    return {row["HCPC"].strip(): (_day(row["ADD DT"]), _day(row["TERM DT"])) for row in rows}


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def outpatient_codes() -> Iterator[str]:
    """OPPS Addendum B, October 2025."""
    with shared_file("cms/OPPS_Addendum_B_Oct2025.csv").open(encoding="cp1252", newline="") as stream:
        for row in csv.reader(stream):
            if row and len(row[0].strip()) == 5 and row[0].strip().isalnum():
                yield row[0].strip()


def icd10pcs_codes() -> Iterator[str]:
    """ICD-10-PCS order file FY2024: the billable codes."""
    with gzip.open(shared_file("rebuilt/icd10pcs_order_2024_rebuilt.txt.gz"), "rt", encoding="cp1252") as stream:
        for line in stream:
            words = line.split()
            if len(words) > 1 and len(words[1]) == 7:
                yield words[1]
