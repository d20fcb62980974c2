"""What the loaded tables say of a code's status: the rows behind ``code_status``, read and kept. Blocking I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from assistant.rules.diagnosis.tabular import rows_about
from assistant.rules.validity.decide import (
    CodeStatus,
    ValidityFinding,
    Word,
    code_status,
    with_successor,
    words_of_listings,
    words_of_namings,
    words_of_records,
)
from assistant.rules.validity.families import Families
from assistant.rules.validity.successors import successors
from corpus.authored import FIRST_DAY, LAST_DAY
from corpus.codes import Code, HcpcsCode, Icd10CmCode, Icd10PcsCode, Modifier
from corpus.editions import Edition
from corpus.records import CodeRecord
from corpus.relations import Loaded, Table
from corpus.store.catalog import Catalog
from corpus.store.kept import remembered
from corpus.store.tables import Tables

_KEPT = 2_048
_ENTRIES_KEPT = 256
_CPT_PHYSICAL_STATUS = re.compile(r"P[1-6]")


class Statuses:
    """The status of any code on any day, from every table of one knowledge base. Safe to share between threads."""

    def __init__(self, catalog: Catalog, tables: Tables, tabular_editions: tuple[Edition, ...]) -> None:
        self._catalog, self._tables, self._tabular_editions = catalog, tables, tabular_editions
        named_in = (*tables.editions(Table.FEE_SCHEDULE), *tables.editions(Table.OPPS))
        self._complete = tuple(edition for edition in named_in if edition.complete)
        self._families = Families(tables)
        # The diagnoses of one claim are those of the next.
        self.entries = remembered(self._entries, _ENTRIES_KEPT)
        self._words = remembered(self._read_words, _KEPT)
        # Every rule asks first whether its code can be reported at all.
        self.of = remembered(self._status, _KEPT)

    def _status(self, code: Code, day: date) -> CodeStatus:
        """The status of a code on a date of service."""
        table = Table.HCPCS
        if isinstance(code, Icd10CmCode):
            table = Table.ICD10CM
        elif isinstance(code, Icd10PcsCode):
            table = Table.ICD10PCS_CODES
        return with_successor(code_status(code, self._words(code), day, table), successors().get(code))

    def is_gone(self, code: Code, day: date) -> bool:
        """True for a code that the tables say cannot be reported on the day: no rule advises on it then."""
        return self.of(code, day).is_gone

    def is_made_up(self, code: Code, day: date) -> bool:
        """True for a modifier that neither the whole list of its kind nor CasePilot's own text has at any time.

        CPT's modifiers (25, P3, 2P) are in no list of Medicare's.
        """
        never = isinstance(code, Modifier) and self.of(code, day).finding is ValidityFinding.NEVER
        return never and code not in self._catalog.existing([code])

    def _entries(self, code: Icd10CmCode, day: date) -> Loaded[CodeRecord]:
        """The entries around a diagnosis code in the one edition that rules the day: its tabular list or order file."""
        edition = self.of(code, day).basis.edition
        records = rows_about([code], self._catalog.all_records)
        if edition is None or edition.table == Table.ICD10CM.value:
            editions = self._tabular_editions if edition is None else (edition,)
            return Loaded(Table.ICD10CM, editions, records)
        known = {record.code: record for record in records}
        return Loaded(Table(edition.table), (edition,), self._families.entries(code, edition, known))

    def _read_words(self, code: Code) -> tuple[Word, ...]:
        if isinstance(code, Icd10CmCode):
            records = self._catalog.all_records([code]).get(code, ())
            tabular = Loaded(Table.ICD10CM, self._tabular_editions, records)
            listed = self._tables.listings(code, Table.ICD10CM_CODES)
            changed = self._tables.listings(code, Table.ICD10CM_CHANGES)
            # A list of changes is silent on every code that stays as it was.
            changes = (replace(word, whole=False) for word in words_of_listings(code, changed))
            return (*words_of_records(code, tabular), *words_of_listings(code, listed), *changes)
        if isinstance(code, Icd10PcsCode):
            return tuple(words_of_listings(code, self._tables.listings(code, Table.ICD10PCS_CODES)))
        listings = self._tables.listings(code, Table.HCPCS)
        if isinstance(code, Modifier):
            return (*words_of_listings(code, listings), *self._shipped_days(code, listings.editions))
        own = words_of_listings(code, listings) if listings.rows or _is_level_two(code) else ()
        return (*own, *words_of_namings(code, self._tables.naming(code), self._complete))

    def _shipped_days(self, modifier: Modifier, loaded: Iterable[Edition]) -> Iterator[Word]:
        """The days that CasePilot's own text states of a modifier, unless the edition they are from is loaded."""
        added, last_day, source = None, None, None
        for record in self._catalog.all_records([modifier]).get(modifier, ()):
            for fact in record.facts:
                if fact.name == FIRST_DAY:
                    added, source = date.fromisoformat(fact.value), fact.source
                elif fact.name == LAST_DAY:
                    last_day, source = date.fromisoformat(fact.value), fact.source
        if source is None or source.edition_id in {edition.id for edition in loaded}:
            return
        edition = next(each for each in self._catalog.editions() if each.id == source.edition_id)
        yield Word(edition, True, False, None, added, last_day, locator=source.locator)


def _is_level_two(code: Code) -> bool:
    """Whether the HCPCS file would have the code: those of CPT, and the ADA's D codes, it does not list."""
    if isinstance(code, HcpcsCode):
        return not code.value.startswith("D")
    return isinstance(code, Modifier) and code.value[0].isalpha() and not _CPT_PHYSICAL_STATUS.fullmatch(code.value)
