"""May a code stand alone? Decided by the NCCI add-on code pairs, not by prose.

pairs of the code in force         -> NEEDS_PRIMARY (type 1), PAYER_DECIDES (type 2, 3)
none, but the code was checked     -> NOT_ADD_ON
the code is not in the knowledge   -> NOT_LOADED
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.relations import AddOnPair, ProcedureCode


class AddOnFinding(StrEnum):
    """What the loaded pairs say about a code standing alone."""

    NEEDS_PRIMARY = "needs_primary"
    PAYER_DECIDES = "payer_decides"
    NOT_ADD_ON = "not_add_on"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class AddOnVerdict:
    """The finding for one code, with the rows it rests on and the primaries they list."""

    code: ProcedureCode
    finding: AddOnFinding
    primaries: tuple[ProcedureCode, ...] = ()
    rows: tuple[AddOnPair, ...] = ()

    @property
    def may_stand_alone(self) -> bool:
        """True only for a code checked to be no add-on code; an add-on code never stands alone, whatever its type."""
        return self.finding is AddOnFinding.NOT_ADD_ON


def standing_alone(code: ProcedureCode, pairs: Sequence[AddOnPair], *, checked: bool, day: date) -> AddOnVerdict:
    """The verdict for a code on a date of service.

    ``pairs`` are those in which the code is the add-on, of whatever edition; ``checked`` says that the code has been
    compared with the whole add-on table (every authored code has). Rows that ended before ``day`` do not count.
    """
    rows = tuple(pair for pair in pairs if pair.add_on == code and pair.in_force(day))
    if not rows:
        return AddOnVerdict(code, AddOnFinding.NOT_ADD_ON if checked else AddOnFinding.NOT_LOADED)
    primaries = tuple(sorted({pair.primary for pair in rows if pair.primary is not None}, key=str))
    type_one = any(pair.edit_type == 1 for pair in rows)
    finding = AddOnFinding.NEEDS_PRIMARY if type_one else AddOnFinding.PAYER_DECIDES
    return AddOnVerdict(code, finding, primaries, rows)
