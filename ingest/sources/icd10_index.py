"""The ICD-10-CM Alphabetic Index, XML of CDC and CMS, in its four files: what leads from a term to a code.

The parts are those that the Official Guidelines name (section I.A.1): the Index of Diseases and Injury, the Index of
External Causes of Injury, the Table of Neoplasms and the Table of Drugs and Chemicals.
Layout of all four: ``letter > mainTerm > term > term ...``, each with a ``title``. The indexes lead to a ``code`` and,
for conditions coded in pairs, a ``manif`` (manifestation); the tables to one ``cell`` a column, which ``indexHeading``
names. ``nemod`` in a title is a nonessential modifier: it changes no code, and is left out of the term. ``see``,
``seeAlso``, ``seecat`` and ``subcat`` lead to other terms or categories, not to a code, and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.codes import Icd10CmCode
from corpus.editions import Edition
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import SourceRef
from corpus.relations import IndexTerm, Table
from ingest.sources import Item, SourceFile
from ingest.sources.icd10_xml import own_text, plain_text, release_of, root_name, subtrees
from ingest.sources.tabular import head_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT = "ICD10CM.index"
_NO_CODE = re.compile(r"[-–—]*")  # what a table prints where a column has no code


@dataclass(frozen=True, slots=True)
class IndexFormat:
    """Reads one of the four parts; ``words`` of its title or first heading tell it from the others."""

    name: str
    part: int
    parts: int
    full_release_rows: int
    words: tuple[str, ...] = ()

    def recognises(self, file: SourceFile) -> bool:
        return root_name(file) == _ROOT and _part_of(file) is self

    def read(self, file: SourceFile) -> Iterator[Item]:
        edition: Edition | None = None
        codes: dict[str, Icd10CmCode | InvalidCode] = {}
        headings: dict[str, str] = {}
        for standing_in, main in subtrees(file, "mainTerm"):
            if edition is None:
                root = standing_in[0]
                edition = self._edition(file, plain_text(root.find("version")))
                headings = {head.get("col", ""): plain_text(head) for head in root.iterfind("indexHeading/head")}
                yield edition
            source = SourceRef(edition.id, f"{self.name}, {own_text(main.find('title'), leaving_out='nemod')}")
            for term, text in _terms(main, "", headings):
                code = codes.get(text)
                if code is None:
                    code = codes[text] = _code(text)
                if isinstance(code, InvalidCode):
                    yield RowError(file.name, None, f"{term}: {code}")
                elif not term:
                    yield RowError(file.name, None, f"{code} stands at no term")
                else:
                    yield IndexTerm(code, term, source)
        if edition is None:
            raise SourceError(f"{file.name}: the index has no main terms; download it again.")

    def _edition(self, file: SourceFile, version: str) -> Edition:
        release = release_of(file, version)
        return Edition(
            f"icd10cm-index-{release.label}",
            Table.ICD10CM_INDEX.value,
            "CMS and NCHS",
            f"ICD-10-CM Alphabetic Index, {release.title}",
            release.begin,
            release.end,
            part=self.part,
            parts=self.parts,
        )


def _part_of(file: SourceFile) -> IndexFormat:
    """The part that a file is, by what it says before its first letter."""
    beginning = head_text(file).split("<letter", 1)[0].casefold()
    return next((part for part in FORMATS if any(word in beginning for word in part.words)), _DISEASES)


def _code(text: str) -> Icd10CmCode | InvalidCode:
    try:
        return Icd10CmCode.parse(text)
    except InvalidCode as error:
        return error


def _terms(entry: Element, path: str, headings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each term of an entry and below it with the code, as printed, that it leads to."""
    title = own_text(entry.find("title"), leaving_out="nemod")
    term = ", ".join(filter(None, (path, title)))
    for child in entry:
        if child.tag in ("code", "manif"):
            if text := plain_text(child):
                yield term, text
        elif child.tag == "cell":
            text = plain_text(child)
            if not _NO_CODE.fullmatch(text):
                yield ", ".join(filter(None, (term, headings.get(child.get("col", ""), "")))), text
        elif child.tag == "term":
            yield from _terms(child, term, headings)


# No whole file was at hand to measure these by. The index of 2026 is described as 322,000 lines, of which a term with a
# code takes four; for the others they only tell a file from an excerpt of some lines.
_DISEASES = IndexFormat("ICD-10-CM Index of Diseases and Injury", 1, 4, 10_000)
FORMATS = (
    _DISEASES,
    IndexFormat("ICD-10-CM Index of External Causes of Injury", 2, 4, 1_000, ("external cause",)),
    IndexFormat("ICD-10-CM Table of Neoplasms", 3, 4, 1_000, ("neoplasm",)),
    IndexFormat("ICD-10-CM Table of Drugs and Chemicals", 4, 4, 1_000, ("drug", "substance")),
)
