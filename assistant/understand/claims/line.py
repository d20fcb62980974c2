"""One service line of a claim, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.codes import Modifier
from corpus.relations import ProcedureCode


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One service line: code, modifiers, units, and the date of service where the line has its own.

    ``charge`` is in dollars. ``place`` is the two digits of the place of service. ``unread`` are the pieces of this
    line that were given to no field: a line that has any was not checked as a whole.
    """

    code: ProcedureCode
    modifiers: tuple[Modifier, ...] = ()
    units: int = 1
    day: date | None = None
    charge: Decimal | None = None
    place: str = ""
    unread: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As a coder writes it: "20610-RT-59"."""
        return "-".join(map(str, (self.code, *self.modifiers)))
