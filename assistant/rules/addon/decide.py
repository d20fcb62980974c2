"""May a code stand alone, and which primary codes does it go with? Decided by the NCCI add-on code edits, not by prose.

no edition, or an incomplete one with no row in force        -> NOT_LOADED
rows in force, a listed primary is beside the code           -> WITH_PRIMARY (types 1 and 3)
               none beside it, type 1                        -> PRIMARY_MISSING
               none beside it, type 3; or type 2             -> PAYER_DECIDES
rows, none in force on the day                               -> ENDED (or not begun)
no row, and another edition dates the code's own deletion    -> ENDED
complete and silent, global days ZZZ in the fee schedule     -> ZZZ_ONLY
                     anything else                           -> NOT_ADD_ON

Sources: Medicare NCCI Policy Manual, January 2026, chapter I, sections R and W (the three edit types); record layout of
the Medicare Physician Fee Schedule relative value file, field Global Surgery (ZZZ). A row whose edit was deleted on the
day it began never counted: so the 2026 Q2 file suspends four of them "retroactive to 1/1/2019".
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice, consult
from corpus.editions import nearest_edition
from corpus.relations import AddOnPair, FeeScheduleRow, Loaded, ProcedureCode

_CONTRACTOR_DEFINED, _SOME_LISTED = 2, 3
_BELONGS_TO_ANOTHER = "ZZZ"


class PairingFinding(StrEnum):
    """What the add-on table says of a code among the other codes of a day."""

    WITH_PRIMARY = "with_primary"
    PRIMARY_MISSING = "primary_missing"
    PAYER_DECIDES = "payer_decides"
    NOT_ADD_ON = "not_add_on"
    ENDED = "ended"
    ZZZ_ONLY = "zzz_only"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class PairingVerdict:
    """The finding for one code, with the rows it rests on.

    ``rows`` are in force on the day, ``out_of_force`` are the others of the edition. ``beside`` are the other codes of
    the day. ``fee_row`` is the fee schedule's row of the code where its global days are ZZZ, with ``fee_basis``.
    """

    code: ProcedureCode
    finding: PairingFinding
    basis: Basis
    beside: tuple[ProcedureCode, ...] = ()
    rows: tuple[AddOnPair, ...] = ()
    out_of_force: tuple[AddOnPair, ...] = ()
    fee_row: FeeScheduleRow | None = None
    fee_basis: Basis | None = None

    @property
    def primaries(self) -> tuple[ProcedureCode, ...]:
        """The listed primary codes, sorted; empty where the payer's list is the only one."""
        return _sorted({row.primary for row in self.rows if row.primary is not None})

    @property
    def present(self) -> tuple[ProcedureCode, ...]:
        """The listed primary codes that are beside the code."""
        return tuple(primary for primary in self.primaries if primary in self.beside)

    @property
    def edit_type(self) -> int | None:
        """CMS's type of the code. The payer's say is not lost where types are mixed: 3 before 2 before 1."""
        return max((row.edit_type for row in self.rows), default=None)

    @property
    def notes(self) -> tuple[str, ...]:
        """Special instructions of the rows in force; of the primaries beside the code alone, where there are any."""
        bearing = [row for row in self.rows if not self.present or row.primary in self.present]
        return tuple(dict.fromkeys(row.note for row in bearing if row.note))


class ListingFinding(StrEnum):
    """Whether add-on codes are listed for a primary code."""

    LISTED = "listed"
    NONE_LISTED = "none_listed"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class AddOnListing:
    """The add-on codes that list a code as their primary.

    ``rows`` are in force, one an add-on code, sorted by edit type and code. ``out_of_force`` are other rows of add-on
    codes that have none in force. ``payer_decides`` are loaded add-on codes that do not list the code, for which the
    payer keeps its own list of primaries.
    """

    primary: ProcedureCode
    finding: ListingFinding
    basis: Basis
    rows: tuple[AddOnPair, ...] = ()
    out_of_force: tuple[AddOnPair, ...] = ()
    payer_decides: tuple[ProcedureCode, ...] = ()

    @property
    def add_ons(self) -> tuple[ProcedureCode, ...]:
        return tuple(row.add_on for row in self.rows)

    def of_type(self, edit_type: int) -> tuple[ProcedureCode, ...]:
        """The listed add-on codes of one edit type, sorted."""
        return tuple(row.add_on for row in self.rows if row.edit_type == edit_type)


def add_on_verdict(
    code: ProcedureCode,
    loaded: Loaded[AddOnPair],
    day: date,
    beside: Collection[ProcedureCode] = (),
    fee_rows: Loaded[FeeScheduleRow] | None = None,
) -> PairingVerdict:
    """The verdict for a code on a date of service; with nothing ``beside`` it answers "can it be billed alone?".

    ``loaded`` has the pairs in which the code is the add-on (others do no harm), ``fee_rows`` the code's rows of the
    fee schedule, where one is loaded: they only tell an add-on code that the pairs are silent about.
    """
    basis, voice, rows, out_of_force = _asked(loaded, day, lambda row: row.add_on == code)
    verdict = PairingVerdict(
        code, PairingFinding.NOT_LOADED, basis, tuple(other for other in beside if other != code), rows, out_of_force
    )
    if rows:
        return replace(verdict, finding=_of_rows(verdict))
    if not out_of_force and (deleted := _of_a_deleted_code(code, loaded, day)):
        source = deleted[0].source.edition_id
        edition = next(edition for edition in loaded.editions if edition.id == source)
        told = replace(verdict, basis=Basis(loaded.table, day, edition, dated=True), out_of_force=deleted)
        return replace(told, finding=PairingFinding.ENDED)
    verdict = _with_fee_schedule(verdict, fee_rows, day)
    if voice is Voice.NOT_LOADED:
        return verdict
    if out_of_force:
        return replace(verdict, finding=PairingFinding.ENDED)
    return replace(verdict, finding=PairingFinding.ZZZ_ONLY if verdict.fee_row else PairingFinding.NOT_ADD_ON)


def add_ons_of(primary: ProcedureCode, loaded_with_primary: Loaded[AddOnPair], day: date) -> AddOnListing:
    """Which add-on codes list a code as their primary on a date of service.

    ``loaded_with_primary`` has the pairs of that primary, and may have contractor-defined ones (no primary): those are
    told apart as the payer's to decide, because no silence of the table settles them.
    """
    basis, voice, rows, out_of_force = _asked(loaded_with_primary, day, lambda row: row.primary == primary)
    finding = ListingFinding.NONE_LISTED if voice is not Voice.NOT_LOADED else ListingFinding.NOT_LOADED
    of_add_on = {row.add_on: row for row in sorted(rows, key=lambda row: row.edit_type)}  # of two, the higher type
    listed = tuple(sorted(of_add_on.values(), key=lambda row: (row.edit_type, str(row.add_on))))
    edition_id = basis.edition and basis.edition.id
    contractor_defined = {
        row.add_on
        for row in loaded_with_primary.rows
        if row.primary is None and row.source.edition_id == edition_id and row.in_force(day)
    }
    return AddOnListing(
        primary,
        ListingFinding.LISTED if listed else finding,
        basis,
        listed,
        tuple(row for row in out_of_force if row.add_on not in of_add_on),
        _sorted(contractor_defined - set(of_add_on)),
    )


def _asked(
    loaded: Loaded[AddOnPair], day: date, bears: Callable[[AddOnPair], bool]
) -> tuple[Basis, Voice, tuple[AddOnPair, ...], tuple[AddOnPair, ...]]:
    """The deciding edition, its voice, and its rows in force and not. A row out of force speaks only where all are
    loaded: an excerpt may lack the one that is in force."""
    consulted = consult(replace(loaded, rows=tuple(row for row in loaded.rows if bears(row))), day)
    rows = tuple(row for row in consulted.rows if row.in_force(day))
    out_of_force = tuple(row for row in consulted.rows if not row.in_force(day))
    edition = consulted.basis.edition
    complete = edition is not None and edition.complete
    voice = consulted.voice if rows or complete else Voice.NOT_LOADED
    return consulted.basis, voice, rows, out_of_force


def _of_a_deleted_code(code: ProcedureCode, loaded: Loaded[AddOnPair], day: date) -> tuple[AddOnPair, ...]:
    """The rows that say that the code itself was deleted before the day: later editions leave such rows out."""
    rows = [row for row in loaded.rows if row.add_on == code and row.add_on_deleted and row.add_on_deleted < day]
    having = {row.source.edition_id for row in rows}
    latest = nearest_edition((edition for edition in loaded.editions if edition.id in having), day)
    return tuple(row for row in rows if latest is not None and row.source.edition_id == latest.id)


def _of_rows(verdict: PairingVerdict) -> PairingFinding:
    if verdict.present:
        return PairingFinding.WITH_PRIMARY
    payer_has_a_say = verdict.edit_type in (_CONTRACTOR_DEFINED, _SOME_LISTED)
    return PairingFinding.PAYER_DECIDES if payer_has_a_say else PairingFinding.PRIMARY_MISSING


def _with_fee_schedule(verdict: PairingVerdict, fee_rows: Loaded[FeeScheduleRow] | None, day: date) -> PairingVerdict:
    if fee_rows is None:
        return verdict
    of_code = replace(fee_rows, rows=tuple(row for row in fee_rows.rows if row.code == verdict.code))
    consulted = consult(of_code, day)
    row = next((row for row in consulted.rows if row.global_days == _BELONGS_TO_ANOTHER), None)
    return replace(verdict, fee_row=row, fee_basis=consulted.basis) if row else verdict


def _sorted(codes: Collection[ProcedureCode]) -> tuple[ProcedureCode, ...]:
    return tuple(sorted(codes, key=str))
