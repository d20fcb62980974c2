"""May two codes be billed together on one day? Decided by the NCCI PTP edits of one setting.

no edition, or an incomplete one with no row in force      -> NOT_LOADED
complete, and neither direction of the pair is in it       -> NO_EDIT: neither allowed nor denied by this table
a row in force on the day, indicator 0                     -> DENIED
                           indicator 1                     -> WITH_MODIFIER
only rows that begin later (beside any that ended)         -> NOT_YET
only rows that ended, or never were in force (indicator 9) -> DELETED

Source of what columns and indicators mean: Medicare NCCI Policy Manual, January 2026, chapter I, sections A and E.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice, consult
from assistant.rules.ptp.modifiers import NOTHING_KNOWN, Anatomy, Fit, Reason, fits
from corpus.codes import Modifier
from corpus.relations import PTP_TABLES, Loaded, ProcedureCode, PtpEdit, Setting


class PtpFinding(StrEnum):
    """What one setting's table says of a pair on a date of service."""

    NO_EDIT = "no_edit"
    DENIED = "denied"
    WITH_MODIFIER = "with_modifier"
    DELETED = "deleted"
    NOT_YET = "not_yet"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class OnLine:
    """A modifier that stands on one of the two lines."""

    code: ProcedureCode
    modifier: Modifier


@dataclass(frozen=True, slots=True)
class PtpVerdict:
    """The finding for two codes in one setting.

    ``row`` is the row that decides: in force, or the one that ended last, or the one that begins first; None where
    there is none. ``rows`` are all rows of the pair in the edition, of either direction. ``fits`` are the modifiers
    that suit the pair, ``present`` those of them that are on the lines already, ``idle`` those that do not help.
    ``twin`` is the verdict of the other setting, where it is the same and this one speaks for both.
    """

    first: ProcedureCode
    second: ProcedureCode
    setting: Setting
    finding: PtpFinding
    basis: Basis
    row: PtpEdit | None = None
    rows: tuple[PtpEdit, ...] = ()
    fits: tuple[Fit, ...] = ()
    present: tuple[OnLine, ...] = ()
    idle: tuple[OnLine, ...] = ()
    twin: PtpVerdict | None = None

    @property
    def column_1(self) -> ProcedureCode | None:
        return self.row.column_1 if self.row else None

    @property
    def column_2(self) -> ProcedureCode | None:
        return self.row.column_2 if self.row else None

    @property
    def same_as(self) -> tuple[object, ...]:
        """What two settings must share to be told as one."""
        indicator = self.row.modifier_indicator if self.row else None
        return (self.finding, indicator, self.column_1, self.column_2, self.present)


def ptp_verdict(
    first: ProcedureCode,
    second: ProcedureCode,
    loaded: Loaded[PtpEdit],
    day: date,
    setting: Setting,
    on_first: Sequence[Modifier] = (),
    on_second: Sequence[Modifier] = (),
    anatomy: Mapping[ProcedureCode, Anatomy] = NOTHING_KNOWN,
) -> PtpVerdict:
    """The verdict of one setting's table. ``on_first`` and ``on_second`` are the modifiers on the two lines.

    ``anatomy`` is what is known of the two codes' parts of the body: which anatomic modifiers can fit.

    ``loaded`` has the rows of the two codes in either direction, of all editions. Raises ValueError for one code twice,
    and for a table that is not that of the setting: both are the caller's mistakes.
    """
    if first == second:
        raise ValueError(f"PTP edits pair two different codes, not {first} with itself")
    if loaded.table is not PTP_TABLES.get(setting):
        raise ValueError(f"{loaded.table} has no PTP edits of the setting {setting}")
    pair = {first, second}
    of_pair = tuple(row for row in loaded.rows if {row.column_1, row.column_2} == pair)
    consulted = consult(Loaded(loaded.table, loaded.editions, of_pair), day)
    silent = PtpFinding.NO_EDIT if consulted.voice is Voice.SILENT else PtpFinding.NOT_LOADED
    verdict = PtpVerdict(first, second, setting, silent, consulted.basis, rows=consulted.rows)
    if consulted.voice in (Voice.SILENT, Voice.NOT_LOADED):
        return verdict
    in_force = [row for row in consulted.rows if row.in_force(day)]
    if in_force:
        # NCCI has one row in force a pair; of two the stricter one counts, so that nothing is waved through.
        row = min(in_force, key=lambda row: (row.modifier_indicator, str(row.column_1)))
        return _in_force(replace(verdict, row=row), on_first, on_second, anatomy)
    return _out_of_force(verdict, day)


def ptp_verdicts(
    first: ProcedureCode,
    second: ProcedureCode,
    practitioner: Loaded[PtpEdit],
    hospital: Loaded[PtpEdit],
    day: date,
    on_first: Sequence[Modifier] = (),
    on_second: Sequence[Modifier] = (),
    anatomy: Mapping[ProcedureCode, Anatomy] = NOTHING_KNOWN,
) -> tuple[PtpVerdict, ...]:
    """For an unknown setting: one verdict with its ``twin`` where both tables agree, else practitioner and hospital."""
    lines = (on_first, on_second, anatomy)
    of_practitioner = ptp_verdict(first, second, practitioner, day, Setting.PRACTITIONER, *lines)
    of_hospital = ptp_verdict(first, second, hospital, day, Setting.HOSPITAL, *lines)
    if of_practitioner.same_as != of_hospital.same_as:
        return of_practitioner, of_hospital
    return (replace(of_practitioner, twin=of_hospital),)


def _in_force(
    verdict: PtpVerdict,
    on_first: Sequence[Modifier],
    on_second: Sequence[Modifier],
    anatomy: Mapping[ProcedureCode, Anatomy],
) -> PtpVerdict:
    """The verdict on a row in force, with what the modifiers on the lines do about it."""
    row = verdict.row
    assert row is not None  # the caller found it
    lines = tuple(
        OnLine(code, modifier)
        for code, modifiers in ((verdict.first, on_first), (verdict.second, on_second))
        for modifier in dict.fromkeys(modifiers)
    )
    if row.modifier_indicator == 0:
        return replace(verdict, finding=PtpFinding.DENIED, idle=lines)
    suiting = fits(row.column_1, row.column_2, verdict.setting, verdict.basis.day, anatomy)
    present = tuple(line for line in lines if _suits(line, suiting, lines))
    idle = tuple(line for line in lines if line not in present)
    return replace(verdict, finding=PtpFinding.WITH_MODIFIER, fits=suiting, present=present, idle=idle)


def _suits(line: OnLine, suiting: Sequence[Fit], lines: Sequence[OnLine]) -> bool:
    """True for a modifier that fits where it stands; the same side or digit on both lines tells nothing apart."""
    for fit in suiting:
        if line.modifier in fit.modifiers and line.code in fit.on:
            twice = any(other.modifier == line.modifier and other.code != line.code for other in lines)
            return not (fit.reason is Reason.OTHER_SITE and twice)
    return False


def _out_of_force(verdict: PtpVerdict, day: date) -> PtpVerdict:
    """NOT_YET or DELETED; but an incomplete edition may lack the very row that is in force."""
    edition = verdict.basis.edition
    if edition is None or not edition.complete:
        return verdict
    later = [row for row in verdict.rows if row.effective and row.effective > day and not never_in_force(row)]
    if later:
        row = min(later, key=lambda row: row.effective or date.min)
        return replace(verdict, finding=PtpFinding.NOT_YET, row=row)
    # A row that was in force tells more than one that never was.
    row = max(verdict.rows, key=lambda row: (not never_in_force(row), row.deleted or date.max))
    return replace(verdict, finding=PtpFinding.DELETED, row=row)


def never_in_force(row: PtpEdit) -> bool:
    """True for a row that was deleted as of the day it took effect."""
    return row.modifier_indicator == 9 or (row.deleted is not None and row.deleted == row.effective)
