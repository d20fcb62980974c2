"""Code sets that only a loaded table has: CDT (a licensed file) and ICD-9-CM (a map to ICD-10-CM), found and browsed.

They are small and stand in no index: their codes and words are read once and looked through. Thread-safe.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

from assistant.lookup.browsing import span_name
from assistant.lookup.ranges import CodeRange, read_range
from corpus.codes import Code, HcpcsCode, Icd10CmCode
from corpus.editions import Edition
from corpus.listed import FormerCode
from corpus.relations import Descriptor, Table
from corpus.store.lexical import tokenize
from corpus.store.published_rows import former_titles
from corpus.store.tables import Tables
from corpus.yaml_loader import LOADER

ICD9CM, CDT = "icd9cm", "cdt"
_PARTS = Path(__file__).with_name("further.yaml")
_MAPS = (Table.ICD9_FORWARD, Table.ICD9_MAP)
# Fewer letters begin too much to be told without being asked for.
_LEAST_TYPED = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """One code of such a set with its title, "" where no loaded table has one."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of such a set; both ends include all that begins with them."""

    first: str
    last: str
    title: str

    @property
    def name(self) -> str:
        """As it stands in an address: "250-279", "D7"."""
        return span_name(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a map leads: no code where it says that there is none. ``combined`` needs another code beside it."""

    code: Icd10CmCode | None
    exact: bool
    combined: bool
    edition: Edition


class FurtherSet:
    """One set in memory, in the order of its codes without dots."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.codes = tuple(Listed(code, titles[code]) for code in sorted(titles, key=_bare))
        self._bare = [_bare(one.code) for one in self.codes]
        self._words = [frozenset(tokenize(one.title)) for one in self.codes]

    def __len__(self) -> int:
        return len(self.codes)

    def get(self, code: str) -> Listed | None:
        """The entry of a code, with or without its dot."""
        place = bisect_left(self._bare, _bare(code))
        return self.codes[place] if place < len(self) and self._bare[place] == _bare(code) else None

    def between(self, first: str, last: str, limit: int, after: str = "") -> tuple[Listed, ...]:
        """The codes from one beginning to all that begin with another, behind ``after``."""
        found: list[Listed] = []
        for place in range(bisect_left(self._bare, max(_bare(first), _bare(after))), len(self)):
            bare = self._bare[place]
            if bare[: len(_bare(last))] > _bare(last) or len(found) == limit:
                break
            if bare != _bare(after) or not after:
                found.append(self.codes[place])
        return tuple(found)

    def worded(self, text: str, limit: int) -> tuple[Listed, ...]:
        """The codes whose title has every word of a text, or a word that begins with its last one; shortest first."""
        words = tokenize(text)
        if not words:
            return ()
        *whole, last = words
        found = [
            one
            for one, own in zip(self.codes, self._words, strict=True)
            if own.issuperset(whole) and any(word.startswith(last) for word in own)
        ]
        return tuple(sorted(found, key=lambda one: (len(one.title), one.code))[:limit])

    def find(self, text: str, limit: int, after: str = "") -> tuple[Listed, ...]:
        """What a code, the beginning of one, a range or words lead to."""
        typed = read_range(text)
        return self._of_range(typed, limit, after) if typed is not None else self.worded(text, limit)

    def _of_range(self, typed: CodeRange, limit: int, after: str) -> tuple[Listed, ...]:
        return self.between(typed.first, typed.last, limit, after)


class Further:
    """The sets of one knowledge base; one that isn't loaded is empty."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @cached_property
    def icd9cm(self) -> FurtherSet:
        return FurtherSet(former_titles(self._tables))

    @cached_property
    def cdt(self) -> FurtherSet:
        if not self._tables.editions(Table.DENTAL):
            return FurtherSet({})
        held = self._tables.values_of(Descriptor, Table.DENTAL, "code").values()
        codes = [HcpcsCode(code) for of_edition in held for code in of_edition]
        return FurtherSet({str(code): row.text for code, row in self._tables.descriptors(codes, Table.DENTAL).items()})

    @property
    def loaded(self) -> tuple[str, ...]:
        """The names of the sets that are loaded; nothing is read for it."""
        maps = (*_MAPS, Table.ICD9_BACKWARD)
        names = ((CDT, (Table.DENTAL,)), (ICD9CM, maps))
        return tuple(name for name, tables in names if any(map(self._tables.editions, tables)))

    def named(self, name: str) -> FurtherSet:
        """The set of a name of ``loaded``."""
        return self.icd9cm if name == ICD9CM else self.cdt

    def former(self, text: str, limit: int, *, asked_for: bool, after: str = "") -> tuple[Listed, ...]:
        """ICD-9-CM codes for a text: by words only where the set was asked for."""
        if ICD9CM not in self.loaded:
            return ()
        typed = read_range(text)
        if not asked_for and (typed is None or len(typed.first) < _LEAST_TYPED):
            return ()
        return self.icd9cm.find(text, limit, after)

    def dental(self, text: str, limit: int) -> tuple[Code, ...]:
        """CDT codes for a text."""
        return tuple(HcpcsCode(one.code) for one in self.cdt.find(text, limit)) if CDT in self.loaded else ()

    def targets(self, code: str) -> tuple[Target, ...]:
        """Where the loaded maps lead from an ICD-9-CM code, each target once, the map with directions first."""
        found: dict[Icd10CmCode | None, Target] = {}
        for table in _MAPS:
            editions = {edition.id: edition for edition in self._tables.editions(table)}
            for row in self._tables.rows_by(FormerCode, table, "former", [code]).rows:
                target = Target(row.code, row.exact, row.combined, editions[row.source.edition_id])
                found.setdefault(row.code, target)
        return tuple(sorted(found.values(), key=lambda one: (not one.exact, str(one.code or ""))))


@cache
def parts() -> Mapping[str, tuple[Part, ...]]:
    """The parts of each set in order, by its name."""
    read = yaml.load(_PARTS.read_text(encoding="utf-8"), Loader=LOADER)
    return {name: tuple(Part(*entry) for entry in entries) for name, entries in read.items()}


def part_of(name: str, part: str) -> Part | None:
    """The part that an address names."""
    return next((one for one in parts().get(name, ()) if one.name == part), None)


def _bare(code: str) -> str:
    return code.replace(".", "").upper()
