"""HCPCS Level II of CMS: the 48-column csv or xlsx, and the fixed-width text of the same release.

Text layout: CMS "HCPCS Contractor Record" (2019): code 1-5 (a modifier in 4-5), sequence 6-10, record 11 (3 and 7 begin
a procedure or modifier, 4 and 8 continue its description), long description 12-91, short 92-119, cross references
205-229, coverage 230, BETOS 257-259, types of service 261-265, added 269-276, action effective 277-284, terminated
285-292, action 293. A description is broken between words. What the characters mean is in the same layout.

The terminated date is the last day of use and may lie before the day the action took effect. Dental (D) descriptors
are the ADA's, those of numeric modifiers the AMA's: of these only dates and characters are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from corpus.codes import Code, HcpcsCode, Modifier
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import CodeRecord, Fact, RecordStatus, SourceRef
from corpus.relations import CodeListing, Table, procedure_code
from ingest.sources import Item, Notice, SourceFile
from ingest.sources.cells import Cells as Mended
from ingest.sources.dates import quarter_of, quarter_span, read_day
from ingest.sources.rows import rows_under_header
from ingest.sources.tabular import Heading, columns_of, has_table, head_text, is_zip, open_text

_COLUMNS = {
    "code": ("hcpc", "hcpcs"),
    "record": ("recid",),
    "long": ("long description",),
    "short": ("short description",),
    **{f"?xref{number}": (f"xref{number}",) for number in range(1, 6)},
    "coverage": ("cov",),
    "?betos": ("betos",),
    **{f"?tos{number}": (f"tos{number}",) for number in range(1, 6)},
    "added": ("add dt",),
    "effective": ("act eff dt",),
    "terminated": ("term dt",),
    "action": ("action cd",),
}
_SPANS = {
    "code": slice(0, 5),
    "record": slice(10, 11),
    "long": slice(11, 91),
    "short": slice(91, 119),
    **{f"xref{number}": slice(199 + 5 * number, 204 + 5 * number) for number in range(1, 6)},
    "coverage": slice(229, 230),
    "betos": slice(256, 259),
    **{f"tos{number}": slice(259 + number, 260 + number) for number in range(1, 6)},
    "added": slice(268, 276),
    "effective": slice(276, 284),
    "terminated": slice(284, 292),
    "action": slice(292, 293),
}
_BEGINS, _CONTINUES = ("3", "7"), ("4", "8")
_MODIFIER_RECORDS = ("7", "8")
_LINE = re.compile(r"(?:[A-Z0-9]\d{3}[A-Z0-9]| {3}[0-9A-Z]{2})\d{5}[3478].")
_BEGINNING = re.compile(r"(?:[A-Z]\d{4}| {3}[0-9A-Z]{2})\d{5}[37].{281}[ABCDFNPRST](?: |$)")
_SHORTEST_BEGINNING = 293

# "HCPC2025_OCT_ANWEB", "HCPC2019_CONTR_ANWEB".
_NAME = re.compile(r"HCPCS?[_-]?(?P<year>20\d{2})(?:[_-]?(?P<month>JAN|APR|JUL|OCT)(?![A-Z]))?", re.IGNORECASE)
_QUARTERS = {"JAN": 1, "APR": 2, "JUL": 3, "OCT": 4}

Cells = dict[str, str]


class HcpcsFormat:
    """Reads HCPCS Level II releases: for each code its listing and, where its text is public, its record."""

    name = "HCPCS Level II"
    # October 2025 has 8,846 codes and modifiers, January 2019 6,800.
    full_release_rows = 5_000

    def recognises(self, file: SourceFile) -> bool:
        return has_table(file, _header) or _is_record_text(file)

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition = _edition(file)
        yield edition
        rows = _text_cells(file) if _is_record_text(file) else _table_cells(file)
        for item in _joined(file, rows):
            if isinstance(item, RowError | Notice):
                yield item
            else:
                yield from _items(file, *item, edition)


def _header(row: Sequence[str]) -> dict[str, int] | None:
    return columns_of(row, _COLUMNS)


def _is_record_text(file: SourceFile) -> bool:
    return not is_zip(file) and any(_BEGINNING.match(line) for line in head_text(file).splitlines())


def _table_cells(file: SourceFile) -> Iterator[tuple[int, Cells] | RowError | Notice]:
    mended = Mended()
    for item in rows_under_header(file, _header, "HCPCS Level II", mended):
        if isinstance(item, Heading):
            continue  # the whole file is one edition
        if item.is_cut:
            yield RowError(file.name, item.number, "the row is cut short")
            continue
        row = item.named()
        row["record"] = row["record"].removesuffix(".0")
        if row["record"] not in _MODIFIER_RECORDS:
            row["code"] = mended.code(row["code"])
        yield item.number, row
    yield from mended.notices()


def _text_cells(file: SourceFile) -> Iterator[tuple[int, Cells] | RowError]:
    begun = False
    with open_text(file) as stream:
        for number, text in enumerate(stream, start=1):
            line = text.rstrip("\r\n")
            if _LINE.match(line) and (line[10] in _CONTINUES or len(line) >= _SHORTEST_BEGINNING):
                begun = True
                yield number, {name: line[span].strip() for name, span in _SPANS.items()}
            elif begun and line.strip(" \t\x1a"):  # before the first record these are disclaimers
                yield RowError(file.name, number, "the line is cut short or not a HCPCS record")


def _joined(
    file: SourceFile, rows: Iterable[tuple[int, Cells] | RowError | Notice]
) -> Iterator[tuple[int, Cells] | RowError | Notice]:
    """Rows with the continued descriptions put back together."""
    waiting: tuple[int, Cells] | None = None
    for row in rows:
        if isinstance(row, RowError | Notice):
            yield row
            continue
        line, cells = row
        if cells["record"] in _CONTINUES:
            if waiting and waiting[1]["code"] == cells["code"]:
                waiting[1]["long"] += f" {cells['long']}"
            else:
                yield RowError(file.name, line, f"a description of {cells['code']} goes on that did not begin")
            continue
        if waiting:
            yield waiting
        waiting = line, cells
    if waiting:
        yield waiting


def _items(file: SourceFile, line: int, cells: Mapping[str, str], edition: Edition) -> Iterator[Item]:
    try:
        code = _code(cells)
        long, short = (_one_line(cells["long"]), _one_line(cells["short"])) if _is_public(code) else ("", "")
        terminated = read_day(cells["terminated"])
        listing = CodeListing(
            code,
            SourceRef(edition.id, f"row {code}"),
            description=long,
            short_description=short,
            added=read_day(cells["added"]),
            effective=read_day(cells["effective"]),
            terminated=terminated,
            action=cells["action"],
            coverage=cells["coverage"],
            # A code in use may point to the code that it took over from.
            replaced_by=tuple(_cross_references(cells, code)) if terminated else (),
        )
    except (InvalidCode, ValueError) as error:
        yield RowError(file.name, line, str(error))
        return
    yield listing
    if long:
        yield _record(listing, cells, edition)


def _code(cells: Mapping[str, str]) -> HcpcsCode | Modifier:
    if cells["record"] not in _BEGINS:
        raise ValueError(f"{cells['record']!r} is not a kind of record (3 is a code, 7 a modifier)")
    kind = Modifier if cells["record"] in _MODIFIER_RECORDS else HcpcsCode
    return kind.parse(cells["code"])


def _is_public(code: HcpcsCode | Modifier) -> bool:
    """False where the descriptor is the ADA's (dental codes) or the AMA's (numeric modifiers)."""
    return not (code.value.isdigit() if isinstance(code, Modifier) else code.value.startswith("D"))


def _record(listing: CodeListing, cells: Mapping[str, str], edition: Edition) -> CodeRecord:
    ended = listing.terminated is not None and listing.terminated < (edition.effective_from or date.min)
    short = listing.short_description
    facts = {
        "coverage": listing.coverage,
        "betos": cells.get("betos", ""),
        "type_of_service": " ".join(filter(None, (cells.get(f"tos{number}", "") for number in range(1, 6)))),
        "action": listing.action,
    }
    return CodeRecord(
        code=listing.code,
        description=listing.description,
        official=True,
        status=RecordStatus.TERMINATED if ended else RecordStatus.ACTIVE,
        source=listing.source,
        synonyms=(short,) if _words(short) - _words(listing.description) else (),
        facts=tuple(Fact(name, value, listing.source) for name, value in facts.items() if value),
    )


def _cross_references(cells: Mapping[str, str], code: HcpcsCode | Modifier) -> Iterator[Code]:
    """The codes, or for a modifier the modifiers, that a row refers to; some references are neither ("CPT")."""
    for number in range(1, 6):
        text = cells.get(f"xref{number}", "")
        try:
            found = Modifier.parse(text) if isinstance(code, Modifier) else procedure_code(text)
        except InvalidCode:
            continue
        if found != code:
            yield found


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _edition(file: SourceFile) -> Edition:
    """The quarter or year of the name, else the quarter that the user says."""
    if match := _NAME.search(file.name):
        year = int(match["year"])
        # A name without a month is of the yearly release of January.
        begin, end = date(year, 1, 1), date(year, 12, 31)
        if match["month"]:
            begin, end = quarter_span(year, _QUARTERS[match["month"].upper()])
    elif file.effective is not None:
        begin, end = quarter_span(file.effective.year, quarter_of(file.effective))
    else:
        raise SourceError(f"{file.name}: its release is not told; give its first day with --effective YYYY-MM-DD.")
    title = f"HCPCS Level II, {begin:%B %Y}"
    return Edition(f"hcpcs-{begin:%Y-%m}", Table.HCPCS.value, "CMS", title, begin, end)


FORMAT = HcpcsFormat()
