"""Rows of fact between codes, each with its edition and effective dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.codes import CptCode, HcpcsCode
from corpus.records import SourceRef

ProcedureCode = CptCode | HcpcsCode


@dataclass(frozen=True, slots=True)
class AddOnPair:
    """An add-on code and one primary code it may be reported with (NCCI add-on code edits).

    ``edit_type`` is CMS's 1, 2 or 3. ``primary`` is None for "contractor-defined": the payer decides (type 2, 3).
    ``effective`` and ``deleted`` are dates of service; None means not stated.
    """

    add_on: ProcedureCode
    primary: ProcedureCode | None
    edit_type: int
    source: SourceRef
    effective: date | None = None
    deleted: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.edit_type not in (1, 2, 3):
            raise ValueError(f"add-on edit type is 1, 2 or 3, not {self.edit_type}")

    def in_force(self, day: date) -> bool:
        """True when the pair is in force on a date of service."""
        started = self.effective is None or self.effective <= day
        return started and (self.deleted is None or day <= self.deleted)
