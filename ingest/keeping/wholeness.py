"""Whole or refused: may a file that was read take its place on the shelf, and may its silence speak?

What a publisher prints nowhere (how many rows there are) is judged by three things: where the file ends, how many rows
a whole release of its table has and how far its codes reach, and the edition that is loaded already. Pure, but for the
last lines of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corpus.editions import Edition
from corpus.relations import Table
from corpus.store.edition_file import ShelfEntry
from ingest.sources import SourceFile
from ingest.sources.tabular import DELIMITERS, encoding_of

# Rows that any whole release of a table has, where that is more than its format can say for all its tables. Seen: MUE
# practitioner 14,677 and 15,095, hospital 14,628, DME 2,928; AOC 7,465 to 9,000; HCPCS 6,800 (2019) and 8,846; fee
# schedule 19,090; Addendum B 18,798; ICD-10-CM 97,584 and 98,403, ICD-10-PCS 78,603 codes.
_FLOORS = {
    Table.MUE_PRACTITIONER: 12_000,
    Table.MUE_HOSPITAL: 12_000,
    Table.MUE_DME: 2_000,
    Table.ADD_ON: 6_000,
    Table.HCPCS: 6_000,
    Table.FEE_SCHEDULE: 15_000,
    Table.FEE_SCHEDULE_QPP: 15_000,
    Table.OPPS: 15_000,
    Table.ICD10CM_CODES: 90_000,
    Table.ICD10PCS_CODES: 70_000,
}
# Publishers print codes in their order: the greatest code of a whole release begins with this, or what sorts after it.
# Seen: V5364 in five tables since 2019, V5336 for DME, G2212 as the last add-on code, Z99.89, XY0YX37.
_REACHES = {
    Table.MUE_PRACTITIONER: "V53",
    Table.MUE_HOSPITAL: "V53",
    Table.MUE_DME: "V5",
    Table.ADD_ON: "G2",
    Table.HCPCS: "V53",
    Table.FEE_SCHEDULE: "V53",
    Table.FEE_SCHEDULE_QPP: "V53",
    Table.OPPS: "V53",
    Table.ICD10CM_CODES: "Z99",
    Table.ICD10PCS_CODES: "XY",
}

# A file of so few rows is somebody's excerpt, made by hand; one of more that is no whole release has lost its end.
FEW_ROWS = 200

# The same release again: corrections of a release take a few rows off, not a fiftieth of them.
_CORRECTED_SHARE = 0.02
# Another release: HCPCS of 2019 has 23 % fewer rows than that of 2025, AOC 2026 Q3 14 % fewer than Q2 as printed.
_SHRUNK_SHARE, _SHRUNK_SHARE_A_YEAR = 0.20, 0.03
# A part of a release: the publisher moves the borders between parts.
_SHRUNK_SHARE_OF_A_PART = 0.50

_REMEDY = "download it again, or add it with --excerpt if it is meant to be a part of the release"

_TAIL_BYTES = 65_536
_NAMED_EXCERPT = re.compile(r"(?<![a-z])excerpt(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one edition. ``floor`` is the format's least row count, 0 where nothing is known of it."""

    edition: Edition
    rows: int
    refused: int
    greatest: str
    floor: int
    is_cut: bool = False
    named_excerpt: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """``objection`` is why the edition is refused, with the counts and the remedy; empty when it is taken."""

    complete: bool
    objection: str = ""


def judge(reading: Reading, loaded: Iterable[ShelfEntry], *, excerpt: bool) -> Judgement:
    """Whether an edition is taken, and as a whole one. ``excerpt`` is the user's word that it is a part."""
    edition = reading.edition
    if not reading.rows:
        reason = f"none of its {reading.refused:,} rows could be read" if reading.refused else "it has no rows"
        return Judgement(False, f"{reason}; nothing was changed: download it again")
    if excerpt:
        return Judgement(False)
    if not reading.floor:
        return Judgement(edition.complete and not reading.refused)
    others = [entry for entry in loaded if entry.edition.table == edition.table]
    if objections := [*filter(None, (_cut(reading), _less_than_the_same(reading, others)))]:
        return _refused(", and ".join(objections))
    if short := _short(reading):
        is_excerpt = reading.named_excerpt or reading.rows <= FEW_ROWS
        return Judgement(False) if is_excerpt else _refused(short)
    if objection := _less_than_its_neighbour(reading, others):
        return _refused(objection)
    # A row that could not be read may be the one that is asked for: its silence says nothing.
    return Judgement(edition.complete and not reading.refused)


def _refused(objection: str) -> Judgement:
    return Judgement(False, f"{objection}; what is loaded stays as it was: {_REMEDY}")


def _cut(reading: Reading) -> str:
    return f"the file is cut short: it ends within a row, after {reading.rows:,} rows" if reading.is_cut else ""


def _less_than_the_same(reading: Reading, others: Iterable[ShelfEntry]) -> str:
    same = next((entry for entry in others if _key(entry.edition) == _key(reading.edition)), None)
    if same is None:
        return ""
    least = same.row_count if reading.refused else same.row_count * (1 - _CORRECTED_SHARE)
    if reading.rows >= least and not _ends_before(reading, same):
        return ""
    refused = f" and {reading.refused:,} that could not be read" if reading.refused else ""
    return f"it has {reading.rows:,} rows{refused}, the same edition is loaded with {same.row_count:,}"


def _ends_before(reading: Reading, loaded: ShelfEntry) -> bool:
    """True when there are fewer rows, and the codes do not go as far: a cut, not a correction."""
    return reading.rows < loaded.row_count and reading.greatest < loaded.greatest


def _short(reading: Reading) -> str:
    table, greatest = reading.edition.table, reading.greatest
    floor = max(reading.floor, next((rows for name, rows in _FLOORS.items() if name == table), 0))
    if reading.rows < floor:
        return f"it has {reading.rows:,} rows, a whole release of this table {floor:,} or more"
    reach = next((begin for name, begin in _REACHES.items() if name == table), "")
    if greatest and greatest < reach:
        return f"its {reading.rows:,} rows end at {greatest}, a whole release of this table goes on to {reach}"
    return ""


def _less_than_its_neighbour(reading: Reading, others: Iterable[ShelfEntry]) -> str:
    edition = reading.edition
    day = edition.effective_from or date.max
    whole = [
        entry
        for entry in others
        if entry.edition.complete and entry.edition.id != edition.id and entry.edition.part == edition.part
    ]
    near = min(whole, key=lambda entry: abs((entry.edition.effective_from or date.max) - day), default=None)
    if near is None:
        return ""
    years = abs((near.edition.effective_from or date.max) - day).days / 365
    share = _SHRUNK_SHARE_OF_A_PART if edition.parts else _SHRUNK_SHARE + years * _SHRUNK_SHARE_A_YEAR
    if reading.rows >= near.row_count * (1 - share) and not (_ends_before(reading, near) and not edition.parts):
        return ""
    end = f" to {reading.greatest}" if reading.greatest else ""
    reach = f" to {near.greatest}" if near.greatest else ""
    return f"it has {reading.rows:,} rows{end}, the loaded {near.edition.title} {near.row_count:,}{reach}"


def _key(edition: Edition) -> tuple[str, int]:
    return edition.id, edition.part


def is_named_excerpt(file: SourceFile) -> bool:
    """True when the file's own name says that it is an excerpt."""
    return bool(_NAMED_EXCERPT.search(file.name))


def ends_within_a_row(file: SourceFile, *, last_refused: bool) -> bool:
    """True for a text that ends without a line end in a row with fewer cells than the one before, or in no row.

    ``last_refused`` is whether the last row that was read was refused: all that fixed-width text can tell.
    """
    encoding = encoding_of(file.head)
    if (
        encoding == "utf-16"
        or b"\x00" in file.head[:1024]
        or file.head.lstrip(b"\xef\xbb\xbf \r\n")[:1] in (b"<", b"{")
    ):
        return False
    with file.open() as stream:
        stream.seek(0, io.SEEK_END)
        stream.seek(max(0, stream.tell() - _TAIL_BYTES))
        tail = stream.read().decode(encoding, errors="replace")
    lines = tail.splitlines()
    if tail.endswith(("\n", "\r", "\x1a")) or len(lines) < 2:
        return False
    before, last = lines[-2], lines[-1]
    delimiter = max(DELIMITERS, key=before.count)
    if not before.count(delimiter):
        return last_refused
    return last_refused or _cells(last, delimiter) < _cells(before, delimiter)


def _cells(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))
