"""ICD-10-CM, April 2026, from the public-domain files that ``simple-icd-10-cm`` carries.

Notes are kept at the code they stand at; those of chapters and blocks are kept at each category below, because
chapters and blocks are not codes. Readers climb ``parent`` for the notes that apply to a code.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from corpus.authored import read_sources
from corpus.codes import Icd10CmCode
from corpus.errors import InvalidCode, RowError, SourceError
from corpus.records import CodeRecord, RecordStatus, Section, SourceRef
from ingest.sources import Item

EDITION_ID = "icd10cm-2026-04"
_TABULAR_FILE = "icd10c-tabular-April-1-2026.xml"

INCLUDES = "Includes"
SEVENTH_CHARACTER = "7th character"


def icd10cm(categories: frozenset[str] | None = None) -> Iterator[Item]:
    """Every category, subcategory and code; ``categories`` ("E11", "M17") limits it, for small knowledge bases.

    Raises SourceError when the installed package carries another release than the edition this module names.
    """
    tabular = _tabular()
    yield read_sources()[EDITION_ID]
    for text in _texts(tabular, categories):
        try:
            yield _record(tabular, text)
        except InvalidCode as error:
            yield RowError(_TABULAR_FILE, None, str(error))


def read_titles(categories: frozenset[str] | None = None) -> Iterator[tuple[Icd10CmCode, str, bool]]:
    """Every code with its title and whether it can be reported; raises SourceError as ``icd10cm`` does."""
    tabular = _tabular()
    for text in _texts(tabular, categories):
        yield Icd10CmCode.parse(text), tabular.get_description(text), tabular.is_leaf(text)


def _tabular() -> ModuleType:
    tabular = importlib.import_module("simple_icd_10_cm")
    data = Path(tabular.__file__ or "").parent / "data" / _TABULAR_FILE
    if not data.is_file():
        raise SourceError(
            f"simple-icd-10-cm carries another release than {_TABULAR_FILE}; install the locked version (make setup)."
        )
    return tabular


def _texts(tabular: ModuleType, categories: frozenset[str] | None) -> Iterator[str]:
    # A block of one category has its category's name ("B20") and stands in the list beside it.
    for text in dict.fromkeys(tabular.get_all_codes(with_dots=True)):
        if tabular.is_category_or_subcategory(text) and (categories is None or text[:3] in categories):
            yield text


def _record(tabular: ModuleType, text: str) -> CodeRecord:
    code = Icd10CmCode.parse(text)
    parent = tabular.get_parent(text)
    is_category = not tabular.is_category_or_subcategory(parent) or len(text) == 3
    sections = [*_notes(tabular, text, "")]
    if is_category:
        for ancestor in tabular.get_ancestors(text):
            kind = "chapter" if tabular.is_chapter(ancestor) else "block"
            sections += _notes(tabular, ancestor, f" (at {kind} {ancestor})", blocks=True)
    children = tuple(Icd10CmCode.parse(child) for child in tabular.get_children(text))
    return CodeRecord(
        code=code,
        description=tabular.get_description(text),
        official=True,
        status=RecordStatus.BILLABLE if tabular.is_leaf(text) else RecordStatus.HEADER,
        source=SourceRef(EDITION_ID, f"tabular list, {text}"),
        synonyms=tuple(tabular.get_inclusion_term(text)),
        sections=tuple(sections),
        parent=None if is_category else Icd10CmCode.parse(parent),
        children=children,
    )


def _notes(tabular: ModuleType, text: str, suffix: str, *, blocks: bool = False) -> Iterator[Section]:
    """The instructional notes that stand at one entry of the tabular list."""
    readers: dict[str, Callable[..., list[str] | str]] = {
        INCLUDES: tabular.get_includes,
        "Excludes1": tabular.get_excludes1,
        "Excludes2": tabular.get_excludes2,
        "Code first": tabular.get_code_first,
        "Use additional code": tabular.get_use_additional_code,
        "Code also": tabular.get_code_also,
        "Notes": tabular.get_notes,
    }
    for heading, reader in readers.items():
        found = reader(text, prioritize_blocks=blocks)
        items = found.splitlines() if isinstance(found, str) else found
        if items:
            yield Section(heading + suffix, items=tuple(map(_one_line, items)))
    if not blocks and (seventh := tabular.get_seven_chr_def(text)):
        yield Section(
            SEVENTH_CHARACTER, items=tuple(f"{char}: {_one_line(meaning)}" for char, meaning in seventh.items())
        )


def _one_line(text: str) -> str:
    """The files carry tabs and line breaks inside some notes."""
    return " ".join(text.split())
