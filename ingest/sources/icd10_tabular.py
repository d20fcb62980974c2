"""The ICD-10-CM tabular list, XML of CDC and CMS: chapters, blocks, categories and codes with their notes.

Layout: ``chapter > section > diag > diag ...``; a ``diag`` has a ``name``, a ``desc`` and groups of ``note``. Codes
with a 7th character are not written out: ``sevenChrDef`` lists the characters for every code below that has no
children, a note beside it those that do not apply, and X holds the places between. Notes are kept at the code they
stand at; those of chapters and blocks at each category below, because chapters and blocks are not codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import CodeRecord, RecordStatus, Section, SourceRef
from corpus.relations import CodeListing, Table
from ingest.sources import Item, SourceFile
from ingest.sources.icd10_xml import plain_text, release_of, root_name, subtrees

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT = "ICD10CM.tabular"

# Headings of a record's sections, and the elements that they are read from, in this order.
_NOTES = {
    "Includes": "includes",
    "Excludes1": "excludes1",
    "Excludes2": "excludes2",
    "Code first": "codeFirst",
    "Use additional code": "useAdditionalCode",
    "Code also": "codeAlso",
    "Notes": "notes",
}
_SEVENTH_CHARACTER = "7th character"

# "7th characters D and S do not apply to codes in category S06 with 6th character 7 - death ..., or 8 - death ..."
_NOT_APPLYING = re.compile(
    r"7th characters? (?P<barred>.+?) do(?:es)? not apply to codes in category (?P<category>\w+) "
    r"with 6th characters? (?P<sixth>.+)"
)


@dataclass(frozen=True, slots=True)
class _Barred:
    """7th characters that codes with one of some 6th characters do not take."""

    stem: str
    sixth: frozenset[str]
    seventh: frozenset[str]

    def bars(self, stem: str, seventh: str) -> bool:
        return stem.startswith(self.stem) and stem[5] in self.sixth and seventh in self.seventh


@dataclass(frozen=True, slots=True)
class _Seventh:
    """The 7th characters that the codes below an entry take: what each means, and a note that stands at it."""

    meanings: dict[str, str]
    notes: dict[str, str]
    barred: tuple[_Barred, ...]

    def in_full(self, character: str) -> str:
        """The meaning with its note ("stable/Old central retinal vein occlusion")."""
        return self.meanings[character] + self.notes.get(character, "")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A category, subcategory or code. ``title`` is the publisher's; ``description`` may have a note at its end.

    ``seventh`` are the 7th characters that it defines itself. An entry made with a 7th character has no ``element``.
    """

    code: Icd10CmCode
    title: str
    description: str
    children: tuple[_Entry, ...] = ()
    element: Element | None = None
    seventh: _Seventh | None = None


class TabularFormat:
    """Reads the tabular list."""

    name = "ICD-10-CM tabular list"
    # April 2026 has 98,186 categories, subcategories and codes.
    full_release_rows = 70_000

    def recognises(self, file: SourceFile) -> bool:
        return root_name(file) == _ROOT

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition: Edition | None = None
        for standing_in, element in subtrees(file, "diag"):
            if edition is None:
                edition = _edition(file, plain_text(standing_in[0].find("version")))
                yield edition
            reader = _CategoryReader(file)
            category = reader.entry(element, None)
            yield from reader.errors
            if category is not None:
                yield from _items(category, None, tuple(reversed(standing_in[1:])), edition.id)
        if edition is None:
            raise SourceError(f"{file.name}: the tabular list has no categories; download it again.")


class _CategoryReader:
    """One category as entries; ``errors`` are those of its entries that could not be read."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self.errors: list[RowError] = []

    def entry(self, element: Element, inherited: _Seventh | None) -> _Entry | None:
        name, title = plain_text(element.find("name")), element.findtext("desc") or ""
        try:
            code = Icd10CmCode.parse(name)
        except InvalidCode as error:
            self._refuse(str(error))
            return None
        if not title.strip():
            self._refuse(f"{name} has no title")
            return None
        own = self._seventh(element, name)
        seventh = own or inherited
        below = [self.entry(child, seventh) for child in element.iterfind("diag")]
        children = tuple(child for child in below if child is not None)
        if not below and seventh is not None:
            children = tuple(_with_seventh(code, title, seventh))
        return _Entry(code, title, title, children, element, own)

    def _seventh(self, element: Element, name: str) -> _Seventh | None:
        meanings: dict[str, str] = {}
        notes: dict[str, str] = {}
        last = ""
        for child in element.iterfind("sevenChrDef/*"):
            if child.tag == "extension":
                last = child.get("char", "")
                meanings[last] = child.text or ""
            elif child.tag == "note" and last and child.text:
                notes[last] = f"{notes.get(last, '')}/{child.text}"
        if not meanings:
            return None
        barred = tuple(filter(None, (_barred(plain_text(note)) for note in element.iterfind("notes/note"))))
        if not barred and "except" in plain_text(element.find("sevenChrNote")):
            self._refuse(f"{name}: which codes do not take which 7th characters is worded in an unknown way")
        return _Seventh(meanings, notes, barred)

    def _refuse(self, reason: str) -> None:
        self.errors.append(RowError(self._file.name, None, reason))


def _barred(note: str) -> _Barred | None:
    match = _NOT_APPLYING.search(note)
    if match is None:
        return None
    return _Barred(
        match["category"],
        frozenset(re.findall(r"\b([0-9A-Z]) - ", match["sixth"])),
        frozenset(re.findall(r"\b[0-9A-Z]\b", match["barred"])),
    )


def _with_seventh(code: Icd10CmCode, title: str, seventh: _Seventh) -> Iterator[_Entry]:
    """The codes that 7th characters make of one; none where it has seven characters already."""
    if len(code.undotted) > 6:
        return
    stem = code.undotted.ljust(6, "X")
    for character, meaning in seventh.meanings.items():
        if not any(barred.bars(stem, character) for barred in seventh.barred):
            extended = Icd10CmCode.parse(stem + character)
            yield _Entry(extended, f"{title}, {meaning}", f"{title}, {seventh.in_full(character)}")


def _items(
    entry: _Entry, parent: Icd10CmCode | None, standing_in: tuple[Element, ...], edition_id: str
) -> Iterator[CodeListing | CodeRecord]:
    """An entry's listing and record, and those of all below it, in the order of the list.

    ``standing_in`` is the block and the chapter of a category, and empty below it.
    """
    source = SourceRef(edition_id, f"tabular list, {entry.code}")
    is_billable = not entry.children
    yield CodeListing(entry.code, source, description=entry.title, billable=is_billable)
    yield CodeRecord(
        code=entry.code,
        description=entry.description,
        official=True,
        status=RecordStatus.BILLABLE if is_billable else RecordStatus.HEADER,
        source=source,
        # Word for word, so that a term keeps the passage it has: passages are known by a hash of their text.
        synonyms=tuple(note.text for note in _group(entry.element, "inclusionTerm") if note.text),
        sections=tuple(_sections(entry, standing_in)),
        parent=parent,
        children=tuple(child.code for child in entry.children),
    )
    for child in entry.children:
        yield from _items(child, entry.code, (), edition_id)


def _sections(entry: _Entry, standing_in: tuple[Element, ...]) -> Iterator[Section]:
    if entry.element is None:
        return
    yield from _notes(entry.element, "")
    if (seventh := entry.seventh) is not None:
        meanings = (f"{character}: {' '.join(seventh.in_full(character).split())}" for character in seventh.meanings)
        yield Section(_SEVENTH_CHARACTER, items=tuple(meanings))
    for above in standing_in:
        if above.tag == "chapter":
            yield from _notes(above, f" (at chapter {plain_text(above.find('name'))})")
        else:
            yield from _notes(above, f" (at block {above.get('id', '')})")


def _notes(element: Element, suffix: str) -> Iterator[Section]:
    for heading, tag in _NOTES.items():
        if items := tuple(filter(None, map(plain_text, _group(element, tag)))):
            yield Section(heading + suffix, items=items)


def _group(element: Element | None, tag: str) -> Iterator[Element]:
    """The notes of an entry's groups of one name; several groups of a name may stand at it."""
    if element is not None:
        yield from element.iterfind(f"{tag}/*")


def _edition(file: SourceFile, version: str) -> Edition:
    release = release_of(file, version)
    return Edition(
        f"icd10cm-{release.begin:%Y-%m}",
        Table.ICD10CM.value,
        "CMS and NCHS",
        f"ICD-10-CM tabular list, {release.begin:%B %Y}",
        release.begin,
        release.end,
    )


FORMAT = TabularFormat()
