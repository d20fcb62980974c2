"""The search box: codes, ranges and words to a list of codes and guideline sections.

``as_typed`` answers while someone types, from exact, prefix and lexical look-ups alone; ``find`` adds the hybrid
search. Both do blocking I/O and are thread-safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.lookup.browsing import Family, families
from assistant.lookup.further import CDT, ICD9CM, Further, Listed
from assistant.lookup.ranges import CodeRange, read_range
from assistant.retrieval import Hit, Retriever
from assistant.retrieval.across import search_across
from assistant.retrieval.exact import near_misses
from assistant.retrieval.lexical import LexicalRetriever
from assistant.retrieval.search import GUIDELINES
from assistant.understand.form.naming import named_codes
from corpus.codes import Code, CodeSystem, Modifier, code_from_key, code_key, parse_code
from corpus.errors import InvalidCode
from corpus.records import CodeRecord, GuidelineSection, RecordStatus
from corpus.relations import CodeListing, ProcedureCode, Table
from corpus.store.directory import Directory
from corpus.store.knowledge_base import KnowledgeBase

# What can be looked through, in the order in which a code of several systems is shown.
PLACES = (
    CodeSystem.CPT.value,
    CodeSystem.HCPCS.value,
    CodeSystem.ICD10CM.value,
    CodeSystem.ICD10PCS.value,
    CodeSystem.MODIFIER.value,
    CDT,
    ICD9CM,
    GUIDELINES,
)
_NO_SYSTEM = (CDT, ICD9CM, GUIDELINES)
# ICD-10-PCS titles are made of the same few words: beside other systems they would fill a list.
_DAMPING = {CodeSystem.ICD10PCS.value: 0.6}
# Words find by likeness: what comes behind so many is like nothing that was asked for.
_MOST_BY_WORDS = 40
# Fewer letters than these of a query in a text: it shares pieces of words by accident.
_LEAST_COVERAGE = 0.12
# ICD-9-CM codes beside what was asked for.
_FORMER_BESIDE = 5
_LISTS = {
    CodeSystem.HCPCS: Table.HCPCS,
    CodeSystem.MODIFIER: Table.HCPCS,
    CodeSystem.ICD10CM: Table.ICD10CM_CODES,
    CodeSystem.ICD10PCS: Table.ICD10PCS_CODES,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed and chosen. ``places`` are names of ``PLACES``; all of them when empty.

    ``billable`` leaves out headers and ended codes; ``day`` is the date of service whose edition describes a code.
    """

    text: str
    places: tuple[str, ...] = ()
    billable: bool = False
    day: date | None = None

    @property
    def searched(self) -> tuple[str, ...]:
        return tuple(place for place in PLACES if not self.places or place in self.places)

    @property
    def systems(self) -> tuple[CodeSystem, ...]:
        return tuple(CodeSystem(place) for place in self.searched if place not in _NO_SYSTEM)


@dataclass(frozen=True, slots=True)
class Entry:
    """A code in a list. ``description`` is empty where nothing loaded describes it; ``official`` as in a record.

    ``matched`` is the text that was found, where it isn't the description; ``edition_id`` what describes the code.
    """

    code: Code
    description: str = ""
    official: bool = False
    status: RecordStatus | None = None
    edition_id: str = ""
    matched: str = ""

    @property
    def billable(self) -> bool | None:
        """Whether it can be reported as it is; None where no loaded edition says so."""
        if self.status is None:
            return None
        return self.status in (RecordStatus.BILLABLE, RecordStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Found:
    """``entries`` in order. ``range`` is set when a range or the beginning of a code was typed; ``more`` then has the
    last code shown of each system of which more follow. ``near`` are codes like an unknown one. ``former`` are
    ICD-9-CM codes, ``more_former`` the last of them where more follow.
    """

    entries: tuple[Entry, ...] = ()
    sections: tuple[GuidelineSection, ...] = ()
    former: tuple[Listed, ...] = ()
    more_former: str = ""
    range: CodeRange | None = None
    more: tuple[Code, ...] = ()
    near: tuple[Code, ...] = ()


class Finder:
    """Finds in one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, retriever: Retriever) -> None:
        self._knowledge, self._retriever = knowledge, retriever
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
        weights = {place: _DAMPING.get(place, 1.0) for place in wanted.searched}
        return self._shown(wanted, self._lexical.best(wanted.text, weights, limit, _LEAST_COVERAGE), limit)

    def find(self, wanted: Wanted, limit: int, after: str = "") -> Found:
        """All that fits, at most ``limit``; a range in one system goes on behind ``after``."""
        return self._with_further(wanted, self._find(wanted, limit, after), limit, after)

    def _find(self, wanted: Wanted, limit: int, after: str) -> Found:
        found = self._by_code(wanted, limit, after)
        if found is not None:
            return found if found.entries else replace(found, near=self._near(wanted))
        limit = min(limit, _MOST_BY_WORDS)
        places = [place for place in wanted.searched if place not in (CodeSystem.ICD10PCS.value, CDT, ICD9CM)]
        hits = search_across(self._retriever, wanted.text, places, limit)
        if CodeSystem.ICD10PCS.value in wanted.searched:
            room = limit if wanted.searched == (CodeSystem.ICD10PCS.value,) else max(limit - len(hits), limit // 4)
            hits += self._lexical.search(wanted.text, CodeSystem.ICD10PCS.value, room)
        return self._shown(wanted, hits, limit + len(hits))

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
        return Found(tuple(self._kept(wanted, known)))

    def _in_range(self, wanted: Wanted, typed: CodeRange, limit: int, after: str) -> Found:
        systems = [system for system in wanted.systems if _can_begin(typed, system)]
        whole = _whole(typed.first, systems) if typed.single and not after else []
        existing = self._knowledge.existing(whole)
        exact = [code for code in whole if code in existing]
        within = [
            self.directory.between(system, *typed.bounds(system), after=after, limit=limit + 1) for system in systems
        ]
        share = limit // max(1, sum(map(bool, within)))
        shown = [code for codes in within for code in codes[:share] if code not in exact]
        more = tuple(codes[share - 1] for codes in within if len(codes) > share)
        return Found(tuple(self._kept(wanted, [*exact, *shown])), range=typed, more=more)

    def _near(self, wanted: Wanted) -> tuple[Code, ...]:
        typed = read_range(wanted.text)
        whole = _whole(typed.first, wanted.systems) if typed is not None and typed.single else []
        return tuple(code for one in whole for code in near_misses(one, self._knowledge.existing))

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
