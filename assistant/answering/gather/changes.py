"""What changed in the code sets, as lists: of codes that were named, of a subject, or of a whole set. Blocking I/O.

A list is of one table in the days asked for, or of its newest edition. A table that does not reach the days says so; of
one that is not loaded nothing is said where another can answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from assistant.answering.gather.tallies import Member, Tally
from assistant.rules.basis import Basis
from assistant.rules.validity import changes_words as words
from assistant.rules.validity.changes import (
    Became,
    Change,
    TableChanges,
    compared,
    dated,
    listed,
    of_named,
    pair_changes,
    value_change,
)
from assistant.understand.form.changes import Changed, ChangeRequest
from assistant.understand.story.tokens import tokens_of
from corpus.codes import Code, CodeSystem, HcpcsCode, Icd10CmCode, Icd10PcsCode
from corpus.editions import Edition, nearest_edition
from corpus.records import CodeRecord
from corpus.relations import MUE_TABLES, CodeListing, ProcedureCode, Setting, Table
from corpus.store.catalog import Catalog
from corpus.store.tables import Tables

_KINDS = {
    Changed.NEW: frozenset({Became.NEW, Became.ABSENT}),
    Changed.DELETED: frozenset({Became.DELETED, Became.DELETED_HEADER, Became.HEADER, Became.ABSENT}),
    Changed.REPLACED: frozenset(
        {Became.DELETED, Became.DELETED_HEADER, Became.HEADER, Became.CONVERTED, Became.ABSENT}
    ),
    Changed.ANY: frozenset(Became),
}
# Of a whole set what takes a code away is told; what is new is asked for by itself.
_OF_A_SET = frozenset(Became) - {Became.NEW, Became.NEW_HEADER}
_ENDS: dict[CodeSystem, tuple[Code, Code]] = {
    CodeSystem.ICD10CM: (Icd10CmCode("A00"), Icd10CmCode("Z99")),
    CodeSystem.ICD10PCS: (Icd10PcsCode("0016070"), Icd10PcsCode("XY0VX83")),
    CodeSystem.HCPCS: (HcpcsCode("A0000"), HcpcsCode("V9999")),
}


_WANTED = {Changed.NEW: "new", Changed.DELETED: "deleted", Changed.REPLACED: "replaced", Changed.ANY: "changed"}
_ASK_FOR_NEW = "Listed is what cannot be reported as before: ask for the new codes, or paste your own codes."
# Words match by their beginning: "pregnant" and "pregnancy", "fistulas" and "fistula".
_LEAST_STEM, _ENDING = 4, 3


# A code's values by name, in each edition by id.
_Values = Callable[[ProcedureCode], dict[str, dict[str, str]]]


class ChangeLists:
    """Makes the lists on one knowledge base."""

    def __init__(self, catalog: Catalog, tables: Tables) -> None:
        self._catalog, self._tables = catalog, tables

    def of(self, request: ChangeRequest, day: date) -> tuple[Tally, ...]:
        """The lists asked for, and what no table tells; empty where that is all, and codes were named."""
        found = list(self.found(request, day))
        tallies = [self._tally(request, each, day) for each in found]
        lists = [tally for tally in tallies if tally is not None]
        systems = dict.fromkeys(code.system for code in request.codes) or ([request.system] if request.system else ())
        if request.words:
            return tuple([tally for tally in lists if tally.members] or lists)
        is_same = not words.of_a_set(found) and not any(each.changes for each in found)
        if request.codes and is_same and request.wanted is not Changed.ANY:
            return ()  # that their pairs and values are the same does not say what took their place
        if lacking := words.lacking(systems, found, request.begin, request.end):
            lists.append(Tally(lacking, Basis(Table.GUIDANCE, day), ""))
        return tuple(lists)

    def found(self, request: ChangeRequest, day: date) -> Iterator[TableChanges]:
        """What each table tells, before it is put into words."""
        wants: tuple[CodeSystem, ...] = (
            (request.system,) if request.system else (CodeSystem.ICD10CM, CodeSystem.HCPCS, CodeSystem.ICD10PCS)
        )
        if request.codes:
            wants = tuple(dict.fromkeys(code.system for code in request.codes))
        if CodeSystem.ICD10CM in wants:
            yield from self._diagnoses(request, day)
        if CodeSystem.HCPCS in wants:
            yield from self._level_two(request, day)
        if CodeSystem.ICD10PCS in wants:
            yield from self._editions_compared(request, day, Table.ICD10PCS_CODES, CodeSystem.ICD10PCS)
        procedures = [code for code in request.codes if isinstance(code, ProcedureCode)]
        if procedures and request.wanted is Changed.ANY:
            yield from self._pairs(request, procedures, day)
            yield from self._values(request, procedures, day)

    # --- code sets -----------------------------------------------------------------------------------------------

    def _diagnoses(self, request: ChangeRequest, day: date) -> Iterator[TableChanges]:
        edition = _of_days(self._tables.editions(Table.ICD10CM_CHANGES), request, day, CodeSystem.ICD10CM)
        if edition is None:
            yield from self._editions_compared(request, day, Table.ICD10CM_CODES, CodeSystem.ICD10CM)
        else:
            codes = _of_system(request.codes, CodeSystem.ICD10CM)
            rows = self._rows(Table.ICD10CM_CHANGES, CodeSystem.ICD10CM, codes, edition)
            yield TableChanges(edition, tuple(listed(rows)), codes)
        if request.wanted is Changed.REPLACED:
            yield from self._converted(request, day)

    def _converted(self, request: ChangeRequest, day: date) -> Iterator[TableChanges]:
        edition = nearest_edition(self._tables.editions(Table.ICD10CM_CONVERSION), day)
        if edition is None:
            return
        codes = _of_system(request.codes, CodeSystem.ICD10CM)
        changes = tuple(listed(self._rows(Table.ICD10CM_CONVERSION, CodeSystem.ICD10CM, codes, edition)))
        if changes:
            yield TableChanges(edition, changes)

    def _level_two(self, request: ChangeRequest, day: date) -> Iterator[TableChanges]:
        whole = [edition for edition in self._tables.editions(Table.HCPCS) if edition.complete]
        edition = nearest_edition(whole, request.end or day)
        codes = _of_system(request.codes, CodeSystem.HCPCS)
        if edition is None or not _reaches(edition, request):
            return
        begin = request.begin or edition.effective_from or date.min
        if request.begin is None and (codes or request.words) and (former := _before(edition, whole)):
            begin = (former.effective_to or former.effective_from or date.min) + timedelta(days=1)
        end = request.end or edition.effective_to or date.max
        rows = self._rows(Table.HCPCS, CodeSystem.HCPCS, codes, edition)
        yield TableChanges(edition, (*dated(rows, begin, end), *of_named(codes, rows, begin)), codes)

    def _editions_compared(
        self, request: ChangeRequest, day: date, table: Table, system: CodeSystem
    ) -> Iterator[TableChanges]:
        whole = [edition for edition in self._tables.editions(table) if edition.complete]
        newer = _of_days(whole, request, day, system)
        older = _before(newer, whole) if newer else None
        if newer is None or older is None:
            return
        codes = _of_system(request.codes, system)
        before, now = (self._rows(table, system, codes, edition) for edition in (older, newer))
        yield TableChanges(newer, tuple(compared(before, now, newer.effective_from)), codes, older)

    def _rows(
        self, table: Table, system: CodeSystem, codes: Sequence[Code], edition: Edition
    ) -> tuple[CodeListing, ...]:
        """The rows of one edition: of some codes, or without any of all."""
        if codes:
            rows: Iterable[CodeListing] = (row for code in codes for row in self._tables.listings(code, table).rows)
        else:
            rows = self._tables.listings_between(*_ENDS[system], table).rows
        return tuple(row for row in rows if row.source.edition_id == edition.id)

    # --- pairs and values of procedure codes -----------------------------------------------------------------------

    def _pairs(self, request: ChangeRequest, codes: Sequence[ProcedureCode], day: date) -> Iterator[TableChanges]:
        edition = nearest_edition(self._tables.editions(Table.ADD_ON), request.end or day)
        if edition is None or not _reaches(edition, request):
            return
        begin = request.begin or edition.effective_from or date.min
        end = request.end or edition.effective_to or date.max
        changes, spoken_of = [], []
        for code in codes:
            rows = (*self._tables.add_on_pairs_of(code).rows, *self._tables.add_on_pairs_with_primary(code).rows)
            own = [row for row in rows if row.source.edition_id == edition.id]
            spoken_of += [code] if own else []
            if change := pair_changes(code, own, begin, end):
                changes.append(change)
            last = max((named.last_day for named in self._tables.naming(code) if named.last_day), default=None)
            if last is not None and begin <= last + timedelta(days=1) <= end:
                changes.append(Change(code, Became.DELETED, last + timedelta(days=1)))
        if changes or spoken_of:
            yield TableChanges(edition, tuple(changes), tuple(spoken_of))

    def _values(self, request: ChangeRequest, codes: Sequence[ProcedureCode], day: date) -> Iterator[TableChanges]:
        """Unit limits, and status, global days and relative values, of two editions each."""
        for setting in Setting:
            yield from self._two(request, codes, day, MUE_TABLES[setting], partial(self._limits, setting))
        yield from self._two(request, codes, day, Table.FEE_SCHEDULE, self._fees)

    def _two(
        self, request: ChangeRequest, codes: Sequence[ProcedureCode], day: date, table: Table, read: _Values
    ) -> Iterator[TableChanges]:
        editions = self._tables.editions(table)
        newer = _of_days(editions, request, day)
        older = _before(newer, editions) if newer else None
        if newer is None or older is None:
            return
        changes, spoken_of = [], []
        for code in codes:
            values = read(code)
            if newer.id not in values or older.id not in values:
                continue
            spoken_of.append(code)
            for name, now in values[newer.id].items():
                change = value_change(code, name, values[older.id].get(name), now, newer.effective_from)
                changes += [change] if change else []
        if spoken_of:
            yield TableChanges(newer, tuple(changes), tuple(spoken_of), older)

    def _limits(self, setting: Setting, code: ProcedureCode) -> dict[str, dict[str, str]]:
        rows = self._tables.mue_limits(code, setting).rows
        return {row.source.edition_id: {f"MUE, {setting}": f"{row.value} (MAI {row.mai})"} for row in rows}

    def _fees(self, code: ProcedureCode) -> dict[str, dict[str, str]]:
        return {
            row.source.edition_id: {
                "status": row.status,
                "global days": row.global_days,
                "total RVU outside a facility": str(row.nonfacility_total),
                "total RVU in a facility": str(row.facility_total),
            }
            for row in self._tables.fee_schedule(code).rows
            if row.modifier is None
        }

    # --- as lists --------------------------------------------------------------------------------------------------

    def _tally(self, request: ChangeRequest, found: TableChanges, day: date) -> Tally | None:
        basis = Basis(Table(found.edition.table), day, found.edition)
        changes = [change for change in found.changes if change.became in _KINDS[request.wanted]]
        if request.codes:
            return _of_codes(found, changes, basis)
        if request.words:
            changes = self._about(changes, request.words)
            headline = words.of_subject(found, changes, " ".join(request.words), _WANTED[request.wanted])
        else:
            headline = words.of_set(found)
            if request.wanted is Changed.ANY and any(change.became is Became.NEW for change in changes):
                changes = [change for change in changes if change.became in _OF_A_SET]
                headline = f"{headline} {_ASK_FOR_NEW}"
        ordered = sorted(changes, key=lambda change: (-(change.day or date.min).toordinal(), str(change.code)))
        return Tally(headline, basis, "all rows", tuple(Member(each.code, words.told(each)) for each in ordered))

    def _about(self, changes: Sequence[Change], subject: Sequence[str]) -> list[Change]:
        """Those whose title or search words have every word of the subject."""
        records = self._catalog.all_records([change.code for change in changes])
        stems = [word[: max(_LEAST_STEM, len(word) - _ENDING)] for word in subject]
        return [change for change in changes if _names(change, records.get(change.code, ()), stems)]


def _of_codes(found: TableChanges, changes: Sequence[Change], basis: Basis) -> Tally | None:
    """What became of codes that were named, those without a change last; None where the table says nothing of any."""
    by_code: dict[Code, list[str]] = {}
    for change in changes:
        by_code.setdefault(change.code, []).append(words.told(change))
    same = [code for code in found.spoken_of if code not in by_code]
    if not by_code and not same:
        return None
    headline = words.of_codes(found, changes)
    if len(by_code) + len(same) == 1:
        return Tally(headline, basis, f"row {(*by_code, *same)[0]}")
    members = [Member(code, "; ".join(lines)) for code, lines in by_code.items()]
    members += [Member(code, "no change") for code in same]
    return Tally(headline, basis, "rows of the codes", tuple(members))


def _names(change: Change, records: Iterable[CodeRecord], stems: Sequence[str]) -> bool:
    texts = [change.title, *(text for record in records for text in (record.description, *record.synonyms))]
    for text in texts:
        named = [token.word for token in tokens_of(text)]
        if all(any(word.startswith(stem) for word in named) for stem in stems):
            return True
    return False


def _of_days(
    editions: Iterable[Edition], request: ChangeRequest, day: date, system: CodeSystem | None = None
) -> Edition | None:
    """The edition that began within the days asked for, else the one nearest to the day; None where none did."""
    if request.begin is None or request.end is None:
        return nearest_edition(editions, day)
    begin, end = request.begin, request.end
    if system is CodeSystem.ICD10CM or system is CodeSystem.ICD10PCS:
        begin = request.fiscal_begin or begin
    within = [edition for edition in editions if edition.effective_from and begin <= edition.effective_from <= end]
    return nearest_edition(within, end)


def _before(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """The edition of the table that began last before another one."""
    begin = edition.effective_from or date.min
    earlier = [each for each in editions if (each.effective_from or date.min) < begin]
    return max(earlier, key=lambda each: each.effective_from or date.min, default=None)


def _reaches(edition: Edition, request: ChangeRequest) -> bool:
    return request.begin is None or edition.effective_to is None or request.begin <= edition.effective_to


def _of_system(codes: Sequence[Code], system: CodeSystem) -> tuple[Code, ...]:
    return tuple(code for code in codes if code.system is system)
