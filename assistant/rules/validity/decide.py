"""The status of a code on a date of service: listed, header, not yet, deleted, or in no list. Of every code system.

One place for all tables. Each edition that bears on a code gives a ``Word`` (``words_of_*``), and ``code_status`` says
which of them rules the day:

  the table's own dates: the code ended before the day       -> TERMINATED, with its last day and successors
                         it is added or takes effect later   -> NOT_YET
  else the code set's own list in force on the day
  (the one that took effect last), else any other table in
  force that names the code, else a whole one that does not:
    has the code                                             -> ACTIVE, or HEADER
    has it not, but an earlier / a later edition has it      -> GONE / NEW
    has it not, and no edition has                           -> NEVER
  else, where no edition of the day is loaded, the last one
  before it, else the first after it: the same findings, and ``basis.covers`` is False
  nothing that could speak is loaded                         -> NOT_LOADED

Whole lists, whose silence counts: HCPCS Level II, the ICD-10-CM tabular list and order files. Of CPT no public list is
whole; a complete fee schedule lists its categories I, II and III (of those in OPPS Addendum B of October 2025 the fee
schedule of that month lacks two vaccines), a complete Addendum B all of CPT: there silence is told, but as theirs.

In the HCPCS file an action may take effect the day after the termination (JG: terminated 2024-12-31, action effective
2025-01-01): the action then is the termination itself, so that the termination date decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import GUIDANCE, Basis
from assistant.rules.validity.successors import Successor
from corpus.codes import Code, CodeSystem, CptCategory, CptCode
from corpus.editions import Edition, nearest_edition
from corpus.records import CodeRecord
from corpus.relations import CodeListing, Loaded, Naming, Table, system_of_list

_OCTOBER = 10
_PUBLIC_CATEGORIES = frozenset({CptCategory.I, CptCategory.II, CptCategory.III})


class ValidityFinding(StrEnum):
    """Whether a code may be reported on the day, as far as the loaded tables say."""

    ACTIVE = "active"
    HEADER = "header"
    NOT_YET = "not_yet"
    TERMINATED = "terminated"
    GONE = "gone"
    NEW = "new"
    NEVER = "never"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Word:
    """What one edition says of one code. ``whole`` is False where its silence says nothing.

    ``added`` and ``last_day`` are the code's own dates, ``status`` the fee schedule's character.
    """

    edition: Edition
    listed: bool
    whole: bool
    billable: bool | None = None
    added: date | None = None
    last_day: date | None = None
    status: str = ""
    replaced_by: tuple[Code, ...] = ()
    locator: str = ""

    @property
    def is_own_list(self) -> bool:
        """True for a list of the code set itself, before which no other table counts."""
        return system_of_list(Table(self.edition.table)) is not None

    def covers(self, day: date) -> bool:
        """Whether the edition, or the code's own dates in it, reach a day."""
        return self.edition.covers(day) or self.dates_reach(day)

    def dates_reach(self, day: date) -> bool:
        """True for a day between the code's first day and its last, as the edition knows them."""
        if not self.listed or self.added is None or day < self.added:
            return False
        begins = self.edition.effective_from
        known_until = self.last_day or (begins if begins and day <= begins else self.edition.effective_to)
        return known_until is None or day <= known_until


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """The status of one code on a day. ``word`` is that of the deciding edition, which ``basis`` names.

    ``others`` are editions that have the code where the deciding one does not; ``before`` and ``after`` are the words
    of the whole lists of the code set next to the deciding one, for what changed; ``excerpts`` are lists of the day of
    which only a part is loaded, without the code: their silence says nothing. ``successor`` is ours: what came after
    a code that ended, where the list itself does not say it.
    """

    code: Code
    finding: ValidityFinding
    basis: Basis
    word: Word | None = None
    others: tuple[Edition, ...] = ()
    before: Word | None = None
    after: Word | None = None
    excerpts: tuple[Edition, ...] = ()
    successor: Successor | None = None

    @property
    def replaced_by(self) -> tuple[Code, ...]:
        """Codes in the place of this one: those that the list itself names, else those that our text has."""
        listed = self.word.replaced_by if self.word else ()
        return listed or (self.successor.now if self.successor else ())

    @property
    def is_gone(self) -> bool:
        """True where the tables say for certain that the code cannot be reported on the day."""
        if self.finding in (ValidityFinding.TERMINATED, ValidityFinding.NOT_YET):
            return True
        absent = self.finding in (ValidityFinding.GONE, ValidityFinding.NEW)
        return absent and self.basis.covers and self.word is not None and self.word.is_own_list


def code_status(code: Code, words: Iterable[Word], day: date, table: Table) -> CodeStatus:
    """The status of a code by the words of all editions on it; ``table`` is the one to name where none can speak."""
    words = tuple(words)
    speaking = [word for word in words if word.listed or word.whole]
    silent = [word for word in words if word not in speaking and word.is_own_list and word.edition.covers(day)]
    parts = tuple(word.edition for word in silent)
    status = CodeStatus(code, ValidityFinding.NOT_LOADED, Basis(table, day), excerpts=parts)
    if not speaking:
        return status
    by_table = list(_deciding_by_table(speaking, day))
    if ended := [word for word in by_table if word.listed and word.last_day and word.last_day < day]:
        return _told(status, max(ended, key=lambda word: word.last_day or date.min), ValidityFinding.TERMINATED)
    if coming := [word for word in by_table if word.listed and word.added and day < word.added and word.is_own_list]:
        return _told(status, coming[0], ValidityFinding.NOT_YET)
    word = _ruling(speaking, day)
    if word.listed:
        finding = ValidityFinding.HEADER if word.billable is False else ValidityFinding.ACTIVE
        return _with_neighbours(_told(status, word, finding), speaking)
    return _with_neighbours(_absent(_told(status, word, ValidityFinding.NEVER), speaking), speaking)


def with_successor(status: CodeStatus, successor: Successor | None) -> CodeStatus:
    """The status with what came after the code; of a code that no list tells the end of, its end as well."""
    if successor is None:
        return status
    day, last_day = status.basis.day, successor.last_day
    if status.finding is ValidityFinding.TERMINATED:
        return status if status.replaced_by else replace(status, successor=successor)
    is_told = status.word is not None and status.word.listed and status.basis.covers
    if last_day is None or day <= last_day or is_told:
        return status
    word = Word(replace(successor.edition, table=GUIDANCE.value), True, False, last_day=last_day)
    return replace(_told(status, word, ValidityFinding.TERMINATED), successor=successor)


def _deciding_by_table(words: Sequence[Word], day: date) -> Iterator[Word]:
    """Of each table the word whose dates count: that of the edition in force, else the latest, which knows most."""
    for table in dict.fromkeys(word.edition.table for word in words):
        of_table = [word for word in words if word.edition.table == table and word.listed]
        if of_table:
            yield max(of_table, key=lambda word: (word.edition.covers(day), _begin(word)))


def _ruling(words: Sequence[Word], day: date) -> Word:
    """The word that decides where no date does."""
    covering = [word for word in words if word.covers(day)]
    if own := [word for word in covering if word.is_own_list]:
        return max(own, key=lambda word: (word.edition.covers(day), *_latest_listed_first(word)))
    if covering:
        # One table that has the code outweighs another that was never made to have all of them.
        return max(covering, key=lambda word: (word.listed, *_latest_listed_first(word)))
    if of_year := [word for word in words if word.is_own_list and _of_fiscal_year(word, day)]:
        return max(of_year, key=lambda word: (_begin(word) <= day, *_latest_listed_first(word)))
    nearest = nearest_edition((word.edition for word in words), day)
    begun = [word for word in words if (word.edition.effective_from or date.min) <= day]
    candidates = begun or [word for word in words if word.edition == nearest]
    return max(candidates, key=lambda word: (word.edition.effective_to or date.max, *_latest_listed_first(word)))


def _of_fiscal_year(word: Word, day: date) -> bool:
    """True for an ICD-10 list of the fiscal year of the day: codes change in October, and few of them in April."""
    begins = word.edition.effective_from
    of_icd = system_of_list(Table(word.edition.table)) in (CodeSystem.ICD10CM, CodeSystem.ICD10PCS)
    return of_icd and begins is not None and _fiscal_year(begins) == _fiscal_year(day)


def _fiscal_year(day: date) -> int:
    return day.year + (day.month >= _OCTOBER)


def _latest_listed_first(word: Word) -> tuple[date, bool, bool]:
    return word.edition.effective_from or date.min, word.listed, word.whole


def _told(status: CodeStatus, word: Word, finding: ValidityFinding) -> CodeStatus:
    dated = word.dates_reach(status.basis.day) or finding in (ValidityFinding.TERMINATED, ValidityFinding.NOT_YET)
    basis = Basis(Table(word.edition.table), status.basis.day, word.edition, dated=dated)
    return replace(status, finding=finding, basis=basis, word=word)


def _absent(status: CodeStatus, words: Sequence[Word]) -> CodeStatus:
    """A code that the deciding edition does not have: in editions before it, after it, or in none."""
    others = tuple(word.edition for word in words if word.listed)
    if not others:
        return status
    begin = _begin(status.word)
    later = all((edition.effective_from or date.min) > begin for edition in others)
    return replace(status, finding=ValidityFinding.NEW if later else ValidityFinding.GONE, others=others)


def _with_neighbours(status: CodeStatus, words: Sequence[Word]) -> CodeStatus:
    """The status with what the code set's lists before and after the deciding one say."""
    lists = [word for word in words if word.is_own_list and word.whole]
    if status.word is None or not status.word.is_own_list:
        return status
    begin = _begin(status.word)
    before = max((word for word in lists if _begin(word) < begin), key=_begin, default=None)
    after = min((word for word in lists if _begin(word) > begin), key=_begin, default=None)
    return replace(status, before=before, after=after)


def _begin(word: Word | None) -> date:
    return (word.edition.effective_from if word else None) or date.min


# --- what each table says of a code -----------------------------------------------------------------------------------


def words_of_listings(code: Code, loaded: Loaded[CodeListing]) -> Iterator[Word]:
    """The word of every edition of a code list."""
    rows = {row.source.edition_id: row for row in loaded.rows if row.code == code}
    for edition in loaded.editions:
        row = rows.get(edition.id)
        if row is None:
            yield Word(edition, listed=False, whole=edition.complete)
            continue
        yield Word(
            edition,
            listed=True,
            whole=edition.complete,
            billable=row.billable,
            added=row.added,
            last_day=row.terminated,
            replaced_by=row.replaced_by,
            locator=row.source.locator,
        )


def words_of_records(code: Code, loaded: Loaded[CodeRecord]) -> Iterator[Word]:
    """The word of every edition of the tabular list."""
    rows = {row.source.edition_id: row for row in loaded.rows if row.code == code}
    for edition in loaded.editions:
        row = rows.get(edition.id)
        billable = not row.children if row else None
        locator = row.source.locator if row else ""
        yield Word(edition, listed=row is not None, whole=edition.complete, billable=billable, locator=locator)


def words_of_namings(code: Code, named: Iterable[Naming], complete: Iterable[Edition]) -> Iterator[Word]:
    """The words of tables that name codes without being their list. ``complete`` are the whole editions of them."""
    naming = {each.edition.id: each for each in named}
    for each in naming.values():
        yield Word(each.edition, True, False, None, each.since, each.last_day, each.status, locator=f"row {code}")
    for edition in complete:
        if edition.id not in naming and _lists_all_like(code, edition):
            yield Word(edition, listed=False, whole=True)


def _lists_all_like(code: Code, edition: Edition) -> bool:
    """Whether a complete edition has every code of the kind of this one."""
    if not isinstance(code, CptCode):
        return False
    if edition.table == Table.OPPS.value:
        return True
    return edition.table == Table.FEE_SCHEDULE.value and code.category in _PUBLIC_CATEGORIES
