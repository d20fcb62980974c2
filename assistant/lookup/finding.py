"""The search box: codes, ranges and words to a list of codes and guideline sections.

``as_typed`` answers while someone types, from exact, prefix and lexical look-ups alone; ``find`` adds the hybrid
search. Both do blocking I/O and are thread-safe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from assistant.lookup.browsing import Family, families
from assistant.lookup.by_words import WEAK, found_hits, is_weak, typed_hits
from assistant.lookup.found import PLACES, Entry, Found, Wanted
from assistant.lookup.further import CDT, ICD9CM, Further
from assistant.lookup.ranges import CodeRange, looks_like_code, read_range
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.exact import near_misses
from assistant.retrieval.lexical import LexicalRetriever
from assistant.understand.form.naming import named_codes
from corpus.codes import Code, CodeSystem, Icd10CmCode, Modifier, code_from_key, code_key, parse_code
from corpus.errors import InvalidCode
from corpus.records import CodeRecord, RecordStatus
from corpus.relations import CodeListing, ProcedureCode, Table
from corpus.store.directory import Directory
from corpus.store.knowledge_base import KnowledgeBase

# ICD-9-CM codes beside what was asked for.
_FORMER_BESIDE = 5
# A category's codes are looked at together: which of them are shown goes by their depth.
_MOST_OF_A_CATEGORY = 6_000
# "Easily confused" codes that stand directly behind the first hit.
_MOST_BESIDE = 2
_FAMILY = 3  # digits that codes of one family share
_CATEGORY = 3

# Words as they were written, and as a search reads them.
Misspelt = tuple[tuple[str, str], ...]
_LISTS = {
    CodeSystem.HCPCS: Table.HCPCS,
    CodeSystem.MODIFIER: Table.HCPCS,
    CodeSystem.ICD10CM: Table.ICD10CM_CODES,
    CodeSystem.ICD10PCS: Table.ICD10PCS_CODES,
}


def _spelt_well(_: str) -> Misspelt:
    return ()


class Finder:
    """Finds in one knowledge base."""

    def __init__(
        self, knowledge: KnowledgeBase, retriever: Retriever, misspelt: Callable[[str], Misspelt] = _spelt_well
    ) -> None:
        """``misspelt`` gives the words that a search reads otherwise than they are written."""
        self._knowledge, self._retriever, self._misspelt = knowledge, retriever, misspelt
        self._lexical = LexicalRetriever(knowledge.lexical)
        self.directory = Directory(knowledge.catalog, knowledge.tables)
        self.further = Further(knowledge.tables)

    @property
    def places(self) -> tuple[str, ...]:
        """What can be looked through here: sets that only a table has, where one is loaded."""
        return tuple(place for place in PLACES if place not in (CDT, ICD9CM) or place in self.further.loaded)

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """The RBCS families; a knowledge base never changes."""
        return families(self._knowledge.tables)

    def as_typed(self, wanted: Wanted, limit: int) -> Found:
        """The first hits while someone types."""
        return self._with_further(wanted, self._as_typed(wanted, limit), limit)

    def _as_typed(self, wanted: Wanted, limit: int) -> Found:
        found = self._by_code(wanted, limit)
        if found is not None:
            return found
        shown = self._shown(wanted, typed_hits(self._lexical, wanted, limit), limit)
        return replace(shown, unknown=self._no_code(wanted.text))

    def find(self, wanted: Wanted, limit: int, after: str = "") -> Found:
        """All that fits, at most ``limit``; a range in one system goes on behind ``after``."""
        return self._with_further(wanted, self._find(wanted, limit, after), limit, after)

    def _find(self, wanted: Wanted, limit: int, after: str) -> Found:
        found = self._by_code(wanted, limit, after)
        if found is not None:
            return found if found.entries else self._nothing(wanted, found)
        hits = found_hits(self._retriever, self._lexical, wanted, limit)
        shown = self._shown(wanted, hits, limit + len(hits))
        entries = self._with_beside(wanted, shown.entries, hits)
        unknown = self._no_code(wanted.text)
        misspelt = () if unknown else self._misspelt(wanted.text)
        return replace(shown, entries=entries, weak=is_weak(hits, wanted), misspelt=misspelt, unknown=unknown)

    def _with_beside(self, wanted: Wanted, entries: tuple[Entry, ...], hits: Sequence[Hit]) -> tuple[Entry, ...]:
        """The entries, and behind a first one that is near enough what its record says is easily confused with it."""
        if not entries or not hits or hits[0].score < WEAK or hits[0].key != code_key(entries[0].code):
            return entries
        record = self._knowledge.catalog.records([entries[0].code], wanted.day).get(entries[0].code)
        related = record.related if record is not None else ()
        # What stands under other numbers is another service, which was not asked for.
        near = [one for one in related if str(one.code)[:_FAMILY] == str(entries[0].code)[:_FAMILY]][:_MOST_BESIDE]
        told = {one.code: one.difference for one in near}
        added = (replace(entry, beside=told[entry.code]) for entry in self._kept(wanted, list(told)))
        return (entries[0], *added, *(entry for entry in entries[1:] if entry.code not in told))

    def _with_further(self, wanted: Wanted, found: Found, limit: int, after: str = "") -> Found:
        """What was found, with what the sets have that stand in no index."""
        if CDT in wanted.searched and (dental := self.further.dental(wanted.text, limit)):
            known = {entry.code for entry in found.entries}
            added = self._kept(wanted, [code for code in dental if code not in known])
            found = replace(found, entries=(*found.entries, *added))
        if ICD9CM in wanted.searched:
            asked_for = ICD9CM in wanted.places
            most = limit if asked_for else _FORMER_BESIDE
            former = self.further.former(wanted.text, most + 1, asked_for=asked_for, after=after if asked_for else "")
            goes_on = len(former) > most and read_range(wanted.text) is not None
            found = replace(found, former=former[:most], more_former=former[most - 1].code if goes_on else "")
        return found

    def entries(self, codes: Sequence[Code], day: date | None = None) -> dict[Code, Entry]:
        """What a list shows of each code, loaded or not."""
        records = self._knowledge.catalog.records(codes, day)
        licensed = self._licensed(codes)
        entries: dict[Code, Entry] = {}
        listed = self._listed([code for code in codes if code not in records])
        for code in codes:
            entries[code] = _entry(code, records.get(code), listed.get(code))
            if code in licensed:
                entries[code] = replace(entries[code], description=licensed[code], official=True)
        return entries

    # --- by code -------------------------------------------------------------------------------------------------

    def _by_code(self, wanted: Wanted, limit: int, after: str = "") -> Found | None:
        """What a code, the beginning of one, a range or several codes lead to; None when the text is words."""
        typed = read_range(wanted.text)
        if typed is not None:
            found = self._in_range(wanted, typed, limit, after)
            # "covid19", "t2dm": the beginning of a code by its form, and words all the same.
            words = typed.single and not _whole(typed.first, wanted.systems)
            return found if found.entries or not words else None
        codes, modifiers = named_codes(wanted.text, self._knowledge.catalog.existing)
        named = [code for code in (*codes, *modifiers) if code.system.value in wanted.searched]
        alone = _is_modifier(wanted.text) and CodeSystem.MODIFIER.value in wanted.searched
        if alone and self._knowledge.existing([Modifier.parse(wanted.text)]):
            named = [Modifier.parse(wanted.text), *(code for code in named if not isinstance(code, Modifier))]
        existing = self._knowledge.existing(named)
        known = [code for code in dict.fromkeys(named) if code in existing]
        if not known:
            return None
        unknown = tuple(str(code) for code in dict.fromkeys(named) if code not in existing)
        return Found(tuple(self._kept(wanted, known)), named=True, unknown=unknown)

    def _in_range(self, wanted: Wanted, typed: CodeRange, limit: int, after: str) -> Found:
        systems = [system for system in wanted.systems if _can_begin(typed, system)]
        whole = _whole(typed.first, systems) if typed.single and not after else []
        existing = self._knowledge.existing(whole)
        exact = [code for code in whole if code in existing]
        tree = self._category(typed, systems, limit) if not (after or wanted.billable) else {}
        if tree:
            systems.remove(CodeSystem.ICD10CM)
        within = [
            self.directory.between(system, *typed.bounds(system), after=after, limit=limit + 1) for system in systems
        ]
        share = limit // max(1, sum(map(bool, within)))
        first = [*(code for code in exact if code not in tree), *tree]
        shown = [code for codes in within for code in codes[:share] if code not in first]
        more = tuple(codes[share - 1] for codes in within if len(codes) > share)
        entries = (replace(entry, below=tree.get(entry.code, 0)) for entry in self._kept(wanted, [*first, *shown]))
        return Found(tuple(entries), range=typed, more=more)

    def _category(self, typed: CodeRange, systems: Sequence[CodeSystem], limit: int) -> dict[Code, int]:
        """The codes of one category or below one of its headers, as deep as the limit lets them stand.

        Each with the number of codes below it that are left out; empty where no diagnosis was typed.
        """
        if typed.first != typed.last or len(typed.first) < _CATEGORY or CodeSystem.ICD10CM not in systems:
            return {}
        bounds = typed.bounds(CodeSystem.ICD10CM)
        codes = self.directory.between(CodeSystem.ICD10CM, *bounds, limit=_MOST_OF_A_CATEGORY)
        texts = {code: code.undotted for code in codes if isinstance(code, Icd10CmCode)}
        depths = sorted({len(text) for text in texts.values()}, reverse=True)
        fitting = (depth for depth in depths if sum(len(text) <= depth for text in texts.values()) <= limit)
        deepest = next(fitting, min(depths, default=0))
        below = Counter(text[:deepest] for text in texts.values() if len(text) > deepest)
        return {code: below[text] for code, text in texts.items() if len(text) <= deepest}

    def _nothing(self, wanted: Wanted, found: Found) -> Found:
        """What is told where nothing has the code that was typed."""
        typed = found.range
        whole = _whole(typed.first, wanted.systems) if typed is not None and typed.single else []
        near = tuple(code for one in whole for code in near_misses(one, self._knowledge.existing))
        return replace(found, near=near, unknown=self._no_code(wanted.text))

    def _no_code(self, text: str) -> tuple[str, ...]:
        """The text, where it is written as one code and no set has it, whatever was searched."""
        typed = read_range(text)
        if typed is None or not looks_like_code(text) or self.further.icd9cm.get(text.strip().upper()):
            return ()
        return () if self._knowledge.existing(_whole(typed.first, CodeSystem)) else (text.strip().upper(),)

    # --- what is shown -------------------------------------------------------------------------------------------

    def _shown(self, wanted: Wanted, hits: Sequence[Hit], limit: int) -> Found:
        best: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit.key, hit)
        shown = list(best.values())[:limit]
        codes = {hit.key: code_from_key(hit.key) for hit in shown if "#" not in hit.key}
        sections = self._knowledge.catalog.sections([hit.key for hit in shown if "#" in hit.key])
        entries = {code_key(entry.code): entry for entry in self._kept(wanted, list(codes.values()))}
        found = [
            replace(entry, matched=hit.text if hit.text != entry.description else "")
            for hit in shown
            if (entry := entries.get(hit.key)) is not None
        ]
        ordered = tuple(sections[hit.key] for hit in shown if hit.key in sections)
        return Found(tuple(found), ordered)

    def _kept(self, wanted: Wanted, codes: Sequence[Code]) -> Iterable[Entry]:
        entries = self.entries(codes, wanted.day)
        return (entries[code] for code in codes if not wanted.billable or entries[code].billable is not False)

    def _licensed(self, codes: Sequence[Code]) -> dict[Code, str]:
        procedures = [code for code in codes if isinstance(code, ProcedureCode)]
        found: dict[Code, str] = {}
        for table in (Table.DESCRIPTORS, Table.DENTAL):
            if procedures and self._knowledge.tables.editions(table):
                rows = self._knowledge.tables.descriptors(procedures, table)
                found |= {code: row.text for code, row in rows.items()}
        return found

    def _listed(self, codes: Sequence[Code]) -> dict[Code, CodeListing]:
        """The newest listing of each code that only a code list has."""
        found: dict[Code, CodeListing] = {}
        for system, table in _LISTS.items():
            of_system = [code for code in codes if code.system is system]
            loaded = self._knowledge.tables.rows_by(CodeListing, table, "code", of_system)
            for row in sorted(loaded.rows, key=lambda row: row.source.edition_id):
                found[row.code] = row
        return found


def _entry(code: Code, record: CodeRecord | None, listing: CodeListing | None) -> Entry:
    if record is not None:
        return Entry(code, record.description, record.official, record.status, record.source.edition_id)
    if listing is None:
        return Entry(code)
    status = RecordStatus.HEADER if listing.billable is False else RecordStatus.BILLABLE
    if isinstance(code, ProcedureCode | Modifier):
        status = RecordStatus.TERMINATED if listing.terminated else RecordStatus.ACTIVE
    return Entry(code, listing.description, True, status, listing.source.edition_id)


def _can_begin(typed: CodeRange, system: CodeSystem) -> bool:
    """Whether codes of a system begin as a range does: diagnoses and supplies with a letter, CPT with a digit."""
    if system in (CodeSystem.CPT, CodeSystem.HCPCS, CodeSystem.ICD10CM):
        return typed.first[0].isdigit() is (system is CodeSystem.CPT)
    return system is not CodeSystem.MODIFIER or len(typed.first) <= len("25")


def _whole(text: str, systems: Iterable[CodeSystem]) -> list[Code]:
    """The codes that a text is, in each system whose form it has."""
    codes: list[Code] = []
    for system in systems:
        try:
            codes.append(parse_code(text, system))
        except InvalidCode:
            continue
    return codes


def _is_modifier(text: str) -> bool:
    return len(text.strip()) == 2 and text.strip().isalnum() and text.isascii()
