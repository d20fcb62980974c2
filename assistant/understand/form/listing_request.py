"""A request for a whole list or its length, as data: what is wanted, of what, and which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.relations import ProcedureCode, Setting, Table, procedure_code


class Wanted(StrEnum):
    """What is wanted of the list."""

    COUNT = "count"
    LIST = "list"


class Subject(StrEnum):
    """What is listed, and the parameters of the request that say which."""

    ICD_FAMILY = "icd_family"  # first, last: a category, or the two of a range; first is a letter for "Z codes"
    HCPCS_LETTER = "hcpcs_letter"  # first: the letter
    CODE_RANGE = "code_range"  # first, last: procedure codes of one kind
    ADD_ON_CODES = "add_on_codes"  # value: the edit type 1, 2 or 3 where one is named
    PTP_EDITS = "ptp_edits"  # first: a procedure code; column: the column it stands in; setting
    SYSTEM = "system"  # name: the CodeSystem whose codes are all wanted
    EDITIONS = "editions"  # tables: those whose editions are asked for, none for all; name: "current" where that is
    INDICATOR = "indicator"  # name: a field of FeeScheduleRow; value: the publisher's own characters


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """One request; which parameters are filled is said at its subject.

    ``first`` and ``last`` are canonical codes or prefixes, both inclusive: a last ICD-10-CM category means all of it.
    ``column`` None means either column of a PTP edit. ``billable`` is True where only billable codes are wanted.
    """

    wanted: Wanted
    subject: Subject
    first: str = ""
    last: str = ""
    name: str = ""
    value: str = ""
    column: int | None = None
    setting: Setting | None = None
    billable: bool = False
    tables: tuple[Table, ...] = ()

    @property
    def code(self) -> ProcedureCode | None:
        """The procedure code whose edits are wanted."""
        return procedure_code(self.first) if self.subject is Subject.PTP_EDITS else None
