"""Are the units within the medically unlikely edit? Decided by the MUE of one setting, its MAI, and the units a day.

no edition, or an excerpt without the code         -> NOT_LOADED
complete and silent                                -> NO_MUE: no value is published, which is not "any number"
no units asked                                     -> LIMIT
MAI 1 (claim line): each line within the value     -> WITHIN, else OVER_LINE
MAI 2 (date of service, policy): sum within        -> WITHIN, else OVER_ABSOLUTE
MAI 3 (date of service, clinical): sum within      -> WITHIN, else OVER_CLINICAL

Sources: Medicare NCCI Policy Manual, January 2026, chapter I, section V (MUE; adjudication indicators; not every MUE is
published); ``corpus/text/guidelines/mue.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.rules.basis import Basis, Voice, consult
from corpus.relations import MUE_TABLES, Loaded, MueLimit, ProcedureCode, Setting


class MueFinding(StrEnum):
    """What one setting's table says of a code and its units."""

    LIMIT = "limit"
    WITHIN = "within"
    OVER_LINE = "over_line"
    OVER_ABSOLUTE = "over_absolute"
    OVER_CLINICAL = "over_clinical"
    NO_MUE = "no_mue"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class MueVerdict:
    """The finding for a code. ``lines`` are the units of each claim line of one day; empty where none were asked.

    ``over`` are the units that are compared with the value: of the largest line (MAI 1), else of all lines.
    ``status`` is the fee schedule's, where the value is 0: it says why nothing is paid. ``twin`` is the verdict of
    another setting where it is the same and this one speaks for both.
    """

    code: ProcedureCode
    setting: Setting
    finding: MueFinding
    basis: Basis
    lines: tuple[int, ...] = ()
    row: MueLimit | None = None
    twin: MueVerdict | None = None
    status: str = ""

    @property
    def compared(self) -> int:
        """The units that the value is compared with."""
        if self.row is not None and self.row.mai == 1:
            return max(self.lines, default=0)
        return sum(self.lines)

    @property
    def same_as(self) -> tuple[object, ...]:
        """What two settings must share to be told as one."""
        return (self.finding, self.row.value if self.row else None, self.row.mai if self.row else None)


_OVER = {1: MueFinding.OVER_LINE, 2: MueFinding.OVER_ABSOLUTE, 3: MueFinding.OVER_CLINICAL}


def mue_verdict(
    code: ProcedureCode, loaded: Loaded[MueLimit], day: date, setting: Setting, lines: Sequence[int] = ()
) -> MueVerdict:
    """The verdict of one setting's table on the units of a code's lines of one day.

    Raises ValueError for units below 1 and for a table that is not that of the setting: both the caller's mistakes.
    """
    if any(units < 1 for units in lines):
        raise ValueError("units of a claim line are 1 or more")
    if loaded.table is not MUE_TABLES[setting]:
        raise ValueError(f"{loaded.table} has no MUE of the setting {setting}")
    consulted = consult(replace(loaded, rows=tuple(row for row in loaded.rows if row.code == code)), day)
    verdict = MueVerdict(code, setting, MueFinding.NOT_LOADED, consulted.basis, tuple(lines))
    if consulted.voice is Voice.NOT_LOADED:
        return verdict
    if consulted.voice is Voice.SILENT:
        return replace(verdict, finding=MueFinding.NO_MUE)
    # One row a code; of two the lower value counts, so that nothing is waved through.
    row = min(consulted.rows, key=lambda row: row.value)
    verdict = replace(verdict, row=row)
    if not lines:
        return replace(verdict, finding=MueFinding.LIMIT)
    over = verdict.compared > row.value
    return replace(verdict, finding=_OVER[row.mai] if over else MueFinding.WITHIN)


def mue_verdicts(
    code: ProcedureCode,
    practitioner: Loaded[MueLimit],
    hospital: Loaded[MueLimit],
    day: date,
    lines: Sequence[int] = (),
) -> tuple[MueVerdict, ...]:
    """For an unknown setting: one verdict with its ``twin`` where both agree, else practitioner and hospital.

    A setting whose table is not loaded is left out where the other's speaks.
    """
    first = mue_verdict(code, practitioner, day, Setting.PRACTITIONER, lines)
    second = mue_verdict(code, hospital, day, Setting.HOSPITAL, lines)
    if first.same_as == second.same_as:
        return (replace(first, twin=second),)
    return tuple(verdict for verdict in (first, second) if verdict.finding is not MueFinding.NOT_LOADED)
