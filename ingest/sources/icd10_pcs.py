"""ICD-10-PCS in the XML files of CMS: the tables that codes are built from, the definitions, and the index.

Tables: ``pcsTable`` with axes 1 to 3, one value each, then ``pcsRow`` with axes 4 to 7; a row's values may be taken
together. Definitions: ``section > axis > terms``, each with titles, a definition, an explanation and what it includes;
then ``deviceAggregation``. Index: ``letter > mainTerm > term > term ...`` leading to a whole ``code``, to the first
characters of codes (``codes``), to a table (``tab``), to another term (``see``) or to the name of a value (``use``).

Definitions and index are read as sections of one document each, so that they are found by their words. The start of a
code is written "table 0UT, then 9": printed together, five digits would be taken for a CPT code.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.codes import Icd10PcsCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import GuidelineSection, SourceRef
from corpus.relations import IndexTerm, PcsTableRow, Table
from ingest.sources import Item, SourceFile
from ingest.sources.icd10_xml import plain_text, release_of, root_name, subtrees

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# A section is cited and shown as a whole: about a page on a phone.
_SECTION_WORDS = 200

_FIRST_AXES = 3
_AXES = 7
_VALUE = re.compile(r"[0-9A-HJ-NP-Z]", re.ASCII)
_CODE_START = re.compile(r"[0-9A-HJ-NP-Z]{3,6}", re.ASCII)


class TablesFormat:
    """Reads the tables: a ``PcsTableRow`` for every row."""

    name = "ICD-10-PCS tables"
    # 2021 has 2,428 rows in 890 tables.
    full_release_rows = 2_000

    def recognises(self, file: SourceFile) -> bool:
        return root_name(file) == "ICD10PCS.tabular"

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition: Edition | None = None
        for standing_in, table in subtrees(file, "pcsTable"):
            if edition is None:
                edition = _edition(file, standing_in[0], "tables", Table.ICD10PCS_TABLES)
                yield edition
            for number, row in enumerate(table.findall("pcsRow"), start=1):
                yield _table_row(file, table, row, number, edition)
        if edition is None:
            raise SourceError(f"{file.name}: it has no ICD-10-PCS tables; download it again.")


def _table_row(file: SourceFile, table: Element, row: Element, number: int, edition: Edition) -> PcsTableRow | RowError:
    first = table.findall("axis")
    axes = [*first, *row.findall("axis")]
    values = tuple(
        tuple((label.get("code", ""), plain_text(label)) for label in axis.findall("label")) for axis in axes
    )
    name = "".join(value for axis in values[: len(first)] for value, _ in axis)
    fault = _fault(row, [axis.get("pos", "") for axis in axes], values)
    if fault:
        return RowError(file.name, None, f"table {name}, row {number}: {fault}")
    titles = tuple(plain_text(axis.find("title")) for axis in axes)
    return PcsTableRow(name, titles, values, SourceRef(edition.id, f"table {name}, row {number}"))


def _fault(row: Element, positions: list[str], values: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    """What is wrong with a row; empty when nothing is."""
    if positions != [str(position) for position in range(1, _AXES + 1)]:
        return f"its axes are {', '.join(positions)}, not 1 to 7"
    if any(len(axis) != 1 for axis in values[:_FIRST_AXES]) or not all(values):
        return "an axis has too few or too many values"
    for value, label in (pair for axis in values for pair in axis):
        if not _VALUE.fullmatch(value) or not label:
            return f"{value!r} ({label}) is not a value of an axis"
    promised, made = row.get("codes", ""), math.prod(map(len, values))
    return f"it makes {made} codes, but says {promised}" if promised.isdigit() and int(promised) != made else ""


class DefinitionsFormat:
    """Reads the definitions: a section for every value that is defined, and for runs of those only listed."""

    name = "ICD-10-PCS definitions"
    # 2021 makes 367 sections.
    full_release_rows = 250

    def recognises(self, file: SourceFile) -> bool:
        return root_name(file) == "ICD10PCS.definitions"

    def read(self, file: SourceFile) -> Iterator[Item]:
        document: _Document | None = None
        for standing_in, section in subtrees(file, "section"):
            if document is None:
                document = _Document(_edition(file, standing_in[0], "definitions", Table.ICD10PCS_DEFINITIONS))
                yield document.edition
            for axis in section.findall("axis"):
                yield from document.sections(_definitions(section, axis))
        if document is None:
            raise SourceError(f"{file.name}: it has no ICD-10-PCS definitions; download it again.")
        for _, aggregation in subtrees(file, "deviceAggregation"):
            yield from document.sections(_part("Device aggregation", "aggregation", map(_aggregate, aggregation)))


class IndexFormat:
    """Reads the index: a section for every run of main terms of a letter, an ``IndexTerm`` for every whole code."""

    name = "ICD-10-PCS index"
    # 2021 has 2,776 terms with whole codes and makes 759 sections.
    full_release_rows = 2_000

    def recognises(self, file: SourceFile) -> bool:
        return root_name(file) == "ICD10PCS.index"

    def read(self, file: SourceFile) -> Iterator[Item]:
        document: _Document | None = None
        for standing_in, letter in subtrees(file, "letter"):
            if document is None:
                document = _Document(_edition(file, standing_in[0], "index", Table.ICD10PCS_INDEX))
                yield document.edition
            initial = plain_text(letter.find("title"))
            leads = [lead for main in letter.findall("mainTerm") for lead in _leads(main, "", "")]
            for lead in leads:
                if lead.refusal:
                    yield RowError(file.name, None, f"{lead.term}: {lead.refusal}")
                elif lead.code is not None:
                    yield IndexTerm(lead.code, lead.term, SourceRef(document.edition.id, f"index, {lead.main}"))
            lines = (_Line(lead.term, lead.line, lead.code) for lead in leads if not lead.refusal)
            yield from document.sections(_part(f"Index, {initial}", f"index-{initial.casefold()}", lines))
        if document is None:
            raise SourceError(f"{file.name}: the index has no letters; download it again.")


def _edition(file: SourceFile, root: Element, kind: str, table: Table) -> Edition:
    release = release_of(file, plain_text(root.find("version")))
    edition_id, title = f"icd10pcs-{kind}-{release.label}", f"ICD-10-PCS {kind}, {release.title}"
    return Edition(edition_id, table.value, "CMS", title, release.begin, release.end)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a section: what it is about, its text, and the code that it names."""

    about: str
    text: str
    code: Icd10PcsCode | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that make a section together, and how the section is headed and addressed."""

    heading: str
    anchor: str
    lines: tuple[_Line, ...]


class _Document:
    """A file as one document, its sections numbered as they come."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._position = 0
        self._anchors: dict[str, int] = {}

    def sections(self, parts: Iterable[_Part]) -> Iterator[GuidelineSection]:
        for part in parts:
            self._position += 1
            seen = self._anchors[part.anchor] = self._anchors.get(part.anchor, 0) + 1
            yield GuidelineSection(
                document_id=self.edition.id.replace("-fy", "-"),
                document_title=self.edition.title,
                anchor=part.anchor if seen == 1 else f"{part.anchor}-{seen}",
                heading=part.heading,
                text="\n".join(line.text for line in part.lines),
                position=self._position,
                source=SourceRef(self.edition.id, part.heading),
                codes=tuple(dict.fromkeys(line.code for line in part.lines if line.code is not None)),
            )


def _part(heading: str, anchor: str, lines: Iterable[_Line]) -> Iterator[_Part]:
    """Lines in parts of up to ``_SECTION_WORDS`` words, each headed by what its first and last line are about."""
    run: list[_Line] = []
    size = 0
    for line in lines:
        words = len(line.text.split())
        if run and size + words > _SECTION_WORDS:
            yield _headed(heading, anchor, run)
            run, size = [], 0
        run.append(line)
        size += words
    if run:
        yield _headed(heading, anchor, run)


def _headed(heading: str, anchor: str, run: list[_Line]) -> _Part:
    first, last = run[0].about, run[-1].about
    span = first if first == last else f"{first} to {last}"
    return _Part(f"{heading}: {span}", f"{anchor}-{_slug(first)}", tuple(run))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def _definitions(section: Element, axis: Element) -> Iterator[_Part]:
    """An axis of a section: each defined value by itself, the others in runs."""
    heading = f"{plain_text(section.find('title'))}, {plain_text(axis.find('title'))}"
    anchor = f"{section.get('code', '').casefold()}{axis.get('pos', '')}"
    listed: list[_Line] = []
    for terms in axis.findall("terms"):
        line = _definition(terms)
        if terms.find("definition") is None:
            listed.append(line)
        else:
            yield _headed(heading, anchor, [line])
    yield from _part(heading, anchor, listed)


def _definition(terms: Element) -> _Line:
    titles = "; ".join(map(plain_text, terms.findall("title")))
    said = [plain_text(child).rstrip(".") for child in terms if child.tag in ("definition", "explanation")]
    included = [plain_text(child) for child in terms.findall("includes")]
    if included:
        said.append(f"Includes {'; '.join(included)}")
    return _Line(titles, f"{titles}: {'. '.join(said)}.")


def _aggregate(entry: Element) -> _Line:
    """One row of the device aggregation: where a device is coded by itself, and its general value elsewhere."""
    device, parent = plain_text(entry.find("device")), entry.find("parent")
    general = "" if parent is None else f"{plain_text(parent)} ({parent.get('value', '')})"
    systems = ", ".join(map(plain_text, entry.findall("bodySys")))
    operations = ", ".join(map(plain_text, entry.findall("operation")))
    return _Line(device, f"{device}: operation {operations}; body system {systems}; general device {general}.")


@dataclass(frozen=True, slots=True)
class _Lead:
    """Where a term of the index leads: ``line`` says it in words, ``code`` where it is one whole code."""

    main: str
    term: str
    line: str
    code: Icd10PcsCode | None = None
    refusal: str = ""


def _leads(entry: Element, main: str, path: str) -> Iterator[_Lead]:
    """Where a term, and every term below it, leads."""
    title = plain_text(entry.find("title"))
    main, term = main or title, ", ".join(filter(None, (path, title)))
    for child in entry:
        if child.tag in ("see", "use"):
            yield _reference(main, term, child)
        elif child.tag == "code":
            yield _whole_code(main, term, plain_text(child))
        elif child.tag in ("codes", "tab"):
            start = _code_start(plain_text(child))
            yield _Lead(main, term, f"{term}: {start}", refusal="" if start else f"{plain_text(child)!r} is no table")
        elif child.tag == "term":
            yield from _leads(child, main, term)


def _reference(main: str, term: str, child: Element) -> _Lead:
    """A ``see`` or ``use``, with the starts of codes that stand in it."""
    words = [child.text or "", *(part.tail or "" for part in child)]
    text = " ".join(" ".join(words).split())
    starts = "; ".join(filter(None, (_code_start(plain_text(part)) for part in child)))
    return _Lead(main, term, f"{term}: {child.tag} {text}" + (f" ({starts})" if starts else ""))


def _whole_code(main: str, term: str, text: str) -> _Lead:
    try:
        code = Icd10PcsCode.parse(text)
    except InvalidCode as error:
        return _Lead(main, term, "", refusal=str(error))
    return _Lead(main, term, f"{term}: {code}", code)


def _code_start(text: str) -> str:
    """The first characters of codes in words; empty when they are none."""
    if not _CODE_START.fullmatch(text):
        return ""
    table, further = text[:_FIRST_AXES], text[_FIRST_AXES:]
    return f"table {table}, then {further}" if further else f"table {table}"


FORMATS = (TablesFormat(), DefinitionsFormat(), IndexFormat())
