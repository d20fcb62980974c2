"""Browsing: the chapters of each code set, the categories of a chapter, and Medicare's RBCS families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from corpus.codes import CodeSystem
from corpus.fees import CodeFamily
from corpus.relations import ProcedureCode, Table
from corpus.store.directory import Directory, Group
from corpus.store.tables import Tables
from corpus.yaml_loader import LOADER

_CHAPTERS = Path(__file__).with_name("chapters.yaml")
# The characters of a category: what a chapter's codes are grouped by.
CATEGORY = {
    CodeSystem.ICD10CM: 3,
    CodeSystem.ICD10PCS: 3,
    CodeSystem.HCPCS: 2,
    CodeSystem.CPT: 3,
    CodeSystem.MODIFIER: 2,
}


def span_name(first: str, last: str) -> str:
    """A part of a code set as it stands in an address: "E00-E89", or "J" where both ends are one."""
    return first if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a code set, from one beginning of codes to another."""

    system: CodeSystem
    first: str
    last: str
    title: str

    @property
    def name(self) -> str:
        """As it stands in an address: "E00-E89", "J"."""
        return span_name(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Family:
    """A family of the RBCS classification: its category and subcategory, and the codes in it."""

    category: str
    subcategory: str
    family: str
    codes: tuple[ProcedureCode, ...]


@cache
def chapters() -> Mapping[CodeSystem, tuple[Chapter, ...]]:
    """The parts of each code set in order."""
    read = yaml.load(_CHAPTERS.read_text(encoding="utf-8"), Loader=LOADER)
    return {
        CodeSystem(system): tuple(Chapter(CodeSystem(system), *entry) for entry in entries)
        for system, entries in read.items()
    }


def chapter_of(system: CodeSystem, name: str) -> Chapter | None:
    """The chapter that an address names."""
    return next((chapter for chapter in chapters()[system] if chapter.name == name), None)


def categories(directory: Directory, chapter: Chapter) -> tuple[Group, ...]:
    """The described codes of a chapter by their first characters."""
    return directory.groups(chapter.system, chapter.first, chapter.last, CATEGORY[chapter.system])


def families(tables: Tables) -> tuple[Family, ...]:
    """The families of the newest classification that is loaded, by category; empty where none is."""
    editions = tables.editions(Table.FAMILIES)
    if not editions:
        return ()
    newest = max(editions, key=lambda edition: str(edition.effective_from or "")).id
    by_name: dict[tuple[str, str, str], set[ProcedureCode]] = {}
    for row in tables.look_up(CodeFamily, Table.FAMILIES, "code", None).rows:
        if row.source.edition_id == newest:
            by_name.setdefault((row.category, row.subcategory, row.family), set()).add(row.code)
    return tuple(Family(*name, tuple(sorted(codes, key=str))) for name, codes in sorted(by_name.items()))
