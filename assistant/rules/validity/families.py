"""The entries of an order file around a diagnosis code, as the tabular list would have them. Blocking I/O.

An order file has lines and no tree: what stands below a code begins with it. A category has up to thousands of lines,
of which a verdict on one code needs some dozens: the tree is made from the codes alone, and only those lines are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.rules.diagnosis.tabular import SEVENTH_CHARACTER, shorter_forms
from corpus.codes import Code, Icd10CmCode
from corpus.editions import Edition
from corpus.extensions import with_placeholder
from corpus.records import CodeRecord, RecordStatus
from corpus.relations import CodeListing, Table
from corpus.store.kept import remembered
from corpus.store.published_rows import listed_texts
from corpus.store.tables import Tables

_FAMILIES_KEPT = 64
# How far above a code its other sides may branch off: its siblings, and their siblings' children.
_LEVELS_ABOVE = 2


@dataclass(frozen=True, slots=True)
class _Tree:
    """The codes of a category by text, each with the codes right below it, and the one right above it ("" for none)."""

    below: Mapping[str, tuple[str, ...]]
    above: Mapping[str, str]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> _Tree:
        """Of codes in order: each begins with what it stands below."""
        below: dict[str, list[str]] = {}
        above: dict[str, str] = {}
        open_codes: list[str] = []
        for text in texts:
            while open_codes and not text.startswith(open_codes[-1]):
                open_codes.pop()
            above[text], below[text] = open_codes[-1] if open_codes else "", []
            if open_codes:
                below[open_codes[-1]].append(text)
            open_codes.append(text)
        return cls({text: tuple(codes) for text, codes in below.items()}, above)

    def lineage(self, text: str) -> Iterator[str]:
        """A code of the tree and all it stands below, nearest first."""
        while text:
            yield text
            text = self.above[text]

    def around(self, code: Icd10CmCode) -> frozenset[str]:
        """What bears on a code, listed or not: what it may have meant, stands below and above it, and beside it."""
        forms = [str(form) for form in shorter_forms(code)]
        nearest = next((form for form in forms if form in self.below), "")
        lineage = tuple(self.lineage(nearest))
        found = {form for form in map(str, with_placeholder(code)) if form in self.below} | set(lineage)
        found.update(self.below.get(nearest, ()))
        for text in lineage[1 : 1 + _LEVELS_ABOVE]:
            found.update(self.below[text])
            # The other sides of a code can be its cousins: S42.009A and S42.001A, with the same last character.
            found.update(
                cousin for beside in self.below[text] for cousin in self.below[beside] if cousin[-1] == nearest[-1]
            )
        return frozenset(found)


class Families:
    """Reads the order files of one shelf. Safe to share between threads."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._trees = remembered(self._read, _FAMILIES_KEPT)

    def _read(self, category: str, edition_id: str) -> _Tree:
        code = Icd10CmCode(category)
        return _Tree.of(listed_texts(self._tables, edition_id, code))

    def entries(self, code: Icd10CmCode, edition: Edition, known: Mapping[Code, CodeRecord]) -> tuple[CodeRecord, ...]:
        """The lines of an order file around a code as entries, in order.

        Titles and 7th characters that a line lacks are those of the tabular list (``known``), where it has the code.
        """
        tree = self._trees(code.category, edition.id)
        wanted = [Icd10CmCode(text) for text in sorted(tree.around(code))]
        rows = self._tables.rows_by(CodeListing, Table(edition.table), "code", wanted).rows
        listed = {str(row.code): row for row in rows if row.source.edition_id == edition.id}
        return tuple(_record(one, listed[one.value], tree, known.get(one)) for one in wanted)


def _record(code: Icd10CmCode, row: CodeListing, tree: _Tree, entry: CodeRecord | None) -> CodeRecord:
    below = tuple(map(Icd10CmCode, tree.below[code.value]))
    above = tree.above[code.value]
    sections = tuple(part for part in entry.sections if part.heading == SEVENTH_CHARACTER) if entry else ()
    return CodeRecord(
        code=code,
        description=row.description or (entry.description if entry else ""),
        official=True,
        status=RecordStatus.HEADER if below else RecordStatus.BILLABLE,
        source=row.source,
        sections=sections,
        parent=Icd10CmCode(above) if above else None,
        children=below,
    )
