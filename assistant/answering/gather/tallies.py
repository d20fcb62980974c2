"""Whole lists and their lengths, from the tables and the code list, never from the few passages a search brings up.

Blocking I/O; thread-safe. A list is of one edition on one date of service, and says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.basis.bringing import brings
from assistant.rules.basis.editions import editions_told
from assistant.rules.verdict import edition_phrase
from assistant.understand.form.listing_request import ListingRequest, Subject, Wanted
from corpus.authored import EDITION_ID as AUTHORED_EDITION
from corpus.codes import Code, CodeSystem, HcpcsCode, Icd10CmCode
from corpus.editions import Edition, nearest_edition
from corpus.records import RecordStatus
from corpus.relations import CodeListing, FeeScheduleRow, ProcedureCode, PtpEdit, Setting, Table, procedure_code
from corpus.store.catalog import Catalog
from corpus.store.tables import Tables

# A list longer than this is no answer on a screen: the rest is counted, and the request can be narrowed.
MOST_NAMED = 1_000

_NAMES = {
    "global_days": "global days",
    "status": "status",
    "bilateral": "bilateral indicator",
    "multiple_procedure": "multiple procedure indicator",
    "assistant": "assistant indicator",
    "co_surgeon": "co-surgeon indicator",
    "team": "team indicator",
    "pc_tc": "PC/TC indicator",
    "supervision": "supervision indicator",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One code of a list, with a few words where a publisher's public text or the row has them."""

    code: Code
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """A list, complete. ``headline`` says how many of what; ``members`` is empty where only the number was asked.

    ``left`` counts those beyond ``MOST_NAMED``. ``basis`` says which edition it is of; without an edition the headline
    says that the table is not loaded, unless ``title`` says what else the list is of. ``lines`` are members in words.
    """

    headline: str
    basis: Basis
    locator: str
    members: tuple[Member, ...] = ()
    left: int = 0
    title: str = ""
    lines: tuple[str, ...] = ()

    @property
    def loaded(self) -> bool:
        return self.basis.edition is not None or bool(self.title)

    @property
    def codes(self) -> frozenset[Code]:
        return frozenset(member.code for member in self.members)


class Tallier:
    """Makes lists on one knowledge base."""

    def __init__(self, catalog: Catalog, tables: Tables, editions: Iterable[Edition]) -> None:
        self._catalog, self._tables = catalog, tables
        known = {edition.id: edition for edition in editions}
        self._tabular = tuple(edition for edition in known.values() if edition.table == Table.ICD10CM.value)
        self._authored = known.get(AUTHORED_EDITION)

    def tally(self, request: ListingRequest, day: date) -> tuple[Tally, ...]:
        """The list asked for: one, or for PTP edits of an unknown setting one a setting."""
        match request.subject:
            case Subject.EDITIONS:
                found: tuple[Tally, ...] = (self._editions_of(request, day),)
            case Subject.ICD_FAMILY:
                found = (self._family(request, day),)
            case Subject.ADD_ON_CODES:
                found = (self._add_on_codes(request, day),)
            case Subject.PTP_EDITS:
                settings = [request.setting] if request.setting else [Setting.PRACTITIONER, Setting.HOSPITAL]
                found = tuple(self._ptp(request, setting, day) for setting in settings)
            case Subject.INDICATOR:
                found = (self._indicator(request, day),)
            case Subject.HCPCS_LETTER:
                first, last = HcpcsCode(f"{request.first}0000"), HcpcsCode(f"{request.first}9999")
                found = (self._hcpcs(first, last, f"HCPCS Level II codes that begin with {request.first}", day),)
            case Subject.CODE_RANGE:
                found = (self._range(procedure_code(request.first), procedure_code(request.last), day),)
            case _:
                found = (self._system(request, day),)
        return tuple(_cut(tally, request.wanted) for tally in found)

    def _editions_of(self, request: ListingRequest, day: date) -> Tally:
        told = editions_told(request, (*self._tabular, *self._tables.editions()), day, self._tables.filed)
        return Tally(
            told.headline, Basis(Table.DOCUMENTS, day), "editions", title="What is loaded here", lines=told.lines
        )

    def _family(self, request: ListingRequest, day: date) -> Tally:
        orders = tuple(edition for edition in self._tables.editions(Table.ICD10CM_CODES) if edition.complete)
        edition = nearest_edition((*self._tabular, *orders), day)
        basis = Basis(Table(edition.table) if edition else Table.ICD10CM, day, edition)
        last = request.last or request.first
        name = request.first if last == request.first else f"{request.first} to {last}"
        if edition is None:
            return _not_loaded(basis, name)
        found = (
            self._ordered(request.first, last, edition)
            if edition in orders
            else self._entries(request.first, last, edition)
        )
        billable = [member for member, is_billable in found if is_billable]
        shown = billable if request.billable or request.wanted is Wanted.COUNT else [member for member, _ in found]
        headers = len(found) - len(billable)
        headline = (
            f"{len(billable):,} billable ICD-10-CM {_codes(len(billable))} and {headers:,} "
            f"{'header' if headers == 1 else 'headers'} are in {name} ({edition_phrase(basis)})."
        )
        place = "code list" if edition in orders else "tabular list"
        return Tally(headline, basis, f"{place}, {name}", tuple(shown))

    def _entries(self, first: str, last: str, edition: Edition) -> list[tuple[Member, bool]]:
        """The entries of a tabular list from one code to another, each with whether it is billable."""
        records = self._catalog.family(first, last, CodeSystem.ICD10CM, edition.id)
        return [_entry(item.code, item.description, item.status is RecordStatus.BILLABLE) for item in records]

    def _ordered(self, first: str, last: str, edition: Edition) -> list[tuple[Member, bool]]:
        """The lines of an order file from one code to another, each with whether it is billable."""
        ends = (_category(first, "00"), _category(last, "99"))
        rows = self._tables.listings_between(*ends, Table.ICD10CM_CODES).rows
        own = sorted((row for row in rows if row.source.edition_id == edition.id), key=lambda row: str(row.code))
        return [_entry(row.code, row.description, row.billable is True) for row in own]

    def _add_on_codes(self, request: ListingRequest, day: date) -> Tally:
        loaded = self._tables.all_add_on_pairs()
        consulted = consult(loaded, day)
        types: dict[ProcedureCode, set[int]] = {}
        for row in consulted.rows:
            if row.in_force(day):
                types.setdefault(row.add_on, set()).add(row.edit_type)
        wanted = {code: kinds for code, kinds in types.items() if not request.value or int(request.value) in kinds}
        kind = f"type {request.value} add-on" if request.value else "add-on"
        if consulted.voice is Voice.NOT_LOADED:
            return _not_loaded(consulted.basis, "add-on codes")
        headline = (
            f"{len(wanted):,} {kind} {_codes(len(wanted))} have pairs in force ({edition_phrase(consulted.basis)})."
        )
        return Tally(
            headline, consulted.basis, "rows in force", tuple(Member(code) for code in sorted(wanted, key=str))
        )

    def _ptp(self, request: ListingRequest, setting: Setting, day: date) -> Tally:
        code = procedure_code(request.first)
        loaded = self._tables.ptp_edits_of(code, setting)
        consulted = consult(loaded, day)
        if consulted.voice is Voice.NOT_LOADED:
            return _not_loaded(consulted.basis, f"PTP edits of {code}, {setting}")
        rows = [row for row in consulted.rows if row.in_force(day) and request.column in (None, _column(row, code))]
        first = [row for row in rows if row.column_1 == code]
        second = [row for row in rows if row.column_2 == code]
        never = sum(row.modifier_indicator == 0 for row in rows)
        headline = (
            f"{len(rows):,} PTP edits of {code} are in force for {setting} claims: {len(first):,} with it in column 1, "
            f"{len(second):,} in column 2; {never:,} have modifier indicator 0 ({edition_phrase(consulted.basis)})."
        )
        members = tuple(_partner(row, code) for row in (*first, *second))
        return Tally(headline, consulted.basis, f"rows with {code}", members)

    def _indicator(self, request: ListingRequest, day: date) -> Tally:
        loaded = self._tables.fee_schedule_with(request.name, request.value)
        consulted = consult(loaded, day)
        name = f"{_NAMES.get(request.name, request.name)} {request.value}"
        if consulted.voice is Voice.NOT_LOADED:
            return _not_loaded(consulted.basis, f"codes with {name}")
        codes = _whole(consulted.rows)
        have = "has" if len(codes) == 1 else "have"
        headline = f"{len(codes):,} {_codes(len(codes))} {have} {name} ({edition_phrase(consulted.basis)})."
        return Tally(headline, consulted.basis, f"rows with {name}", tuple(map(Member, codes)))

    def _hcpcs(self, first: HcpcsCode, last: HcpcsCode, name: str, day: date) -> Tally:
        loaded = self._tables.listings_between(first, last, Table.HCPCS)
        consulted = consult(loaded, day)
        if consulted.voice is Voice.NOT_LOADED:
            return _not_loaded(consulted.basis, name)
        active = [row for row in consulted.rows if _active(row, day)]
        headline = f"{len(active):,} active {name} ({edition_phrase(consulted.basis)})."
        members = tuple(Member(row.code, row.short_description) for row in active)
        return Tally(headline, consulted.basis, f"rows {first} to {last}", members)

    def _range(self, first: ProcedureCode, last: ProcedureCode, day: date) -> Tally:
        if isinstance(first, HcpcsCode) and isinstance(last, HcpcsCode):
            return self._hcpcs(first, last, f"HCPCS Level II codes from {first} to {last}", day)
        consulted = consult(self._tables.fee_schedule_between(first, last), day)
        if consulted.voice is Voice.NOT_LOADED:
            return _not_loaded(consulted.basis, f"codes from {first} to {last}")
        codes = _whole(consulted.rows)
        headline = (
            f"The fee schedule lists {len(codes):,} {_codes(len(codes))} from {first} to {last} "
            f"({edition_phrase(consulted.basis)}); no loaded table is the whole of CPT."
        )
        members = tuple(Member(row.code, f"status {row.status}") for row in consulted.rows if row.modifier is None)
        return Tally(headline, consulted.basis, f"rows {first} to {last}", members)

    def _system(self, request: ListingRequest, day: date) -> Tally:
        match request.name:
            case CodeSystem.ICD10CM:
                return self._family(replace(request, first="A", last="Z"), day)
            case CodeSystem.HCPCS:
                return self._hcpcs(HcpcsCode("A0000"), HcpcsCode("V9999"), "HCPCS Level II codes", day)
            case CodeSystem.ICD10PCS:
                editions = self._tables.editions(Table.ICD10PCS_CODES)
                edition = nearest_edition(editions, day)
                basis = Basis(Table.ICD10PCS_CODES, day, edition)
                if edition is None:
                    return _not_loaded(basis, "ICD-10-PCS codes")
                count = self._tables.row_count(edition.id, CodeListing)
                return Tally(f"{count:,} ICD-10-PCS codes ({edition_phrase(basis)}).", basis, "all lines")
            case CodeSystem.MODIFIER:
                modifiers = self._catalog.codes_by_system().get(CodeSystem.MODIFIER.value, 0)
                basis = Basis(Table.GUIDANCE, day, self._authored)
                return Tally(f"{modifiers:,} modifiers are described here.", basis, "modifiers*.yaml")
            case _:
                counts = self._tables.distinct_codes(FeeScheduleRow)
                edition = nearest_edition(self._tables.editions(Table.FEE_SCHEDULE), day)
                basis = Basis(Table.FEE_SCHEDULE, day, edition)
                if edition is None:
                    return _not_loaded(basis, "CPT codes")
                listed = counts.get(edition.id, 0)
                headline = (
                    f"No loaded table is the whole of CPT. The fee schedule lists {listed:,} CPT and HCPCS codes "
                    f"({edition_phrase(basis)})."
                )
                return Tally(headline, basis, "all rows")


def _entry(code: Code, title: str, billable: bool) -> tuple[Member, bool]:
    return Member(code, title if billable else f"{title} (header, not billable)"), billable


def _category(text: str, end: str) -> Icd10CmCode:
    """The code in a text, or the category at the end of a letter."""
    return Icd10CmCode.parse(text + end if len(text) == 1 else text)


def _cut(tally: Tally, wanted: Wanted) -> Tally:
    if wanted is Wanted.COUNT:
        return replace(tally, members=())
    left = max(len(tally.members) - MOST_NAMED, 0)
    return replace(tally, members=tally.members[:MOST_NAMED], left=left)


def _not_loaded(basis: Basis, what: str) -> Tally:
    told = f"I don't have {basis.table} loaded, so I cannot list {what}. To bring it: {brings(basis.table)}."
    return Tally(told, replace(basis, edition=None), "")


def _codes(count: int) -> str:
    return "code" if count == 1 else "codes"


def _whole(rows: Sequence[FeeScheduleRow]) -> list[ProcedureCode]:
    """The codes of the rows, each once; rows of a 26 or TC part alone do not make the code one of them."""
    return sorted({row.code for row in rows if row.modifier is None}, key=str)


def _active(row: CodeListing, day: date) -> bool:
    return row.terminated is None or day <= row.terminated


def _column(row: PtpEdit, code: ProcedureCode) -> int:
    return 1 if row.column_1 == code else 2


def _partner(row: PtpEdit, code: ProcedureCode) -> Member:
    other, place = (row.column_2, "column 2") if row.column_1 == code else (row.column_1, "column 1")
    return Member(other, f"{place}, indicator {row.modifier_indicator}")
