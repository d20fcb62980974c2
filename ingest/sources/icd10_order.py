"""ICD-10-CM and ICD-10-PCS order files of CMS: fixed width, one line a code or header, both in one layout.

Layout: order number 1-5, code 7-13 without its dot, 1 for billable or 0 for a header at 15, short title 17-76, long
title from 78. Neither the code system nor the fiscal year is written in the file: the shape of the codes tells the one,
the file's name the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.codes import Icd10CmCode, Icd10PcsCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError
from corpus.records import CodeRecord, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table
from ingest.sources import Item, SourceFile
from ingest.sources.icd10_xml import release_of
from ingest.sources.tabular import head_text, open_text

_LINE = re.compile(
    r"(?P<order>\d{5}) (?P<code>[0-9A-Z][0-9A-Z ]{6}) (?P<billable>[01]) (?P<short>.{60}) (?P<long>.*\S) *", re.ASCII
)
_SAMPLE_LINES = 400

# Damaged lines are refused one by one; a file where more than every fifth does not fit is of another layout.
_FITTING_SHARE = 0.8
# Of any 50 lines of ICD-10-CM 2025 at least 6 % are shaped otherwise than ICD-10-PCS, of ICD-10-PCS 2024 none.
_OTHER_SHARE = 0.05

# Tables are named by the first three characters of their codes.
_PCS_HEADER_LENGTH = 3


class OrderFormat:
    """Reads order files of either code system."""

    name = "ICD-10 order file"
    # ICD-10-PCS 2024 has 78,603 codes, ICD-10-CM 2025 97,584 lines.
    full_release_rows = 60_000

    def recognises(self, file: SourceFile) -> bool:
        lines = _sample(file)
        return bool(lines) and sum(_matched(line) is not None for line in lines) >= _FITTING_SHARE * len(lines)

    def read(self, file: SourceFile) -> Iterator[Item]:
        is_pcs = _is_pcs(file)
        edition = _edition(file, is_pcs=is_pcs)
        yield edition
        with open_text(file) as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                match = _matched(line)
                if match is None:
                    yield RowError(file.name, number, "the line is cut short or not in the layout of an order file")
                elif is_pcs:
                    yield from _pcs(file, number, match, edition)
                else:
                    yield _cm(file, number, match, edition)


def _matched(line: str) -> re.Match[str] | None:
    return _LINE.fullmatch(line.rstrip("\r\n"))


def _sample(file: SourceFile) -> list[str]:
    """The first lines that are not blank, without the last, which the head may cut short."""
    lines = head_text(file).splitlines()
    whole = lines if len(lines) == 1 else lines[:-1]
    return [line for line in whole if line.strip()][:_SAMPLE_LINES]


def _is_pcs(file: SourceFile) -> bool:
    """True when the lines are codes of seven characters, never I or O, below headers of three."""
    matches = [match for line in head_text(file).splitlines() if (match := _matched(line))]
    others = sum(not _is_pcs_shape(match["code"].strip(), match["billable"]) for match in matches)
    return others <= _OTHER_SHARE * len(matches)


def _is_pcs_shape(code: str, billable: str) -> bool:
    if billable == "0":
        return len(code) == _PCS_HEADER_LENGTH
    try:
        Icd10PcsCode.parse(code)
    except InvalidCode:
        return False
    return True


def _edition(file: SourceFile, *, is_pcs: bool) -> Edition:
    release = release_of(file)
    system, short = ("ICD-10-PCS", "icd10pcs") if is_pcs else ("ICD-10-CM", "icd10cm")
    publisher = "CMS" if is_pcs else "CMS and NCHS"
    table = Table.ICD10PCS_CODES if is_pcs else Table.ICD10CM_CODES
    return Edition(
        f"{short}-order-{release.label}",
        table.value,
        publisher,
        f"{system} code list, {release.title}",
        release.begin,
        release.end,
    )


def _cm(file: SourceFile, number: int, match: re.Match[str], edition: Edition) -> CodeListing | RowError:
    try:
        code = Icd10CmCode.parse(match["code"])
    except InvalidCode as error:
        return RowError(file.name, number, str(error))
    return CodeListing(
        code,
        SourceRef(edition.id, f"line {match['order']}"),
        description=match["long"].strip(),
        short_description=match["short"].strip(),
        billable=match["billable"] == "1",
    )


def _pcs(file: SourceFile, number: int, match: re.Match[str], edition: Edition) -> Iterator[Item]:
    text = match["code"].strip()
    if match["billable"] == "0" and len(text) == _PCS_HEADER_LENGTH:
        return  # the name of a table, which is no code
    try:
        code = Icd10PcsCode.parse(text)
    except InvalidCode as error:
        yield RowError(file.name, number, str(error))
        return
    source = SourceRef(edition.id, f"line {match['order']}")
    long, short = match["long"].strip(), match["short"].strip()
    yield CodeListing(code, source, description=long, short_description=short, billable=match["billable"] == "1")
    yield CodeRecord(code=code, description=long, official=True, status=RecordStatus.BILLABLE, source=source)


FORMAT = OrderFormat()
